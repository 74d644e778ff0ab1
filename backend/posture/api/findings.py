"""Findings: list them, read one, and change the status of one or several."""

from functools import partial
from typing import Final, Literal, TypeAlias, cast

from litestar import get, patch, post
from msgspec import UNSET

from posture.api import schemas
from posture.api.checks import check_of, checks_of
from posture.api.conditional import cached_list, conditional, if_match, row_etag
from posture.api.deps import Deps
from posture.api.paging import Cursor, Listed, page_of, rendered_rows
from posture.api.request import ApiRequest, JsonBody
from posture.api.responses import ApiResponse, empty_response, json_response
from posture.api.structs import unset_to_none
from posture.api.times import rendered
from posture.domain.declaration import TerraformPlace
from posture.domain.finding import FindingStatus
from posture.services import findings
from posture.services.findings import Facets, FindingFilters, FindingRow, Sort

Severity: TypeAlias = Literal["critical", "high", "medium", "low", "info"]
Status: TypeAlias = Literal["open", "triaged", "resolved", "accepted", "false_positive"]
Delta: TypeAlias = Literal["new", "unchanged", "resolved"]
Family: TypeAlias = Literal[
    "iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"
]

Query: TypeAlias = schemas.ListFindingsQuery | schemas.CountFindingsQuery

READ: Final = {"scope": "findings:read"}
WRITE: Final = {"scope": "findings:write"}
PATH: Final = "/api/v2/findings"
BODY: Final = JsonBody(schemas.FindingUpdate, {"status": "invalid_status"})


BULK: Final = JsonBody(
    schemas.FindingsUpdate,
    {"status": "invalid_status", "finding_ids": "invalid_finding_id"},
)


@get(PATH, opt=READ)
async def list_findings(request: ApiRequest) -> ApiResponse:
    """Return the tenant's findings, newest or most severe first."""
    return await cached_list(request, partial(_listed, request))


async def _listed(request: ApiRequest) -> Listed:
    query = request.query(schemas.ListFindingsQuery)
    page, sort = page_of(request, query), Sort(query.sort)
    store, tenant_id = request.deps.store, request.caller.tenant_id
    filters = _filters(request, query)
    rows = await findings.list_findings(
        store,
        tenant_id=tenant_id,
        filters=filters,
        sort=sort,
        limit=page.rows,
        before=page.before,
    )

    def position(row: FindingRow) -> Cursor:
        return Cursor(row.priority if sort is Sort.SEVERITY else row.first_seen_at, row.id)

    shown, following = page.cut(rows, position)
    total = (
        await findings.count_findings(store, tenant_id=tenant_id, filters=filters)
        if query.count
        else UNSET
    )
    return Listed(
        schemas.FindingPage(
            data=await rendered_rows(request, shown, finding_of),
            next_cursor=page.next_cursor(following),
            total_count=total,
        ),
        following,
    )


@get(f"{PATH}/facets", opt=READ)
async def count_findings(request: ApiRequest) -> ApiResponse:
    """Return how many findings the filters leave, by the values that they have."""
    query = request.query(schemas.CountFindingsQuery)

    async def render() -> Listed:
        found = await findings.count_by_value(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            filters=_filters(request, query),
        )
        return Listed(_facets_of(found), None)

    return await cached_list(request, render)


@get(f"{PATH}/{{finding_id:str}}", opt=READ)
async def get_finding(request: ApiRequest) -> ApiResponse:
    """Return one finding, with what was seen and how to fix it."""
    row = await findings.get_finding(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        finding_id=request.path_id("finding_id"),
    )
    return conditional(request, finding_detail_of(row, request.deps), etag=row_etag(request, row))


@patch(f"{PATH}/{{finding_id:str}}", opt=WRITE | {"body": BODY})
async def update_finding(request: ApiRequest) -> ApiResponse:
    """Change the status of a finding; without the scope to read findings, show none of it."""
    finding_id = request.path_id("finding_id")
    body = request.json_body(BODY)
    row = await findings.set_status(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        finding_id=finding_id,
        status=FindingStatus(body.status),
        by=request.actor,
        expected=if_match(request),
    )
    headers = [row_etag(request, row)]
    if READ["scope"] not in request.caller.scopes:
        return empty_response(204, headers=headers)
    return json_response(finding_detail_of(row, request.deps), headers=headers)


