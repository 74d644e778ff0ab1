"""Integrations: connect, list, read, change and disconnect cloud accounts."""

from typing import Any, Final, Literal, TypeAlias, cast

import msgspec
from litestar import delete, get, patch, post

from posture.api import schemas
from posture.api.conditional import cached_list, conditional
from posture.api.errors import ProblemError
from posture.api.paging import Cursor, decode_cursor, page_of
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, created_response, empty_response, json_response
from posture.api.selection import require_checks, require_reach, require_role, require_schedule
from posture.api.structs import slugs_of
from posture.api.times import rendered, rendered_or_none
from posture.services import integrations
from posture.services.integrations import IntegrationRow

Provider: TypeAlias = Literal["aws", "azure", "gcp"]

READ: Final = {"scope": "integrations:read"}
WRITE: Final = {"scope": "integrations:write"}
AUDITED_WRITE: Final = {**WRITE, "audited": True}
PATH: Final = "/api/v2/integrations"
BODY_SLUGS: Final = slugs_of(schemas.IntegrationRequest)


@get(PATH, opt=READ)
async def list_integrations(request: ApiRequest) -> ApiResponse:
    """Return the tenant's integrations, newest first."""
    asked = request.query(schemas.ListIntegrationsQuery)
    page = page_of(request, asked.limit)

    async def render() -> schemas.IntegrationPage:
        rows = await integrations.list_integrations(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            limit=page.rows,
            before=decode_cursor(asked.cursor),
        )
        shown, following = page.cut(rows, lambda row: Cursor(row.created_at, row.id))
        return schemas.IntegrationPage(
            data=[integration_of(row) for row in shown], next_cursor=following
        )

    return await cached_list(request, render)


@post(PATH, opt=AUDITED_WRITE)
async def create_integration(request: ApiRequest) -> ApiResponse:
    """Connect a cloud account."""
    asked = request.json_body(schemas.IntegrationRequest, BODY_SLUGS)
    columns = _columns(asked)
    require_role(request.deps.settings, {"role_arn": None} | columns)
    require_reach(request.deps.settings, columns.get("endpoint_url"))
    require_checks(request.deps.checks, columns.get("checks") or ())
    require_schedule(request.deps.settings, columns.get("schedule"))
    if asked.provider not in request.deps.clouds:
        raise ProblemError("provider_not_supported")
    row = await integrations.create_integration(
        request.deps.store, tenant_id=request.caller.tenant_id, by=request.actor, **columns
    )
    return created_response(integration_of(row), at=f"{PATH}/{row.id}")


@get(f"{PATH}/{{integration_id:str}}", opt=READ)
async def get_integration(request: ApiRequest) -> ApiResponse:
    """Return one integration."""
    row = await integrations.get_integration(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        integration_id=request.path_id("integration_id"),
    )
    return conditional(request, integration_of(row))


@patch(f"{PATH}/{{integration_id:str}}", opt=WRITE)
async def update_integration(request: ApiRequest) -> ApiResponse:
    """Change the members that the request names, and leave the rest."""
    integration_id = request.path_id("integration_id")
    changes = _columns(request.json_body(schemas.IntegrationUpdate, BODY_SLUGS))
    require_role(request.deps.settings, changes)
    require_reach(request.deps.settings, changes.get("endpoint_url"))
    require_checks(request.deps.checks, changes.get("checks") or ())
    require_schedule(request.deps.settings, changes.get("schedule"))
    row = await integrations.update_integration(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        integration_id=integration_id,
        changes=changes,
        by=request.actor,
    )
    return json_response(integration_of(row))


# With 204 Litestar expects a handler without a return value; ours returns an empty response.
@delete(f"{PATH}/{{integration_id:str}}", opt=WRITE, status_code=200)
async def delete_integration(request: ApiRequest) -> ApiResponse:
    """Disconnect a cloud account."""
    await integrations.delete_integration(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        integration_id=request.path_id("integration_id"),
        by=request.actor,
    )
    return empty_response(204)


def integration_of(row: IntegrationRow) -> schemas.Integration:
    """Render an integration."""
    return schemas.Integration(
        id=row.id,
        name=row.name,
        provider=cast("Provider", row.provider),
        account_id=row.account_id,
        role_arn=row.role_arn,
        external_id=row.external_id,
        profile=row.profile,
        regions=list(row.regions),
        endpoint_url=row.endpoint_url,
        check_set=None if row.checks is None else list(row.checks),
        schedule=row.schedule,
        next_run_at=rendered_or_none(row.next_run_at),
        created_at=rendered(row.created_at),
        updated_at=rendered(row.updated_at),
    )


def _columns(asked: schemas.IntegrationRequest | schemas.IntegrationUpdate) -> dict[str, Any]:
    """Return the members that were given, by the names of the store; each value once."""
    columns: dict[str, Any] = msgspec.to_builtins(asked)
    if "check_set" in columns:
        columns["checks"] = columns.pop("check_set")
    for name in ("regions", "checks"):
        if columns.get(name) is not None:
            columns[name] = tuple(dict.fromkeys(columns[name]))
    return columns
