"""Comparison: how the findings of two runs differ."""

from collections.abc import Sequence
from typing import Final

from litestar import get
from msgspec import UNSET, UnsetType

from posture.api import schemas
from posture.api.conditional import cached_list
from posture.api.findings import READ, finding_of
from posture.api.limits import require_run
from posture.api.paging import Cursor, Listed, page_of
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse
from posture.services import comparison
from posture.services.comparison import Change, Compared, Comparison

PATH: Final = "/api/v2/cloud-posture-runs/{run_id:str}/compare/{base_run_id:str}"


@get(PATH, opt=READ)
async def compare_runs(request: ApiRequest) -> ApiResponse:
    """Return how the findings of a run differ from those of another run."""
    query = request.query(schemas.CompareRunsQuery)
    page = page_of(request, query)
    run_id, base_run_id = request.path_id("run_id"), request.path_id("base_run_id")
    await require_run(request.deps.store, request.caller, base_run_id)

    async def render() -> Listed:
        found = await comparison.compare_runs(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            run_id=run_id,
            base_run_id=base_run_id,
            change=None if query.change is UNSET else [*map(Change, query.change)],
            limit=page.rows,
            before=page.before,
        )
        shown, following = page.cut(found.rows, lambda one: Cursor(one.priority, one.row.id))
        return Listed(_rendered(found, shown, page.next_cursor(following)), following)

    return await cached_list(request, render)


def _rendered(
    found: Comparison, shown: Sequence[Compared], following: str | UnsetType | None
) -> schemas.RunComparison:
    return schemas.RunComparison(
        run_id=found.run.id,
        base_run_id=found.base.id,
        integration_id=found.run.integration_id,
        same_scope=found.same_scope,
        counts=schemas.ChangeCounts(**{one.value: found.counts.get(one, 0) for one in Change}),
        data=[
            schemas.ComparedFinding(change=one.change.value, finding=finding_of(one.row))
            for one in shown
        ],
        next_cursor=following,
    )
