"""Export: a run that has ended, in a format that other programs or people read."""

from litestar import get

from posture.api import schemas
from posture.api.admission import takes
from posture.api.answers import Answer, Header, Streamed, empty_answer
from posture.api.call import Call
from posture.api.deps import Deps
from posture.api.errors import Problem
from posture.api.findings import READ
from posture.api.fresh import holds, tag_of
from posture.api.runs import PATH
from posture.formats.catalog import KINDS
from posture.services import export
from posture.services.export import Format, Rule


@get(f"{PATH}/{{run_id:str}}/export", opt=READ)
async def export_run(request: Call) -> Answer:
    """Return what a run found, written while it is read."""
    run_id = request.path_id("run_id")
    asked = request.query(schemas.ExportRunQuery)
    form = Format(asked.format)
    kind = KINDS[form]
    if not takes(request.exchange.headers.get(b"accept", b""), kind.media_type.partition(";")[0]):
        raise Problem("not_acceptable")
    exported = await export.export_run(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        run_id=run_id,
        form=form,
        rules=lambda check_id: _rule(request.deps, check_id),
        settings=request.deps.settings,
    )
    tag = tag_of(request)
    if holds(request, tag):
        return empty_answer(304, headers=[tag])
    name = f'attachment; filename="posture-{run_id}.{kind.suffix}"'
    headers: list[Header] = [
        (b"content-type", kind.media_type.encode()),
        # Never shown where it comes from: a report holds the words of whoever named a resource.
        (b"content-disposition", name.encode()),
        tag,
    ]
    if request.exchange.bodiless:
        return empty_answer(200, headers=headers)
    return Streamed(headers, exported.text)


def _rule(deps: Deps, check_id: str) -> Rule:
    check = deps.checks.get(check_id)
    controls = deps.frameworks.controls_of(check_id)
    return Rule.of(check, controls) if check else Rule(id=check_id, controls=controls)
