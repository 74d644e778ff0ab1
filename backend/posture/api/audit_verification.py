"""Audit verification: whether the newest part of the audit log is as it was written."""

from litestar import get

from posture.api import schemas
from posture.api.audit import READ
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, json_response
from posture.api.times import rendered
from posture.services import audit_verification


@get("/api/v2/audit/verification", opt=READ)
async def verify_audit(request: ApiRequest) -> ApiResponse:
    """Verify the newest part of the tenant's chain now."""
    deps = request.deps
    found = await audit_verification.verify_audit(
        deps.store, deps.settings, tenant_id=request.caller.tenant_id
    )
    return json_response(
        schemas.AuditVerification(
            verified_at=rendered(found.at),
            position=found.position,
            hash=found.hash,
            verified_rows=found.verified_rows,
            walk="complete" if found.is_whole else "partial",
            faults=list(found.faults),
        )
    )
