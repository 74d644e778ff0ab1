"""Claim: a worker claims a run; each later write must match the token of the claim."""

import os
import socket
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import uuid4

import msgspec
import structlog

from posture.domain.declaration import NOTHING, Declarations, decoded
from posture.domain.gate import GatePolicy
from posture.domain.recorded_gate import policies_of
from posture.domain.run import RunStatus
from posture.settings import Settings
from posture.store import run_queue, run_steps
from posture.store.engine import Store
from posture.store.errors import DuplicateError
from posture.store.integrations import INTEGRATIONS, IntegrationRow
from posture.store.run_queue import WaitingRow
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.telemetry import trace_id_of
from posture.worker.scope import Scope

log = structlog.get_logger()


class ClaimLostError(Exception):
    """The claim was lost: the run was taken back because no heartbeat came. Write nothing."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A run that this worker holds.

    `options` are the connection options of the integration, as stored; `checks` limits the run to
    the integration's own check set, if it has one; `policies` are those of its gate;
    `declarations` say where Terraform declares assets.
    """

    run_id: str
    tenant_id: str
    integration_id: str
    token: str
    trigger: str
    provider: str
    options: Mapping[str, Any]
    checks: tuple[str, ...] | None
    scope: Scope
    policies: tuple[GatePolicy, ...] = ()
    declarations: Declarations = NOTHING
    carrier: Mapping[str, str]
    attempt: int
    accepted_at: int
    started_at: int


def worker_name() -> str:
    """Return a name for this process: host, process id, and a random word."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"


async def claim(store: Store, settings: Settings, *, worker: str) -> Claim | None:
    """Claim the waiting run whose turn it is; None when there is none that may begin.

    Raises:
        UnavailableError: the database cannot be used.
    """
    turn = _turn(settings, worker)
    while (found := await store.read(turn, tenant_id=EVERY_TENANT)) is not None:
        take = partial(_take, run_id=found.id, settings=settings, worker=worker, at=store.now())
        try:
            taken = await store.write(take, tenant_id=found.tenant_id)
        except DuplicateError:  # another worker claimed a run of the integration at the same moment
            continue
        if taken is not None:
            _log(taken)
            return taken
    return None


async def claim_accepted(
    store: Store, settings: Settings, *, worker: str, tenant_id: str
) -> Claim | None:
    """Claim a run in the transaction of a tenant's writes that wait, after all of them.

    So a run is accepted and claimed by one commit. None when it is not the tenant's turn, or no
    run may begin. The database is a file: a server lets no tenant see the turns of the others.

    Raises:
        UnavailableError: nothing was committed.
    """
    turn = _turn(settings, worker)

    def take(connection: Connection) -> Claim | None:
        found = turn(connection)
        if found is None or found.tenant_id != tenant_id:
            return None
        return _take(connection, run_id=found.id, settings=settings, worker=worker, at=store.now())

    try:
        taken = await store.write(take, tenant_id=tenant_id, last=True)
    except DuplicateError:  # another worker claimed a run of the integration at the same moment
        return None
    if taken is not None:
        _log(taken)
    return taken


def _turn(settings: Settings, worker: str) -> Callable[[Connection], WaitingRow | None]:
    most = settings.runs_per_tenant or max(1, settings.workers - 1)
    return partial(run_queue.next_waiting, worker=worker, most=most)


def _log(taken: Claim) -> None:
    # The span of the run begins later; a run without a request has no trace until then.
    traced = {"trace_id": trace_id} if (trace_id := trace_id_of(taken.carrier)) else {}
    log.info("run.claimed", run_id=taken.run_id, attempt=taken.attempt, **traced)


async def is_waiting(store: Store, run_id: str) -> bool:
    """Return whether a run waits for a worker; raises `UnavailableError`."""
    look = partial(run_queue.tenant_and_status, run_id=run_id)
    found = await store.read(look, tenant_id=EVERY_TENANT)
    return found is not None and found[1] is RunStatus.ACCEPTED


def _take(
    connection: Connection, *, run_id: str, settings: Settings, worker: str, at: int
) -> Claim | None:
    """Begin a run, or end one that cannot begin; None when there is nothing to do."""
    row = run_queue.still_waiting(connection, run_id)
    if row is None:
        return None
    integration = INTEGRATIONS.get(connection, tenant_id=row.tenant_id, row_id=row.integration_id)
    if row.attempt_count >= settings.run_attempts:
        _fail(connection, row, at)
    elif integration is None or row.cancel_requested_at is not None:
        run_steps.cancel_waiting(connection, row.id, at=at)
    else:
        return _begin(connection, row, integration, worker, at)
    return None


def _begin(
    connection: Connection, row: WaitingRow, integration: IntegrationRow, worker: str, at: int
) -> Claim | None:
    token = str(uuid4())
    begun = run_steps.begin(
        connection, row.id, token=token, worker=worker, attempt=row.attempt_count + 1, at=at
    )
    if not begun:
        return None
    run_queue.serve(connection, row, at=at)
    return Claim(
        run_id=row.id,
        tenant_id=row.tenant_id,
        integration_id=row.integration_id,
        token=token,
        trigger=row.trigger,
        provider=integration.provider,
        options=integration.connection,
        checks=integration.checks,
        scope=msgspec.json.decode(row.scope or "{}", type=Scope),
        policies=policies_of(row.gate_policies),
        declarations=decoded(row.declarations),
        carrier=msgspec.json.decode(row.trace or "{}", type=dict[str, str]),
        attempt=row.attempt_count + 1,
        accepted_at=row.accepted_at,
        started_at=at,
    )


def _fail(connection: Connection, row: WaitingRow, at: int) -> None:
    run_steps.fail_waiting(
        connection,
        row.id,
        error_code="attempts_exhausted",
        error_detail=f"It was started {row.attempt_count} times, and each time its worker died.",
        at=at,
    )
