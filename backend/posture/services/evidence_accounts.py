"""Evidence of accounts: how an account, a run, a finding and a suppression are written."""

from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, NamedTuple

import msgspec

from posture.domain.moment import rendered
from posture.domain.recorded_verdicts import RecordedVerdicts, summary
from posture.formats.canonical import canonical
from posture.store.report_facts import AccountRow, DecisionRow, PresentRow, ReportedRunRow

REASONS_SHOWN: Final = 3
# Shares are cut to this many parts of one, so that 0.99999 never reads as 1.
PARTS: Final = 10_000


class AccountState(StrEnum):
    """Whether an account was looked at."""

    LOOKED_AT = "looked_at"
    BEFORE_PERIOD = "looked_at_before_the_period"
    NOT_LOOKED_AT = "not_looked_at"


class Looked(NamedTuple):
    """An account, and the run that decides its state; None if it was never looked at as a whole.

    `verdicts` and `counts` are JSON text, `scoped_count` is the number of completed runs of parts
    of the account since that run.
    """

    account: AccountRow
    since: int
    run: ReportedRunRow | None
    verdicts: str | None = None
    counts: str | None = None
    scoped_count: int = 0

    @property
    def state(self) -> AccountState:
        """Return whether it was looked at in the period."""
        if self.run is None:
            return AccountState.NOT_LOOKED_AT
        in_period = self.run.completed_at >= self.since
        return AccountState.LOOKED_AT if in_period else AccountState.BEFORE_PERIOD

    @property
    def check_counts(self) -> dict[str, list[int]] | None:
        """Return the verdicts of each check; None where the run did not record them."""
        if self.counts is None:
            return None
        found: dict[str, list[int]] = msgspec.json.decode(self.counts)
        return found

    @property
    def recorded(self) -> RecordedVerdicts:
        """Return what the run recorded of its verdicts."""
        if self.verdicts is None:
            return RecordedVerdicts()
        return msgspec.json.decode(self.verdicts, type=RecordedVerdicts)


def gaps_of(looked: Looked, *, limited: bool) -> list[str]:
    """Return sentences that say what of an account was not looked at.

    What a run could not read is known of all checks: a report that is limited to frameworks says
    that the number is not that of its frameworks.
    """
    name, run = looked.account.name, looked.run
    if run is None:
        runs = "run of a part" if looked.scoped_count == 1 else "runs of parts"
        verb = "is" if looked.scoped_count == 1 else "are"
        scoped = (
            f"; {looked.scoped_count} {runs} of it {verb} not counted"
            if looked.scoped_count
            else ""
        )
        return [f"{name}: not looked at, because no run of the whole account completed{scoped}."]
    found = []
    if looked.state is AccountState.BEFORE_PERIOD:
        at = rendered(run.completed_at)
        found.append(f"{name}: not looked at in the period; its state is that of {at}.")
    if run.unknown_count:
        unread = looked.recorded.unread
        why = f": {summary(unread, REASONS_SHOWN)}" if unread else ""
        is_one = run.unknown_count == 1
        of_all = " of all checks" if limited else ""
        verdicts = f"verdict{of_all} is" if is_one else f"verdicts{of_all} are"
        found.append(
            f"{name}: {run.unknown_count} {verdicts} unknown, because evidence could not be "
            f"read{why}."
        )
    if run.failed_read_count:
        found.append(f"{name}: {run.failed_read_count} of {run.planned_read_count} reads failed.")
    if looked.counts is None:
        found.append(f"{name}: the run did not record its verdicts by check; no control passes.")
    if looked.account.checks is not None:
        found.append(f"{name}: limited to a check set; other checks were not evaluated.")
    if looked.scoped_count:
        is_one = looked.scoped_count == 1
        later = "later run of a part" if is_one else "later runs of parts"
        verb = "is" if is_one else "are"
        found.append(f"{name}: {looked.scoped_count} {later} of the account {verb} not counted.")
    return found


def rendered_account(looked: Looked) -> dict[str, Any]:
    """Return an account with the run that decides its state."""
    account, run = looked.account, looked.run
    return {
        "id": account.id,
        "name": account.name,
        "provider": account.provider,
        "account_id": account.account_id,
        "state": looked.state.value,
        "later_scoped_run_count": looked.scoped_count,
        "run": None if run is None else rendered_run(run) | _evaluated(looked),
    }


def _evaluated(looked: Looked) -> dict[str, Any]:
    counts = looked.check_counts
    evaluated = None if counts is None else sorted(counts)
    return {
        "check_count": None if evaluated is None else len(evaluated),
        "checks_digest": None if evaluated is None else sha256(canonical(evaluated)).hexdigest(),
        "unread": [
            {
                "reason": one.reason,
                "call": one.call,
                "count": one.count,
                "permission": one.permission,
                "suppressed_by": one.suppressed_by,
            }
            for one in looked.recorded.unread
        ],
    }


def rendered_run(run: ReportedRunRow) -> dict[str, Any]:
    """Return the facts of a run."""
    return {
        "id": run.id,
        "integration_id": run.integration_id,
        "trigger": run.trigger,
        "status": run.status,
        "scope": None if run.scope is None else msgspec.json.decode(run.scope),
        "accepted_at": rendered(run.accepted_at),
        "started_at": None if run.started_at is None else rendered(run.started_at),
        "completed_at": rendered(run.completed_at),
        "asset_count": run.asset_count,
        "finding_count": run.finding_count,
        "verdict_counts": {
            "pass": run.pass_count,
            "fail": run.fail_count,
            "unknown": run.unknown_count,
            "not_applicable": run.not_applicable_count,
        },
        "new_count": run.new_count,
        "unchanged_count": run.unchanged_count,
        "resolved_count": run.resolved_count,
        "planned_read_count": run.planned_read_count,
        "failed_read_count": run.failed_read_count,
        "coverage": None if run.coverage is None else int(run.coverage * PARTS) / PARTS,
        "error": run.error_code,
        "gate_verdict": run.gate_verdict,
    }


def rendered_finding(
    row: PresentRow, integration_id: str, controls: tuple[str, ...]
) -> dict[str, Any]:
    """Return a finding as its run recorded it, with the controls of the report that it fails."""
    return {
        "id": row.id,
        "integration_id": integration_id,
        "check_id": row.check_id,
        "resource_id": row.resource_id,
        "region": row.region,
        "service": row.service,
        "severity": row.severity,
        "title": row.title,
        "summary": row.summary,
        "status": row.status,
        "delta": row.delta,
        "first_seen_at": rendered(row.first_seen_at),
        "suppressed_by": row.suppressed_by,
        "accepted_by": row.accepted_by,
        "controls": list(controls),
    }


def rendered_suppression(row: DecisionRow, finding_count: int) -> dict[str, Any]:
    """Return a suppression in force, and how many findings it covers."""
    return {
        "id": row.id,
        "integration_id": row.integration_id,
        "check_id": row.check_id,
        "resource_pattern": row.resource_pattern,
        "reason": row.reason,
        "owner": row.owner,
        "created_at": rendered(row.created_at),
        "expires_at": rendered(row.expires_at),
        "decided_by": row.decided_by,
        "finding_count": finding_count,
    }
