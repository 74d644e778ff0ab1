"""The queue of runs: which runs wait, which are worked on, and what workers need to know.

The table of runs is the queue; on PostgreSQL Procrastinate's jobs only point at its rows.
"""

import msgspec
from sqlalchemy import exists, func, literal_column, or_, select, update

from posture.domain.run import RunStatus, RunTrigger
from posture.store.rows import integrations, runs, tenants
from posture.store.run_steps import in_status
from posture.store.statement import Connection, Statement, fields_of, value


class WaitingRow(msgspec.Struct, frozen=True, gc=False):
    """What a worker needs to know of a run that waits."""

    id: str
    tenant_id: str
    integration_id: str
    trigger: str
    accepted_at: int
    scope: str | None
    gate_policies: str | None
    trace: str | None
    declarations: str | None
    attempt_count: int
    cancel_requested_at: int | None


class JoinableRow(msgspec.Struct, frozen=True, gc=False):
    """A waiting run that other triggers of the same apply may still join."""

    id: str
    scope: str | None
    budget: str | None
    gate_policies: str | None
    declarations: str | None


class WorkingRow(msgspec.Struct, frozen=True, gc=False):
    """A run that is worked on: by which worker, and when its last heartbeat was."""

    id: str
    tenant_id: str
    trigger: str
    claim_token: str
    worker: str
    beat_at: int
    started_at: int
    attempt_count: int
    cancel_requested_at: int | None


# How often a worker looks for a turn while others take what it has found.
MOST_LOOKS = 100

_busy = runs.alias("busy")
_waiting = (
    in_status(RunStatus.ACCEPTED),
    ~exists().where(
        _busy.c.integration_id == runs.c.integration_id,
        _busy.c.status == literal_column(f"'{RunStatus.RUNNING}'"),
    ),
)
_waits = select(*fields_of(runs, WaitingRow)).where(*_waiting)
# What a worker takes next is decided in two steps, so that no statement has to order all runs that
# wait by what their tenants have: first whose turn it is, then which run.
_running = runs.alias("running")
_others = tenants.alias("others")
_turns = (
    select(runs.c.tenant_id, func.min(runs.c.accepted_at).label("since"))
    .where(*_waiting)
    .group_by(runs.c.tenant_id)
    .subquery("turns")
)
_of_turn = (
    select(func.count())
    .select_from(_running)
    .where(
        _running.c.tenant_id == _turns.c.tenant_id,
        _running.c.status == literal_column(f"'{RunStatus.RUNNING}'"),
    )
)
_TURN = Statement(
    select(_turns.c.tenant_id)
    .join_from(_turns, tenants, tenants.c.id == _turns.c.tenant_id)
    .where(
        or_(
            _of_turn.where(_running.c.worker == value("worker")).scalar_subquery() < value("most"),
            ~exists().where(_others.c.id != _turns.c.tenant_id),
        )
    )
    .order_by(_of_turn.scalar_subquery(), tenants.c.served_at, _turns.c.since, _turns.c.tenant_id)
    .limit(1)
)
_NEXT = Statement(
    _waits.outerjoin_from(runs, integrations, integrations.c.id == runs.c.integration_id)
    .where(runs.c.tenant_id == value("tenant_id"))
    .order_by(integrations.c.served_at, runs.c.accepted_at, runs.c.id)
    .limit(1)
)
_SERVE_TENANT = Statement(
    update(tenants).where(tenants.c.id == value("key")).values(served_at=value("at"))
)
_SERVE_INTEGRATION = Statement(
    update(integrations).where(integrations.c.id == value("key")).values(served_at=value("at")),
    visible=False,
)
_STILL = Statement(_waits.where(runs.c.id == value("id")))
_JOINABLE = Statement(
    select(*fields_of(runs, JoinableRow))
    .where(
        runs.c.integration_id == value("integration_id"),
        runs.c.apply_key == value("apply_key"),
        in_status(RunStatus.ACCEPTED),
        runs.c.attempt_count == 0,
        runs.c.accepted_at > value("since"),
    )
    .order_by(runs.c.accepted_at.desc(), runs.c.id.desc())
    .limit(1)
)
_EXTEND = Statement(
    update(runs)
    .where(runs.c.id == value("run_id"), in_status(RunStatus.ACCEPTED))
    .values({name: value(name) for name in ("scope", "budget", "gate_policies", "declarations")})
)
_WORKING = Statement(select(*fields_of(runs, WorkingRow)).where(in_status(RunStatus.RUNNING)))
_WAITING = Statement(
    select(func.count(), func.min(runs.c.accepted_at)).where(in_status(RunStatus.ACCEPTED))
)
_WAITING_OF = Statement(
    select(runs.c.id).where(
        runs.c.integration_id == value("integration_id"), in_status(RunStatus.ACCEPTED)
    )
)
_WAITING_WHOLE = Statement(
    select(runs.c.id)
    .where(
        runs.c.integration_id == value("integration_id"),
        in_status(RunStatus.ACCEPTED),
        runs.c.trigger != RunTrigger.VERIFY.value,
        runs.c.scope.is_(None),
        runs.c.cancel_requested_at.is_(None),
    )
    .limit(1)
)
_CLAIM = Statement(
    select(runs.c.claim_token, runs.c.cancel_requested_at).where(runs.c.id == value("id"))
)
_STANDING = Statement(select(runs.c.tenant_id, runs.c.status).where(runs.c.id == value("id")))
_ASK_TO_CANCEL = Statement(
    update(runs)
    .where(
        runs.c.id == value("run_id"),
        in_status(RunStatus.RUNNING),
        runs.c.cancel_requested_at.is_(None),
    )
    .values(cancel_requested_at=value("at"))
)
_ASK_TO_CANCEL_ALL = Statement(
    update(runs)
    .where(
        runs.c.integration_id == value("of"),
        in_status(RunStatus.RUNNING),
        runs.c.cancel_requested_at.is_(None),
    )
    .values(cancel_requested_at=value("at"))
)


