"""Suppressions: accept findings for a limited time; list, read, renew and end such decisions."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from litestar import delete, get, patch, post

from posture.api import schemas
from posture.api.conditional import cached_list, conditional, if_match, row_etag
from posture.api.idempotency import key_of
from posture.api.limits import require_integration
from posture.api.paging import Cursor, Listed, page_of, rendered_rows
from posture.api.request import KEYED, ApiRequest, JsonBody
from posture.api.responses import ApiResponse, created_response, empty_response, json_response
from posture.api.selection import require_checks
from posture.api.structs import slugs_of, unset_to_none
from posture.api.times import NO_MOMENT, parsed, rendered
from posture.api.trial import store_for
from posture.api.validation import Fault, faults_of, problem_of
from posture.domain.suppression import unread_check
from posture.services import suppressions
from posture.services.suppressions import SuppressionRow

READ: Final = {"scope": "suppressions:read"}
WRITE: Final = {"scope": "suppressions:write"}
AUDITED_WRITE: Final = {**WRITE, "audited": True}
PATH: Final = "/api/v2/suppressions"


def _rules(request: ApiRequest, members: Mapping[str, Any]) -> Iterator[Fault]:
    if "expires_at" in members:
        yield from faults_of(lambda: _expiry(members["expires_at"]))
    known = {*request.deps.checks, *map(unread_check, request.deps.clouds)}
    if "check_id" in members:
        yield from faults_of(lambda: require_checks(known, [members["check_id"]], "check_id"))


SLUGS: Final = slugs_of(schemas.SuppressionRequest)
BODY: Final = JsonBody(schemas.SuppressionRequest, SLUGS, rules=_rules)
CHANGES: Final = JsonBody(schemas.SuppressionUpdate, SLUGS, rules=_rules)


@get(PATH, opt=READ)
async def list_suppressions(request: ApiRequest) -> ApiResponse:
    """Return the tenant's suppressions, newest first."""
    query = request.query(schemas.ListSuppressionsQuery)
    page = page_of(request, query)

    async def render() -> Listed:
        integration_id = unset_to_none(query.integration_id)
        rows = await suppressions.list_suppressions(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            within=request.caller.integrations,
            integration_id=integration_id.lower() if integration_id else None,
            check_id=unset_to_none(query.check_id),
            limit=page.rows,
            before=page.before,
        )
        shown, following = page.cut(rows, lambda row: Cursor(row.created_at, row.id))
        return Listed(
            schemas.SuppressionPage(
                data=await rendered_rows(request, shown, suppression_of),
                next_cursor=page.next_cursor(following),
            ),
            following,
        )

    return await cached_list(request, render)


@post(PATH, opt=AUDITED_WRITE | KEYED | {"body": BODY})
async def create_suppression(request: ApiRequest) -> ApiResponse:
    """Accept findings for a limited time."""
    trial = request.query(schemas.CreateSuppressionQuery).validate_only
    body = request.json_body(BODY)
    columns = _columns(body)
    require_integration(request.caller, columns.get("integration_id"))
    row = await suppressions.create_suppression(
        store_for(request, trial=trial),
        settings=request.deps.settings,
        tenant_id=request.caller.tenant_id,
        by=request.actor,
        key=key_of(request, body),
        **columns,
    )
    if trial:
        return empty_response(204)
    return created_response(
        suppression_of(row), headers=[row_etag(request, row)], at=f"{PATH}/{row.id}"
    )


@get(f"{PATH}/{{suppression_id:str}}", opt=READ)
async def get_suppression(request: ApiRequest) -> ApiResponse:
    """Return one suppression."""
    row = await suppressions.get_suppression(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        suppression_id=request.path_id("suppression_id"),
    )
    return conditional(request, suppression_of(row), etag=row_etag(request, row))


@patch(f"{PATH}/{{suppression_id:str}}", opt=WRITE | {"body": CHANGES})
async def update_suppression(request: ApiRequest) -> ApiResponse:
    """Change the members that the request names, and leave the rest."""
    trial = request.query(schemas.UpdateSuppressionQuery).validate_only
    suppression_id = request.path_id("suppression_id")
    row = await suppressions.update_suppression(
        store_for(request, trial=trial),
        settings=request.deps.settings,
        tenant_id=request.caller.tenant_id,
        suppression_id=suppression_id,
        changes=_columns(request.json_body(CHANGES)),
        by=request.actor,
        expected=if_match(request),
    )
    if trial:
        return empty_response(204)
    return json_response(suppression_of(row), headers=[row_etag(request, row)])


# With 204 Litestar expects a handler without a return value; ours returns an empty response.
@delete(f"{PATH}/{{suppression_id:str}}", opt=WRITE, status_code=200)
async def delete_suppression(request: ApiRequest) -> ApiResponse:
    """End a suppression now."""
    await suppressions.delete_suppression(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        suppression_id=request.path_id("suppression_id"),
        by=request.actor,
        expected=if_match(request),
    )
    return empty_response(204)


def suppression_of(row: SuppressionRow) -> schemas.Suppression:
    """Render a suppression."""
    return schemas.Suppression(
        id=row.id,
        check_id=row.check_id,
        resource_pattern=row.resource_pattern,
        integration_id=row.integration_id,
        reason=row.reason,
        owner=row.owner,
        expires_at=rendered(row.expires_at),
        created_at=rendered(row.created_at),
        updated_at=rendered(row.updated_at),
    )


def _columns(body: schemas.SuppressionRequest | schemas.SuppressionUpdate) -> dict[str, Any]:
    """Return the members that the request names, in the form of the store."""
    columns: dict[str, Any] = msgspec.to_builtins(body)
    if columns.get("integration_id"):
        columns["integration_id"] = columns["integration_id"].lower()
    if "expires_at" in columns:
        columns["expires_at"] = _expiry(columns["expires_at"])
    return columns


def _expiry(text: str) -> int:
    try:
        return parsed(text)
    except (ValueError, OverflowError):
        raise problem_of(Fault("invalid_expires_at", "expires_at", NO_MOMENT)) from None
