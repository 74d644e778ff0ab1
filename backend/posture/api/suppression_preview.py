"""Suppression preview: which findings a suppression would cover now."""

from typing import Final

from litestar import get

from posture.api import schemas
from posture.api.conditional import cached_list
from posture.api.findings import READ
from posture.api.paging import Listed
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse
from posture.api.structs import unset_to_none
from posture.services import suppression_preview

PATH: Final = "/api/v2/suppressions/preview"


@get(PATH, opt=READ)
async def preview_suppression(request: ApiRequest) -> ApiResponse:
    """Return what a suppression would cover, and change nothing."""
    query = request.query(schemas.PreviewSuppressionQuery)
    integration_id = unset_to_none(query.integration_id)

    async def render() -> Listed:
        found = await suppression_preview.preview_suppression(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            check_id=query.check_id,
            resource_pattern=query.resource_pattern,
            integration_id=integration_id.lower() if integration_id else None,
            within=request.caller.integrations,
        )
        content = schemas.SuppressionPreview(
            finding_count=found.finding_count,
            suppressed_count=found.suppressed_count,
            severities=[
                schemas.ValueCount(value=severity, count=count)
                for severity, count in found.severities
            ],
            resource_ids=list(found.resource_ids),
        )
        return Listed(content, None)

    return await cached_list(request, render)
