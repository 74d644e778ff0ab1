"""The timeline of a run: where its time went."""

from posture.domain.run import FINAL
from posture.domain.timeline import PhaseTime, PlaceTime, SlowCall, Timeline, decoded
from posture.services.errors import RunNotFinishedError, RunNotFoundError
from posture.store import runs
from posture.store.engine import Store
from posture.store.statement import Connection

__all__ = ["PhaseTime", "PlaceTime", "SlowCall", "Timeline", "get_timeline"]


async def get_timeline(
    store: Store, *, tenant_id: str, run_id: str
) -> tuple[Timeline | None, str | None]:
    """Return the timeline of a run that has ended, and the headers of its trace, as JSON text.

    A run of an earlier version has no timeline, nor has one that ended without a worker. A run
    without tracing has no trace.

    Raises:
        RunNotFoundError: the tenant has none with that id.
        RunNotFinishedError: it has not ended.
    """

    def read(connection: Connection) -> tuple[str | None, str | None]:
        row = runs.get(connection, tenant_id=tenant_id, run_id=run_id)
        if row is None:
            raise RunNotFoundError
        if row.status not in FINAL:
            raise RunNotFinishedError
        return runs.timeline_of(connection, run_id), row.trace

    text, trace = await store.read(read, tenant_id=tenant_id)
    return None if text is None else decoded(text), trace
