"""Progress: how far an assessment has come."""

from dataclasses import dataclass

import msgspec

from posture.domain.collector import Reads
from posture.domain.run import RunCounts, RunPhase
from posture.domain.verdict import VerdictStatus
from posture.worker.evaluate import Evaluation


@dataclass(slots=True)
class Progress:
    """How far a run has come; filled in while it is worked on."""

    phase: RunPhase = RunPhase.CONNECTING
    evaluation: Evaluation | None = None
    reads: Reads | None = None

    def counts(self) -> RunCounts:
        """Return what was read and found so far."""
        reads = self.reads or Reads()
        found = RunCounts(
            planned_read_count=reads.planned,
            failed_read_count=reads.failed,
            call_count=reads.calls,
        )
        if self.evaluation is None:
            return found
        counts = self.evaluation.counts
        return msgspec.structs.replace(
            found,
            asset_count=self.evaluation.asset_count,
            finding_count=len(self.evaluation.failures),
            pass_count=counts[VerdictStatus.PASS],
            fail_count=counts[VerdictStatus.FAIL],
            unknown_count=counts[VerdictStatus.UNKNOWN],
            not_applicable_count=counts[VerdictStatus.NOT_APPLICABLE],
        )
