"""Reports: have one made, list, read, download and delete them, and prove their files."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias, cast

from litestar import delete, get, post
from msgspec import UNSET

from posture.api import schemas
from posture.api.conditional import cached_list, conditional, if_match, not_modified, row_etag
from posture.api.idempotency import key_of
from posture.api.paging import Cursor, Listed, page_of, rendered_rows
from posture.api.request import KEYED, ApiRequest, JsonBody
from posture.api.responses import (
    ApiResponse,
    Header,
    StreamingResponse,
    empty_response,
    json_response,
)
from posture.api.structs import slugs_of, unset_to_none
from posture.api.times import parsed, rendered, rendered_or_none
from posture.api.validation import Fault, faults_of, problem_of
from posture.domain.check import Severity
from posture.domain.nearest import unknown_names
from posture.domain.report import ReportFormat
from posture.formats import pdf
from posture.frameworks.catalog import Frameworks
from posture.services import report_proof, reports
from posture.services.report_proof import Proof
from posture.services.reports import ReportRow, ReportScope
from posture.settings import Settings

Status: TypeAlias = Literal["queued", "running", "ready", "failed", "expired"]
Format: TypeAlias = Literal["pdf", "json"]
SeverityName: TypeAlias = Literal["critical", "high", "medium", "low", "info"]

READ: Final = {"scope": "reports:read"}
GENERATE: Final = {"scope": "reports:generate"}
PATH: Final = "/api/v2/reports"
ONE: Final = f"{PATH}/{{report_id:str}}"
DAY_MS: Final = 86_400_000
MEDIA_TYPES: Final = {ReportFormat.PDF: b"application/pdf", ReportFormat.JSON: b"application/json"}


def _rules(request: ApiRequest, members: Mapping[str, Any]) -> Iterator[Fault]:
    deps, scope = request.deps, members.get("scope", {})
    yield from faults_of(lambda: _require_known(deps.frameworks, members.get("frameworks", ())))
    if {"from", "to"} <= scope.keys():
        now = deps.store.now()
        yield from faults_of(lambda: _period(scope["from"], scope["to"], deps.settings, now=now))


BODY: Final = JsonBody(
    schemas.ReportRequest,
    slugs_of(schemas.ReportRequest) | {"frameworks": "framework_unknown"},
    rules=_rules,
)


@get(PATH, opt=READ)
async def list_reports(request: ApiRequest) -> ApiResponse:
    """Return the tenant's reports, newest first."""
    query = request.query(schemas.ListReportsQuery)
    page = page_of(request, query)

    async def render() -> Listed:
        rows = await reports.list_reports(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            status=unset_to_none(query.status),
            digest=unset_to_none(query.digest),
            limit=page.rows,
            before=page.before,
        )
        shown, following = page.cut(rows, lambda row: Cursor(row.created_at, row.id))
        return Listed(
            schemas.ReportPage(
                data=await rendered_rows(request, shown, report_of),
                next_cursor=page.next_cursor(following),
            ),
            following,
        )

    return await cached_list(request, render)


@post(PATH, opt={**GENERATE, **KEYED, "audited": True, "body": BODY}, status_code=202)
async def create_report(request: ApiRequest) -> ApiResponse:
    """Queue a report."""
    body, deps = request.json_body(BODY), request.deps
    row = await reports.create_report(
        deps.store,
        settings=deps.settings,
        tenant_id=request.caller.tenant_id,
        title=body.title,
        frameworks=body.frameworks,
        scope=_scope_of(body.scope, deps.settings, now=deps.store.now()),
        form=ReportFormat(body.format),
        makes_pdf=pdf.is_available(),
        by=request.actor,
        key=key_of(request, body),
    )
    place = (b"location", f"{PATH}/{row.id}".encode())
    return json_response(report_of(row), status=202, headers=[place])


@get(ONE, opt=READ)
async def get_report(request: ApiRequest) -> ApiResponse:
    """Return one report."""
    row = await _row(request)
    return conditional(request, report_of(row), etag=row_etag(request, row))


# With 204 Litestar expects a handler without a return value; ours returns an empty response.
@delete(ONE, opt=GENERATE, status_code=200)
async def delete_report(request: ApiRequest) -> ApiResponse:
    """Delete a report and its file."""
    await reports.delete_report(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        report_id=request.path_id("report_id"),
        by=request.actor,
        expected=if_match(request),
    )
    return empty_response(204)


