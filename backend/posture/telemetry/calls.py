"""Calls: which calls to a cloud get a span of their own; the others are counted on the span above.

A call has no spans below it, apart from those that renew its keys, so leaving it out keeps the tree
whole.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer
from opentelemetry.util.types import AttributeValue

from posture.settings import Settings
from posture.telemetry import shared_attributes, span
from posture.telemetry.catalogue import SCOPE

UNTRACED: Final = "posture.call.untraced_count"


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

    @contextmanager
    def around(self, name: str, attributes: Mapping[str, AttributeValue]) -> Iterator[CallOutcome]:
        """Record the call in the block, as a span if it is to have one."""
        outcome = CallOutcome()
        if self._all:
            with span(name, attributes, kind=SpanKind.CLIENT) as current:
                yield outcome
                _mark(current, outcome)
            return
        above = trace.get_current_span()
        begun, begun_ns = time.time_ns(), time.perf_counter_ns()
        try:
            yield outcome
        except BaseException as error:
            outcome.error = type(error).__name__
            raise
        finally:
            taken_ns = time.perf_counter_ns() - begun_ns
            if above.is_recording():
                self._record(above, name, attributes, outcome, begun, taken_ns)

    def _record(  # noqa: PLR0917  # everything that a span is made of
        self,
        above: Span,
        name: str,
        attributes: Mapping[str, AttributeValue],
        outcome: CallOutcome,
        begun: int,
        taken_ns: int,
    ) -> None:
        if not outcome.error and not (self._slow and taken_ns >= self._slow_ns):
            known = getattr(above, "attributes", None) or {}
            above.set_attribute(UNTRACED, known.get(UNTRACED, 0) + 1)
            return
        own = {**shared_attributes(), **attributes, "duration_ms": taken_ns // 1_000_000}
        tracer = self._tracer or trace.get_tracer(SCOPE)
        current = tracer.start_span(name, kind=SpanKind.CLIENT, attributes=own, start_time=begun)
        _mark(current, outcome)
        current.end(begun + taken_ns)


def _mark(current: Span, outcome: CallOutcome) -> None:
    if outcome.error:
        current.set_attribute("error.type", outcome.error)
        if outcome.status:
            current.set_attribute("http.response.status_code", outcome.status)
        current.set_status(Status(StatusCode.ERROR, outcome.error))
