"""Runs as clients read them: one, the newest, and the events of a run's life."""

from collections.abc import Container, Mapping, Sequence
from functools import cache
from itertools import filterfalse
from operator import attrgetter
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, select, tuple_

from posture.domain.run import RunStatus, RunTrigger
from posture.store.listing import conditions_of, within
from posture.store.rows import run_events, runs
from posture.store.run_steps import in_status
from posture.store.statement import Connection, Statement, fields_of, value


class RunRow(msgspec.Struct, frozen=True, gc=False):
    """A run as clients see it.

    `scope`, `source`, `gate_policies`, `trace` and `services` are JSON text.
    """

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
    gate_policies: str | None
    gate_verdict: str | None
    trace: str | None
    services: str | None


class RunHeads(msgspec.Struct, frozen=True, gc=False):
    """Where runs are in a list, newest first. The index that orders runs has all of it.

    Attributes:
        times: when each was accepted.
        rows: the rows that were read, by id. The caller knows the others, or retention has
            deleted them meanwhile.
    """

    ids: Sequence[str] = ()
    times: Sequence[int] = ()
    rows: Mapping[str, RunRow] = {}


class RunEventRow(msgspec.Struct, frozen=True, gc=False):
    """One step of a run's life."""

    id: int
    at: int
    from_status: str | None
    to_status: str
    reason: str


class _Head(msgspec.Struct, frozen=True, gc=False):
    id: str
    accepted_at: int


_ID: Final = attrgetter("id")
_ACCEPTED_AT: Final = attrgetter("accepted_at")
# More are read in one listing: each statement costs a server a round trip.
READ_ONE_BY_ONE: Final = 4

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
_FRAMEWORKS = Statement(select(runs.c.frameworks).where(runs.c.id == value("id")))
_VERDICTS = Statement(select(runs.c.verdicts).where(runs.c.id == value("id")))
_TIMELINE = Statement(select(runs.c.timeline).where(runs.c.id == value("id")))
_GATE = Statement(select(runs.c.gate_answer, runs.c.gate_facts).where(runs.c.id == value("id")))
_GATED = Statement(
    select(runs.c.id)
    .where(
        runs.c.integration_id == value("integration_id"),
        runs.c.status == RunStatus.COMPLETED.value,
        runs.c.trigger != RunTrigger.VERIFY.value,
        runs.c.gate_verdict.is_not(None),
    )
    .limit(1)
)
_CONDITIONS: Final[dict[str, ColumnElement[bool]]] = {
    "within": within(runs.c.integration_id),
    "integration_id": runs.c.integration_id == value("integration_id"),
    **conditions_of("trigger", runs.c.trigger),
    **conditions_of("status", runs.c.status),
    "unfinished": in_status(RunStatus.ACCEPTED) | in_status(RunStatus.RUNNING),
    "before_at": tuple_(runs.c.accepted_at, runs.c.id)
    < tuple_(value("before_at"), value("before_id")),
}


@cache
def _listing(shape: type[msgspec.Struct], filters: frozenset[str]) -> Statement:
    return Statement(
        select(*fields_of(runs, shape))
        .where(
            runs.c.tenant_id == value("tenant_id"),
            *(_CONDITIONS[name] for name in sorted(filters & _CONDITIONS.keys())),
        )
        .order_by(runs.c.accepted_at.desc(), runs.c.id.desc())
        .limit(value("limit"))
    )


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
    listing = _listing(RunRow, frozenset(filters))
    found = listing.all(connection, tenant_id=tenant_id, limit=limit, **filters)
    return [RunRow(*row) for row in found]


def newest_unless_known(
    connection: Connection,
    *,
    tenant_id: str,
    limit: int,
    filters: dict[str, Any],
    known: Container[str] | None,
) -> RunHeads:
    """Return the tenant's runs as `newest` does, without the rows of those in `known`.

    These have ended, so their rows do not change any more. A row has ten times the columns of a
    head, and most of a list is what it was. A last row at the limit only shows that there are more,
    so its head is enough. If `known` is None, all rows are read at once.
    """
    if known is not None:
        listing = _listing(_Head, frozenset(filters))
        found = listing.all(connection, tenant_id=tenant_id, limit=limit, **filters)
        ids, times = zip(*found, strict=True) if found else ((), ())
        unknown = [*filterfalse(known.__contains__, ids[: limit - 1])]
        if not unknown:
            return RunHeads(ids, times)
        if len(unknown) <= READ_ONE_BY_ONE:
            read = (get(connection, tenant_id=tenant_id, run_id=one) for one in unknown)
            return RunHeads(ids, times, {row.id: row for row in read if row})
    rows = newest(connection, tenant_id=tenant_id, limit=limit, filters=filters)
    by_id = dict(zip(map(_ID, rows), rows, strict=True))
    return RunHeads([*by_id], [*map(_ACCEPTED_AT, rows)], by_id)


def events(connection: Connection, run_id: str) -> list[RunEventRow]:
    """Return the steps of a run's life, in order."""
    return [RunEventRow(*row) for row in _EVENTS.all(connection, run_id=run_id)]


def frameworks_of(connection: Connection, run_id: str) -> str | None:
    """Return, as JSON text, the frameworks of each check that failed in a run, as of then."""
    found = _FRAMEWORKS.first(connection, id=run_id)
    return found[0] if found else None


def verdicts_of(connection: Connection, run_id: str) -> str | None:
    """Return, as JSON text, the recorded verdicts of a run; None where it has none."""
    found = _VERDICTS.first(connection, id=run_id)
    return found[0] if found else None


def timeline_of(connection: Connection, run_id: str) -> str | None:
    """Return, as JSON text, the timeline of a run; None where it has none."""
    found = _TIMELINE.first(connection, id=run_id)
    return found[0] if found else None


def gate_of(connection: Connection, run_id: str) -> tuple[str | None, str | None]:
    """Return, as JSON text, the recorded answer of a run's gate, and its facts for other gates."""
    found = _GATE.first(connection, id=run_id)
    return (found[0], found[1]) if found else (None, None)


def has_decided_gate(connection: Connection, integration_id: str) -> bool:
    """Return whether the gate of a completed run of the integration was decided."""
    return _GATED.first(connection, integration_id=integration_id) is not None
