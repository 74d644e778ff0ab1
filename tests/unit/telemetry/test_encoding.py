"""Spans are encoded as the SDK's own function encodes them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.exporter.otlp.proto.http import trace_exporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer, TraceState

from posture import telemetry
from posture.telemetry import encoding

ABOUT: Mapping[str, str | int] = {
    "posture.run.id": "run_1",
    "cloud.region": "eu-central-1",
    "duration_ms": 12,
}


def spans_of(
    make: Callable[[Tracer], None], *, limits: SpanLimits | None = None
) -> Sequence[ReadableSpan]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(resource=Resource({"service.name": "test"}), span_limits=limits)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    make(provider.get_tracer("test", "1.2", schema_url="https://example.com"))
    provider.shutdown()
    return exporter.get_finished_spans()


def left_to_the_sdk(
    spans: Sequence[ReadableSpan], monkeypatch: pytest.MonkeyPatch
) -> tuple[list[int], Any]:
    """Return how many spans each call of the SDK's function gets, and the request."""
    asked: list[int] = []

    def counted(spans: Sequence[ReadableSpan]) -> Any:  # noqa: ANN401  # a message
        asked.append(len(spans))
        return encode_spans(spans)

    monkeypatch.setattr(encoding, "encode_spans", counted)
    return asked, encoding.encoded(spans)


def ordinary(tracer: Tracer) -> None:
    with tracer.start_as_current_span("process run", kind=SpanKind.CONSUMER, attributes=ABOUT):
        for kind in SpanKind:
            with tracer.start_as_current_span("é", kind=kind, attributes=ABOUT) as span:
                span.set_status(Status(StatusCode.ERROR, "TimeoutError"))
        # Equal values of different types stay what they are.
        for one in (True, 1, 0, False, -(2**63), 2**63 - 1, "", "1"):
            tracer.start_span("s3.ListBuckets", attributes={"value": one}).end()
        tracer.start_span("without attributes").end()
    with tracer.start_as_current_span("fine") as span:
        span.set_status(Status(StatusCode.OK))


@pytest.mark.parametrize("state", [None, TraceState([("a", "1"), ("b", "2")])])
@pytest.mark.parametrize("is_remote", [True, False])
def test_ordinary_spans_are_those_of_the_sdk_and_take_the_short_way(
    state: TraceState | None, *, is_remote: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = trace.SpanContext(
        2**127 + 1, 5, is_remote=is_remote, trace_flags=trace.TraceFlags(1), trace_state=state
    )

    def make(tracer: Tracer) -> None:
        ordinary(tracer)
        parent = trace.set_span_in_context(trace.NonRecordingSpan(above))
        tracer.start_span("process run", parent, attributes=ABOUT).end()

    spans = spans_of(make)
    asked, request = left_to_the_sdk(spans, monkeypatch)
    assert request == encode_spans(spans)
    assert request.SerializeToString() != b""
    assert asked == [1]


def _event(tracer: Tracer) -> None:
    with tracer.start_as_current_span("a") as span:
        span.add_event("seen", {"a": 1})


def _link(tracer: Tracer) -> None:
    context = trace.SpanContext(1, 2, is_remote=True)
    tracer.start_span("a", links=[trace.Link(context)]).end()


def _attribute(value: Any) -> Callable[[Tracer], None]:  # noqa: ANN401  # also what OTLP cannot have
    return lambda tracer: tracer.start_span("a", attributes={"value": value, **ABOUT}).end()


@pytest.mark.parametrize(
    "make",
    [
        _event,
        _link,
        *map(_attribute, (["a", "b"], {"a": 1}, 0.5, b"a", None, 2**63, "\ud800")),
    ],
)
def test_what_no_span_of_posture_has_is_left_to_the_sdk(
    make: Callable[[Tracer], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = [*spans_of(ordinary), *spans_of(make)]
    spans = [*spans, spans[0]]
    asked, request = left_to_the_sdk(spans, monkeypatch)
    assert request == encode_spans(spans)
    assert asked == [1, len(spans)]


@pytest.mark.parametrize(
    ("limits", "make"),
    [
        (SpanLimits(max_span_attributes=2), ordinary),
        (SpanLimits(max_events=0), _event),
        (SpanLimits(max_links=0), _link),
    ],
)
def test_what_was_dropped_is_counted(
    limits: SpanLimits, make: Callable[[Tracer], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = spans_of(make, limits=limits)
    _, request = left_to_the_sdk(spans, monkeypatch)
    assert request == encode_spans(spans)


def test_no_spans_are_an_empty_request() -> None:
    assert encoding.encoded([]) == encode_spans([])


def test_spans_of_several_scopes_stay_apart() -> None:
    spans = [*spans_of(ordinary), *spans_of(_attribute("a"))]
    assert encoding.encoded(spans) == encode_spans(spans)


def test_the_export_encodes_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_exporter, "encode_spans", encode_spans)
    monkeypatch.setattr(trace, "set_tracer_provider", TracerProvider.shutdown)
    telemetry._setup_traces({}, characters=10)  # noqa: SLF001  # the rest of the setup is not wanted
    assert vars(trace_exporter)["encode_spans"] is encoding.encoded
