"""The gate: evaluate a finished run against a policy, from what the run recorded."""

from collections.abc import Mapping
from dataclasses import replace

import msgspec

from posture.domain.check import Severity
from posture.domain.decide import concerns, decide, decide_all, without_checks
from posture.domain.finding import Delta, FindingStatus
from posture.domain.gate import Decision, GateFinding, GatePolicy, GateRun
from posture.domain.recorded_gate import (
    GateFacts,
    RecordedAnswer,
    answer_of,
    facts_of,
    policies_of,
)
from posture.domain.recorded_verdicts import RecordedVerdicts, UnreadCount
from posture.domain.run import FINAL, RunStatus, RunTrigger
from posture.services.errors import (
    PolicyWithoutChecksError,
    RunNotFinishedError,
    RunNotFoundError,
)
from posture.store import finding_records, runs
from posture.store.engine import Store
from posture.store.finding_records import RunFindingRow
from posture.store.runs import RunRow
from posture.store.statement import Connection

__all__ = ["Gate", "gate_findings", "get_gate", "recorded_verdicts"]


_NAMED = msgspec.json.Decoder(dict[str, frozenset[str]])
_VERDICTS = msgspec.json.Decoder(RecordedVerdicts)


class Gate(msgspec.Struct, frozen=True):
    """A run and the decision about it under a policy.

    `verdicts` is empty where the run did not record them.
    """

    run: RunRow
    policy: GatePolicy
    decision: Decision
    verdicts: RecordedVerdicts

    @property
    def unread(self) -> tuple[UnreadCount, ...]:
        """Return why verdicts are unknown, the most frequent reason first."""
        return self.verdicts.unread


async def get_gate(
    store: Store, *, tenant_id: str, run_id: str, policy: GatePolicy | None = None
) -> Gate:
    """Decide about a run that has ended; the same run and policy always give the same decision.

    Without a policy it is the decision that was made when the run ended, under the policy that the
    run was started with; a run without one is evaluated under the default policy.

    Raises:
        RunNotFoundError: the tenant has none with that id.
        RunNotFinishedError: it has not ended.
        PolicyWithoutChecksError: the run selected no check of its families and frameworks.
    """

    def read(connection: Connection) -> Gate:
        row = runs.get(connection, tenant_id=tenant_id, run_id=run_id)
        if row is None:
            raise RunNotFoundError
        if row.status not in FINAL:
            raise RunNotFinishedError
        verdicts = recorded_verdicts(connection, run_id)
        answer, facts = runs.gate_of(connection, run_id)
        recorded = answer_of(answer) if policy is None else None
        if recorded is None:
            run = _gate_run(connection, row, verdicts, facts_of(facts))
            recorded = _decided(run, policy, policies_of(row.gate_policies))
        elif recorded.decision.known_count and not recorded.decision.known_counts:
            recorded = _completed(recorded, _gate_run(connection, row, verdicts, facts_of(facts)))
        return Gate(row, recorded.policy, recorded.decision, verdicts or RecordedVerdicts())

    return await store.read(read, tenant_id=tenant_id)


def _decided(
    run: GateRun, policy: GatePolicy | None, recorded: tuple[GatePolicy, ...]
) -> RecordedAnswer:
    if policy is None and recorded:
        return RecordedAnswer(*decide_all(run, recorded))
    chosen = policy or GatePolicy()
    if not concerns(run, chosen):
        raise PolicyWithoutChecksError(without_checks(chosen))
    return RecordedAnswer(chosen, decide(run, chosen))


def _completed(recorded: RecordedAnswer, run: GateRun) -> RecordedAnswer:
    """Return the answer of an earlier version with what it did not record."""
    again = decide(run, recorded.policy)
    decision = replace(recorded.decision, known_counts=again.known_counts, accepted=again.accepted)
    return RecordedAnswer(recorded.policy, decision)


def recorded_verdicts(connection: Connection, run_id: str) -> RecordedVerdicts | None:
    """Return the recorded verdicts of a run; None where it has none."""
    document = runs.verdicts_of(connection, run_id)
    return None if document is None else _VERDICTS.decode(document)


def _gate_run(
    connection: Connection, row: RunRow, verdicts: RecordedVerdicts | None, facts: GateFacts
) -> GateRun:
    return GateRun(
        id=row.id,
        status=RunStatus(row.status),
        trigger=RunTrigger(row.trigger),
        unknown_count=row.unknown_count,
        coverage=row.coverage,
        answered_count=row.pass_count + row.fail_count + row.not_applicable_count,
        verdicts=verdicts,
        findings=(
            *gate_findings(connection, row.id, runs.frameworks_of(connection, row.id)),
            *facts.unread,
        ),
        is_first=facts.is_first,
        actors=facts.actors,
    )


def gate_findings(
    connection: Connection, run_id: str, frameworks: str | None
) -> tuple[GateFinding, ...]:
    """Return the findings that a run recorded; `frameworks` is its JSON text of them."""
    named = None if frameworks is None else _NAMED.decode(frameworks)
    return tuple(_finding_of(row, named) for row in finding_records.of_run(connection, run_id))


def _finding_of(row: RunFindingRow, named: Mapping[str, frozenset[str]] | None) -> GateFinding:
    was_known = not row.held and row.delta != Delta.NEW
    return GateFinding(
        id=row.id,
        check_id=row.check_id,
        resource_id=row.resource_id,
        family=row.family,
        severity=Severity(row.severity),
        status=FindingStatus(row.status),
        delta=Delta(row.delta),
        suppressed_by=row.suppressed_by,
        held=bool(row.held),
        known=was_known if row.known is None else bool(row.known),
        accepted_by=row.accepted_by,
        frameworks=None if named is None else named.get(row.check_id, frozenset()),
    )
