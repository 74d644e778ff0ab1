"""Checks: the rules that this server can evaluate, the same for every tenant."""

from collections.abc import Sequence
from typing import Any, Final, cast

import msgspec
from litestar import get

from posture.api import schemas
from posture.api.conditional import build_etag, conditional, list_of_the_build
from posture.api.deps import Deps
from posture.api.errors import ProblemError
from posture.api.request import CHECK_ID, ApiRequest
from posture.api.responses import ApiResponse
from posture.api.validation import Fault, problem_of
from posture.domain.check import Check
from posture.domain.nearest import nearest

PATH: Final = "/api/v2/checks"
READ: Final = {"scope": None}


@get(PATH, opt=READ)
async def list_checks(request: ApiRequest) -> ApiResponse:
    """Return the checks, by id."""
    query = request.query(schemas.ListChecksQuery)
    wanted: dict[str, Any] = msgspec.to_builtins(query)
    framework = wanted.pop("framework", None)
    if "service" in wanted:
        wanted["service"] = [wanted["service"]]
    known = checks_of(request.deps, framework) if framework else None
    return await list_of_the_build(
        request,
        lambda: schemas.CheckPage(
            data=[
                check_of(one, request.deps)
                for one in request.deps.checks.values()
                if all(getattr(one, name) in values for name, values in wanted.items())
                and (known is None or one.id in known)
            ]
        ),
    )


@get(f"{PATH}/{{check_id:str}}", opt=READ)
async def get_check(request: ApiRequest) -> ApiResponse:
    """Return one check."""
    check_id = request.path_params["check_id"]
    if not CHECK_ID.fullmatch(check_id):
        raise request.refusal()
    check = request.deps.checks.get(check_id)
    if check is None:
        meant = nearest(check_id, request.deps.checks)
        hint = f" Did you mean `{meant}`?" if meant else ""
        detail = f"There is no check `{check_id}`.{hint}"
        raise ProblemError("check_not_found", members={"detail": detail})
    return conditional(request, check_of(check, request.deps), etag=build_etag(request.context))


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


def checks_of(deps: Deps, frameworks: Sequence[str]) -> frozenset[str]:
    """Return the checks of any of the frameworks.

    Raises:
        ProblemError: this server does not have one of them.
    """
    found: set[str] = set()
    for name in frameworks:
        checks = deps.frameworks.checks_of(name)
        if checks is None:
            detail = f"This server has no framework `{name}`."
            raise problem_of(Fault("framework_unknown", "framework", detail))
        found |= checks
    return frozenset(found)
