"""NDJSON: one finding per line, with the members of `GET /findings/{id}`."""

from collections.abc import Iterator
from typing import Final

import msgspec

from posture.domain.declaration import TerraformPlace
from posture.formats.report import Finding, Findings, Report
from posture.formats.text import moment

_ENCODER: Final = msgspec.json.Encoder()


class FindingLine(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A finding as the API shows it."""

    id: str
    scan_id: str
    title: str
    severity: str
    status: str
    jira_issue_key: str | None
    discovered_at: str
    integration_id: str
    check_id: str
    resource_id: str
    region: str
    service: str
    family: str
    last_seen_at: str
    delta: str
    suppressed_by: str | None
    terraform: TerraformPlace | None = None
    risk_refs: tuple[str, ...]
    summary: str
    remediation: str | None
    reference: str | None


def render(report: Report, findings: Findings) -> Iterator[bytes]:
    """Write all findings that the run recorded; the resolved ones come last."""
    for finding in findings:
        yield _ENCODER.encode(line_of(report, finding)) + b"\n"


def line_of(report: Report, finding: Finding) -> FindingLine:
    """Return the line of a finding."""
    rule = report.rule(finding)
    return FindingLine(
        id=finding.id,
        scan_id=report.run.id,
        title=finding.title,
        severity=finding.severity.value,
        status=finding.status.value,
        jira_issue_key=finding.jira_issue_key,
        discovered_at=moment(finding.first_seen_at),
        integration_id=report.run.integration_id,
        check_id=finding.check_id,
        resource_id=finding.resource_id,
        region=finding.region,
        service=finding.service,
        family=finding.family.value,
        last_seen_at=moment(finding.last_seen_at),
        delta=finding.delta.value,
        suppressed_by=finding.suppressed_by,
        terraform=finding.declaration,
        risk_refs=rule.controls_failed(finding.resource_id),
        summary=finding.summary,
        remediation=rule.remediation or None,
        reference=rule.reference or None,
    )
