"""Runs: start, list, read and cancel them."""

import asyncio
from collections.abc import Container, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any, Final, Literal, TypeAlias, cast

import msgspec
from litestar import get, post
from msgspec import UNSET, UnsetType
from opentelemetry.trace import get_current_span

from posture.api import schemas
from posture.api.audit_middleware import api_call
from posture.api.auth import identify
from posture.api.conditional import (
    cached_list,
    conditional,
    conditional_large,
    not_modified,
    row_etag,
)
from posture.api.gate import decision_etag, decision_on, policy_of, rendered_policy
from posture.api.idempotency import key_for
from posture.api.limits import require_integration
from posture.api.paging import Cursor, Listed, Page, page_of
from posture.api.request import KEYED, ApiRequest, JsonBody, decode_json
from posture.api.response_cache import EndedRuns
from posture.api.responses import ApiResponse, empty_response, json_response
from posture.api.selection import require_concerned, require_regions, scope_faults
from posture.api.structs import unset_to_none
from posture.api.times import rendered, rendered_or_none
from posture.api.trial import store_for
from posture.api.validation import Fault
from posture.domain import declaration
from posture.domain.gate import GateVerdict
from posture.domain.recorded_gate import policies_of
from posture.domain.run import FINAL, RunStatus, RunTrigger
from posture.services import integrations, runs
from posture.services.errors import TooManyListenersError
from posture.services.runs import READ_ONE_BY_ONE, RunHeads, RunRow
from posture.telemetry import carrier, trace_id_of

Trigger: TypeAlias = Literal["scheduled", "manual", "verify"]
Requested: TypeAlias = Literal["manual", "verify"]
Status: TypeAlias = Literal["running", "completed", "failed", "cancelled"]
Verdict: TypeAlias = Literal["pass", "fail", "inconclusive"]
Phase: TypeAlias = Literal["queued", "connecting", "collecting", "recording", "done"]

READ: Final = {"scope": "cloud_posture:read"}
WRITE: Final = {"scope": "cloud_posture:write"}
AUDITED_WRITE: Final = {**WRITE, "audited": True}
BARE: Final = {"bare_scope_error": True}
PATH: Final = "/api/v2/cloud-posture-runs"


def _rules(request: ApiRequest, members: Mapping[str, Any]) -> Iterable[Fault]:
    return scope_faults(request.deps, members["scope"]) if members.get("scope") else ()


BODY: Final = JsonBody(
    schemas.RunRequest,
    {
        "integration_id": "invalid_integration_id",
        "trigger": "invalid_trigger",
        "gate.framework": "framework_unknown",
    },
    # The errors whose body the contract fixes to the byte.
    closed=frozenset({"invalid_integration_id"}),
    rules=_rules,
)


@get(PATH, opt=READ | BARE)
async def list_runs(request: ApiRequest) -> ApiResponse:
    """Return the tenant's runs, newest first."""
    return await cached_list(request, partial(_listed, request))


async def _listed(request: ApiRequest) -> Listed:
    query = request.query(schemas.ListRunsQuery)
    page, ended = page_of(request, query), request.context.cache.ended_runs
    integration_id = unset_to_none(query.integration_id)
    caller, scope = request.caller, request.scope
    key = (caller.tenant_id, caller.integrations or "", scope["query_string"], "")

    async def read(known: Container[str] | None) -> RunHeads:
        return await runs.list_runs(
            request.deps.store,
            tenant_id=caller.tenant_id,
            within=caller.integrations,
            integration_id=integration_id.lower() if integration_id else None,
            status=unset_to_none(query.status),
            trigger=unset_to_none(query.trigger),
            limit=page.rows,
            before=page.before,
            known=known,
        )

    heads = await read(None if ended.is_changing(key) else ended.ids)
    ended.note(key, is_changing=_is_changing(heads, ended))
    try:
        return _page(page, ended, heads, request.deps.store.now())
    except KeyError:  # one that was known has been dropped meanwhile, or one has been deleted
        return _page(page, ended, await read(None), request.deps.store.now())


def _is_changing(heads: RunHeads, ended: EndedRuns) -> bool:
    """Return whether so many runs are not known that their rows are better read at once."""
    if not heads.rows:
        return False
    known = ended.ids
    return sum(one not in known for one in heads.rows) > READ_ONE_BY_ONE


