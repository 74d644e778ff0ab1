"""The steps of a run's life: every change of its status, and what its worker writes meanwhile.

Each step is a compare-and-set on the status it comes from (and on the claim token, for what a
worker writes), is allowed by the table of transitions, and adds a row to the run's events.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, literal_column, update

from posture.domain.run import FINAL, TRANSITIONS, RunCounts, RunPhase, RunStatus
from posture.store import deliveries
from posture.store.rows import run_events, runs
from posture.store.statement import Connection, Statement, inserting, value


class NewRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run to be accepted.

    `scope`, `source`, `gate_policies`, `trace` and `declarations` are JSON text.
    """

    id: str
    tenant_id: str
    integration_id: str
    trigger: str
    accepted_at: int
    scope: str | None = None
    source: str | None = None
    gate_policies: str | None = None
    apply_key: str | None = None
    budget: str | None = None
    account_key: str | None = None
    token_id: str | None = None
    trace: str | None = None
    declarations: str | None = None


class RunResult(RunCounts, frozen=True, kw_only=True):
    """How a run ended; `new_count` and the fields after it only if it recorded its findings.

    `reason` is for the event, not for the row. `frameworks` and the fields after it are JSON text:
    the frameworks of each check that failed, the recorded verdicts, and the gate's, as of that
    moment, the verdicts of each check in a run of a whole account, and where the time went.
    """

    status: RunStatus
    reason: str = ""
    coverage: float | None = None
    error_code: str | None = None
    error_detail: str | None = None
    new_count: int | None = None
    unchanged_count: int | None = None
    resolved_count: int | None = None
    suppressed_count: int = 0
    frameworks: str | None = None
    verdicts: str | None = None
    gate_verdict: str | None = None
    gate_answer: str | None = None
    gate_facts: str | None = None
    check_counts: str | None = None
    timeline: str | None = None


_NO_COUNTS: Final[dict[str, Any]] = {
    **msgspec.structs.asdict(RunCounts()),
    "suppressed_count": 0,
}
_ACCEPTED: Final[dict[str, Any]] = {
    **_NO_COUNTS,
    "attempt_count": 0,
    "status": RunStatus.ACCEPTED.value,
    "phase": RunPhase.QUEUED.value,
}
_NO_WORKER: Final[dict[str, Any]] = {
    **_NO_COUNTS,
    "phase": RunPhase.QUEUED.value,
    "claim_token": None,
    "worker": None,
    "beat_at": None,
    "started_at": None,
    "duration_ms": None,
    "timeline": None,
    "services": None,
}
_FIRST_EVENT: Final[dict[str, Any]] = {
    "from_status": None,
    "to_status": RunStatus.ACCEPTED.value,
}
_NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


def in_status(status: RunStatus) -> ColumnElement[bool]:
    """Compare with the word itself, so that the database can use the partial index for it."""
    found: ColumnElement[bool] = runs.c.status == literal_column(f"'{status}'")
    return found


# What is not set is null.
_ADD = inserting(
    runs, leave_out=frozenset({*runs.c.keys()} - _ACCEPTED.keys() - {*NewRun.__struct_fields__})
)
_ADD_EVENT = inserting(run_events, leave_out=frozenset({"id"}))


@cache
def _stepping(*, fenced: bool, names: frozenset[str]) -> Statement:
    fence = (runs.c.claim_token == value("held"),) if fenced else ()
    return Statement(
        update(runs)
        .where(runs.c.id == value("run_id"), runs.c.status == value("source"), *fence)
        .values({name: value(name) for name in sorted(names)})
    )


_PROGRESS = Statement(
    update(runs)
    .where(runs.c.id == value("run_id"), runs.c.claim_token == value("held"))
    .values(
        {
            name: value(name)
            for name in (
                "phase",
                "beat_at",
                "duration_ms",
                "timeline",
                "services",
                *RunCounts.__struct_fields__,
            )
        }
    )
)


def add(connection: Connection, run: NewRun) -> None:
    """Add a run in the state `accepted`, with its first event."""
    _ADD.add(connection, {**_ACCEPTED, **msgspec.structs.asdict(run)})
    event = {
        **_FIRST_EVENT,
        "run_id": run.id,
        "at": run.accepted_at,
        "reason": f"{run.trigger} trigger",
    }
    _ADD_EVENT.add(connection, event)


def begin(
    connection: Connection, run_id: str, *, token: str, worker: str, attempt: int, at: int
) -> bool:
    """Claim a waiting run for a worker; False when it does not wait any more."""
    return step(
        connection,
        run_id,
        RunStatus.ACCEPTED,
        RunStatus.RUNNING,
        at=at,
        columns={
            "phase": RunPhase.CONNECTING.value,
            "claim_token": token,
            "worker": worker,
            "beat_at": at,
            "started_at": at,
            "attempt_count": attempt,
        },
    )


