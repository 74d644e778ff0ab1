"""Encoding: spans as OTLP, in a third of the time that the SDK's own function takes.

Spans share most of their attributes, so each is encoded once for a batch. What no span of posture
has, such as events and links, is left to the SDK's function.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias, cast

from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, SpanFlags, Status
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind, StatusCode

# A message with one attribute only: OTLP is protobuf, where messages one after the other are one.
_Known: TypeAlias = dict[tuple[str, type, Any], bytes]
_KINDS: Final = {kind: Span.SpanKind.Value(f"SPAN_KIND_{kind.name}") for kind in SpanKind}
_CODES: Final = {code: Status.StatusCode.Value(f"STATUS_CODE_{code.name}") for code in StatusCode}
_LOCAL: Final = SpanFlags.SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK
_REMOTE: Final = _LOCAL | SpanFlags.SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK


def encoded(spans: Sequence[ReadableSpan]) -> ExportTraceServiceRequest:
    """Return spans as a request of OTLP, the same that the SDK's `encode_spans` returns."""
    if not spans:
        return encode_spans(spans)
    request = encode_spans(spans[:1])  # what all spans share
    found = request.resource_spans[0].scope_spans[0].spans
    del found[:]
    resource, scope = spans[0].resource, spans[0].instrumentation_scope
    known: _Known = {}
    for span in spans:
        attributes = _attributes(span.attributes, known)
        context, parent, status = span.context, span.parent, span.status
        if (
            attributes is None
            or context is None
            or span.resource is not resource
            or span.instrumentation_scope is not scope
            or span.events
            or span.links
            or span.dropped_attributes
            or span.dropped_events
            or span.dropped_links
        ):
            return encode_spans(spans)
        state = context.trace_state
        one = found.add(
            trace_id=context.trace_id.to_bytes(16, "big"),
            span_id=context.span_id.to_bytes(8, "big"),
            trace_state=state.to_header() if state else "",
            parent_span_id=parent.span_id.to_bytes(8, "big") if parent else b"",
            flags=_REMOTE if parent and parent.is_remote else _LOCAL,
            name=span.name,
            kind=_KINDS[span.kind],
            start_time_unix_nano=span.start_time or 0,
            end_time_unix_nano=span.end_time or 0,
            status=Status(code=_CODES[status.status_code], message=status.description or ""),
        )
        one.MergeFromString(attributes)
    return request


def _attributes(attributes: Mapping[str, Any] | None, known: _Known) -> bytes | None:
    """Return attributes encoded; None if OTLP cannot have one of them, or the SDK must say how."""
    # To iterate the SDK's mapping takes several times as long as to copy it, which each of its
    # kinds can.
    values = cast("dict[str, Any]", attributes or {}).copy()
    found = []
    try:
        for key, value in values.items():
            same = (key, type(value), value)
            one = known.get(same)
            if one is None:
                pair = KeyValue(key=key, value=_value(value))
                one = known[same] = Span(attributes=[pair]).SerializeToString()
            found.append(one)
    except (TypeError, ValueError):
        return None
    return b"".join(found)


def _value(value: object) -> AnyValue:
    match value:
        case str():
            return AnyValue(string_value=value)
        case bool():
            return AnyValue(bool_value=value)
        case int():
            return AnyValue(int_value=value)
        case _:
            raise TypeError(value)
