"""POSTURE_TRACE_CALLS leaves out spans of calls, counts them, and keeps the tree whole."""

import re
from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import NoOpTracer, StatusCode, Tracer

from posture.settings import Settings
from posture.telemetry import UNTRACED, span
from posture.telemetry.calls import CallSpans
from tests.dashboards import queries

CALL = "s3.GetBucketPolicy"
ABOUT = {"cloud.region": "eu-central-1"}


class Traces:
    """What a tracer of a test has recorded."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.tracer: Tracer = self.provider.get_tracer("test")

    def only(self, name: str) -> ReadableSpan:
        (found,) = [span for span in self.exporter.get_finished_spans() if span.name == name]
        return found

    def names(self) -> list[str]:
        return [span.name for span in self.exporter.get_finished_spans()]


@pytest.fixture
def traces() -> Iterator[Traces]:
    found = Traces()
    yield found
    found.provider.shutdown()


def test_a_call_that_is_left_out_is_counted_above(traces: Traces) -> None:
    calls = CallSpans(Settings(trace_calls="errors"), traces.tracer)
    with traces.tracer.start_as_current_span("collect s3"):
        for _ in range(3):
            with calls.around(CALL, ABOUT):
                pass
    assert traces.names() == ["collect s3"]
    assert dict(traces.only("collect s3").attributes or {}) == {UNTRACED: 3}


def test_calls_that_are_left_out_are_counted_on_the_step_around_them(
    traces: Traces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: traces.provider)
    calls = CallSpans(Settings(trace_calls="errors"))
    with span("process run"), span("collect s3"):
        for _ in range(3):
            with calls.around(CALL, ABOUT):
                pass
        with calls.around(CALL, ABOUT) as outcome:
            outcome.error = "AccessDenied"
    assert traces.names() == [CALL, "collect s3", "process run"]
    assert (traces.only("collect s3").attributes or {})[UNTRACED] == 3
    assert UNTRACED not in (traces.only("process run").attributes or {})


def test_all_calls_have_spans_and_those_that_failed_are_errors(traces: Traces) -> None:
    calls = CallSpans(Settings(trace_calls="all"), traces.tracer)
    with traces.tracer.start_as_current_span("collect s3"):
        with calls.around("s3.ListBuckets", ABOUT):
            pass
        with calls.around(CALL, ABOUT) as call:
            call.error = "AccessDenied"
    assert traces.names() == ["s3.ListBuckets", CALL, "collect s3"]
    assert traces.only("s3.ListBuckets").status.status_code is StatusCode.UNSET
    assert traces.only(CALL).status.status_code is StatusCode.ERROR


@pytest.mark.parametrize("mode", ["slow", "errors"])
def test_a_call_that_was_throttled_has_a_span_though_it_succeeded(
    traces: Traces, mode: str
) -> None:
    calls = CallSpans(Settings(trace_calls=mode, trace_slow_call_ms=60_000), traces.tracer)
    with traces.tracer.start_as_current_span("collect s3"):
        with calls.around(CALL, ABOUT) as call:
            call.throttled_count = 2
        with calls.around("s3.ListBuckets", ABOUT):
            pass
    assert traces.names() == [CALL, "collect s3"]
    found = traces.only(CALL)
    assert found.status.status_code is StatusCode.UNSET
    assert (found.attributes or {})["posture.call.throttled_count"] == 2


def test_a_failed_call_has_a_span_below_the_same_parent(traces: Traces) -> None:
    calls = CallSpans(Settings(trace_calls="errors"), traces.tracer)
    with (
        traces.tracer.start_as_current_span("collect s3") as above,
        calls.around(CALL, ABOUT) as outcome,
    ):
        outcome.error, outcome.status = "AccessDenied", 403
    call = traces.only(CALL)
    assert call.parent == above.get_span_context()
    assert call.status.status_code is StatusCode.ERROR
    expected = {"error.type": "AccessDenied", "http.response.status_code": 403, **ABOUT}
    assert expected.items() <= dict(call.attributes or {}).items()
    assert UNTRACED not in (traces.only("collect s3").attributes or {})


def test_a_call_without_a_response_has_no_status(traces: Traces) -> None:
    calls = CallSpans(Settings(trace_calls="errors"), traces.tracer)
    with (
        traces.tracer.start_as_current_span("collect s3"),
        calls.around(CALL, ABOUT) as outcome,
    ):
        outcome.error = "Unreachable"
    assert "http.response.status_code" not in (traces.only(CALL).attributes or {})


def test_a_cancelled_call_has_a_span_and_stays_cancelled(traces: Traces) -> None:
    calls = CallSpans(Settings(trace_calls="errors"), traces.tracer)
    with (
        traces.tracer.start_as_current_span("collect s3"),
        pytest.raises(KeyboardInterrupt),
        calls.around(CALL, ABOUT),
    ):
        raise KeyboardInterrupt
    assert (traces.only(CALL).attributes or {})["error.type"] == "KeyboardInterrupt"


@pytest.mark.parametrize(
    ("slow_ms", "expected"), [(0, [CALL, "collect s3"]), (60_000, ["collect s3"])]
)
def test_a_slow_call_has_a_span(traces: Traces, slow_ms: int, expected: list[str]) -> None:
    calls = CallSpans(Settings(trace_calls="slow", trace_slow_call_ms=slow_ms), traces.tracer)
    with traces.tracer.start_as_current_span("collect s3"), calls.around(CALL, ABOUT):
        pass
    assert traces.names() == expected


def test_a_call_that_waited_for_its_turn_is_not_a_slow_one(traces: Traces) -> None:
    calls = CallSpans(Settings(trace_slow_call_ms=1), traces.tracer)
    with traces.tracer.start_as_current_span("collect s3"), calls.around(CALL, ABOUT) as call:
        call.waited_ns = 3_600 * 10**9
    assert traces.names() == ["collect s3"]


@pytest.mark.parametrize(
    ("mode", "expected"), [("all", [CALL, "collect s3"]), ("slow", ["collect s3"])]
)
def test_that_something_does_not_exist_is_no_failure(
    traces: Traces, mode: str, expected: list[str]
) -> None:
    calls = CallSpans(Settings(trace_calls=mode, trace_slow_call_ms=60_000), traces.tracer)
    with traces.tracer.start_as_current_span("collect s3"), calls.around(CALL, ABOUT) as call:
        call.error, call.status, call.is_absence = "NoSuchBucketPolicy", 404, True
    assert traces.names() == expected


def test_the_dashboard_of_slow_calls_has_those_that_have_a_span_by_default() -> None:
    (panel,) = [query for query in queries() if query.title == "Slow calls"]
    (seconds,) = re.findall(r"duration>(\d+)s", panel.text)
    assert Settings().trace_slow_call_ms == int(seconds) * 1_000
    assert Settings().trace_calls == "slow"


def test_a_span_that_is_made_late_has_the_time_of_the_call(traces: Traces) -> None:
    calls = CallSpans(Settings(trace_calls="slow", trace_slow_call_ms=0), traces.tracer)
    with traces.tracer.start_as_current_span("collect s3"), calls.around(CALL, ABOUT):
        pass
    above, call = traces.only("collect s3"), traces.only(CALL)
    assert (above.start_time or 0) <= (call.start_time or 0) <= (call.end_time or 0)
    assert (call.attributes or {})["duration_ms"] == (
        (call.end_time or 0) - (call.start_time or 0)
    ) // 1_000_000


def test_without_a_trace_nothing_is_recorded() -> None:
    calls = CallSpans(Settings(trace_calls="errors"), NoOpTracer())
    with calls.around(CALL, ABOUT) as outcome:
        outcome.error = "AccessDenied"
    assert outcome.error == "AccessDenied"
