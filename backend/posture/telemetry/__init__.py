"""Telemetry: spans with `duration_ms`, metrics, and JSON logs.

The standard `OTEL_*` variables turn on the export by OTLP.
"""

import os
import re
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from functools import lru_cache
from types import TracebackType
from typing import Final, cast
from uuid import uuid4

from opentelemetry import context, metrics, trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.util.types import AttributeValue

from posture.settings import Settings
from posture.telemetry import logs
from posture.telemetry.catalogue import SCOPE
from posture.version import version

# The trace id of all zeros is no trace.
_TRACE_ID = re.compile(r"[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-[0-9a-f]{16}-.*", re.DOTALL)
_SHARED = context.create_key("posture-shared")
# The innermost step around: a variable of its own, because each call to a cloud looks it up.
_step: ContextVar["_Recorded | None"] = ContextVar("posture-step", default=None)
UNTRACED: Final = "posture.call.untraced_count"


def span(
    name: str,
    attributes: Mapping[str, AttributeValue] | None = None,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    parent: Context | None = None,
    shared: Mapping[str, AttributeValue] | None = None,
) -> AbstractContextManager[Span]:
    """Record a step as a span; `name` is a verb and a low-cardinality noun, ids go in `attributes`.

    The `shared` attributes are set on this span and on all spans below it. The span carries
    `duration_ms` (integer milliseconds). An exception marks it as an error with the type of the
    exception only: its message may contain secrets.
    """
    if parent is None and not is_traced():
        # There is no incoming trace to continue either.
        return nullcontext(trace.get_current_span())
    return _Recorded(name, attributes, kind, parent, shared)


def is_traced() -> bool:
    """Return whether this process exports spans."""
    return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


