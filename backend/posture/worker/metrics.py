"""Metrics of runs: their waits, ends, verdicts, findings and gates, and the queue."""

from collections.abc import Mapping
from typing import Final

from posture.domain.recorded_gate import answer_of
from posture.domain.run import RunStatus
from posture.domain.verdict import VerdictStatus
from posture.store.run_steps import RunResult
from posture.telemetry import catalogue
from posture.telemetry.instruments import instruments
from posture.worker.claim import Claim

_VERDICT_COUNTS: Final = {
    VerdictStatus.PASS: "pass_count",
    VerdictStatus.FAIL: "fail_count",
    VerdictStatus.UNKNOWN: "unknown_count",
    VerdictStatus.NOT_APPLICABLE: "not_applicable_count",
}


class RunMetrics:
    """Records what happens to runs, in the instruments of this process."""

    def __init__(self) -> None:
        self._to = instruments()
        self._waiting = (0, 0)

    @property
    def waiting(self) -> tuple[int, int]:
        """How many runs wait and for how many milliseconds the oldest has, as last measured."""
        return self._waiting

    @waiting.setter
    def waiting(self, waiting: tuple[int, int]) -> None:
        self._waiting = waiting
        self._to.set(catalogue.QUEUE_DEPTH, [(waiting[0], {})])
        self._to.set(catalogue.QUEUE_AGE, [(waiting[1] / 1_000, {})])

    def claimed(self, claim: Claim) -> None:
        """Record how long a run waited; one that starts over has waited before."""
        if claim.attempt == 1:
            # The clock of the host that accepted it can be ahead of this one's.
            seconds = max(0, claim.started_at - claim.accepted_at) / 1_000
            self._to.record(catalogue.RUN_WAIT, seconds, {catalogue.TRIGGER.key: claim.trigger})

    def ended(self, claim: Claim, result: RunResult, *, duration_ms: int) -> None:
        """Record the end of a run."""
        provider = {catalogue.PROVIDER.key: claim.provider}
        about = {
            catalogue.RUN_STATUS.key: result.status.value,
            catalogue.TRIGGER.key: claim.trigger,
        }
        error = {catalogue.RUN_ERROR.key: result.error_code} if result.error_code else {}
        self._to.count(catalogue.RUNS, 1, about | error)
        self._to.record(catalogue.RUN_DURATION, duration_ms / 1_000, about | provider)
        if claim.policies:
            self._to.count(catalogue.GATE_VERDICTS, 1, _gate(result))
        # A run that recorded no findings, such as one that only verified, says nothing more.
        if result.new_count is None:
            return
        for verdict, name in _VERDICT_COUNTS.items():
            if count := getattr(result, name):
                attributes = provider | {catalogue.VERDICT.key: verdict.value}
                self._to.count(catalogue.RUN_VERDICTS, count, attributes)
        if result.coverage is not None:
            self._to.record(catalogue.RUN_COVERAGE, result.coverage, provider)

    def found(self, changes: Mapping[tuple[str, str], int]) -> None:
        """Count the findings of a run by delta and severity; unchanged ones are no change."""
        for (delta, severity), count in changes.items():
            if delta in catalogue.DELTA.values:
                attributes = {catalogue.DELTA.key: delta, catalogue.SEVERITY.key: severity}
                self._to.count(catalogue.RUN_FINDINGS, count, attributes)


def _gate(result: RunResult) -> dict[str, str]:
    """Return the verdict of a run's gate; a run without a result does not pass."""
    verdict, reason = "fail", f"run_{result.status.value}"
    if result.status is RunStatus.COMPLETED:
        reason = "run_verify"  # it evaluates nothing
    if (answer := answer_of(result.gate_answer)) is not None:
        verdict = answer.decision.verdict.value
        reason = next((one.code for one in answer.decision.reasons), "none")
    return {catalogue.GATE_VERDICT.key: verdict, catalogue.GATE_REASON.key: reason}
