"""Export: a run that has ended, as a file for other programs or for people."""

from litestar import get

from posture.api import schemas
from posture.api.compression import GZIP, gzipped_parts, of_gzip, wants_gzip
from posture.api.conditional import not_modified, tenant_etag
from posture.api.deps import Deps
from posture.api.findings import READ
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, Header, StreamingResponse, empty_response
from posture.api.runs import PATH
from posture.formats.catalog import FORMATS
from posture.services import export
from posture.services.export import Format, Rule


@get(f"{PATH}/{{run_id:str}}/export", opt={**READ, "media_type": None})
async def export_run(request: ApiRequest) -> ApiResponse:
    """Return the findings of a run; they are written while they are read."""
    run_id = request.path_id("run_id")
    query = request.query(schemas.ExportRunQuery)
    form = Format(query.format)
    info = FORMATS[form]
    exported = await export.export_run(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        run_id=run_id,
        form=form,
        rules=lambda check_id: _rule(request.deps, check_id),
        clouds=request.deps.clouds,
        settings=request.deps.settings,
        include_suppressed=query.include_suppressed,
    )
    etag = tenant_etag(request)
    gzip = wants_gzip(request)
    if unchanged := not_modified(request, etag):
        return unchanged
    name = f'attachment; filename="posture-{run_id}.{info.suffix}"'
    headers: list[Header] = [
        (b"content-type", info.media_type.encode()),
        # Browsers save it and never show it under our origin: a report holds text of other people.
        (b"content-disposition", name.encode()),
        *((of_gzip(etag), GZIP) if gzip else (etag,)),
    ]
    if request.context.head_only:
        return empty_response(200, headers=headers)
    if gzip:
        level = request.deps.settings.compression_level
        return StreamingResponse(headers, gzipped_parts(exported.text, level))
    return StreamingResponse(headers, exported.text)


def _rule(deps: Deps, check_id: str) -> Rule:
    check = deps.checks.get(check_id)
    controls, narrow = deps.frameworks.controls_of(check_id), deps.frameworks.narrow_controls
    if check:
        return Rule.of(check, controls, narrow)
    return Rule(id=check_id, controls=controls, narrow_controls=narrow)
