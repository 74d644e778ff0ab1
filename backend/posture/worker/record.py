"""Record: the end of a run and its findings, in one transaction under the run's claim token.

A finding is `new` when no run of the integration found it before, or when it was resolved;
`unchanged` when it was open before; `resolved` when the run looked for it and did not find it.
Evidence that could not be read resolves nothing. Which findings are suppressed is decided here, at
the moment the run is recorded, and does not change afterwards. So is the run's gate, if it was
started with a policy.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from posture.domain.check import Severity
from posture.domain.declaration import declaration_of
from posture.domain.evidence import Unread
from posture.domain.finding import Delta, FailedVerdict, FindingStatus
from posture.domain.gate import NOT_COUNTED, GateFinding
from posture.domain.recorded_gate import GateFacts
from posture.domain.recorded_verdicts import RecordedVerdicts, UnreadCount, grouped
from posture.domain.report import COUNTED
from posture.domain.suppression import Suppressions, accepted_unread
from posture.domain.text import storable
from posture.frameworks.catalog import Frameworks
from posture.store import finding_records, held, run_steps, runs, suppressions, tenants
from posture.store.columns import new_id
from posture.store.finding_records import ExistingFindingRow
from posture.store.run_steps import RunResult
from posture.store.statement import Connection
from posture.worker.claim import Claim, ClaimLostError
from posture.worker.coverage import Coverage
from posture.worker.decide import decide_gate
from posture.worker.evaluate import Evaluation
from posture.worker.scope import Scope


class SuppressionsChangedError(Exception):
    """Suppressions were added, changed or expired since they were compared with the findings."""


class Recorded(NamedTuple):
    """A run's result with its gate, and how many findings changed, by delta and severity."""

    result: RunResult
    changes: Mapping[tuple[str, str], int]


def finish(connection: Connection, claim: Claim, result: RunResult, *, at: int) -> int:
    """Write the end of a run, and return its duration in milliseconds.

    Raises:
        ClaimLostError: another worker may have the run; nothing is written.
    """
    duration_ms = run_steps.end(
        connection, claim.run_id, result, held=claim.token, started_at=claim.started_at, at=at
    )
    if duration_ms is None:
        raise ClaimLostError
    return duration_ms


def record(
    connection: Connection,
    claim: Claim,
    evaluation: Evaluation,
    result: RunResult,
    *,
    coverage: Coverage,
    verdicts: RecordedVerdicts,
    frameworks: Frameworks,
    accepted: Suppressions,
    is_last_attempt: bool = True,
    at: int,
) -> Recorded:
    """Write the run's findings, decide its gate, and return its result with both.

    `accepted` are the suppressions that were in force just before. Comparing many patterns takes a
    while, so it is not done here, where other writers wait, except in the last attempt.

    Raises:
        SuppressionsChangedError: others are in force by now; nothing is written.
    """
    in_force = suppressions.in_force(
        connection, tenant_id=claim.tenant_id, integration_id=claim.integration_id, at=at
    )
    if frozenset(in_force) != accepted.rows:
        if not is_last_attempt:
            raise SuppressionsChangedError
        accepted = Suppressions(in_force)
    known = {
        row.fingerprint: row for row in finding_records.existing(connection, claim.integration_id)
    }
    failures = {one.fingerprint(claim.integration_id): one for one in evaluation.failures}
    new = [(key, one) for key, one in failures.items() if key not in known]
    seen = [(known[key], one) for key, one in failures.items() if key in known]
    missed = [row for key, row in known.items() if key not in failures]
    looked_for = [row for row in missed if coverage.looked_for(row)]
    gone = [row for row in looked_for if row.status != FindingStatus.RESOLVED]
    rows = [
        *_add(connection, claim, new, accepted, at),
        *_see_again(connection, claim, seen, accepted, at),
        *_resolve(connection, claim, gone, at),
    ]
    finding_records.add_to_run(connection, rows)
    # Those that a person had already set to resolved are gone, too.
    held.release(connection, [row.id for row in looked_for if row.status == FindingStatus.RESOLVED])
    unread = accepted_unread(verdicts.unread, accepted, claim.provider)
    verdicts = msgspec.structs.replace(verdicts, unread=unread)
    deltas = Counter(row["delta"] for row in rows)
    recorded = msgspec.structs.replace(
        result,
        new_count=deltas[Delta.NEW.value],
        unchanged_count=deltas[Delta.UNCHANGED.value],
        resolved_count=deltas[Delta.RESOLVED.value],
        finding_count=len(failures),
        suppressed_count=sum(row["suppressed_by"] is not None for row in rows),
        frameworks=_frameworks_of_failures(evaluation, frameworks),
        verdicts=msgspec.json.encode(verdicts).decode(),
        check_counts=check_counts(evaluation) if claim.scope == Scope() else None,
    )
    not_read = tuple(
        _unread(row, accepted, frameworks)
        for row in missed
        if _may_count(row) and coverage.could_not_read(row)
    )
    actors = {row["accepted_by"] for row in rows}
    actors |= {one.accepted_by for one in not_read} | {one.accepted_by for one in unread}
    facts = GateFacts(
        is_first=not runs.has_decided_gate(connection, claim.integration_id),
        unread=not_read,
        actors=tenants.token_names(connection, sorted(one for one in actors if one is not None)),
    )
    changes = Counter((row["delta"], row["severity"]) for row in rows)
    return Recorded(decide_gate(connection, claim, recorded, verdicts, facts), changes)


