"""Decide: the gate of a run, once, in the transaction that records its findings."""

import msgspec

from posture.domain.decide import decide_all, to_hold
from posture.domain.gate import GateRun
from posture.domain.recorded_gate import GateFacts, RecordedAnswer, encoded
from posture.domain.recorded_verdicts import RecordedVerdicts
from posture.domain.run import RunTrigger
from posture.services.gate import gate_findings
from posture.store import held
from posture.store.run_steps import RunResult
from posture.store.statement import Connection
from posture.worker.claim import Claim


def decide_gate(
    connection: Connection,
    claim: Claim,
    result: RunResult,
    verdicts: RecordedVerdicts,
    facts: GateFacts,
) -> RunResult:
    """Return the result with the answer of the gate, and hold the findings that count in it.

    Those of a baseline are not held, even where all findings count: they were accepted.
    """
    recorded = None if facts == GateFacts() else encoded(facts)
    result = msgspec.structs.replace(result, gate_facts=recorded)
    if not claim.policies:
        return result
    run = GateRun(
        id=claim.run_id,
        status=result.status,
        trigger=RunTrigger(claim.trigger),
        unknown_count=result.unknown_count,
        coverage=result.coverage,
        answered_count=result.pass_count + result.fail_count + result.not_applicable_count,
        verdicts=verdicts,
        findings=(*gate_findings(connection, claim.run_id, result.frameworks), *facts.unread),
        is_first=facts.is_first,
        actors=facts.actors,
    )
    policy, decision = decide_all(run, claim.policies)
    counted = {finding_id for one in claim.policies for finding_id in to_hold(run, one)}
    known = {one.id for one in run.findings if one.known}
    held.hold(connection, sorted(counted - known), by=claim.run_id)
    return msgspec.structs.replace(
        result,
        gate_verdict=decision.verdict.value,
        gate_answer=encoded(RecordedAnswer(policy, decision)),
    )
