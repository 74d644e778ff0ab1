"""Metrics of runs: duration, status, findings, and the queue."""

from collections.abc import Iterable

from opentelemetry.metrics import CallbackOptions, Observation, get_meter

from posture.telemetry import SCOPE


class RunMetrics:
    """The instruments of one process; `waiting` is the queue as it was last measured."""

    def __init__(self) -> None:
        meter = get_meter(SCOPE)
        self.waiting: tuple[int, int] = (0, 0)
        self._duration = meter.create_histogram(
            "posture.run.duration", unit="ms", description="From start to end of a run."
        )
        self._runs = meter.create_counter("posture.runs", description="Runs that ended.")
        self._findings = meter.create_counter(
            "posture.findings", description="Findings that runs emitted."
        )
        meter.create_observable_gauge(
            "posture.queue.depth", callbacks=[self._depth], description="Runs that wait."
        )
        meter.create_observable_gauge(
            "posture.queue.age",
            callbacks=[self._age],
            unit="ms",
            description="For how long the oldest of them has waited.",
        )

    def ended(self, *, status: str, trigger: str, duration_ms: int) -> None:
        """Count a run."""
        attributes = {"posture.run.status": status, "posture.run.trigger": trigger}
        self._runs.add(1, attributes)
        self._duration.record(duration_ms, attributes)

    def found(self, *, severity: str, count: int) -> None:
        """Count findings of a run."""
        self._findings.add(count, {"posture.finding.severity": severity})

    def _depth(self, _options: CallbackOptions) -> Iterable[Observation]:
        yield Observation(self.waiting[0])

    def _age(self, _options: CallbackOptions) -> Iterable[Observation]:
        yield Observation(self.waiting[1])
