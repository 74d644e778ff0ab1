"""Checks: the rules this server can judge, the same for everybody."""

from typing import Any, Literal, TypeAlias, cast

import msgspec
from litestar import get

from posture.api import schemas
from posture.api.answers import Answer, body_answer, empty_answer
from posture.api.call import Call
from posture.api.deps import Deps
from posture.api.fresh import build_tag, holds
from posture.domain.check import Check

Provider: TypeAlias = Literal["aws", "azure", "gcp"]


@get("/api/v2/checks", opt={"scope": None})
async def list_checks(request: Call) -> Answer:
    """Return the checks, by id."""
    asked = request.query(schemas.ListChecksQuery)
    wanted = msgspec.to_builtins(asked)
    tag = build_tag(request.exchange)
    if holds(request, tag):
        return empty_answer(304, headers=[tag])
    shown = [
        check_of(one, request.deps)
        for one in request.deps.checks.values()
        if all(getattr(one, name) == value for name, value in wanted.items())
    ]
    return body_answer(msgspec.json.encode(schemas.CheckPage(data=shown)), headers=[tag])


def check_of(check: Check[Any], deps: Deps) -> schemas.Check:
    """Render a check."""
    return schemas.Check(
        id=check.id,
        title=check.title,
        severity=check.severity.value,
        family=check.family.value,
        service=check.service,
        provider=cast("Provider", check.provider),
        asset_type=check.asset_type.__name__,
        rationale=check.rationale,
        remediation=check.remediation,
        remediation_cli=check.cli,
        remediation_terraform=check.terraform,
        reference=check.reference,
        controls=list(deps.frameworks.controls_of(check.id)),
    )