@post(PATH, opt=AUDITED_WRITE | BARE | KEYED | {"body": BODY}, status_code=202)
async def start_run(request: ApiRequest) -> ApiResponse:
    """Accept a run: its row, its place in the queue and its audit row are one transaction."""
    trial = request.query(schemas.StartRunQuery).validate_only
    body = request.json_body(BODY)
    require_integration(request.caller, body.integration_id.lower())
    if body.scope is not UNSET or body.gate is not UNSET:
        await _require_possible(request, body)
    context = request.context
    accepted = await runs.accept_run(
        store_for(request, trial=trial),
        queue=request.deps.queue,
        settings=request.deps.settings,
        request=_request(request, body),
        audit_entry=api_call(context, "POST", request.scope["path"], 202),
    )
    if trial:
        return empty_response(204)
    context.audited = False
    current = get_current_span()
    current.set_attribute("posture.run.id", accepted.run_id)
    current.set_attribute("posture.integration.id", accepted.integration_id)
    return json_response(
        schemas.RunAccepted(
            accepted=True,
            integration_id=accepted.integration_id,
            trigger=cast("Requested", accepted.trigger),
            poll=PATH,
            run_id=accepted.run_id,
            coalesced=True if accepted.coalesced else UNSET,
        ),
        status=202,
        headers=[(b"location", f"{PATH}/{accepted.run_id}".encode())],
    )


async def _require_possible(request: ApiRequest, body: schemas.RunRequest) -> None:
    """Refuse regions that the account cannot have, and a policy about no check of the run."""
    regions = None if body.scope is UNSET else unset_to_none(body.scope.regions)
    gate = unset_to_none(body.gate)
    if gate is not None and gate.family is UNSET and gate.framework is UNSET:
        gate = None
    if not regions and gate is None:
        return
    deps, integration_id = request.deps, body.integration_id.lower()
    integration = await integrations.get_integration(
        deps.store, tenant_id=request.caller.tenant_id, integration_id=integration_id
    )
    if regions and (cloud := deps.clouds.get(integration.provider)) is not None:
        options = msgspec.convert(integration.connection, cloud.connection)
        require_regions(deps.settings, cloud, options, regions, "scope.regions")
    if gate is not None:
        require_concerned(deps.checks, deps.frameworks, integration, body.scope, policy_of(gate))


@get(f"{PATH}/{{run_id:str}}", opt=READ)
async def get_run(request: ApiRequest) -> ApiResponse:
    """Return one run, perhaps with its decision; with `wait_seconds`, wait until it changes."""
    run_id, query = request.path_id("run_id"), request.query(schemas.GetRunQuery)
    store = request.deps.store
    row = await runs.get_run(store, tenant_id=request.caller.tenant_id, run_id=run_id)
    waits = query.wait_seconds and RunStatus(row.status) not in FINAL
    if waits and not_modified(request, row_etag(request, row)):
        row = await _wait_for_change(request, row, query.wait_seconds)
        await identify(request.context)  # the token may have been revoked meanwhile
    run = run_of(row, store.now())
    if query.include is UNSET or RunStatus(row.status) not in FINAL:
        return conditional(request, run, etag=row_etag(request, row))
    run.decision = await decision_on(request, row.id)
    return await conditional_large(request, run, etag=decision_etag(request))


@post(f"{PATH}/{{run_id:str}}/cancel", opt=AUDITED_WRITE, status_code=202)
async def cancel_run(request: ApiRequest) -> ApiResponse:
    """Ask the worker to stop, and return the run as it is now."""
    store = request.deps.store
    row = await runs.cancel_run(
        store, tenant_id=request.caller.tenant_id, run_id=request.path_id("run_id")
    )
    return json_response(run_of(row, store.now()), status=202)


async def _wait_for_change(request: ApiRequest, row: RunRow, wait_seconds: int) -> RunRow:
    """Return a run when it differs from `row`, or unchanged when the time is over."""
    loop, store = asyncio.get_running_loop(), request.deps.store
    request.context.waited = True
    ends_at = loop.time() + min(wait_seconds, request.deps.settings.long_poll_seconds)
    try:
        listener = await request.deps.watch.join(tenant_id=row.tenant_id, run_id=row.id)
    except TooManyListenersError:
        return row
    try:
        # Read again: it may have changed before the listener was there.
        found = await runs.get_run(store, tenant_id=row.tenant_id, run_id=row.id)
        while found == row and (left := ends_at - loop.time()) > 0:
            if not await listener.next(left):
                break
            found = await runs.get_run(store, tenant_id=row.tenant_id, run_id=row.id)
        return found
    finally:
        listener.leave()


def _page(page: Page, ended: EndedRuns, heads: RunHeads, now: int) -> Listed:
    """Return a page of runs; raises `KeyError` for one that has no row and is not in `ended`."""
    times, rows = heads.times, heads.rows
    ids, following = page.cut(heads.ids, lambda last: Cursor(times[page.limit - 1], last))
    if rows:
        bodies = [
            _raw(ended, rows[one], now) if one in rows else msgspec.Raw(ended[one]) for one in ids
        ]
    else:
        bodies = [*map(msgspec.Raw, ended.several(ids))]
    data = cast("list[schemas.Run]", bodies)
    return Listed(schemas.RunPage(data=data, next_cursor=page.next_cursor(following)), following)


