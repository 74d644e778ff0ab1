"""The timeline of a run: where its time went."""

from typing import NamedTuple

from posture.domain.run import FINAL, RunStatus
from posture.domain.timeline import PhaseTime, PlaceTime, SlowCall, Timeline, decoded
from posture.services.errors import RunNotFinishedError, RunNotFoundError
from posture.store import runs
from posture.store.engine import Store
from posture.store.statement import Connection

__all__ = ["FoundTimeline", "PhaseTime", "PlaceTime", "SlowCall", "Timeline", "get_timeline"]


class FoundTimeline(NamedTuple):
    """The timeline of a run, and the headers of its trace as JSON text.

    `timeline` is None for a run of an earlier version, for one that ended without a worker, and
    until the first progress; `trace` without tracing. `complete` is whether the run has ended.
    """

    timeline: Timeline | None
    trace: str | None
    complete: bool


async def get_timeline(store: Store, *, tenant_id: str, run_id: str) -> FoundTimeline:
    """Return the timeline of a run: of one that is under way, as of its last progress.

    Raises:
        RunNotFoundError: the tenant has none with that id.
        RunNotFinishedError: no worker has begun it.
    """

    def read(connection: Connection) -> tuple[str | None, str | None, bool]:
        row = runs.get(connection, tenant_id=tenant_id, run_id=run_id)
        if row is None:
            raise RunNotFoundError
        if row.status == RunStatus.ACCEPTED:
            raise RunNotFinishedError
        return runs.timeline_of(connection, run_id), row.trace, row.status in FINAL

    text, trace, complete = await store.read(read, tenant_id=tenant_id)
    return FoundTimeline(None if text is None else decoded(text), trace, complete)
