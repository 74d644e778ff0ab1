"""Audit: who requested what, and with what result."""

from typing import Any, Final, Literal, TypeAlias, cast

import msgspec
from litestar import get
from msgspec import UNSET, UnsetType

from posture.api import schemas
from posture.api.compression import encoded
from posture.api.paging import Cursor, next_link, page_of, rendered_rows
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, body_response
from posture.api.structs import unset_to_none
from posture.api.times import parsed, rendered
from posture.services import audit
from posture.services.audit import AuditRow

Result: TypeAlias = Literal["success", "failure"]

READ: Final = {"scope": "audit:read", "moments": ("from", "to")}


@get("/api/v2/audit", opt=READ)
async def list_audit(request: ApiRequest) -> ApiResponse:
    """Return the tenant's audit rows, newest first."""
    query = request.query(schemas.ListAuditQuery)
    page = page_of(request, query)
    rows = await audit.list_audit(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        action=unset_to_none(query.action),
        target_kind=unset_to_none(query.target_kind),
        result=unset_to_none(query.result),
        since=_moment(request, query.from_),
        until=_moment(request, query.to),
        limit=page.rows,
        before_position=page.before.number if page.before else None,
    )
    shown, following = page.cut(rows, lambda row: Cursor(row.position))
    content = schemas.AuditPage(
        data=await rendered_rows(request, shown, audit_row_of),
        next_cursor=page.next_cursor(following),
    )
    body = await encoded(request, msgspec.json.encode(content))
    return body_response(body.content, headers=[*next_link(request, following), *body.headers])


def audit_row_of(row: AuditRow) -> schemas.AuditRow:
    """Render a row."""
    return schemas.AuditRow(
        id=row.position,
        ts=rendered(row.ts),
        actor_user_id=row.actor_user_id,
        actor_ip=row.actor_ip,
        action=row.action,
        target_kind=row.target_kind,
        target_id=row.target_id,
        before_jsonb=_document(row.before_jsonb),
        after_jsonb=_document(row.after_jsonb),
        result=cast("Result", row.result),
        request_id=row.request_id,
    )


def _document(text: str | None) -> dict[str, Any] | None:
    return None if text is None else msgspec.json.decode(text, type=dict[str, Any])


def _moment(request: ApiRequest, text: str | UnsetType) -> int | None:
    if text is UNSET:
        return None
    try:
        return parsed(text)
    except ValueError:
        raise request.refusal() from None
