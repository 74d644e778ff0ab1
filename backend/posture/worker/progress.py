"""Progress: how far an assessment has come, and where its time went."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import msgspec

from posture.domain.collector import Reads
from posture.domain.run import RunCounts, RunPhase
from posture.domain.timeline import PhaseTime, TimedPhase, encoded, since
from posture.domain.verdict import VerdictStatus
from posture.worker.evaluate import Evaluation

_TIMED: Final = {
    RunPhase.CONNECTING: TimedPhase.CONNECT,
    RunPhase.COLLECTING: TimedPhase.COLLECT,
    RunPhase.RECORDING: TimedPhase.RECORD,
}


@dataclass(slots=True)
class Progress:
    """How far a run has come; filled in while it is worked on."""

    phase: RunPhase = RunPhase.CONNECTING
    evaluation: Evaluation | None = None
    reads: Reads | None = None
    _begun: float = field(default_factory=time.perf_counter)
    _times: dict[TimedPhase, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._times[TimedPhase.CONNECT] = [self._begun]

    def enter(self, phase: RunPhase) -> None:
        """Begin the next phase; the one before has ended."""
        self._end(_TIMED[self.phase])
        self.phase = phase
        self._times[_TIMED[phase]] = [time.perf_counter()]

    def evaluating(self) -> None:
        """Record that evaluation begins, while assets are still collected."""
        self._times[TimedPhase.EVALUATE] = [time.perf_counter()]

    def evaluated(self) -> None:
        """Record that every collected asset is evaluated."""
        self._end(TimedPhase.EVALUATE)

    def _end(self, phase: TimedPhase) -> None:
        self._times[phase].append(time.perf_counter())

    def timeline(self) -> str:
        """Return the timeline up to now, as JSON text; a phase that has not ended ends now."""
        tallies = {} if self.reads is None else self.reads.tallies
        return encoded(self._phases(time.perf_counter()), tallies, begun=self._begun)

    def _phases(self, now: float) -> Iterator[PhaseTime]:
        for phase in TimedPhase:
            if phase in self._times:
                start, end = [*self._times[phase], now][:2]
                yield PhaseTime(phase, since(self._begun, start), since(start, end))

    def services(self) -> str | None:
        """Return which services are still collected, as JSON text; None before that and after."""
        if self.phase is not RunPhase.COLLECTING or self.reads is None:
            return None
        collecting = self.reads.collecting
        if not collecting:
            return None
        remaining = sorted(service for service, left in collecting.items() if left)
        planned = {"planned_count": len(collecting), "remaining": remaining}
        return msgspec.json.encode(planned).decode()

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
