"""Calls: which calls to a cloud get a span of their own; the others are counted on the span above.

A call has no spans below it, so leaving it out keeps the tree whole, and its span is made when it
has ended. Calls that renew keys meanwhile are beside it.
"""

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer
from opentelemetry.util.types import AttributeValue

from posture.settings import Settings
from posture.telemetry import leave_out, shared_attributes, tracer_of

THROTTLED = "posture.call.throttled_count"


class CallSpans:
    """Records calls as `POSTURE_TRACE_CALLS` says."""

    def __init__(self, settings: Settings, tracer: Tracer | None = None) -> None:
        """Record with a tracer, or with that of the process."""
        self._tracer = tracer
        slow_ns = settings.trace_slow_call_ms * 1_000_000
        # The duration from which a call has a span, though it succeeded at once.
        self._least_ns = {"all": 0, "slow": slow_ns}.get(settings.trace_calls)

    def around(self, name: str, attributes: Mapping[str, AttributeValue]) -> "CallSpan":
        """Record the call in the block, as a span if it is to have one."""
        return CallSpan(self, name, attributes)

    def record(self, above: Span, call: "CallSpan", taken_ns: int) -> None:
        """Record a call that has ended, as a span or as one more that has none."""
        has_failed = call.error and not call.is_absence
        if not (has_failed or call.throttled_count or self._has_span(taken_ns - call.waited_ns)):
            leave_out(above)
            return
        call.has_span = True
        tracer = self._tracer or tracer_of(trace.get_tracer_provider())
        current = tracer.start_span(
            call.name,
            kind=SpanKind.CLIENT,
            attributes={
                **shared_attributes(),
                **call.attributes,
                **call.outcome(),
                "duration_ms": taken_ns // 1_000_000,
            },
            start_time=call.begun,
        )
        if call.error:
            current.set_status(Status(StatusCode.ERROR, call.error))
        current.end(call.begun + taken_ns)

    def _has_span(self, taken_ns: int) -> bool:
        return self._least_ns is not None and taken_ns >= self._least_ns


class CallSpan(AbstractContextManager["CallSpan"]):
    """A call of which it is known at its end whether it has a span.

    The block sets its outcome: the error, if it had one; the status of that response, which is 0
    where there was none; whether the error says that what was read does not exist, which many
    calls find out; the attempts that the cloud throttled; and how long the call waited for its
    turn here, which does not make it a slow one. After the block, `has_span` is whether it has one.
    """

    __slots__ = (
        "_above",
        "_begun_ns",
        "_calls",
        "attributes",
        "begun",
        "error",
        "has_span",
        "is_absence",
        "name",
        "status",
        "throttled_count",
        "waited_ns",
    )

    def __init__(
        self, calls: CallSpans, name: str, attributes: Mapping[str, AttributeValue]
    ) -> None:
        self._calls = calls
        self._above = trace.get_current_span()
        self.name = name
        self.attributes = attributes
        self.error = ""
        self.status = 0
        self.is_absence = False
        self.has_span = False
        self.throttled_count = 0
        self.waited_ns = 0

    def __enter__(self) -> Self:
        self.begun, self._begun_ns = time.time_ns(), time.perf_counter_ns()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None:
            self.error = kind.__name__
        if self._above.is_recording():
            taken_ns = time.perf_counter_ns() - self._begun_ns
            self._calls.record(self._above, self, taken_ns)

    def outcome(self) -> dict[str, AttributeValue]:
        """Return the attributes of what became of the call."""
        found: dict[str, AttributeValue] = {}
        if self.error:
            found["error.type"] = self.error
        if self.error and self.status:
            found["http.response.status_code"] = self.status
        if self.throttled_count:
            found[THROTTLED] = self.throttled_count
        return found
