"""Procrastinate's jobs on PostgreSQL: which waiting runs have none."""

import msgspec
from sqlalchemy import Text, cast, column, exists, literal_column, select, table
from sqlalchemy.dialects.postgresql import JSONB

from posture.domain.run import RunStatus
from posture.store.rows import runs
from posture.store.statement import Connection, Statement, value


class UnqueuedRow(msgspec.Struct, frozen=True, gc=False):
    """A waiting run without a job."""

    id: str
    tenant_id: str
    integration_id: str


_jobs = table("procrastinate_jobs", column("args", JSONB))
_WAITING = select(runs.c.id, runs.c.tenant_id, runs.c.integration_id).where(
    runs.c.status == literal_column(f"'{RunStatus.ACCEPTED}'"),
    ~exists().where(_jobs.c.args["run_id"].astext == cast(runs.c.id, Text)),
)
_UNQUEUED = Statement(_WAITING.order_by(runs.c.accepted_at, runs.c.id))
_STILL_UNQUEUED = Statement(_WAITING.where(runs.c.id == value("run_id")))


def unqueued(connection: Connection) -> list[UnqueuedRow]:
    """Return the waiting runs without a job, the oldest first: no worker would get them."""
    return [UnqueuedRow(*row) for row in _UNQUEUED.all(connection)]


def is_unqueued(connection: Connection, run_id: str) -> bool:
    """Return whether the run still waits without a job."""
    return _STILL_UNQUEUED.first(connection, run_id=run_id) is not None