def show_progress(
    connection: Connection,
    run_id: str,
    *,
    held: str,
    phase: RunPhase,
    counts: RunCounts,
    started_at: int,
    at: int,
    timeline: str | None = None,
    services: str | None = None,
) -> bool:
    """Write a worker's heartbeat and progress; False when it has lost the run.

    `timeline` is where the time of the run went until now, `services` which ones remain, as JSON
    text.
    """
    return bool(
        _PROGRESS.run(
            connection,
            run_id=run_id,
            held=held,
            phase=phase.value,
            beat_at=at,
            duration_ms=_duration(started_at, at),
            timeline=timeline,
            services=services,
            **msgspec.structs.asdict(counts),
        )
    )


def end(
    connection: Connection,
    run_id: str,
    result: RunResult,
    *,
    held: str,
    started_at: int,
    at: int,
) -> int | None:
    """Write the end of a run; return its duration in ms, or None if its worker lost it."""
    duration_ms = _duration(started_at, at)
    columns = msgspec.structs.asdict(result) | {
        "phase": RunPhase.DONE.value,
        "claim_token": None,
        "completed_at": at,
        "duration_ms": duration_ms,
    }
    del columns["status"], columns["reason"]
    ended = step(
        connection,
        run_id,
        RunStatus.RUNNING,
        result.status,
        at=at,
        held=held,
        reason=result.reason,
        columns=columns,
    )
    return duration_ms if ended else None


def requeue(
    connection: Connection,
    run_id: str,
    *,
    held: str,
    reason: str,
    at: int,
    attempt_count: int | None = None,
) -> bool:
    """Let a running run wait again and start over; False when its worker has lost it.

    `attempt_count` replaces the number of its attempts.
    """
    counted = {} if attempt_count is None else {"attempt_count": attempt_count}
    return step(
        connection,
        run_id,
        RunStatus.RUNNING,
        RunStatus.ACCEPTED,
        at=at,
        held=held,
        reason=reason,
        columns={**_NO_WORKER, **counted},
    )


def cancel_stale(
    connection: Connection, run_id: str, *, held: str, reason: str, started_at: int, at: int
) -> bool:
    """Cancel a running run whose worker died; False when the worker's claim is over."""
    return step(
        connection,
        run_id,
        RunStatus.RUNNING,
        RunStatus.CANCELLED,
        at=at,
        held=held,
        reason=reason,
        columns={
            "phase": RunPhase.DONE.value,
            "claim_token": None,
            "completed_at": at,
            "duration_ms": _duration(started_at, at),
        },
    )


def cancel_waiting(
    connection: Connection,
    run_id: str,
    *,
    at: int,
    reason: str = "",
    requested_at: int | None = None,
) -> bool:
    """Cancel a run that no worker has claimed; False when it does not wait any more.

    `requested_at` is noted where a client asked for it.
    """
    requested = {} if requested_at is None else {"cancel_requested_at": requested_at}
    return step(
        connection,
        run_id,
        RunStatus.ACCEPTED,
        RunStatus.CANCELLED,
        at=at,
        reason=reason,
        columns={"phase": RunPhase.DONE.value, "completed_at": at, **requested},
    )


def fail_waiting(
    connection: Connection, run_id: str, *, error_code: str, error_detail: str, at: int
) -> bool:
    """Fail a run that cannot begin; False when it does not wait any more."""
    return step(
        connection,
        run_id,
        RunStatus.ACCEPTED,
        RunStatus.FAILED,
        at=at,
        columns={
            "phase": RunPhase.DONE.value,
            "completed_at": at,
            "error_code": error_code,
            "error_detail": error_detail,
        },
    )


def step(
    connection: Connection,
    run_id: str,
    source: RunStatus,
    target: RunStatus,
    *,
    at: int,
    held: str | None = None,
    reason: str = "",
    columns: Mapping[str, object] = _NOTHING,
) -> bool:
    """Move a run along the table of transitions; False when it is not in the status `source`.

    `held` is the claim token that must still be on the row, None for a run without a worker. The
    event's reason is `reason`, or else the transition's own comment.
    """
    meaning = TRANSITIONS[source][target]
    changes = {"status": target.value, **columns}
    if target in FINAL:
        changes["declarations"] = None  # the findings have them now
        changes["services"] = None  # none remains
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


def _duration(started_at: int, at: int) -> int:
    return max(0, at - started_at)
