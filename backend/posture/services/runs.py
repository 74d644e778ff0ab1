"""Runs: accept, read and cancel."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

import msgspec

from posture.domain.declaration import NOTHING, Declarations
from posture.domain.declaration import encoded as encoded_declarations
from posture.domain.gate import GatePolicy
from posture.domain.recorded_gate import encoded
from posture.domain.run import FINAL, RunStatus, RunTrigger
from posture.services import audit, coalescing
from posture.services.audit import AuditEntry
from posture.services.errors import (
    IntegrationNotFoundError,
    RunNotCancellableError,
    RunNotFoundError,
)
from posture.services.idempotency import IdempotencyKey, write_once
from posture.services.queue import RunQueue
from posture.services.run_budgets import budget_of, require_room
from posture.settings import Settings
from posture.store import integrations, run_queue, run_steps, runs
from posture.store.columns import new_id
from posture.store.engine import Store
from posture.store.integrations import AccountRow
from posture.store.listing import chosen
from posture.store.run_steps import NewRun
from posture.store.runs import READ_ONE_BY_ONE, RunEventRow, RunHeads, RunRow
from posture.store.statement import Connection

__all__ = [
    "READ_ONE_BY_ONE",
    "Accepted",
    "RunEventRow",
    "RunHeads",
    "RunRequest",
    "RunRow",
    "accept_run",
    "cancel_run",
    "get_run",
    "list_run_events",
    "list_runs",
]


class RunRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request for a run.

    `policy` is that of its gate, if it has one. `carrier` holds the W3C trace headers of the
    request, so that the run continues its trace.
    """

    tenant_id: str
    integration_id: str
    trigger: RunTrigger = RunTrigger.MANUAL
    scope: dict[str, Any] | None = None
    source: dict[str, Any] | None = None
    policy: GatePolicy | None = None
    declarations: Declarations = NOTHING
    idempotency_key: IdempotencyKey | None = None
    carrier: Mapping[str, str] = {}
    token_id: str | None = None


class Accepted(msgspec.Struct, frozen=True):
    """The run of a request.

    `replayed` if the same request was made before, `coalesced` if the request was merged into a
    waiting run of the same apply.
    """

    run_id: str
    integration_id: str
    trigger: str
    replayed: bool = False
    coalesced: bool = False


async def accept_run(
    store: Store,
    *,
    queue: RunQueue,
    settings: Settings,
    request: RunRequest,
    audit_entry: AuditEntry | None = None,
) -> Accepted:
    """Accept a run, enqueue it, and add it to the audit log, all in one transaction.

    Raises:
        IntegrationNotFoundError: the tenant has no such integration.
        IdempotencyKeyReusedError: the key was used before for a different request.
        RateLimitedError: the integration has used up its runs of that kind for now.
        EnqueueFailedError: the queue refuses the run.
        UnavailableError: the database cannot be written.
    """
    at = store.now()

    def audited(connection: Connection) -> None:
        if audit_entry is not None:
            audit.append(connection, audit_entry, at=at)

    if store.keeps:
        queue.expect(request.tenant_id)
    accepted, replayed = await write_once(
        store,
        lambda connection: _accept(connection, request, settings, queue, at),
        tenant_id=request.tenant_id,
        key=request.idempotency_key,
        result=Accepted,
        also=audited,
        locks=request.integration_id,
    )
    if replayed:
        return msgspec.structs.replace(accepted, replayed=True)
    if not accepted.coalesced:
        queue.nudge()
    return accepted


async def list_runs(
    store: Store,
    *,
    tenant_id: str,
    within: str | None = None,
    integration_id: str | None = None,
    status: Sequence[str] | None = None,
    trigger: Sequence[str] | None = None,
    limit: int = 100,
    before: tuple[int, str] | None = None,
    known: Container[str] | None = None,
) -> RunHeads:
    """Return the tenant's runs, newest first, those before `(accepted_at, id)`.

    The status `running` includes waiting runs, as clients see them. `within` has the ids of the
    only integrations that the caller may see, separated by spaces. An ended run whose id is in
    `known` is returned without its row, which is what it was.
    """
    before_at, before_id = before or (None, None)
    wanted = chosen("status", status)
    if wanted.get("status") == RunStatus.RUNNING:
        wanted = {"unfinished": 1}
    elif status is not None and RunStatus.RUNNING in status:
        wanted = chosen("status", [*status, RunStatus.ACCEPTED])
    all_filters = {
        "within": within,
        "integration_id": integration_id,
        **wanted,
        **chosen("trigger", trigger),
        "before_at": before_at,
        "before_id": before_id,
    }
    filters = {name: one for name, one in all_filters.items() if one is not None}
    # No index serves these filters, so the read may scan the tenant's whole history.
    read = store.read if status or trigger else store.read_inline

    def find(connection: Connection) -> RunHeads:
        return runs.newest_unless_known(
            connection, tenant_id=tenant_id, limit=limit, filters=filters, known=known
        )

    return await read(find, tenant_id=tenant_id)