def _raw(ended: EndedRuns, row: RunRow, now: int) -> msgspec.Raw:
    """Render a run as JSON; keep that of one that has ended."""
    if row.completed_at is not None:
        body = ended.get(row.id)
        if body is None:
            body = msgspec.json.encode(run_of(row, now))
            ended.put(row.id, body)
        return msgspec.Raw(body)
    if row.started_at is None:
        return msgspec.Raw(_waiting(row))
    return msgspec.Raw(msgspec.json.encode(run_of(row, now)))


@lru_cache(maxsize=4_096)
def _waiting(row: RunRow) -> bytes:
    """Render a run that has not begun as JSON, which does not depend on the time."""
    return msgspec.json.encode(run_of(row, 0))


def run_of(row: RunRow, now: int) -> schemas.Run:
    """Render a run; one that no worker has taken yet reads `running`, phase `queued`."""
    waiting = row.status == RunStatus.ACCEPTED
    return schemas.Run(
        id=row.id,
        integration_id=row.integration_id,
        trigger=cast("Trigger", row.trigger),
        started_at=rendered_or_none(row.started_at),
        completed_at=rendered_or_none(row.completed_at),
        status="running" if waiting else cast("Status", row.status),
        asset_count=row.asset_count,
        finding_count=row.finding_count,
        duration_ms=_duration_ms(row, now),
        accepted_at=rendered(row.accepted_at),
        phase="queued" if waiting else cast("Phase", row.phase),
        verdict_counts=schemas.VerdictCounts(
            pass_=row.pass_count,
            fail=row.fail_count,
            unknown=row.unknown_count,
            not_applicable=row.not_applicable_count,
        ),
        coverage=row.coverage,
        delta=_delta(row),
        suppressed_count=row.suppressed_count,
        progress=schemas.Progress(
            calls=row.call_count,
            planned_reads=row.planned_read_count,
            failed_reads=row.failed_read_count,
            services=decode_json(row.services, schemas.RunServices) if row.services else UNSET,
        ),
        error=_error(row),
        scope=decode_json(row.scope, schemas.RunScope) if row.scope else None,
        source=decode_json(row.source, schemas.RunSource) if row.source else None,
        gate=_gate(row),
        trace_id=trace_id_in(row.trace) or UNSET,
    )


def _request(request: ApiRequest, body: schemas.RunRequest) -> runs.RunRequest:
    scope = {} if body.scope is UNSET else msgspec.to_builtins(body.scope)
    source = {} if body.source is UNSET else msgspec.to_builtins(body.source)
    trigger = RunTrigger(unset_to_none(body.trigger) or RunTrigger.MANUAL)
    integration_id = body.integration_id.lower()
    parts = [integration_id, trigger, scope, source]
    # Without a policy the digest is that of earlier versions: a retry meets its first answer.
    parts += [] if body.gate is UNSET else [msgspec.to_builtins(body.gate)]
    declared = [] if body.declarations is UNSET else msgspec.to_builtins(body.declarations)
    parts += [declared] if declared else []
    return runs.RunRequest(
        tenant_id=request.caller.tenant_id,
        integration_id=integration_id,
        trigger=trigger,
        scope=scope or None,
        source=source or None,
        policy=None if body.gate is UNSET else policy_of(body.gate),
        declarations=declaration.by_asset(declared),
        idempotency_key=key_for(request, parts),
        carrier=carrier(),
        token_id=request.caller.token_id,
    )


def _duration_ms(row: RunRow, now: int) -> int:
    if row.completed_at is None and row.started_at is not None:
        return max(0, now - row.started_at)
    return row.duration_ms or 0


def _delta(row: RunRow) -> schemas.DeltaCounts | None:
    if row.new_count is None or row.resolved_count is None or row.unchanged_count is None:
        return None
    return schemas.DeltaCounts(
        new=row.new_count, resolved=row.resolved_count, unchanged=row.unchanged_count
    )


def _gate(row: RunRow) -> schemas.RunGate | UnsetType:
    if row.gate_policies is None:
        return UNSET
    without_result = row.status in FINAL and row.gate_verdict is None
    verdict = GateVerdict.FAIL.value if without_result else row.gate_verdict
    return schemas.RunGate(
        verdict=cast("Verdict | None", verdict),
        policies=[rendered_policy(one) for one in policies_of(row.gate_policies)],
    )


def trace_id_in(trace: str | None) -> str | None:
    """Return the id in the headers of a run's trace, which are JSON text; None without a trace."""
    return None if trace is None else trace_id_of(msgspec.json.decode(trace, type=dict[str, str]))


def _error(row: RunRow) -> schemas.RunError | None:
    if row.error_code is None:
        return None
    return schemas.RunError(code=row.error_code, detail=row.error_detail or "")
