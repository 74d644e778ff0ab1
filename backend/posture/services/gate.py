"""The gate: evaluate a finished run against a policy, from what the run recorded."""

from collections.abc import Mapping

import msgspec

from posture.domain.check import Severity
from posture.domain.finding import Delta, FindingStatus
from posture.domain.gate import Decision, GateFinding, GatePolicy, GateRun, concerns, decide
from posture.domain.recorded_verdicts import RecordedVerdicts, UnreadCount
from posture.domain.run import FINAL, RunStatus, RunTrigger
from posture.services.errors import (
    PolicyWithoutChecksError,
    RunNotFinishedError,
    RunNotFoundError,
)
from posture.store import findings, runs
from posture.store.engine import Store
from posture.store.findings import RunFindingRow
from posture.store.runs import RunRow
from posture.store.statement import Connection

__all__ = ["Gate", "get_gate", "recorded_verdicts"]


_NAMED = msgspec.json.Decoder(dict[str, frozenset[str]])
_VERDICTS = msgspec.json.Decoder(RecordedVerdicts)


class Gate(msgspec.Struct, frozen=True):
    """A run and the decision about it."""

    run: RunRow
    decision: Decision
    unread: tuple[UnreadCount, ...]


async def get_gate(store: Store, *, tenant_id: str, run_id: str, policy: GatePolicy) -> Gate:
    """Decide about a run that has ended; the same run and policy always give the same decision.

    Raises:
        RunNotFoundError: the tenant has none with that id.
        RunNotFinishedError: it has not ended.
        PolicyWithoutChecksError: the run selected no check of its families and frameworks.
    """

    def read(connection: Connection) -> Gate:
        row = runs.get(connection, tenant_id=tenant_id, run_id=run_id)
        if row is None:
            raise RunNotFoundError
        status = RunStatus(row.status)
        if status not in FINAL:
            raise RunNotFinishedError
        verdicts = recorded_verdicts(connection, run_id)
        facts = GateRun(
            status=status,
            trigger=RunTrigger(row.trigger),
            unknown_count=row.unknown_count,
            coverage=row.coverage,
            answered_count=row.pass_count + row.fail_count + row.not_applicable_count,
            verdicts=verdicts,
            findings=_findings(connection, run_id, asked=bool(policy.frameworks)),
        )
        if not concerns(facts, policy):
            raise PolicyWithoutChecksError(policy.families, policy.frameworks)
        return Gate(row, decide(facts, policy), () if verdicts is None else verdicts.unread)

    return await store.read(read, tenant_id=tenant_id)


def recorded_verdicts(connection: Connection, run_id: str) -> RecordedVerdicts | None:
    """Return the recorded verdicts of a run; None where it has none."""
    document = runs.verdicts_of(connection, run_id)
    return None if document is None else _VERDICTS.decode(document)


def _findings(connection: Connection, run_id: str, *, asked: bool) -> tuple[GateFinding, ...]:
    """Return the findings of a run, with their frameworks only if asked."""
    document = runs.frameworks_of(connection, run_id) if asked else None
    named = None if document is None else _NAMED.decode(document)
    return tuple(_finding_of(row, named) for row in findings.of_run(connection, run_id))


def _finding_of(row: RunFindingRow, named: Mapping[str, frozenset[str]] | None) -> GateFinding:
    return GateFinding(
        id=row.id,
        check_id=row.check_id,
        resource_id=row.resource_id,
        family=row.family,
        severity=Severity(row.severity),
        status=FindingStatus(row.status),
        delta=Delta(row.delta),
        suppressed_by=row.suppressed_by,
        frameworks=None if named is None else named.get(row.check_id, frozenset()),
    )
