"""Baselines: accept what a run found as known."""

from typing import Final

from litestar import post

from posture.api import schemas
from posture.api.idempotency import key_of
from posture.api.limits import require_run
from posture.api.request import KEYED, ApiRequest, JsonBody
from posture.api.responses import ApiResponse, json_response
from posture.api.structs import slugs_of
from posture.services import baselines

AUDITED_WRITE: Final = {"scope": "findings:write", "audited": True}
PATH: Final = "/api/v2/baselines"
BODY: Final = JsonBody(schemas.BaselineRequest, slugs_of(schemas.BaselineRequest))


@post(PATH, opt=AUDITED_WRITE | KEYED | {"body": BODY}, status_code=200)
async def accept_baseline(request: ApiRequest) -> ApiResponse:
    """Let what a run found count as known from now on."""
    body = request.json_body(BODY)
    await require_run(request.deps.store, request.caller, body.run_id.lower())
    accepted = await baselines.accept_baseline(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        run_id=body.run_id.lower(),
        by=request.actor,
        key=key_of(request, body),
    )
    return json_response(
        schemas.Baseline(
            run_id=accepted.run_id,
            integration_id=accepted.integration_id,
            finding_count=accepted.finding_count,
        )
    )
