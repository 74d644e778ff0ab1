"""Gate: one verdict on a run, the same for every client."""

from typing import Any, Final, cast

import msgspec
from litestar import get

from posture.api import schemas
from posture.api.conditional import conditional_large, tenant_etag
from posture.api.findings import Family
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, Header
from posture.api.structs import unset_to_none
from posture.domain import check
from posture.domain.gate import GateFinding, GatePolicy, Only
from posture.services import gate
from posture.services.gate import Gate

FINDINGS: Final = "findings:read"
READ: Final = {"scope": "cloud_posture:read"}
PATH: Final = "/api/v2/cloud-posture-runs"


@get(f"{PATH}/{{run_id:str}}/gate", opt=READ)
async def get_gate(request: ApiRequest) -> ApiResponse:
    """Return whether a finished run passes its own policy, or that of the query."""
    run_id = request.path_id("run_id")
    asked = request.query(schemas.GetGateQuery)
    sent = {name for name, _ in request.query_pairs()}
    policy = policy_of(asked) if sent & set(asked.__struct_encode_fields__) else None
    found = await decision_on(request, run_id, policy)
    return await conditional_large(request, found, etag=decision_etag(request))


async def decision_on(
    request: ApiRequest, run_id: str, policy: GatePolicy | None = None
) -> schemas.Gate:
    """Return the decision on a run that has ended, with what the caller may read of it."""
    found = await gate.get_gate(
        request.deps.store, tenant_id=request.caller.tenant_id, run_id=run_id, policy=policy
    )
    shown = gate_of(found)
    return shown if FINDINGS in request.caller.scopes else without_findings(shown)


def decision_etag(request: ApiRequest) -> Header:
    """Return the ETag of a response with a decision; without its findings, it is another one."""
    name, text = tenant_etag(request)
    if FINDINGS in request.caller.scopes:
        return name, text
    return name, text.removesuffix(b'"') + b'-n"'


def policy_of(asked: schemas.GetGateQuery | schemas.GateRequest) -> GatePolicy:
    """Return the policy that a request describes."""
    return GatePolicy(
        fail_on=check.Severity(asked.fail_on),
        only=Only(asked.only),
        max_unknown=asked.max_unknown,
        min_coverage=asked.min_coverage,
        families=frozenset(unset_to_none(asked.family) or ()),
        frameworks=frozenset(unset_to_none(asked.framework) or ()),
    )


def rendered_policy(policy: GatePolicy) -> schemas.GatePolicy:
    """Render a policy."""
    frameworks: Any = sorted(policy.frameworks)  # the spec's words: the request was validated
    return schemas.GatePolicy(
        fail_on=policy.fail_on.value,
        only=policy.only.value,
        max_unknown=policy.max_unknown,
        min_coverage=policy.min_coverage,
        family=cast("list[Family]", sorted(policy.families)),
        framework=frameworks,
    )


def gate_of(found: Gate) -> schemas.Gate:
    """Render a decision and its policy."""
    decision = found.decision
    return schemas.Gate(
        run_id=found.run.id,
        verdict=decision.verdict.value,
        policy=rendered_policy(found.policy),
        reasons=[
            schemas.GateReason(code=one.code, message=one.message) for one in decision.reasons
        ],
        unknown_count=found.run.unknown_count,
        accepted_unknown_count=found.verdicts.accepted_unknown_count,
        coverage=found.run.coverage,
        asset_count=found.run.asset_count,
        verdict_count=decision.verdict_count,
        unread=[
            schemas.UnreadCount(
                reason=one.reason,
                call=one.call,
                count=one.count,
                permission=one.permission,
                regions=list(one.regions),
                suppressed_by=one.suppressed_by,
            )
            for one in found.unread
        ],
        unchecked_count=found.verdicts.unchecked_count,
        unchecked=list(found.verdicts.unchecked),
        finding_count=decision.finding_count,
        held_count=decision.held_count,
        known_count=decision.known_count,
        known_counts=schemas.SeverityCounts(
            **{one.value: decision.known_counts.get(one, 0) for one in check.Severity}
        ),
        suppressed_count=decision.suppressed_count,
        accepted=[
            schemas.GateAccepted(
                how=one.how.value, by=one.by or None, by_name=one.by_name or None, count=one.count
            )
            for one in decision.accepted
        ],
        findings=[_finding_of(one) for one in decision.findings],
    )


def without_findings(gate: schemas.Gate) -> schemas.Gate:
    """Return a decision for a caller who may not read findings: all counts, and no asset."""
    return msgspec.structs.replace(gate, findings=[], findings_withheld=True)


def _finding_of(one: GateFinding) -> schemas.GateFinding:
    return schemas.GateFinding(
        id=one.id,
        check_id=one.check_id,
        resource_id=one.resource_id,
        family=cast("Family", one.family),
        severity=one.severity.value,
        status=one.status.value,
        delta=one.delta.value,
        held=one.held,
        known=one.known,
        unread=one.unread,
    )
