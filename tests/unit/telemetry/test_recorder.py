"""A recorder adds what the public API of the SDK adds, in fewer steps."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.context import attach, detach
from opentelemetry.metrics import Histogram
from opentelemetry.sdk.metrics import AlwaysOnExemplarFilter, MeterProvider
from opentelemetry.sdk.metrics import Histogram as SdkHistogram
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    HistogramDataPoint,
    InMemoryMetricReader,
)
from opentelemetry.sdk.metrics.view import (
    Aggregation,
    ExplicitBucketHistogramAggregation,
    ExponentialBucketHistogramAggregation,
    SumAggregation,
    View,
)

from posture.telemetry.catalogue import REQUEST_DURATION
from posture.telemetry.instruments import Instruments
from posture.telemetry.recorder import Pending, Recorder

ATTRIBUTES: Mapping[str, str | int] = {"http.request.method": "GET", "code": 200}
VALUES = (0.001, 0.1, 0.25, 7.0)


def points_in(reader: InMemoryMetricReader) -> list[dict[str, Any]]:
    data = reader.get_metrics_data()
    assert data is not None
    return [
        {
            "attributes": dict(point.attributes or {}),
            "count": point.count,
            "sum": point.sum,
            "least": point.min,
            "most": point.max,
            "buckets": point.bucket_counts,
            "exemplars": [
                (one.value, one.trace_id, one.filtered_attributes) for one in point.exemplars
            ],
        }
        for resource in data.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
        for point in metric.data.data_points
        if isinstance(point, HistogramDataPoint)
    ]


def histogram_in(reader: InMemoryMetricReader, *views: View) -> Histogram:
    provider = MeterProvider(metric_readers=[reader], views=views)
    return provider.get_meter("test").create_histogram(
        "duration", explicit_bucket_boundaries_advisory=(0.05, 0.25, 1)
    )


def collected(
    add: Callable[[Histogram], Callable[[float], None]], *views: View
) -> list[dict[str, Any]]:
    """Return the points after all values, some of them recorded in a sampled trace."""
    reader = InMemoryMetricReader()
    record = add(histogram_in(reader, *views))
    for number, value in enumerate(VALUES):
        context = trace.SpanContext(1 + number, 2, is_remote=False, trace_flags=trace.TraceFlags(1))
        token = attach(trace.set_span_in_context(trace.NonRecordingSpan(context)))
        record(value)
        detach(token)
        record(value)
    return points_in(reader)


def by_recorder(histogram: Histogram) -> Callable[[float], None]:
    return Recorder(histogram, ATTRIBUTES).record


def by_sdk(histogram: Histogram) -> Callable[[float], None]:
    return lambda value: histogram.record(value, ATTRIBUTES)


def test_points_and_exemplars_are_those_of_the_sdk() -> None:
    found = collected(by_recorder)
    assert found == collected(by_sdk)
    assert found[0]["count"] == 2 * len(VALUES)
    assert found[0]["buckets"] == (2, 4, 0, 2)
    # The newest trace of each bucket.
    assert {one[1] for one in found[0]["exemplars"]} == {1, 3, 4}


def test_a_view_that_drops_attributes_is_kept() -> None:
    view = View(instrument_name="duration", attribute_keys={"code"})
    found = collected(by_recorder, view)
    assert found == collected(by_sdk, view)
    assert found[0]["attributes"] == {"code": 200}


def test_a_limit_of_series_is_kept() -> None:
    view = View(instrument_name="duration", aggregation_cardinality_limit=2)
    reader = InMemoryMetricReader()
    histogram = histogram_in(reader, view)
    for number in range(5):
        Recorder(histogram, {"code": number}).record(0.1)
    counts = [(one["attributes"], one["count"]) for one in points_in(reader)]
    assert counts == [({"code": 0}, 1), ({"code": 1}, 1), ({"otel.metric.overflow": True}, 3)]


def test_the_short_way_is_taken_with_this_sdk() -> None:
    recorder = Recorder(histogram_in(InMemoryMetricReader()), ATTRIBUTES)
    recorder.record(0.1)
    assert recorder.is_direct


def test_an_export_of_differences_takes_the_public_way() -> None:
    delta = {SdkHistogram: AggregationTemporality.DELTA}
    reader = InMemoryMetricReader(preferred_temporality=delta)  # type: ignore[arg-type]  # of any instruments
    recorder = Recorder(histogram_in(reader), ATTRIBUTES)
    counts = []
    for number in range(3):
        for _ in range(number + 1):
            recorder.record(0.1)
        counts += [one["count"] for one in points_in(reader)]
    assert counts == [1, 2, 3]
    assert not recorder.is_direct


@pytest.mark.parametrize("lost", ["_measurement_consumer", "_is_enabled"])
def test_an_sdk_with_other_parts_gets_each_value_too(lost: str) -> None:
    recorded: list[tuple[float, Mapping[str, str | int]]] = []

    class Other:
        """A histogram without a part that the short way needs."""

        def record(self, amount: float, attributes: Mapping[str, str | int]) -> None:
            recorded.append((amount, attributes))

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # any part
            if name in {lost, "_real_instrument"}:
                raise AttributeError(name)
            return Other()

    Recorder(Other(), ATTRIBUTES).record(0.5)  # type: ignore[arg-type]  # it has what is needed
    assert recorded == [(0.5, ATTRIBUTES)]


def test_nothing_is_kept_before_there_is_an_sdk() -> None:
    class Proxy:
        """An instrument before a provider is set."""

        _real_instrument = None

    recorder = Recorder(Proxy(), ATTRIBUTES)  # type: ignore[arg-type]  # as above
    recorder.record(0.5)
    assert not recorder.is_direct
    reader = InMemoryMetricReader()
    recorder = Recorder(histogram_in(reader), ATTRIBUTES)
    recorder.record(0.5)
    assert [one["count"] for one in points_in(reader)] == [1]


def test_untraced_values_are_added_by_the_next_export_with_those_in_traces() -> None:
    reader = InMemoryMetricReader()
    made = Instruments(MeterProvider(metric_readers=[reader]).get_meter("test"))
    recorder = made.recorder(REQUEST_DURATION, ATTRIBUTES)
    other = made.recorder(REQUEST_DURATION, {"code": 500})
    expected, found = {200: 0, 500: 0}, []
    for values in ((0.25, 0.5), (), (0.125, 8.0, 0.25)):
        for value in values:
            recorder.record_untraced(value)
            recorder.record(value)
            other.record_untraced(value)
        expected[200] += 2 * len(values)
        expected[500] += len(values)
        found = points_in(reader)
        assert {one["attributes"]["code"]: one["count"] for one in found} == expected
    assert {one["attributes"]["code"]: one["sum"] for one in found} == {200: 18.25, 500: 9.125}
    assert (found[0]["least"], found[0]["most"]) == (0.125, 8.0)
    assert recorder.is_direct


def test_no_more_untraced_values_wait_than_fit() -> None:
    pending = Pending(most=3)
    reader = InMemoryMetricReader()
    recorder = Recorder(histogram_in(reader), ATTRIBUTES, pending)
    waiting = []
    for _ in range(7):
        recorder.record_untraced(0.5)
        waiting.append(len(pending.values))
    assert waiting == [1, 2, 0, 1, 2, 0, 1]
    assert [one["count"] for one in points_in(reader)] == [6]
    pending.settle()
    assert [one["count"] for one in points_in(reader)] == [7]


def test_an_untraced_value_is_an_example_where_all_are() -> None:
    reader = InMemoryMetricReader()
    provider = MeterProvider(metric_readers=[reader], exemplar_filter=AlwaysOnExemplarFilter())
    recorder = Recorder(provider.get_meter("test").create_histogram("duration"), ATTRIBUTES)
    for value in (0.25, 0.5):
        recorder.record_untraced(value)
    assert [(one["count"], len(one["exemplars"])) for one in points_in(reader)] == [(2, 1)]


@pytest.mark.parametrize(
    "aggregation",
    [
        ExplicitBucketHistogramAggregation((0.05, 0.25, 1)),
        ExplicitBucketHistogramAggregation((), record_min_max=False),
        ExponentialBucketHistogramAggregation(),
        SumAggregation(),
    ],
)
def test_untraced_values_make_the_points_of_the_sdk(aggregation: Aggregation) -> None:
    view = View(instrument_name="duration", aggregation=aggregation)
    found: dict[str, list[str]] = {}
    for way in ("untraced", "sdk"):
        reader = InMemoryMetricReader()
        histogram = histogram_in(reader, view)
        recorder = Recorder(histogram, ATTRIBUTES, pending := Pending())
        found[way] = []
        for values in (VALUES, (), (0.5,), (0.0625, 9.5)):
            for value in values:
                if way == "sdk":
                    histogram.record(value, ATTRIBUTES)
                else:
                    recorder.record_untraced(value)
            pending.settle()
            data = reader.get_metrics_data()
            assert data is not None
            (metric,) = data.resource_metrics[0].scope_metrics[0].metrics
            (point,) = metric.data.data_points
            timeless = replace(point, start_time_unix_nano=0, time_unix_nano=0)
            found[way].append(timeless.to_json())
    assert found["untraced"] == found["sdk"]


def test_untraced_values_of_several_threads_are_added_once() -> None:
    reader = InMemoryMetricReader()
    pending = Pending(most=5)
    recorder = Recorder(histogram_in(reader), ATTRIBUTES, pending)
    begin = Barrier(4)

    def add() -> None:
        begin.wait()
        for _ in range(500):
            recorder.record_untraced(0.5)

    threads = [Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pending.settle()
    assert [(one["count"], one["sum"]) for one in points_in(reader)] == [(2_000, 1_000.0)]


def test_an_export_of_differences_lacks_no_untraced_value() -> None:
    delta = {SdkHistogram: AggregationTemporality.DELTA}
    reader = InMemoryMetricReader(preferred_temporality=delta)  # type: ignore[arg-type]  # of any instruments
    recorder = Recorder(histogram_in(reader), ATTRIBUTES)
    counts = []
    for number in range(3):
        for _ in range(number + 1):
            recorder.record_untraced(0.1)
        counts += [one["count"] for one in points_in(reader)]
    assert counts == [1, 2, 3]
