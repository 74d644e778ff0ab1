"""Checks: the rules that this server can evaluate, the same for every tenant."""

from typing import Any, cast

import msgspec
from litestar import get

from posture.api import schemas
from posture.api.conditional import build_etag, not_modified
from posture.api.deps import Deps
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, body_response, empty_response
from posture.domain.check import Check


@get("/api/v2/checks", opt={"scope": None})
async def list_checks(request: ApiRequest) -> ApiResponse:
    """Return the checks, by id."""
    query = request.query(schemas.ListChecksQuery)
    wanted = msgspec.to_builtins(query)
    etag = build_etag(request.context)
    if not_modified(request, etag):
        return empty_response(304, headers=[etag])
    shown = [
        check_of(one, request.deps)
        for one in request.deps.checks.values()
        if all(getattr(one, name) == value for name, value in wanted.items())
    ]
    return body_response(msgspec.json.encode(schemas.CheckPage(data=shown)), headers=[etag])


def check_of(check: Check[Any], deps: Deps) -> schemas.Check:
    """Render a check."""
    return schemas.Check(
        id=check.id,
        title=check.title,
        severity=check.severity.value,
        family=check.family.value,
        service=check.service,
        provider=cast("Any", check.provider),  # a test compares the clouds with the document
        asset_type=check.asset_type.__name__,
        rationale=check.rationale,
        remediation=check.remediation,
        remediation_cli=check.cli,
        remediation_terraform=check.terraform,
        reference=check.reference,
        controls=list(deps.frameworks.controls_of(check.id)),
    )
