"""Calls: which calls to a cloud get a span of their own; the others are counted on the span above.

A call has no spans below it, so leaving it out keeps the tree whole, and its span is made when it
has ended. Calls that renew keys meanwhile are beside it.
"""

import math
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer
from opentelemetry.util.types import AttributeValue

from posture.settings import Settings
from posture.telemetry import is_traced, leave_out, shared_attributes, tracer_of

THROTTLED = "posture.call.throttled_count"


class CallSpans:
    """Records calls as `POSTURE_TRACE_CALLS` says."""

    def __init__(self, settings: Settings, tracer: Tracer | None = None) -> None:
        """Record with a tracer, or with that of the process."""
        self._tracer = tracer
        # Whether there can be a step above a call to count it on.
        self.has_traces = tracer is not None or is_traced()
        slow_ns = settings.trace_slow_call_ms * 1_000_000
        # The duration from which a call has a span, though it succeeded at once.
        self.least_ns = {"all": 0, "slow": slow_ns}.get(settings.trace_calls, math.inf)

    def around(self, name: str, attributes: Mapping[str, AttributeValue]) -> "CallSpan":
        """Record the call in the block, as a span if it is to have one."""
        return CallSpan(self, name, attributes)

    def record(self, call: "CallSpan", taken_ns: int) -> bool:
        """Record a call that has ended as a span; return whether there is a trace for it."""
        if not trace.get_current_span().is_recording():
            return False
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
        return True


class CallSpan(AbstractContextManager["CallSpan"]):
    """A call of which it is known at its end whether it has a span.

    The block sets its outcome: the error, if it had one; the status of that response, which is 0
    where there was none; whether the error says that what was read does not exist, which many
    calls find out; the attempts that the cloud throttled; and how long the call waited for its
    turn here, which does not make it a slow one. After the block, `has_span` is whether it has one.
    """

    __slots__ = (
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
        taken_ns = time.perf_counter_ns() - self._begun_ns
        if (
            self.throttled_count
            or taken_ns - self.waited_ns >= self._calls.least_ns
            or (self.error and not self.is_absence)
        ):
            self.has_span = self._calls.record(self, taken_ns)
        elif self._calls.has_traces:
            leave_out()

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
