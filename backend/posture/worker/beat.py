"""Beat: while a run is worked on, show life, show progress, and look for a cancel request."""

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import Any

import structlog

from posture.domain.collector import Reads
from posture.domain.run import RunPhase
from posture.domain.verdict import VerdictStatus
from posture.settings import Settings
from posture.store import runs
from posture.store.engine import Store
from posture.store.errors import UnavailableError
from posture.store.statement import Connection
from posture.worker.claim import Claim, ClaimLostError
from posture.worker.evaluate import Evaluation

log = structlog.get_logger()


class CancelRequestedError(Exception):
    """Somebody asked for the run to stop."""


@dataclass(slots=True)
class Progress:
    """How far a run has come; filled in by those who work on it."""

    phase: RunPhase = RunPhase.CONNECTING
    evaluation: Evaluation | None = None
    reads: Reads | None = None

    def columns(self) -> dict[str, Any]:
        """Return the run's columns that tell it."""
        found: dict[str, Any] = {"phase": self.phase.value}
        if self.reads is not None:
            found |= {
                "planned_read_count": self.reads.planned,
                "failed_read_count": self.reads.failed,
                "call_count": self.reads.calls,
            }
        if self.evaluation is not None:
            counts = self.evaluation.counts
            found |= {
                "asset_count": self.evaluation.asset_count,
                "finding_count": len(self.evaluation.failures),
                "pass_count": counts[VerdictStatus.PASS],
                "fail_count": counts[VerdictStatus.FAIL],
                "unknown_count": counts[VerdictStatus.UNKNOWN],
                "not_applicable_count": counts[VerdictStatus.NOT_APPLICABLE],
            }
        return found


async def beat(store: Store, settings: Settings, claim: Claim, progress: Progress) -> None:
    """Keep the run ours until cancelled; a database that is away for a while is waited for.

    Raises:
        ClaimLostError: the run was taken back.
        CancelRequestedError: its cancelling was asked for.
    """
    written = progress.columns()
    last_beat = last_progress = monotonic()
    while True:
        await asyncio.sleep(settings.cancel_poll_seconds)
        now, columns = monotonic(), progress.columns()
        beat_due = now - last_beat >= settings.beat_seconds
        progress_due = columns != written and now - last_progress >= settings.progress_seconds
        try:
            await _look(store, claim)
            if beat_due or progress_due:
                await _show(store, claim, columns)
        except UnavailableError as error:
            log.warning("run.beat_missed", run_id=claim.run_id, reason=str(error))
            continue
        if beat_due or progress_due:
            last_beat, last_progress, written = now, now, columns


async def _look(store: Store, claim: Claim) -> None:
    token, cancel_requested_at = await store.read(
        lambda connection: runs.claim_of(connection, claim.run_id), tenant_id=claim.tenant_id
    )
    if token != claim.token:
        raise ClaimLostError
    if cancel_requested_at is not None:
        raise CancelRequestedError


async def _show(store: Store, claim: Claim, columns: dict[str, Any]) -> None:
    at = store.now()

    def write(connection: Connection) -> None:
        kept = runs.write(
            connection,
            claim.run_id,
            held=claim.token,
            beat_at=at,
            duration_ms=max(0, at - claim.started_at),
            **columns,
        )
        if not kept:
            raise ClaimLostError

    await store.write(write, tenant_id=claim.tenant_id)
