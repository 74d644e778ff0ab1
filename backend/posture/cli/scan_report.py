"""The result of a scan: as JSON, and as the report that the formats of an export are made from."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec

from posture.cli.options import SEVERITIES, worst_first
from posture.cli.scan_config import Exceptions
from posture.domain.cloud import Cloud

if TYPE_CHECKING:
    from collections.abc import Iterator

    from posture.domain.finding import FailedVerdict
    from posture.domain.recorded_verdicts import UnreadCount
    from posture.formats.report import Finding, Report
    from posture.worker.assess import Assessment

NOTHING_READ = "nothing of the account could be read"


class ScanResult(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment of an account, and the exceptions from its findings."""

    cloud: Cloud
    assessment: "Assessment"
    exceptions: Exceptions
    duration_ms: int

    def json(self) -> dict[str, Any]:
        """Return the result as `--format json` has it."""
        from posture.domain.verdict import VerdictStatus  # noqa: PLC0415  # seconds of imports
        from posture.frameworks.catalog import frameworks  # noqa: PLC0415  # as above

        evaluation, reads = self.assessment.evaluation, self.assessment.reads
        checks = {one.id: one for one in evaluation.checks}
        controls_failed = frameworks().controls_failed
        findings = [
            {
                **self._members(failure),
                "remediation": checks[failure.check_id].remediation,
                "risk_refs": list(controls_failed(failure.check_id, failure.resource_id)),
            }
            for failure in evaluation.failures
        ]
        counted = [one for one in findings if one["exception"] is None]
        return {
            "account_id": self.assessment.account_id,
            "duration_ms": self.duration_ms,
            "asset_count": evaluation.asset_count,
            "finding_count": len(findings),
            "excepted_count": len(findings) - len(counted),
            "severity_counts": by_severity(counted),
            "verdict_counts": {status.value: evaluation.counts[status] for status in VerdictStatus},
            "verdict_count": sum(evaluation.answered.values()) + evaluation.absent_count,
            "coverage": reads.coverage,
            "calls": reads.calls,
            "unread": [
                {
                    "reason": one.reason,
                    "call": one.call,
                    "count": one.count,
                    "regions": list(one.regions),
                    "permission": one.permission,
                }
                for one in self.unread()
            ],
            "unchecked_count": len(evaluation.unchecked),
            "unchecked": evaluation.unchecked,
            "findings": worst_first(findings),
        }

    def unread(self) -> "Sequence[UnreadCount]":
        """Return why verdicts are unknown and reads failed, the most frequent reason first."""
        from posture.domain.recorded_verdicts import UnreadCount  # noqa: PLC0415  # as above

        reasons, regions = self.assessment.reads.reasons, self.assessment.evaluation.unread_regions
        return [
            UnreadCount(
                unread.reason,
                unread.call,
                count,
                self.cloud.permission(unread),
                tuple(sorted(regions.get(unread, ()))),
            )
            for unread, count in sorted(reasons.items(), key=lambda item: -item[1])
        ]

    def written(self, form: str) -> "Iterator[bytes]":
        """Return the result in a format of an export."""
        from posture.formats.catalog import Format, render  # noqa: PLC0415  # as above

        report = self._report()
        found = [self._finding(failure, report) for failure in self.assessment.evaluation.failures]
        found.sort(key=lambda one: (one.severity.rank, one.check_id, one.resource_id))
        return render(Format(form), report, iter(found))

    def _members(self, failure: "FailedVerdict") -> dict[str, Any]:
        exception = self.exceptions.covering(failure.check_id, failure.resource_id)
        return {
            "severity": failure.severity.value,
            "resource_id": failure.resource_id,
            "region": failure.region,
            "service": failure.service,
            "family": failure.family,
            "check_id": failure.check_id,
            "title": failure.title,
            "summary": failure.summary,
            "exception": exception and {**exception._asdict(), "expires": str(exception.expires)},
        }

    def _report(self) -> "Report":
        from posture.domain.asset import Family  # noqa: PLC0415  # as above
        from posture.domain.finding import Delta, FindingStatus  # noqa: PLC0415  # as above
        from posture.domain.run import RunStatus, RunTrigger  # noqa: PLC0415  # as above
        from posture.domain.verdict import VerdictStatus  # noqa: PLC0415  # as above
        from posture.formats.report import (  # noqa: PLC0415  # as above
            FindingGroup,
            Report,
            Rule,
            RunFacts,
        )
        from posture.frameworks.catalog import frameworks  # noqa: PLC0415  # as above
        from posture.version import version  # noqa: PLC0415  # as above

        evaluation, reads = self.assessment.evaluation, self.assessment.reads
        now = time.time_ns() // 1_000_000
        counts, named = evaluation.counts, frameworks()
        failed = {one.check_id for one in evaluation.failures}
        groups = Counter(
            (
                one.check_id,
                Family(one.family),
                one.severity,
                FindingStatus.OPEN,
                Delta.NEW,
                self.exceptions.covering(one.check_id, one.resource_id) is not None,
            )
            for one in evaluation.failures
        )
        return Report(
            run=RunFacts(
                id=str(uuid4()),
                # Without a server, the account is what stays the same from scan to scan.
                integration_id=f"{self.cloud.name}:{self.assessment.account_id}",
                integration_name=None,
                provider=self.cloud.name,
                account_id=self.assessment.account_id,
                trigger=RunTrigger.MANUAL,
                status=RunStatus.FAILED if self.assessment.nothing_read else RunStatus.COMPLETED,
                accepted_at=now - self.duration_ms,
                completed_at=now,
                duration_ms=self.duration_ms,
                asset_count=evaluation.asset_count,
                pass_count=counts[VerdictStatus.PASS],
                fail_count=counts[VerdictStatus.FAIL],
                unknown_count=counts[VerdictStatus.UNKNOWN],
                not_applicable_count=counts[VerdictStatus.NOT_APPLICABLE],
                planned_read_count=reads.planned,
                failed_read_count=reads.failed,
                coverage=reads.coverage,
                resolved_count=0,
                error=NOTHING_READ if self.assessment.nothing_read else None,
                source={},
                unread=tuple(self.unread()),
            ),
            cloud=self.cloud,
            groups=tuple(FindingGroup(*key, count) for key, count in sorted(groups.items())),
            rules={
                one.id: Rule.of(one, named.controls_of(one.id), named.narrow_controls)
                for one in evaluation.checks
                if one.id in failed
            },
            version=version(),
        )

    def _finding(self, failure: "FailedVerdict", report: "Report") -> "Finding":
        from posture.domain.asset import Family  # noqa: PLC0415  # as above
        from posture.domain.finding import Delta, FindingStatus  # noqa: PLC0415  # as above
        from posture.formats.report import Finding  # noqa: PLC0415  # as above

        exception = self.exceptions.covering(failure.check_id, failure.resource_id)
        return Finding(
            id=failure.fingerprint(report.run.integration_id),
            check_id=failure.check_id,
            resource_id=failure.resource_id,
            region=failure.region,
            service=failure.service,
            family=Family(failure.family),
            severity=failure.severity,
            title=failure.title,
            summary=failure.summary,
            status=FindingStatus.OPEN,
            delta=Delta.NEW,
            jira_issue_key=None,
            first_seen_at=report.run.completed_at,
            last_seen_at=report.run.completed_at,
            suppressed_by=None if exception is None else f"posture.toml: {exception}",
        )


def by_severity(findings: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many findings have each severity, the worst first."""
    counts = Counter(one["severity"] for one in findings)
    return {severity: counts[severity] for severity in SEVERITIES}
