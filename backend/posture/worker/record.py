"""Record: the end of a run and its findings, in one transaction that only the claim's holder may.

A finding is `new` when the integration's runs had not seen it or had seen it gone, `unchanged` when
it was open before, `resolved` when a run that looked for it did not see it. What could not be read
resolves nothing. What is suppressed is decided here, at the moment the run records, and stays so.
"""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec

from posture.domain.check import Check
from posture.domain.finding import Delta, FailedVerdict, FindingStatus
from posture.domain.run import RunPhase, RunStatus
from posture.domain.suppression import Suppressions
from posture.frameworks.catalog import Frameworks
from posture.store import findings, runs, suppressions
from posture.store.findings import ExistingFindingRow
from posture.store.statement import Connection
from posture.worker.claim import Claim, ClaimLostError, Scope
from posture.worker.evaluate import Evaluation


class Outcome(NamedTuple):
    """How a run ended."""

    status: RunStatus
    columns: dict[str, Any]
    reason: str = ""


def finish(connection: Connection, claim: Claim, outcome: Outcome, *, at: int) -> int:
    """Write the end of a run, and answer its duration in milliseconds.

    Raises:
        ClaimLostError: the run was taken back; nothing is written.
    """
    duration_ms = max(0, at - claim.started_at)
    kept = runs.step(
        connection,
        claim.run_id,
        RunStatus.RUNNING,
        outcome.status,
        at=at,
        held=claim.token,
        reason=outcome.reason,
        **outcome.columns
        | {
            "phase": RunPhase.DONE.value,
            "claim_token": None,
            "completed_at": at,
            "duration_ms": duration_ms,
        },
    )
    if not kept:
        raise ClaimLostError
    return duration_ms


def record(
    connection: Connection,
    claim: Claim,
    evaluation: Evaluation,
    *,
    looked_at: Callable[[ExistingFindingRow], bool],
    frameworks: Frameworks,
    at: int,
) -> dict[str, Any]:
    """Write what the run says of its integration's findings; answer the run's columns on them."""
    accepted = Suppressions(
        suppressions.in_force(
            connection, tenant_id=claim.tenant_id, integration_id=claim.integration_id, at=at
        )
    )
    known = {row.fingerprint: row for row in findings.known(connection, claim.integration_id)}
    failures = {one.fingerprint(claim.integration_id): one for one in evaluation.failures}
    new = [(key, one) for key, one in failures.items() if key not in known]
    seen = [(known[key], one) for key, one in failures.items() if key in known]
    gone = [
        row
        for key, row in known.items()
        if key not in failures and row.status != FindingStatus.RESOLVED and looked_at(row)
    ]
    said = [
        *_add(connection, claim, new, accepted, at),
        *_see_again(connection, claim, seen, accepted, at),
        *_resolve(connection, claim, gone, at),
    ]
    findings.add_to_run(connection, said)
    return {
        **{f"{delta}_count": sum(row["delta"] == delta for row in said) for delta in Delta},
        "finding_count": len(failures),
        "suppressed_count": sum(row["suppressed_by"] is not None for row in said),
        "frameworks": _stood_for(evaluation, frameworks),
    }


def looked_for(
    scope: Scope,
    evaluation: Evaluation,
    checks: dict[str, Check[Any]],
    covers: Callable[[type[Any], str], bool],
) -> Callable[[ExistingFindingRow], bool]:
    """Return how to tell whether a run would have seen a finding that is still there.

    `covers` says whether all assets of a type were listed in a region.
    """
    resource_ids = None if scope.resource_ids is None else frozenset(scope.resource_ids)

    def looked_at(row: ExistingFindingRow) -> bool:
        check = checks.get(row.check_id)
        return (
            check is not None
            and (resource_ids is None or row.resource_id in resource_ids)
            and (row.check_id, row.resource_id) not in evaluation.unknowns
            and covers(check.asset_type, row.region)
        )

    return looked_at


def _stood_for(evaluation: Evaluation, frameworks: Frameworks) -> str:
    failed = sorted({one.check_id for one in evaluation.failures})
    named = {check_id: frameworks.names_of(check_id) for check_id in failed}
    return msgspec.json.encode(named).decode()


def _add(
    connection: Connection,
    claim: Claim,
    new: list[tuple[str, FailedVerdict]],
    accepted: Suppressions,
    at: int,
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "id": str(uuid4()),
            "tenant_id": claim.tenant_id,
            "integration_id": claim.integration_id,
            "fingerprint": key,
            "check_id": one.check_id,
            "resource_id": one.resource_id,
            "region": one.region,
            "service": one.service,
            "family": one.family,
            "severity": one.severity.value,
            "title": one.title,
            "summary": one.summary,
            "status": FindingStatus.OPEN.value,
            "delta": Delta.NEW.value,
            "jira_issue_key": None,
            "first_seen_at": at,
            "last_seen_at": at,
            "resolved_at": None,
            "first_run_id": claim.run_id,
            "last_run_id": claim.run_id,
            "suppressed_by": accepted.covering(one.check_id, one.resource_id),
        }
        for key, one in new
    ]
    findings.add(connection, rows)
    return [
        _said(
            claim,
            row["id"],
            at,
            Delta.NEW,
            severity=row["severity"],
            status=row["status"],
            suppressed_by=row["suppressed_by"],
        )
        for row in rows
    ]


def _see_again(
    connection: Connection,
    claim: Claim,
    seen: list[tuple[ExistingFindingRow, FailedVerdict]],
    accepted: Suppressions,
    at: int,
) -> list[dict[str, Any]]:
    rows, said = [], []
    for row, one in seen:
        reopened = row.status == FindingStatus.RESOLVED
        delta = Delta.NEW if reopened else Delta.UNCHANGED
        severity = one.severity.value
        status = FindingStatus.OPEN.value if reopened else row.status
        suppressed_by = accepted.covering(one.check_id, one.resource_id)
        rows.append(
            {
                "finding_id": row.id,
                "severity": severity,
                "title": one.title,
                "summary": one.summary,
                "region": one.region,
                "status": status,
                "delta": delta.value,
                "last_seen_at": at,
                "last_run_id": claim.run_id,
                "resolved_at": None,
                "suppressed_by": suppressed_by,
            }
        )
        said.append(
            _said(
                claim,
                row.id,
                row.first_seen_at,
                delta,
                severity=severity,
                status=status,
                suppressed_by=suppressed_by,
            )
        )
    findings.mark_seen(connection, rows)
    return said


def _resolve(
    connection: Connection, claim: Claim, gone: list[ExistingFindingRow], at: int
) -> list[dict[str, Any]]:
    findings.mark_gone(
        connection,
        (
            {
                "finding_id": row.id,
                "status": FindingStatus.RESOLVED.value,
                "delta": Delta.RESOLVED.value,
                "resolved_at": at,
                "last_run_id": claim.run_id,
            }
            for row in gone
        ),
    )
    status = FindingStatus.RESOLVED.value
    return [
        _said(
            claim, row.id, row.first_seen_at, Delta.RESOLVED, severity=row.severity, status=status
        )
        for row in gone
    ]


def _said(  # one row's columns
    claim: Claim,
    finding_id: str,
    first_seen_at: int,
    delta: Delta,
    *,
    severity: str,
    status: str,
    suppressed_by: str | None = None,
) -> dict[str, Any]:
    return {
        "run_id": claim.run_id,
        "finding_id": finding_id,
        "first_seen_at": first_seen_at,
        "delta": delta.value,
        "severity": severity,
        "status": status,
        "suppressed_by": suppressed_by,
    }
