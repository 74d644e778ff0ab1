"""Calls: which calls to a cloud get a span of their own; the others are counted on the span above.

A call has no spans below it, apart from those that renew its keys, so leaving it out keeps the tree
whole.
"""

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer
from opentelemetry.util.types import AttributeValue

from posture.settings import Settings
from posture.telemetry import leave_out, shared_attributes, span, tracer_of


@dataclass(slots=True)
class CallOutcome:
    """The error of a call, if it had one; the status is 0 where there was no response."""

    error: str = ""
    status: int = 0


class CallSpans:
    """Records calls as `POSTURE_TRACE_CALLS` says."""

    def __init__(self, settings: Settings, tracer: Tracer | None = None) -> None:
        """Record with a tracer, or with that of the process."""
        self._tracer = tracer
        self._all = settings.trace_calls == "all"
        self._slow = settings.trace_calls == "slow"
        self._slow_ns = settings.trace_slow_call_ms * 1_000_000

    def around(
        self, name: str, attributes: Mapping[str, AttributeValue]
    ) -> AbstractContextManager[CallOutcome]:
        """Record the call in the block, as a span if it is to have one."""
        if self._all:
            return _Traced(span(name, attributes, kind=SpanKind.CLIENT))
        above = trace.get_current_span()
        if not above.is_recording():
            return _Counted(self, None, name, attributes)
        return _Counted(self, above, name, attributes)

    def record(  # noqa: PLR0917  # everything that a span is made of
        self,
        above: Span,
        name: str,
        attributes: Mapping[str, AttributeValue],
        outcome: CallOutcome,
        begun: int,
        taken_ns: int,
    ) -> None:
        """Record a call that has ended, as a span or as one more that has none."""
        if not outcome.error and not (self._slow and taken_ns >= self._slow_ns):
            leave_out(above)
            return
        own = {**shared_attributes(), **attributes, "duration_ms": taken_ns // 1_000_000}
        tracer = self._tracer or tracer_of(trace.get_tracer_provider())
        current = tracer.start_span(name, kind=SpanKind.CLIENT, attributes=own, start_time=begun)
        _mark(current, outcome)
        current.end(begun + taken_ns)


class _Traced(AbstractContextManager[CallOutcome]):
    """A call with a span of its own from its beginning."""

    __slots__ = ("_outcome", "_span", "_step")

    def __init__(self, step: AbstractContextManager[Span]) -> None:
        self._step = step
        self._outcome = CallOutcome()

    def __enter__(self) -> CallOutcome:
        self._span = self._step.__enter__()
        return self._outcome

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            _mark(self._span, self._outcome)
        self._step.__exit__(kind, error, traceback)


class _Counted(AbstractContextManager[CallOutcome]):
    """A call of which it is known at its end whether it has a span."""

    __slots__ = ("_above", "_attributes", "_begun", "_begun_ns", "_calls", "_name", "_outcome")

    def __init__(
        self,
        calls: CallSpans,
        above: Span | None,
        name: str,
        attributes: Mapping[str, AttributeValue],
    ) -> None:
        self._calls = calls
        self._above = above
        self._name = name
        self._attributes = attributes
        self._outcome = CallOutcome()

    def __enter__(self) -> CallOutcome:
        self._begun, self._begun_ns = time.time_ns(), time.perf_counter_ns()
        return self._outcome

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._outcome.error = kind.__name__
        if self._above is not None:
            taken_ns = time.perf_counter_ns() - self._begun_ns
            self._calls.record(
                self._above, self._name, self._attributes, self._outcome, self._begun, taken_ns
            )


def _mark(current: Span, outcome: CallOutcome) -> None:
    if outcome.error:
        current.set_attribute("error.type", outcome.error)
        if outcome.status:
            current.set_attribute("http.response.status_code", outcome.status)
        current.set_status(Status(StatusCode.ERROR, outcome.error))
