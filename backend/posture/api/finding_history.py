"""The history of a finding: the runs that saw it, and the decisions about it."""

from typing import Final, cast

from litestar import get

from posture.api import schemas
from posture.api.conditional import conditional
from posture.api.findings import READ, Delta, Severity, Status
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse
from posture.api.times import rendered
from posture.services.finding_history import Decision, SeenRow, get_history

PATH: Final = "/api/v2/findings/{finding_id:str}/history"


@get(PATH, opt=READ)
async def get_finding_history(request: ApiRequest) -> ApiResponse:
    """Return what runs saw of a finding, and what was decided about it, newest first."""
    query = request.query(schemas.GetFindingHistoryQuery)
    finding_id = request.path_id("finding_id")
    found = await get_history(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        finding_id=finding_id,
        limit=query.limit,
    )
    content = schemas.FindingHistory(
        finding_id=finding_id,
        runs=[_seen(row) for row in found.runs],
        decisions=[_decided(one) for one in found.decisions],
    )
    return conditional(request, content)


def _seen(row: SeenRow) -> schemas.FindingInRun:
    return schemas.FindingInRun(
        run_id=row.run_id,
        at=rendered(row.at),
        delta=cast("Delta", row.delta),
        severity=cast("Severity", row.severity),
        status=cast("Status", row.status),
        suppressed_by=row.suppressed_by,
    )


def _decided(one: Decision) -> schemas.FindingDecision:
    return schemas.FindingDecision(
        at=rendered(one.at),
        from_status=cast("Status", one.from_status),
        to_status=cast("Status", one.to_status),
        by=one.by,
        by_name=one.by_name,
    )
