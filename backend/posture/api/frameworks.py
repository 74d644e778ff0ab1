"""Frameworks: the standards that checks stand for, and the results of their controls."""

from typing import Any, Final, cast

import msgspec
from litestar import get

from posture.api import schemas
from posture.api.conditional import cached_list, list_of_the_build
from posture.api.deps import Deps
from posture.api.findings import READ
from posture.api.paging import Listed
from posture.api.request import FRAMEWORK_ID, ApiRequest
from posture.api.responses import ApiResponse
from posture.api.structs import unset_to_none
from posture.api.times import rendered_or_none
from posture.domain.report import ControlResult
from posture.frameworks.catalog import Framework
from posture.services.controls import NO_CHECK, Controls, get_controls

PATH: Final = "/api/v2/frameworks"
RESULTS: Final = (*(one.value for one in ControlResult), NO_CHECK)


@get(PATH, opt={"scope": None})
async def list_frameworks(request: ApiRequest) -> ApiResponse:
    """Return the frameworks, by id."""
    known = sorted(request.deps.frameworks.frameworks, key=lambda one: one.id)
    return await list_of_the_build(
        request,
        lambda: schemas.FrameworkPage(data=[framework_of(one, request.deps) for one in known]),
    )


@get(f"{PATH}/{{framework_id:str}}/controls", opt=READ)
async def list_controls(request: ApiRequest) -> ApiResponse:
    """Return the controls of a framework, with their results in the newest runs."""
    query = request.query(schemas.ListControlsQuery)
    framework_id = request.path_params["framework_id"]
    if not FRAMEWORK_ID.fullmatch(framework_id):
        raise request.refusal()
    integration_id = unset_to_none(query.integration_id)

    async def render() -> Listed:
        found = await get_controls(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            framework_id=framework_id,
            checks=request.deps.checks,
            frameworks=request.deps.frameworks,
            integration_id=integration_id.lower() if integration_id else None,
            within=request.caller.integrations,
        )
        return Listed(_page(found, request.deps), None)

    return await cached_list(request, render)


def framework_of(one: Framework, deps: Deps) -> schemas.FrameworkEntry:
    """Render a framework."""
    ids = {check_id for control in one.controls for check_id in control.checks}
    providers = {deps.checks[check_id].provider for check_id in ids if check_id in deps.checks}
    return schemas.FrameworkEntry(
        id=one.id,
        family=one.family,
        title=one.title,
        source=one.source,
        providers=cast("Any", sorted(providers)),
        control_count=len(one.controls),
        check_count=len(ids),
    )


def _page(found: Controls, deps: Deps) -> schemas.ControlPage:
    return schemas.ControlPage(
        framework=framework_of(found.framework, deps),
        accounts=[
            schemas.ControlAccount(
                integration_id=account.id,
                run_id=run.id if run else None,
                completed_at=rendered_or_none(run.completed_at if run else None),
                coverage=run.coverage if run else None,
            )
            for account, run in found.accounts
        ],
        control_counts=msgspec.convert(
            {name: found.counts[name] for name in RESULTS}, schemas.ControlCounts
        ),
        data=[
            schemas.ControlStatus(
                id=one["id"],
                title=one["title"],
                requires=one["requires"],
                result=one["result"],
                open_count=one["open_count"],
                accepted_count=one["accepted_count"],
                verdict_counts=msgspec.convert(one["verdict_counts"], schemas.VerdictCounts),
                checks=one["checks"],
                unevaluated_checks=one["unevaluated_checks"],
            )
            for one in found.controls
        ],
    )
