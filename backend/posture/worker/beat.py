"""Beat: while a run is worked on, write a heartbeat and progress, and look for a cancel request."""

import asyncio
from dataclasses import dataclass
from time import monotonic

import msgspec
import structlog

from posture.domain.collector import Reads
from posture.domain.run import RunPhase
from posture.domain.verdict import VerdictStatus
from posture.settings import Settings
from posture.store import run_queue, run_steps
from posture.store.engine import Store
from posture.store.errors import UnavailableError
from posture.store.run_steps import RunCounts
from posture.store.statement import Connection
from posture.worker.claim import Claim, ClaimLostError
from posture.worker.evaluate import Evaluation

log = structlog.get_logger()


class CancelRequestedError(Exception):
    """The run's cancellation was requested."""


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


async def beat(store: Store, settings: Settings, claim: Claim, progress: Progress) -> None:
    """Keep the claim on a run alive until cancelled; wait while the database is unavailable.

    Raises:
        ClaimLostError: another worker may have the run.
        CancelRequestedError: its cancellation was requested.
    """
    written = (progress.phase, progress.counts())
    last_beat = last_progress = monotonic()
    while True:
        await asyncio.sleep(settings.cancel_poll_seconds)
        now, shown = monotonic(), (progress.phase, progress.counts())
        beat_due = now - last_beat >= settings.beat_seconds
        progress_due = shown != written and now - last_progress >= settings.progress_seconds
        try:
            await _look(store, claim)
            if beat_due or progress_due:
                await _show(store, claim, *shown)
        except UnavailableError as error:
            log.warning("run.beat_missed", run_id=claim.run_id, reason=str(error))
            continue
        if beat_due or progress_due:
            last_beat, last_progress, written = now, now, shown


async def _look(store: Store, claim: Claim) -> None:
    token, cancel_requested_at = await store.read(
        lambda connection: run_queue.claim_of(connection, claim.run_id), tenant_id=claim.tenant_id
    )
    if token != claim.token:
        raise ClaimLostError
    if cancel_requested_at is not None:
        raise CancelRequestedError


async def _show(store: Store, claim: Claim, phase: RunPhase, counts: RunCounts) -> None:
    at = store.now()

    def write(connection: Connection) -> None:
        kept = run_steps.show_progress(
            connection,
            claim.run_id,
            held=claim.token,
            phase=phase,
            counts=counts,
            started_at=claim.started_at,
            at=at,
        )
        if not kept:
            raise ClaimLostError

    await store.write(write, tenant_id=claim.tenant_id)