class _Recorded(AbstractContextManager[Span]):
    """A span for the time of a block; one class, because a scan has thousands of them."""

    __slots__ = (
        "_around",
        "_attributes",
        "_begun_ns",
        "_kind",
        "_name",
        "_parent",
        "_shared",
        "_to",
        "left_out",
        "span",
    )

    span: Span
    left_out: int
    _around: "_Recorded | None"

    def __init__(  # as span()
        self,
        name: str,
        attributes: Mapping[str, AttributeValue] | None,
        kind: SpanKind,
        parent: Context | None,
        shared: Mapping[str, AttributeValue] | None,
    ) -> None:
        self._name = name
        self._attributes = attributes
        self._kind = kind
        self._parent = parent
        self._shared = shared
        self.left_out = 0

    def __enter__(self) -> Span:
        around = context.get_current() if self._parent is None else self._parent
        inherited = cast("Mapping[str, AttributeValue]", context.get_value(_SHARED, around) or {})
        if self._shared:
            inherited = {**inherited, **self._shared}
            around = context.set_value(_SHARED, inherited, around)
        self.span = tracer_of(trace.get_tracer_provider()).start_span(
            self._name,
            around,
            kind=self._kind,
            attributes={**inherited, **(self._attributes or {})},
        )
        self._to = context.attach(trace.set_span_in_context(self.span, around))
        self._around = _step.get()
        _step.set(self)
        self._begun_ns = time.perf_counter_ns()
        return self.span

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        current = self.span
        if self.left_out:
            current.set_attribute(UNTRACED, self.left_out)
        if kind is not None:
            current.set_status(Status(StatusCode.ERROR, kind.__name__))
            current.set_attribute("error.type", kind.__name__)
        # Some spans set a more exact duration themselves, such as that of the run's row.
        known = getattr(current, "attributes", None) or {}
        if current.is_recording() and "duration_ms" not in known:
            taken_ns = time.perf_counter_ns() - self._begun_ns
            current.set_attribute("duration_ms", taken_ns // 1_000_000)
        current.end()
        _step.set(self._around)
        context.detach(self._to)


@lru_cache(maxsize=1)
def tracer_of(provider: trace.TracerProvider) -> trace.Tracer:
    """Return the tracer of a provider, which would make a new one each time."""
    return provider.get_tracer(SCOPE)


def shared_attributes() -> Mapping[str, AttributeValue]:
    """Return the attributes that all spans below the current one share."""
    return cast("Mapping[str, AttributeValue]", context.get_value(_SHARED) or {})


def leave_out() -> None:
    """Count a call that has no span of its own on the step around it, or else on its span."""
    step = _step.get()
    if step is not None:
        step.left_out += 1  # to set it as an attribute each time takes longer than the rest
        return
    above = trace.get_current_span()
    if above.is_recording():
        known = getattr(above, "attributes", None) or {}
        above.set_attribute(UNTRACED, known.get(UNTRACED, 0) + 1)


def carrier() -> dict[str, str]:
    """Return the W3C headers (`traceparent`, `tracestate`) of the current span."""
    headers: dict[str, str] = {}
    if trace.get_current_span().get_span_context().is_valid:
        from opentelemetry.propagate import inject  # noqa: PLC0415  # as context_from

        inject(headers)
    return headers


def context_from(headers: Mapping[str, str]) -> Context:
    """Return the trace context that W3C headers continue."""
    if not headers:
        return Context()
    from opentelemetry.propagate import extract  # noqa: PLC0415  # 3 ms that only a trace needs

    return extract(headers)


def trace_id_of(headers: Mapping[str, str]) -> str | None:
    """Return the id of the trace that W3C headers continue, as 32 hex digits."""
    found = _TRACE_ID.fullmatch(headers.get("traceparent", ""))
    return found[1] if found else None


def setup(settings: Settings, *, role: str = "server") -> None:
    """Send logs to stderr, and traces and metrics by OTLP when an endpoint is configured.

    `role` is what the process does: see `posture.role` in the catalogue. A scan logs seldom, so its
    logs are set up when it does.
    """
    if role == "scan":
        logs.setup_on_use(settings)
    else:
        logs.setup(settings)
    about = {
        "service.name": "posture",
        "service.version": version(),
        "service.instance.id": str(uuid4()),
        "posture.role": role,
    }
    if exporting("TRACES"):
        _setup_traces(about, characters=settings.trace_attribute_characters)
    if exporting("METRICS"):
        # A scan counts only calls: nothing that has series before its first event.
        _setup_metrics(about, has_zeros=role != "scan")


def exporting(signal: str) -> bool:
    """Return whether the environment names an OTLP endpoint for `TRACES` or `METRICS`."""
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    if os.environ.get(f"OTEL_{signal}_EXPORTER", "otlp") == "none":
        return False
    return bool(
        os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")
        or os.environ.get(f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")
    )


def shutdown() -> None:
    """Send what is still buffered."""
    for provider in (trace.get_tracer_provider(), metrics.get_meter_provider()):
        stop = getattr(provider, "shutdown", None)
        if stop is not None:
            stop()


def _setup_traces(about: Mapping[str, str], *, characters: int) -> None:
    from opentelemetry.exporter.otlp.proto.http import trace_exporter  # noqa: PLC0415  # 100 ms of imports that only an exporting process needs
    from opentelemetry.sdk.trace import SpanLimits, TracerProvider  # noqa: PLC0415  # as above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415  # as above

    from posture.telemetry.encoding import encoded  # noqa: PLC0415  # as above

    # The exporter has no parameter for it. Its own function makes the same, in more time.
    vars(trace_exporter)["encode_spans"] = encoded
    limits = SpanLimits(max_attribute_length=characters)
    provider = TracerProvider(resource=_resource(about), span_limits=limits)
    exporter = trace_exporter.OTLPSpanExporter()
    provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=16_384))
    trace.set_tracer_provider(provider)


def _setup_metrics(about: Mapping[str, str], *, has_zeros: bool) -> None:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter  # noqa: PLC0415  # as above
    from opentelemetry.sdk.metrics import MeterProvider  # noqa: PLC0415  # as above
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader  # noqa: PLC0415  # as above

    from posture.telemetry.instruments import instruments, limits  # noqa: PLC0415  # as above

    reader = PeriodicExportingMetricReader(OTLPMetricExporter())
    provider = MeterProvider(metric_readers=[reader], resource=_resource(about), views=limits())
    metrics.set_meter_provider(provider)
    if has_zeros:
        instruments().begin()


def _resource(about: Mapping[str, str]):  # type: ignore[no-untyped-def]  # noqa: ANN202  # the SDK's type, imported late
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource  # noqa: PLC0415  # as above

    # What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say wins.
    return Resource.create(about).merge(OTELResourceDetector().detect())