@get(f"{ONE}/download", opt={**READ, "media_type": None})
async def download_report(request: ApiRequest) -> ApiResponse:
    """Return the file of a report, and record the download."""
    row = await reports.require_file(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        report_id=request.path_id("report_id"),
    )
    etag = (b"etag", f'"{row.sha256}"'.encode())
    if unchanged := not_modified(request, etag):
        return unchanged
    name = f'attachment; filename="posture-report-{row.id}.{row.format}"'
    headers: list[Header] = [
        (b"content-type", MEDIA_TYPES[ReportFormat(row.format)]),
        # Browsers save it and never show it under our origin: it holds text of other people.
        (b"content-disposition", name.encode()),
        (b"content-length", b"%d" % (row.size_bytes or 0)),
        etag,
    ]
    if request.context.head_only:
        return empty_response(200, headers=headers)
    parts = await reports.open_file(request.deps.store, row, by=request.actor)
    return StreamingResponse(headers, parts)


@get(f"{ONE}/proof", opt=READ)
async def get_report_proof(request: ApiRequest) -> ApiResponse:
    """Return what the audit log says about the file of a report."""
    found = await report_proof.prove_report(
        request.deps.store,
        request.deps.settings,
        tenant_id=request.caller.tenant_id,
        report_id=request.path_id("report_id"),
    )
    return conditional(request, _proof_of(found), etag=row_etag(request, found))


async def _row(request: ApiRequest) -> ReportRow:
    return await reports.get_report(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        report_id=request.path_id("report_id"),
    )


def _require_known(frameworks: Frameworks, names: Iterable[str]) -> None:
    known = {name for one in frameworks.frameworks for name in (one.id, one.family)}
    if unknown := unknown_names(names, known):
        detail = f"Not known here: {', '.join(unknown)}."
        allowed = tuple(sorted(known))
        raise problem_of(Fault("framework_unknown", "frameworks", detail, allowed))


def _period(since_text: str, until_text: str, settings: Settings, *, now: int) -> tuple[int, int]:
    try:
        since, until = parsed(since_text), parsed(until_text)
    except (ValueError, OverflowError):
        detail = "`from` and `to` must be dates that exist."
        raise problem_of(Fault("invalid_scope", "scope", detail)) from None
    if reason := _why_unusable(since, until, settings.report_period_days, now=now):
        raise problem_of(Fault("period_out_of_range", "scope", reason))
    return since, until


def _scope_of(scope: schemas.ReportScopeRequest, settings: Settings, *, now: int) -> ReportScope:
    since, until = _period(scope.from_, scope.to, settings, now=now)
    asked = None if scope.include_severities is UNSET else set(scope.include_severities)
    ids = None if scope.integration_ids is UNSET else scope.integration_ids
    return ReportScope(
        since=since,
        until=until,
        severities=tuple(one.value for one in Severity if asked is None or one.value in asked),
        integration_ids=None if ids is None else tuple(sorted({one.lower() for one in ids})),
    )


def _why_unusable(since: int, until: int, most_days: int, *, now: int) -> str | None:
    if until <= since:
        return "The period is empty: `from` must be before `to`."
    if since < 0:
        return "The period begins before 1970."
    if since >= now:
        return "The period has not begun."
    if until - since > most_days * DAY_MS:
        return f"The period is longer than {most_days} days."
    return None


def report_of(row: ReportRow) -> schemas.Report:
    """Render a report."""
    scope = row.scope
    return schemas.Report(
        id=row.id,
        title=row.title,
        frameworks=row.frameworks.split(),
        scope=schemas.ReportScope(
            from_=rendered(scope.since),
            to=rendered(scope.until),
            include_severities=cast("list[SeverityName]", list(scope.severities)),
            integration_ids=None if scope.integration_ids is None else list(scope.integration_ids),
        ),
        format=cast("Format", row.format),
        status=cast("Status", row.status),
        queued_at=rendered(row.created_at),
        started_at=rendered_or_none(row.started_at),
        ended_at=rendered_or_none(row.ended_at),
        expires_at=rendered_or_none(row.expires_at),
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        evidence_sha256=row.evidence_sha256,
        error=None
        if row.error_code is None
        else schemas.ReportError(code=row.error_code, message=row.error_message or ""),
    )


def _proof_of(found: Proof) -> schemas.ReportProof:
    row, recorded, named = found.row, found.recorded, found.row.evidence_head
    return schemas.ReportProof(
        report_id=row.id,
        sha256=row.sha256 or "",
        size_bytes=row.size_bytes or 0,
        recorded=None
        if recorded is None
        else schemas.RecordedDigest(
            position=recorded.position,
            hash=recorded.hash,
            at=rendered(recorded.at),
            sha256=recorded.sha256,
        ),
        evidence_head=None
        if named is None
        else schemas.ChainPosition(position=named.position, hash=named.hash),
        head=schemas.ChainPosition(position=found.head.position, hash=found.head.hash),
        verified_rows=found.verified_rows,
        walk=found.walk,
        faults=list(found.faults),
    )
