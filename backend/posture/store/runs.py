"""Runs: the history that clients read, and the queue that workers take from, in one table.

Every change of status is a compare-and-set on the status it comes from (and on the claim token,
for what a worker writes), allowed by the table of transitions, and leaves an event row.
"""

from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, exists, func, literal_column, select, tuple_, update

from posture.domain.run import FINAL, TRANSITIONS, RunPhase, RunStatus, RunTrigger
from posture.store import deliveries
from posture.store.rows import run_events, runs
from posture.store.statement import Connection, Statement, fields_of, inserting, value


class RunRow(msgspec.Struct, frozen=True, gc=False):
    """A run as clients see it; `scope` and `source` are JSON text."""

    id: str
    tenant_id: str
    integration_id: str
    trigger: str
    status: str
    phase: str
    accepted_at: int
    started_at: int | None
    completed_at: int | None
    duration_ms: int | None
    scope: str | None
    source: str | None
    asset_count: int
    finding_count: int
    pass_count: int
    fail_count: int
    unknown_count: int
    not_applicable_count: int
    new_count: int | None
    unchanged_count: int | None
    resolved_count: int | None
    suppressed_count: int
    planned_read_count: int
    failed_read_count: int
    call_count: int
    coverage: float | None
    error_code: str | None
    error_detail: str | None
    cancel_requested_at: int | None
    attempt_count: int


class RunEventRow(msgspec.Struct, frozen=True, gc=False):
    """One step of a run's life."""

    id: int
    at: int
    from_status: str | None
    to_status: str
    reason: str


class WaitingRow(msgspec.Struct, frozen=True, gc=False):
    """What a worker learns of a run when it takes it."""

    id: str
    tenant_id: str
    integration_id: str
    trigger: str
    accepted_at: int
    scope: str | None
    trace: str | None
    attempt_count: int
    cancel_requested_at: int | None


class JoinableRow(msgspec.Struct, frozen=True, gc=False):
    """A run that other triggers of its apply may still become part of."""

    id: str
    scope: str | None


class WorkingRow(msgspec.Struct, frozen=True, gc=False):
    """Who works on a run, and since when it has shown no life."""

    id: str
    tenant_id: str
    trigger: str
    claim_token: str
    worker: str
    beat_at: int
    started_at: int
    attempt_count: int
    cancel_requested_at: int | None


NOTHING_YET: Final[dict[str, Any]] = {
    "asset_count": 0,
    "finding_count": 0,
    "suppressed_count": 0,
    "pass_count": 0,
    "fail_count": 0,
    "unknown_count": 0,
    "not_applicable_count": 0,
    "planned_read_count": 0,
    "failed_read_count": 0,
    "call_count": 0,
}

ACCEPTED: Final[dict[str, Any]] = {
    **dict.fromkeys(runs.c.keys()),
    **NOTHING_YET,
    "attempt_count": 0,
    "status": RunStatus.ACCEPTED.value,
    "phase": RunPhase.QUEUED.value,
}


def _is(status: RunStatus) -> ColumnElement[bool]:
    """Compare with the word itself, so that the database can use the partial index for it."""
    found: ColumnElement[bool] = runs.c.status == literal_column(f"'{status}'")
    return found