async def get_run(store: Store, *, tenant_id: str, run_id: str) -> RunRow:
    """Return one run.

    Raises:
        RunNotFoundError: the tenant has none with that id.
    """
    return await store.read_inline(
        lambda connection: _get(connection, tenant_id, run_id), tenant_id=tenant_id
    )


async def list_run_events(store: Store, *, tenant_id: str, run_id: str) -> list[RunEventRow]:
    """Return the steps of a run's life, in order.

    Raises:
        RunNotFoundError: the tenant has none with that id.
    """

    def read(connection: Connection) -> list[RunEventRow]:
        _get(connection, tenant_id, run_id)
        return runs.events(connection, run_id)

    return await store.read(read, tenant_id=tenant_id)


async def cancel_run(store: Store, *, tenant_id: str, run_id: str) -> RunRow:
    """Cancel a waiting run, or request the cancellation of a running one; return the run.

    Raises:
        RunNotFoundError: the tenant has none with that id.
        RunNotCancellableError: it has ended.
    """
    at = store.now()

    def cancel(connection: Connection) -> RunRow:
        row = _get(connection, tenant_id, run_id)
        status = RunStatus(row.status)
        if status in FINAL:
            raise RunNotCancellableError
        if status is RunStatus.RUNNING:
            run_queue.request_cancellation(connection, run_id, at=at)
        else:
            run_steps.cancel_waiting(connection, run_id, at=at, requested_at=at)
        return _get(connection, tenant_id, run_id)

    return await store.write(cancel, tenant_id=tenant_id)


def _accept(
    connection: Connection, request: RunRequest, settings: Settings, queue: RunQueue, at: int
) -> Accepted:
    account = integrations.lock(
        connection, tenant_id=request.tenant_id, integration_id=request.integration_id
    )
    if account is None:
        raise IntegrationNotFoundError
    key = coalescing.apply_key(request.trigger, request.source)
    joined = coalescing.join(
        connection,
        account,
        key=key,
        trigger=request.trigger,
        scope=request.scope,
        policies=_policies(request),
        declarations=request.declarations,
        settings=settings,
        at=at,
    )
    run_id = joined or _start(connection, request, account, settings, queue, key, at)
    return Accepted(
        run_id,
        request.integration_id,
        request.trigger.value,
        coalesced=joined is not None,
    )


def _start(  # noqa: PLR0917  # everything that a run is accepted from
    connection: Connection,
    request: RunRequest,
    account: AccountRow,
    settings: Settings,
    queue: RunQueue,
    apply_key: str | None,
    at: int,
) -> str:
    budget = budget_of(request.trigger, request.scope, settings)
    require_room(connection, account, budget, settings, at=at)
    run_id = new_id()
    run_steps.add(
        connection,
        NewRun(
            id=run_id,
            tenant_id=request.tenant_id,
            integration_id=request.integration_id,
            trigger=request.trigger.value,
            accepted_at=at,
            scope=_document(request.scope),
            source=_document(request.source),
            gate_policies=encoded(_policies(request)) if request.policy else None,
            token_id=request.token_id,
            trace=_document(request.carrier),
            apply_key=apply_key,
            budget=budget and budget.value,
            account_key=account.account_key,
            declarations=encoded_declarations(request.declarations),
        ),
    )
    queue.enqueue(connection, run_id, request.integration_id)
    return run_id


def _get(connection: Connection, tenant_id: str, run_id: str) -> RunRow:
    row = runs.get(connection, tenant_id=tenant_id, run_id=run_id)
    if row is None:
        raise RunNotFoundError
    return row


def _policies(request: RunRequest) -> tuple[GatePolicy, ...]:
    return () if request.policy is None else (request.policy,)


def _document(value: Mapping[str, Any] | None) -> str | None:
    return msgspec.json.encode(value).decode() if value else None
