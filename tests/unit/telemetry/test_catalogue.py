"""The catalogue's names are those of the conventions, and its metrics have few series."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.semconv.attributes import (
    error_attributes,
    http_attributes,
    service_attributes,
    url_attributes,
)

from posture.bootstrap.clouds import CLOUDS
from posture.collectors.aws.catalog import COLLECTORS as AWS
from posture.collectors.azure.catalog import COLLECTORS as AZURE
from posture.collectors.collecting import AssetCollector
from posture.collectors.gcp.catalog import COLLECTORS as GCP
from posture.collectors.gcp.operations import OPERATIONS
from posture.domain.check import Severity
from posture.domain.finding import FindingStatus
from posture.domain.gate import GateVerdict
from posture.domain.notification import TEST_EVENT, DeliveryStatus, WebhookEvent
from posture.domain.run import FINAL, RunTrigger
from posture.domain.verdict import VerdictStatus
from posture.telemetry.catalogue import (
    CALL_DURATION,
    CALLS,
    DELIVERY_STATUS,
    EVENT,
    FINDING_STATUS,
    GATE_VERDICT,
    INSTRUMENTS,
    INTEGRATION_FINDINGS,
    PROVIDER,
    REQUEST_BOUNDS,
    REQUEST_DURATION,
    RESOURCE,
    RUN_BOUNDS,
    RUN_STATUS,
    RUNS,
    SERVICE,
    SEVERITY,
    SPANS,
    THROTTLED,
    TRIGGER,
    VERDICT,
    Attribute,
    Instrument,
    Kind,
)
from posture.telemetry.instruments import Instruments, limits
from posture.telemetry.instruments import combinations as fixed
from tests.spec import document

MOST_SERIES = 10_000
REGIONS = [f"region-{number}" for number in range(20)]
INTEGRATIONS = [f"integration-{number}" for number in range(500)]
STANDARD = {
    value
    for module in (error_attributes, http_attributes, service_attributes, url_attributes)
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, str)
}


def all_attributes() -> list[Attribute]:
    owners = [one.attributes for one in (*INSTRUMENTS, *SPANS)]
    return [*RESOURCE, *(attribute for owner in owners for attribute in owner)]


def test_names_are_unique_and_lower_case() -> None:
    names = [one.name for one in INSTRUMENTS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+(\.[a-z]+)+", name) for name in names)
    series = [name for one in INSTRUMENTS for name in one.names]
    assert len(series) == len(set(series))


def test_attributes_of_others_are_those_of_the_conventions() -> None:
    keys = {one.key for one in all_attributes() if one.key.startswith(("http.", "url.", "error."))}
    assert keys <= STANDARD


def test_durations_are_in_seconds_and_name_no_unit() -> None:
    for one in INSTRUMENTS:
        if re.search(r"\.(duration|wait|age|silence)$", one.name):
            assert one.unit == "s"
        assert not re.search(r"second|_ms|milli", one.name)


@pytest.mark.parametrize(
    ("attribute", "values"),
    [
        (RUN_STATUS, FINAL),
        (TRIGGER, RunTrigger),
        (SEVERITY, Severity),
        (FINDING_STATUS, set(FindingStatus) - {FindingStatus.RESOLVED}),
        (VERDICT, VerdictStatus),
        (GATE_VERDICT, GateVerdict),
        (DELIVERY_STATUS, DeliveryStatus),
        (EVENT, {*WebhookEvent, TEST_EVENT}),
        (PROVIDER, {cloud.name for cloud in CLOUDS}),
    ],
    ids=lambda value: value.key if isinstance(value, Attribute) else "",
)
def test_the_values_of_an_attribute_are_those_of_the_domain(
    attribute: Attribute, values: Iterable[str]
) -> None:
    assert set(attribute.values) == {str(value) for value in values}


def test_counters_begin_with_0_so_that_the_first_event_is_an_increase() -> None:
    with measured() as (to, reader):
        to.begin()
        counts = series_of(reader)
    assert counts[RUNS.name] == 3 * 3 * 6
    assert CALLS.name not in counts


def test_a_frequent_counter_counts_the_same_attributes_together_and_has_a_limit() -> None:
    about = {PROVIDER.key: "aws", SERVICE.key: "s3"}
    with measured() as (to, reader):
        for attributes in (about, dict(reversed(about.items()))):
            to.count(CALLS, 2, attributes)
        for number in range(CALLS.limit):
            to.count(CALLS, 1, {PROVIDER.key: f"p{number}"})
        data: Any = reader.get_metrics_data()
    (found,) = [
        metric.data.data_points
        for metric in data.resource_metrics[0].scope_metrics[0].metrics
        if metric.name == CALLS.name
    ]
    values = {tuple(sorted(one.attributes.items())): one.value for one in found}
    assert values[tuple(sorted(about.items()))] == 4
    assert sum(values.values()) == 4 + CALLS.limit
    assert len(values) <= CALLS.limit


def test_bounds_belong_to_histograms_and_rise() -> None:
    for one in INSTRUMENTS:
        assert bool(one.bounds) == (one.kind is Kind.HISTOGRAM)
        assert list(one.bounds) == sorted(set(one.bounds))


@pytest.mark.parametrize(
    ("seconds", "bounds", "ratio"),
    [(38.6, RUN_BOUNDS, 1.5), (1_700, RUN_BOUNDS, 2), (0.5, REQUEST_BOUNDS, 2)],
)
def test_a_usual_duration_lies_between_bounds_that_are_close(
    seconds: float, bounds: tuple[float, ...], ratio: float
) -> None:
    above = next(bound for bound in bounds if bound >= seconds)
    below = max(bound for bound in bounds if bound < seconds)
    assert above / below <= ratio


def test_every_instrument_with_open_attributes_has_a_limit() -> None:
    for one in INSTRUMENTS:
        assert bool(one.limit) == any(not attribute.values for attribute in one.attributes)


def test_a_process_has_fewer_than_10_000_series() -> None:
    with measured() as (to, reader):
        for one in INSTRUMENTS:
            emit(to, one, combinations(one))
        counts = series_of(reader)
    assert counts.keys() == {one.name for one in INSTRUMENTS}
    assert counts[INTEGRATION_FINDINGS.name] == len(INTEGRATIONS)
    assert sum(counts.values()) < MOST_SERIES, counts


def test_names_from_outside_add_no_series_beyond_the_limits() -> None:
    with measured() as (to, reader):
        for one in INSTRUMENTS:
            keys = [attribute.key for attribute in one.attributes]
            emit(to, one, (dict.fromkeys(keys, f"name-{n}") for n in range(one.limit + 50)))
        points = list(points_of(reader))
    limited = {one.name for one in INSTRUMENTS if one.limit}
    overflows = [name for name, point in points if "otel.metric.overflow" in point.attributes]
    assert set(overflows) == limited
    assert len(overflows) == len(limited)
    assert sum(width(point) for name, point in points if name in limited) < MOST_SERIES * 0.9


@pytest.mark.parametrize("one", [CALLS, THROTTLED], ids=lambda one: one.name)
def test_what_counts_with_the_same_attributes_adds_to_the_same_series(one: Instrument) -> None:
    attributes = {PROVIDER.key: "aws", SERVICE.key: "s3"}
    with measured() as (to, reader):
        count = to.counter(one, attributes)
        for _ in range(2):
            count(1)
        to.count(one, 1, attributes)
        ((name, point),) = points_of(reader)
    assert (name, point.value, dict(point.attributes)) == (one.name, 3, attributes)


@contextmanager
def measured() -> Iterator[tuple[Instruments, InMemoryMetricReader]]:
    """Yield instruments with the limits that a process has, and what reads them."""
    reader = InMemoryMetricReader()
    provider = MeterProvider(metric_readers=[reader], views=limits())
    yield Instruments(provider.get_meter("test")), reader
    provider.shutdown()


def emit(to: Instruments, one: Instrument, all_of: Iterable[Mapping[str, str | int]]) -> None:
    if one.kind is Kind.GAUGE:
        to.set(one, [(1, attributes) for attributes in all_of])
        return
    for attributes in all_of:
        if one.kind is Kind.COUNTER:
            to.count(one, 1, attributes)
        else:
            to.record(one, 1.0, attributes)


def combinations(one: Instrument) -> Iterator[dict[str, str | int]]:
    """Yield all attributes that an instrument can have in a large installation."""
    if one is REQUEST_DURATION:
        yield from requests()
    elif one in {CALL_DURATION, CALLS, THROTTLED}:
        yield from calls(one)
    elif one is INTEGRATION_FINDINGS:
        for name in INTEGRATIONS:
            yield {"posture.integration.id": name}
    else:
        for attributes in fixed(one):
            yield {**attributes}


def requests() -> Iterator[dict[str, str | int]]:
    """Yield every status of every operation, and what a client chose to wait for."""
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            if method not in {"get", "post", "put", "patch", "delete"}:
                continue
            for status in operation["responses"]:
                found: dict[str, str | int] = {
                    "http.request.method": method.upper(),
                    "http.route": path,
                    "http.response.status_code": int(status) if status.isdecimal() else 500,
                    "url.scheme": "http",
                }
                yield found
                if path.endswith(("/events", "/{run_id}")) and status == "200":
                    yield {**found, "posture.http.waited": "true"}


# The services of Google Cloud that are listed location by location.
LOCATED = {call.partition(":")[0] for call, one in OPERATIONS.items() if "{location}" in one.path}


def calls(one: Instrument) -> Iterator[dict[str, str | int]]:
    """Yield every service of every collector, in every region, with each outcome."""
    by_cloud: dict[str, Sequence[AssetCollector[Any, Any]]] = {
        "aws": AWS,
        "azure": AZURE,
        "gcp": GCP,
    }
    assert by_cloud.keys() == {cloud.name for cloud in CLOUDS}
    for provider, collectors in by_cloud.items():
        services = {call.partition(":")[0] for found in collectors for call in found.all_calls}
        for service in services:
            about: dict[str, str | int] = {"cloud.provider": provider, SERVICE.key: service}
            if one is not CALLS:
                yield about
                continue
            # The other clouds' APIs have one host, but for those that are listed by location.
            everywhere = provider == "aws" or service in LOCATED
            regions = REGIONS if everywhere else ("global",)
            yield from ({**about, "cloud.region": region} for region in regions)
            # Errors of a kind are in all regions of a service at most, and not all kinds at once.
            yield from (
                {**about, "cloud.region": region, "error.type": kind}
                for region in regions
                for kind in ("refused", "denied")
            )


def series_of(reader: InMemoryMetricReader) -> Counter[str]:
    """Count the series of each metric as Prometheus has them."""
    counts: Counter[str] = Counter()
    for name, point in points_of(reader):
        counts[name] += width(point)
    return counts


def points_of(reader: InMemoryMetricReader) -> Iterator[tuple[str, Any]]:
    """Yield each combination of attributes, with the name of its metric."""
    data: Any = reader.get_metrics_data()
    for resource in data.resource_metrics:
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                yield from ((metric.name, point) for point in metric.data.data_points)


def width(point: Any) -> int:  # noqa: ANN401  # one of the SDK's points
    """Return how many series a point is: of a histogram each bucket, the sum and the count."""
    bounds = getattr(point, "explicit_bounds", None)
    return 1 if bounds is None else len(bounds) + 3