_ADD = inserting(runs)
_ADD_EVENT = inserting(run_events, leave_out=frozenset({"id"}))
_EVENTS = Statement(
    select(*fields_of(run_events, RunEventRow))
    .where(run_events.c.run_id == value("run_id"))
    .order_by(run_events.c.id)
)
_ONE = Statement(
    select(*fields_of(runs, RunRow)).where(
        runs.c.id == value("id"), runs.c.tenant_id == value("tenant_id")
    )
)
_MANUAL = Statement(
    select(runs.c.accepted_at)
    .where(
        runs.c.integration_id == value("integration_id"),
        runs.c.trigger == RunTrigger.MANUAL.value,
        runs.c.accepted_at > value("since"),
    )
    .order_by(runs.c.accepted_at.desc())
    .limit(value("limit"))
)
_busy = runs.alias("busy")
_waits = select(*fields_of(runs, WaitingRow)).where(
    _is(RunStatus.ACCEPTED),
    ~exists().where(
        _busy.c.integration_id == runs.c.integration_id,
        _busy.c.status == literal_column(f"'{RunStatus.RUNNING}'"),
    ),
)
_NEXT = Statement(_waits.order_by(runs.c.accepted_at, runs.c.id).limit(1))
_STILL = Statement(_waits.where(runs.c.id == value("id")))
_JOINABLE = Statement(
    select(*fields_of(runs, JoinableRow))
    .where(
        runs.c.integration_id == value("integration_id"),
        runs.c.apply_key == value("apply_key"),
        _is(RunStatus.ACCEPTED),
        runs.c.attempt_count == 0,
        runs.c.accepted_at > value("since"),
    )
    .order_by(runs.c.accepted_at.desc(), runs.c.id.desc())
    .limit(1)
)
_RESCOPE = Statement(
    update(runs)
    .where(runs.c.id == value("run_id"), _is(RunStatus.ACCEPTED))
    .values(scope=value("scope"))
)
_WORKING = Statement(select(*fields_of(runs, WorkingRow)).where(_is(RunStatus.RUNNING)))
_WAITING = Statement(
    select(func.count(), func.min(runs.c.accepted_at)).where(_is(RunStatus.ACCEPTED))
)
_WAITING_OF = Statement(
    select(runs.c.id).where(
        runs.c.integration_id == value("integration_id"), _is(RunStatus.ACCEPTED)
    )
)
_WAITING_WHOLE = Statement(
    select(runs.c.id)
    .where(
        runs.c.integration_id == value("integration_id"),
        _is(RunStatus.ACCEPTED),
        runs.c.trigger != RunTrigger.VERIFY.value,
        runs.c.scope.is_(None),
        runs.c.cancel_requested_at.is_(None),
    )
    .limit(1)
)
_CLAIM = Statement(
    select(runs.c.claim_token, runs.c.cancel_requested_at).where(runs.c.id == value("id"))
)
_FRAMEWORKS = Statement(select(runs.c.frameworks).where(runs.c.id == value("id")))
_STANDING = Statement(select(runs.c.tenant_id, runs.c.status).where(runs.c.id == value("id")))
_ASK_TO_CANCEL = Statement(
    update(runs)
    .where(
        runs.c.id == value("run_id"),
        _is(RunStatus.RUNNING),
        runs.c.cancel_requested_at.is_(None),
    )
    .values(cancel_requested_at=value("at"))
)
_ASK_TO_CANCEL_ALL = Statement(
    update(runs)
    .where(
        runs.c.integration_id == value("of"),
        _is(RunStatus.RUNNING),
        runs.c.cancel_requested_at.is_(None),
    )
    .values(cancel_requested_at=value("at"))
)
_CONDITIONS: Final[dict[str, ColumnElement[bool]]] = {
    "integration_id": runs.c.integration_id == value("integration_id"),
    "trigger": runs.c.trigger == value("trigger"),
    "status": runs.c.status == value("status"),
    "unfinished": _is(RunStatus.ACCEPTED) | _is(RunStatus.RUNNING),
    "before_at": tuple_(runs.c.accepted_at, runs.c.id)
    < tuple_(value("before_at"), value("before_id")),
}


@cache
def _listing(filters: frozenset[str]) -> Statement:
    return Statement(
        select(*fields_of(runs, RunRow))
        .where(
            runs.c.tenant_id == value("tenant_id"),
            *(_CONDITIONS[name] for name in sorted(filters & _CONDITIONS.keys())),
        )
        .order_by(runs.c.accepted_at.desc(), runs.c.id.desc())
        .limit(value("limit"))
    )


@cache
def _stepping(*, fenced: bool, names: frozenset[str]) -> Statement:
    fence = (runs.c.claim_token == value("held"),) if fenced else ()
    return Statement(
        update(runs)
        .where(runs.c.id == value("run_id"), runs.c.status == value("source"), *fence)
        .values({name: value(name) for name in sorted(names)})
    )


@cache
def _writing(names: frozenset[str]) -> Statement:
    return Statement(
        update(runs)
        .where(runs.c.id == value("run_id"), runs.c.claim_token == value("held"))
        .values({name: value(name) for name in sorted(names)})
    )


def add(connection: Connection, **columns: Any) -> None:  # noqa: ANN401  # each column has its own type
    """Add a run in the state `accepted`, with its first event; what is not named is empty."""
    row = {**ACCEPTED, **columns}
    _ADD.run(connection, **row)
    _ADD_EVENT.run(
        connection,
        run_id=row["id"],
        at=row["accepted_at"],
        from_status=None,
        to_status=RunStatus.ACCEPTED.value,
        reason=f"{row['trigger']} trigger",
    )


def step(  # a step is these
    connection: Connection,
    run_id: str,
    source: RunStatus,
    target: RunStatus,
    *,
    at: int,
    held: str | None = None,
    reason: str = "",
    **columns: Any,  # noqa: ANN401  # as add
) -> bool:
    """Move a run along the table of transitions; False when it is no longer where we thought.

    `held` is the claim token that must still be on the row, None for what no worker owns; the
    event says `reason`, or else the transition's own comment.
    """
    meaning = TRANSITIONS[source][target]
    changes = {"status": target.value} | columns
    statement = _stepping(fenced=held is not None, names=frozenset(changes))
    if not statement.run(connection, run_id=run_id, source=source.value, held=held, **changes):
        return False
    _ADD_EVENT.run(
        connection,
        run_id=run_id,
        at=at,
        from_status=source.value,
        to_status=target.value,
        reason=reason or meaning,
    )
    if target in FINAL:
        deliveries.announce(connection, run_id, at=at)
    return True