def next_waiting(connection: Connection, *, worker: str, most: int) -> WaitingRow | None:
    """Return the run whose turn it is: of a fair tenant, of an integration without a running run.

    It is the turn of the tenant with the fewest running runs; of several, of the one that was
    served longest ago. Within a tenant it is that of the integration that was served longest ago,
    and of its runs that of the oldest. While there are other tenants, a worker that executes
    `most` runs of a tenant takes no more of them.
    """
    for _ in range(MOST_LOOKS):
        turn = _TURN.first(connection, worker=worker, most=most)
        if turn is None:
            return None
        # On a server another worker may have taken the tenant's only run between the statements.
        if found := _NEXT.first(connection, tenant_id=turn[0]):
            return WaitingRow(*found)
    return None


def serve(connection: Connection, row: WaitingRow, *, at: int) -> None:
    """Record that a worker took a run: the next turn is that of others."""
    _SERVE_TENANT.run(connection, key=row.tenant_id, at=at)
    _SERVE_INTEGRATION.run(connection, key=row.integration_id, at=at)


def still_waiting(connection: Connection, run_id: str) -> WaitingRow | None:
    """Return a run if it waits and its integration has no running run."""
    found = _STILL.first(connection, id=run_id)
    return WaitingRow(*found) if found else None


def joinable(
    connection: Connection, *, integration_id: str, apply_key: str, since: int
) -> JoinableRow | None:
    """Return the newest run of an apply that no worker has ever claimed."""
    found = _JOINABLE.first(
        connection, integration_id=integration_id, apply_key=apply_key, since=since
    )
    return JoinableRow(*found) if found else None


def extend(
    connection: Connection,
    run_id: str,
    *,
    scope: str | None,
    budget: str | None,
    gate_policies: str | None,
    declarations: str | None,
) -> None:
    """Change the scope, the budget, the policies and the declarations of a run that waits."""
    _EXTEND.run(
        connection,
        run_id=run_id,
        scope=scope,
        budget=budget,
        gate_policies=gate_policies,
        declarations=declarations,
    )


def waiting(connection: Connection) -> tuple[int, int | None]:
    """Return how many runs wait, and when the oldest of them was accepted."""
    found = _WAITING.first(connection)
    return (found[0], found[1]) if found else (0, None)


def waiting_of(connection: Connection, integration_id: str) -> list[str]:
    """Return the ids of an integration's waiting runs."""
    return [row[0] for row in _WAITING_OF.all(connection, integration_id=integration_id)]


def is_whole_account_waiting(connection: Connection, integration_id: str) -> bool:
    """Return whether a run of the whole account waits for a worker."""
    return _WAITING_WHOLE.first(connection, integration_id=integration_id) is not None


def working(connection: Connection) -> list[WorkingRow]:
    """Return the runs that workers have claimed."""
    return [WorkingRow(*row) for row in _WORKING.all(connection)]


def tenant_and_status(connection: Connection, *, run_id: str) -> tuple[str, RunStatus] | None:
    """Return a run's tenant and status."""
    found = _STANDING.first(connection, id=run_id)
    return (found[0], RunStatus(found[1])) if found else None


def claim_of(connection: Connection, run_id: str) -> tuple[str | None, int | None]:
    """Return a run's claim token, and when its cancellation was requested."""
    found = _CLAIM.first(connection, id=run_id)
    return (found[0], found[1]) if found else (None, None)


def request_cancellation(connection: Connection, run_id: str, *, at: int) -> bool:
    """Request the cancellation of a running run; False if none runs or it was requested already."""
    return bool(_ASK_TO_CANCEL.run(connection, run_id=run_id, at=at))


def request_cancellation_of(connection: Connection, integration_id: str, *, at: int) -> None:
    """Request the cancellation of the integration's running run, if it has one."""
    _ASK_TO_CANCEL_ALL.run(connection, of=integration_id, at=at)