def _may_count(row: ExistingFindingRow) -> bool:
    """Return whether a finding counts in gates over new findings if it is still there."""
    return row.held_by_run is not None or (
        row.baseline_run is None and row.status != FindingStatus.RESOLVED
    )


def _unread(row: ExistingFindingRow, accepted: Suppressions, frameworks: Frameworks) -> GateFinding:
    suppressed_by = accepted.covering(row.check_id, row.resource_id)
    return GateFinding(
        id=row.id,
        check_id=row.check_id,
        resource_id=row.resource_id,
        family=row.family,
        severity=Severity(row.severity),
        status=FindingStatus(row.status),
        delta=Delta.UNCHANGED,
        suppressed_by=suppressed_by,
        frameworks=frozenset(frameworks.names_of(row.check_id)),
        held=row.held_by_run is not None,
        unread=True,
        accepted_by=_accepted_by(row, row.status, suppressed_by, accepted, is_known=False),
    )


def check_counts(evaluation: Evaluation) -> str:
    """Return the verdicts of each check that was selected, as JSON text: `domain.report`."""
    return msgspec.json.encode(
        {
            one.id: [evaluation.by_check[one.id, status] for status in COUNTED]
            for one in evaluation.checks
        }
    ).decode()


def _frameworks_of_failures(evaluation: Evaluation, frameworks: Frameworks) -> str:
    failed = sorted({one.check_id for one in evaluation.failures})
    named = {check_id: frameworks.names_of(check_id) for check_id in failed}
    return msgspec.json.encode(named).decode()


def verdicts_of(
    evaluation: Evaluation, frameworks: Frameworks, permission: Callable[[Unread], str | None]
) -> RecordedVerdicts:
    """Return the verdicts of a run as a gate needs them."""
    answered = evaluation.answered
    return grouped(
        (
            (one.family.value, frameworks.names_of(one.id), answered[one.id])
            for one in evaluation.checks
        ),
        absent=evaluation.absent_count,
        unchecked=map(storable, evaluation.unchecked),
        unread=(
            UnreadCount(
                storable(unread.reason),
                storable(unread.call),
                count,
                permission(unread),
                tuple(sorted(evaluation.unread_regions.get(unread, ()))),
            )
            for unread, count in evaluation.unread.items()
        ),
    )


