"""Notify: the body of a delivery, made once, from what the run recorded."""

from typing import Any, Final

import msgspec

from posture.domain.finding import Delta
from posture.domain.moment import rendered
from posture.domain.notification import WebhookEvent
from posture.services.audit import TRUST_PREFIX
from posture.settings import Settings
from posture.store import runs, tenants, webhook_findings
from posture.store.deliveries import DueRow
from posture.store.reports import REPORTS, ReportRow
from posture.store.runs import RunRow
from posture.store.statement import Connection
from posture.store.trusts import TRUSTS

DELTAS: Final = {
    WebhookEvent.FINDING_CREATED: Delta.NEW,
    WebhookEvent.FINDING_RESOLVED: Delta.RESOLVED,
}
READ_FINDINGS: Final = "findings:read"
FINDINGS: Final = "/api/v2/findings"
REPORTS_PATH: Final = "/api/v2/reports"


def body_of(
    connection: Connection, due: DueRow, settings: Settings, *, withheld: str | None = None
) -> str:
    """Return the body to send to a receiver: `Notification` of openapi.yaml.

    With `withheld`, the reason why, it counts the findings and names none.
    """
    if due.report_id is not None:
        return _body_of_report(connection, due, due.report_id)
    run = _run_of(connection, due)
    delta = DELTAS.get(WebhookEvent(due.event)) if run else None
    count, found, url = (
        _findings(connection, run, delta, settings) if run and delta else (0, [], None)
    )
    content: dict[str, Any] = {
        "id": due.id,
        "event": due.event,
        "created_at": rendered(due.created_at),
        "webhook_id": due.webhook_id,
        "run": _rendered_run(run) if run else None,
        "report": None,
        "finding_count": count,
        "findings": found,
        "findings_url": url,
    }
    if withheld and delta:
        content |= {"findings": [], "findings_withheld": withheld}
    return msgspec.json.encode(content).decode()


def _body_of_report(connection: Connection, due: DueRow, report_id: str) -> str:
    """Return the body about a report; `report` is null if it was deleted since."""
    row = REPORTS.get(connection, tenant_id=due.tenant_id, row_id=report_id)
    content: dict[str, Any] = {
        "id": due.id,
        "event": due.event,
        "created_at": rendered(due.created_at),
        "webhook_id": due.webhook_id,
        "run": None,
        "report": row and _rendered_report(row),
        "finding_count": 0,
        "findings": [],
        "findings_url": None,
    }
    return msgspec.json.encode(content).decode()


def _rendered_report(row: ReportRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "format": row.format,
        "status": row.status,
        "queued_at": rendered(row.created_at),
        "ended_at": None if row.ended_at is None else rendered(row.ended_at),
        "expires_at": None if row.expires_at is None else rendered(row.expires_at),
        "size_bytes": row.size_bytes,
        "sha256": row.sha256,
        "error": None
        if row.error_code is None
        else {"code": row.error_code, "message": row.error_message or ""},
        "url": f"{REPORTS_PATH}/{row.id}",
    }


def why_withheld(connection: Connection, due: DueRow, *, now: int) -> str | None:
    """Return why the token that wrote a webhook last may not read findings; None if it may."""
    holder = due.token_id or ""
    if holder.startswith(TRUST_PREFIX):
        return _why_withheld_from_jobs(connection, due, holder.removeprefix(TRUST_PREFIX))
    token = tenants.find_token(connection, holder)
    if token is None or token.tenant_id != due.tenant_id:
        return "token_unknown"
    if token.revoked_at is not None:
        return "token_revoked"
    # The token of a person ends when they must sign in again, which does not end their webhooks.
    if token.person is None and token.expires_at is not None and token.expires_at <= now:
        return "token_expired"
    return None if READ_FINDINGS in token.scopes.split() else "scope_missing"


def _why_withheld_from_jobs(connection: Connection, due: DueRow, trust_id: str) -> str | None:
    """Return the same for a job: its token ends in minutes, and its trust stands for it."""
    trust = TRUSTS.get(connection, tenant_id=due.tenant_id, row_id=trust_id)
    if trust is None:
        return "token_revoked"
    return None if READ_FINDINGS in trust.scopes.split() else "scope_missing"


def _run_of(connection: Connection, due: DueRow) -> RunRow | None:
    if due.run_id is None:
        return None
    return runs.get(connection, tenant_id=due.tenant_id, run_id=due.run_id)


def _findings(
    connection: Connection, run: RunRow, delta: Delta, settings: Settings
) -> tuple[int, list[webhook_findings.WebhookFindingRow], str]:
    """Return the number of findings, the worst of them, and the URL of all."""
    count = webhook_findings.count(connection, run.id, delta=delta)
    worst = webhook_findings.worst(connection, run.id, delta=delta, limit=settings.webhook_findings)
    return count, worst, f"{FINDINGS}?scan_id={run.id}&delta={delta}&suppressed=false"


def _rendered_run(run: RunRow) -> dict[str, Any]:
    completed = run.new_count is not None
    return {
        "id": run.id,
        "integration_id": run.integration_id,
        "trigger": run.trigger,
        "status": run.status,
        "accepted_at": rendered(run.accepted_at),
        "started_at": None if run.started_at is None else rendered(run.started_at),
        "completed_at": None if run.completed_at is None else rendered(run.completed_at),
        "duration_ms": run.duration_ms or 0,
        "asset_count": run.asset_count,
        "finding_count": run.finding_count,
        "verdict_counts": {
            "pass": run.pass_count,
            "fail": run.fail_count,
            "unknown": run.unknown_count,
            "not_applicable": run.not_applicable_count,
        },
        "coverage": run.coverage,
        "delta": {
            "new": run.new_count,
            "resolved": run.resolved_count,
            "unchanged": run.unchanged_count,
        }
        if completed
        else None,
        "error": None
        if run.error_code is None
        else {"code": run.error_code, "detail": run.error_detail or ""},
    }
