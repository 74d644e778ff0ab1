"""Suppressions: accept findings for a time, list, read, renew and end such decisions."""

from typing import Any, Final

import msgspec
from litestar import delete, get, patch, post

from posture.api import schemas
from posture.api.answers import Answer, created_answer, empty_answer, json_answer
from posture.api.call import Call
from posture.api.errors import Problem
from posture.api.fresh import fresh, fresh_list
from posture.api.paging import Place, page_of, place_of
from posture.api.selection import require_checks
from posture.api.structs import given, slugs_of
from posture.api.times import parsed, rendered
from posture.services import suppressions
from posture.services.suppressions import SuppressionRow

READ: Final = {"scope": "suppressions:read"}
WRITE: Final = {"scope": "suppressions:write"}
PATH: Final = "/api/v2/suppressions"
SENT_SLUGS: Final = slugs_of(schemas.SuppressionRequest)


@get(PATH, opt=READ)
async def list_suppressions(request: Call) -> Answer:
    """Return the tenant's suppressions, newest first."""
    asked = request.query(schemas.ListSuppressionsQuery)
    page = page_of(request, asked.limit)

    async def render() -> schemas.SuppressionPage:
        integration_id = given(asked.integration_id)
        rows = await suppressions.list_suppressions(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            integration_id=integration_id.lower() if integration_id else None,
            check_id=given(asked.check_id),
            limit=page.rows,
            before=place_of(asked.cursor),
        )
        shown, following = page.cut(rows, lambda row: Place(row.created_at, row.id))
        return schemas.SuppressionPage(
            data=[suppression_of(row) for row in shown], next_cursor=following
        )

    return await fresh_list(request, render)


@post(PATH, opt=WRITE)
async def create_suppression(request: Call) -> Answer:
    """Accept findings for a time."""
    columns = _columns(request.sent(schemas.SuppressionRequest, SENT_SLUGS))
    require_checks(request.deps.checks, [columns["check_id"]])
    row = await suppressions.create_suppression(
        request.deps.store,
        settings=request.deps.settings,
        tenant_id=request.caller.tenant_id,
        by=request.actor,
        **columns,
    )
    return created_answer(suppression_of(row), at=f"{PATH}/{row.id}")


@get(f"{PATH}/{{suppression_id:str}}", opt=READ)
async def get_suppression(request: Call) -> Answer:
    """Return one suppression."""
    row = await suppressions.get_suppression(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        suppression_id=request.path_id("suppression_id"),
    )
    return fresh(request, suppression_of(row))


@patch(f"{PATH}/{{suppression_id:str}}", opt=WRITE)
async def update_suppression(request: Call) -> Answer:
    """Change what the caller names, and leave the rest."""
    suppression_id = request.path_id("suppression_id")
    row = await suppressions.update_suppression(
        request.deps.store,
        settings=request.deps.settings,
        tenant_id=request.caller.tenant_id,
        suppression_id=suppression_id,
        changes=_columns(request.sent(schemas.SuppressionUpdate, SENT_SLUGS)),
        by=request.actor,
    )
    return json_answer(suppression_of(row))


# Litestar takes 204 for a promise that no body object is returned; ours is an empty one.
@delete(f"{PATH}/{{suppression_id:str}}", opt=WRITE, status_code=200)
async def delete_suppression(request: Call) -> Answer:
    """End a suppression now."""
    await suppressions.delete_suppression(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        suppression_id=request.path_id("suppression_id"),
        by=request.actor,
    )
    return empty_answer(204)


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


def _columns(asked: schemas.SuppressionRequest | schemas.SuppressionUpdate) -> dict[str, Any]:
    """Return the members that were given, as the store has them."""
    columns: dict[str, Any] = msgspec.to_builtins(asked)
    if columns.get("integration_id"):
        columns["integration_id"] = columns["integration_id"].lower()
    if "expires_at" in columns:
        try:
            columns["expires_at"] = parsed(columns["expires_at"])
        except ValueError:
            raise Problem("invalid_expires_at") from None
    return columns