def write(connection: Connection, run_id: str, *, held: str, **columns: Any) -> bool:  # noqa: ANN401  # as add
    """Write columns of a run that we hold; False when we lost it."""
    return bool(_writing(frozenset(columns)).run(connection, run_id=run_id, held=held, **columns))


def get(connection: Connection, *, tenant_id: str, run_id: str) -> RunRow | None:
    """Return one run of the tenant."""
    found = _ONE.first(connection, id=run_id, tenant_id=tenant_id)
    return RunRow(*found) if found else None


def newest(
    connection: Connection, *, tenant_id: str, limit: int, filters: dict[str, Any]
) -> list[RunRow]:
    """Return the tenant's runs, newest first.

    Filters are `integration_id`, `trigger`, `status`, `unfinished`, and `before_at` with
    `before_id` (the last row already seen); each may be absent.
    """
    listing = _listing(frozenset(filters))
    found = listing.all(connection, tenant_id=tenant_id, limit=limit, **filters)
    return [RunRow(*row) for row in found]


def events(connection: Connection, run_id: str) -> list[RunEventRow]:
    """Return the steps of a run's life, in order."""
    return [RunEventRow(*row) for row in _EVENTS.all(connection, run_id=run_id)]


def manual_since(
    connection: Connection, *, integration_id: str, since: int, limit: int
) -> list[int]:
    """Return when the integration's newest manual runs were accepted, newest first."""
    found = _MANUAL.all(connection, integration_id=integration_id, since=since, limit=limit)
    return [row[0] for row in found]


def next_waiting(connection: Connection) -> WaitingRow | None:
    """Return the run that waits longest for an integration on which nobody works."""
    found = _NEXT.first(connection)
    return WaitingRow(*found) if found else None


def still_waiting(connection: Connection, run_id: str) -> WaitingRow | None:
    """Return a run if it waits for an integration on which nobody works."""
    found = _STILL.first(connection, id=run_id)
    return WaitingRow(*found) if found else None


def joinable(
    connection: Connection, *, integration_id: str, apply_key: str, since: int
) -> JoinableRow | None:
    """Return the newest run of an apply that no worker has ever taken."""
    found = _JOINABLE.first(
        connection, integration_id=integration_id, apply_key=apply_key, since=since
    )
    return JoinableRow(*found) if found else None


def rescope(connection: Connection, run_id: str, *, scope: str | None) -> None:
    """Write what a run that waits is limited to from now on."""
    _RESCOPE.run(connection, run_id=run_id, scope=scope)


def waiting(connection: Connection) -> tuple[int, int | None]:
    """Return how many runs wait, and when the oldest of them was accepted."""
    found = _WAITING.first(connection)
    return (found[0], found[1]) if found else (0, None)


def waiting_of(connection: Connection, integration_id: str) -> list[str]:
    """Return the runs of an integration that no worker has taken."""
    return [row[0] for row in _WAITING_OF.all(connection, integration_id=integration_id)]


def whole_waits(connection: Connection, integration_id: str) -> bool:
    """Return whether a run that looks at all of the account waits for a worker."""
    return _WAITING_WHOLE.first(connection, integration_id=integration_id) is not None


def working(connection: Connection) -> list[WorkingRow]:
    """Return the runs that some worker holds."""
    return [WorkingRow(*row) for row in _WORKING.all(connection)]


def standing(connection: Connection, *, run_id: str) -> tuple[str, RunStatus] | None:
    """Return whose a run is, and where it stands."""
    found = _STANDING.first(connection, id=run_id)
    return (found[0], RunStatus(found[1])) if found else None


def claim_of(connection: Connection, run_id: str) -> tuple[str | None, int | None]:
    """Return a run's claim token, and when its cancelling was asked for."""
    found = _CLAIM.first(connection, id=run_id)
    return (found[0], found[1]) if found else (None, None)


def frameworks_of(connection: Connection, run_id: str) -> str | None:
    """Answer, as JSON text, what each check that failed in a run stood for then."""
    found = _FRAMEWORKS.first(connection, id=run_id)
    return found[0] if found else None


def ask_to_cancel(connection: Connection, run_id: str, *, at: int) -> bool:
    """Ask the worker of a run to stop; False when none works on it or it was asked before."""
    return bool(_ASK_TO_CANCEL.run(connection, run_id=run_id, at=at))


def ask_to_cancel_all(connection: Connection, integration_id: str, *, at: int) -> None:
    """Ask whoever works on a run of the integration to stop."""
    _ASK_TO_CANCEL_ALL.run(connection, of=integration_id, at=at)
