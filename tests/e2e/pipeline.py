"""A pipeline that traces: what it starts is below its own span, down to each cloud call."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.emulator.otlp import Receiver, Span

CALL = "s3.GetBucketPolicy"


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The span in which a pipeline starts something."""

    trace_id: str = field(default_factory=lambda: secrets.token_hex(16))
    span_id: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def environ(self) -> dict[str, str]:
        """What tells its trace to the programs that it starts."""
        return {
            "TRACEPARENT": f"00-{self.trace_id}-{self.span_id}-01",
            "TRACESTATE": "pipeline=1",
        }

    def paths(self, telemetry: Receiver, *, call: str = CALL) -> set[tuple[str, ...]]:
        """Wait for the run's end, and return the names between this span and each call of a kind.

        A call that hangs below another span, or below none, has a path that ends in `?`.
        """
        telemetry.wait_for(
            lambda spans: any(
                span.name == "process run" and span.trace_id == self.trace_id for span in spans
            )
        )
        by_id = {span.span_id: span for span in telemetry.spans(self.trace_id)}
        calls = [span for span in by_id.values() if span.name == call]
        return {tuple(self._path(span, by_id)) for span in calls}

    def _path(self, span: Span, by_id: dict[str, Span]) -> Iterator[str]:
        yield span.name
        while span.parent_id in by_id:
            span = by_id[span.parent_id]
            yield span.name
        yield "pipeline" if span.parent_id == self.span_id else "?"
