"""Beat: while a run is worked on, write a heartbeat and progress, and look for a cancel request."""

import asyncio
from time import monotonic

import structlog

from posture.domain.run import RunCounts, RunPhase
from posture.settings import Settings
from posture.store import run_queue, run_steps
from posture.store.engine import Store
from posture.store.errors import UnavailableError
from posture.store.statement import Connection
from posture.worker.claim import Claim, ClaimLostError
from posture.worker.progress import Progress

log = structlog.get_logger()


class CancelRequestedError(Exception):
    """The run's cancellation was requested."""


async def beat(store: Store, settings: Settings, claim: Claim, progress: Progress) -> None:
    """Keep the claim on a run alive until cancelled; wait while the database is unavailable.

    Raises:
        ClaimLostError: another worker may have the run.
        CancelRequestedError: its cancellation was requested.
    """
    written = (progress.phase, progress.counts(), progress.services())
    last_beat = last_progress = monotonic()
    while True:
        await asyncio.sleep(settings.cancel_poll_seconds)
        now, shown = monotonic(), (progress.phase, progress.counts(), progress.services())
        beat_due = now - last_beat >= settings.beat_seconds
        progress_due = shown != written and now - last_progress >= settings.progress_seconds
        try:
            await _look(store, claim)
            if beat_due or progress_due:
                await _show(store, claim, shown, progress.timeline())
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


async def _show(
    store: Store, claim: Claim, shown: tuple[RunPhase, RunCounts, str | None], timeline: str
) -> None:
    at = store.now()
    phase, counts, services = shown

    def write(connection: Connection) -> None:
        kept = run_steps.show_progress(
            connection,
            claim.run_id,
            held=claim.token,
            phase=phase,
            counts=counts,
            started_at=claim.started_at,
            at=at,
            timeline=timeline,
            services=services,
        )
        if not kept:
            raise ClaimLostError

    await store.write(write, tenant_id=claim.tenant_id)