def _add(
    connection: Connection,
    claim: Claim,
    new: list[tuple[str, FailedVerdict]],
    accepted: Suppressions,
    at: int,
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
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
            "held_by_run": None,
            "baseline_run": None,
            "baseline_by": None,
            "status_by": None,
            "terraform_address": None,
            "terraform_file": None,
            "terraform_line": None,
        }
        for key, one in new
    ]
    finding_records.add(connection, rows)
    _declare(connection, claim, ((row["id"], row["resource_id"]) for row in rows))
    return [
        _in_run(
            claim,
            row["id"],
            at,
            Delta.NEW,
            resource_id=row["resource_id"],
            severity=row["severity"],
            status=row["status"],
            suppressed_by=row["suppressed_by"],
            accepted_by=accepted.decider(row["suppressed_by"]),
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
    rows, in_run = [], []
    for row, one in seen:
        reopened = row.status == FindingStatus.RESOLVED
        delta = Delta.NEW if reopened else Delta.UNCHANGED
        severity = one.severity.value
        status = FindingStatus.OPEN.value if reopened else row.status
        suppressed_by = accepted.covering(one.check_id, one.resource_id)
        is_known = row.baseline_run is not None and not reopened
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
                "baseline_run": None if reopened else row.baseline_run,
            }
        )
        in_run.append(
            _in_run(
                claim,
                row.id,
                row.first_seen_at,
                delta,
                resource_id=row.resource_id,
                severity=severity,
                status=status,
                suppressed_by=suppressed_by,
                held=row.held_by_run is not None,
                known=is_known,
                accepted_by=_accepted_by(row, status, suppressed_by, accepted, is_known=is_known),
            )
        )
    finding_records.mark_seen(connection, rows)
    _declare(connection, claim, ((row.id, row.resource_id) for row, _ in seen))
    return in_run


def _declare(connection: Connection, claim: Claim, found: Iterable[tuple[str, str]]) -> None:
    """Set where assets are declared; findings on other assets keep what an earlier run set."""
    rows = [
        {"finding_id": finding_id, "address": one.address, "file": one.file, "line": one.line}
        for finding_id, resource_id in found
        if (one := declaration_of(claim.declarations, resource_id)) is not None
    ]
    if rows:
        finding_records.declare(connection, rows)


def _accepted_by(
    row: ExistingFindingRow,
    status: str,
    suppressed_by: str | None,
    accepted: Suppressions,
    *,
    is_known: bool,
) -> str | None:
    """Return the author of the decision that keeps a finding from counting."""
    if FindingStatus(status) in NOT_COUNTED:
        return row.status_by
    if suppressed_by is not None:
        return accepted.decider(suppressed_by)
    return row.baseline_by if is_known else None


def _resolve(
    connection: Connection, claim: Claim, gone: list[ExistingFindingRow], at: int
) -> list[dict[str, Any]]:
    finding_records.mark_gone(
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
    return [
        _in_run(
            claim,
            row.id,
            row.first_seen_at,
            Delta.RESOLVED,
            resource_id=row.resource_id,
            severity=row.severity,
            status=FindingStatus.RESOLVED.value,
        )
        for row in gone
    ]


def _in_run(  # one row's columns
    claim: Claim,
    finding_id: str,
    first_seen_at: int,
    delta: Delta,
    *,
    resource_id: str,
    severity: str,
    status: str,
    suppressed_by: str | None = None,
    held: bool = False,
    known: bool = False,
    accepted_by: str | None = None,
) -> dict[str, Any]:
    declared = declaration_of(claim.declarations, resource_id)
    in_plan = declared.in_plan if declared else None
    return {
        "run_id": claim.run_id,
        "finding_id": finding_id,
        "first_seen_at": first_seen_at,
        "delta": delta.value,
        "severity": severity,
        "status": status,
        "suppressed_by": suppressed_by,
        "held": int(held),
        "known": int(known),
        "accepted_by": accepted_by,
        "in_plan": None if in_plan is None else int(in_plan),
    }