@post(f"{PATH}/bulk", opt=WRITE | {"body": BULK, "audited": True}, status_code=200)
async def update_findings(request: ApiRequest) -> ApiResponse:
    """Change the statuses of several findings, of all or of none."""
    body = request.json_body(BULK)
    found = await findings.set_statuses(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        decisions={
            finding_id.lower(): FindingStatus(decision.status)
            for decision in (body, *(unset_to_none(body.also) or ()))
            for finding_id in decision.finding_ids
        },
        within=request.caller.integrations,
        by=request.actor,
    )
    if READ["scope"] not in request.caller.scopes:
        return empty_response(204)
    changed = [
        schemas.FindingChange(id=one, from_status=cast("Status", status))
        for one, status in found.before.items()
    ]
    return json_response(
        schemas.FindingsChange(
            status=body.status, changed=changed, unchanged_count=found.unchanged_count
        )
    )


def _facets_of(found: Facets) -> schemas.FindingFacets:
    counts = {
        name: [schemas.ValueCount(value=value, count=count) for value, count in rows]
        for name, rows in found.values.items()
    }
    return schemas.FindingFacets(
        total_count=found.total_count,
        checks=[
            schemas.CheckCount(
                check_id=row.check_id,
                title=row.title,
                severity=cast("Severity", row.severity),
                count=row.count,
                new_count=row.new_count,
            )
            for row in found.checks
        ],
        severities=counts.get("severities", []),
        statuses=counts.get("statuses", []),
        families=counts.get("families", []),
        services=counts.get("services", []),
        regions=counts.get("regions", []),
    )


def finding_of(row: FindingRow) -> schemas.Finding:
    """Render a finding as lists show it."""
    return schemas.Finding(
        id=row.id,
        scan_id=row.scan_id,
        title=row.title,
        severity=cast("Severity", row.severity),
        status=cast("Status", row.status),
        jira_issue_key=row.jira_issue_key,
        discovered_at=rendered(row.first_seen_at),
        integration_id=row.integration_id,
        check_id=row.check_id,
        resource_id=row.resource_id,
        region=row.region,
        service=row.service,
        family=cast("Family", row.family),
        last_seen_at=rendered(row.last_seen_at),
        delta=cast("Delta", row.delta),
        suppressed_by=row.suppressed_by,
        terraform=terraform_of(row.terraform),
        in_plan=UNSET if row.in_plan is None else bool(row.in_plan),
    )


def terraform_of(place: TerraformPlace | None) -> schemas.TerraformPlace | None:
    """Render where Terraform declares the asset of a finding."""
    if place is None:
        return None
    return schemas.TerraformPlace(address=place.address, file=place.file, line=place.line)


def finding_detail_of(row: FindingRow, deps: Deps) -> schemas.FindingDetail:
    """Render a finding with all its members."""
    check = deps.checks.get(row.check_id)
    shown = finding_of(row)
    return schemas.FindingDetail(
        **{name: getattr(shown, name) for name in shown.__struct_fields__},
        risk_refs=list(deps.frameworks.controls_failed(row.check_id, row.resource_id)),
        summary=row.summary,
        remediation=check.remediation if check else None,
        reference=check.reference if check else None,
        check=check_of(check, deps) if check else None,
    )


def _filters(request: ApiRequest, query: Query) -> FindingFilters:
    scan_id, integration_id = unset_to_none(query.scan_id), unset_to_none(query.integration_id)
    return FindingFilters(
        within=request.caller.integrations,
        scan_id=scan_id.lower() if scan_id else None,
        integration_id=integration_id.lower() if integration_id else None,
        severity=unset_to_none(query.severity),
        status=unset_to_none(query.status),
        check_ids=_check_ids(request.deps, query),
        resource_id=unset_to_none(query.resource_id),
        region=unset_to_none(query.region),
        service=unset_to_none(query.service),
        family=unset_to_none(query.family),
        text=unset_to_none(query.q),
        delta=unset_to_none(query.delta),
        suppressed=unset_to_none(query.suppressed),
    )


def _check_ids(deps: Deps, query: Query) -> tuple[str, ...] | None:
    """Return the checks that pass the filters `framework` and `check_id`; None for all."""
    chosen = None if query.check_id is UNSET else (query.check_id,)
    if query.framework is UNSET:
        return chosen
    known = checks_of(deps, query.framework)
    return tuple(known if chosen is None else known.intersection(chosen))
