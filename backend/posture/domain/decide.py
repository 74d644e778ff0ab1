"""Gate: one verdict over one finished run under a policy, decided by what the run recorded alone.

The same run and policy always give the same verdict: what people decide about findings later
changes later runs, not this one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, assert_never

from posture.domain.finding import Delta
from posture.domain.gate import (
    NOT_COUNTED,
    Acceptance,
    Accepted,
    Decision,
    GateFinding,
    GatePolicy,
    GateRun,
    GateVerdict,
    Only,
    Reason,
    amount,
)
from posture.domain.recorded_verdicts import summary
from posture.domain.run import RunStatus, RunTrigger

_REASONS_SHOWN = 3
# Nobody reads more; the decision has the number of all.
MOST_FINDINGS: Final = 200
NOTHING_EVALUATED = Reason(
    "nothing_evaluated",
    "No check that counts here could be evaluated; nothing was looked at.",
)


def concerns(run: GateRun, policy: GatePolicy) -> bool:
    """Return whether a check that the run selected is of the policy's families and frameworks."""
    if run.verdicts is None or not (policy.families or policy.frameworks):
        return True
    return _without_result(run) is not None or bool(
        run.verdicts.of(policy.families, policy.frameworks)
    )


def decide(run: GateRun, policy: GatePolicy) -> Decision:
    """Evaluate a finished run. A run without a result, or that evaluated nothing, never passes."""
    if (reason := _without_result(run)) is not None:
        return Decision(verdict=GateVerdict.FAIL, reasons=(reason,))
    about = [one for one in run.findings if _is_about(one, policy)]
    within = [one for one in about if one.status not in NOT_COUNTED]
    unsuppressed = [one for one in within if one.suppressed_by is None]
    stopping = sorted(
        (one for one in unsuppressed if _counts(one, policy)),
        key=lambda one: (one.severity.rank, one.check_id, one.resource_id, one.id),
    )
    known = Counter(one.severity for one in unsuppressed if not _counts(one, policy))
    reasons = tuple(_reasons(run, policy, stopping))
    verdict_count = _verdict_count(run, policy)
    verdict = GateVerdict.FAIL if reasons else GateVerdict.PASS
    if not stopping and not verdict_count:
        verdict, reasons = GateVerdict.INCONCLUSIVE, (*reasons, NOTHING_EVALUATED)
    return Decision(
        verdict=verdict,
        reasons=reasons,
        findings=tuple(stopping[:MOST_FINDINGS]),
        finding_count=len(stopping),
        held_count=sum(one.held for one in stopping),
        known_count=known.total(),
        known_counts=dict(sorted(known.items(), key=lambda one: one[0].rank)),
        suppressed_count=sum(
            one.suppressed_by is not None and _counts(one, policy) for one in within
        ),
        verdict_count=verdict_count,
        accepted=_accepted(run, policy, about),
    )


def to_hold(run: GateRun, policy: GatePolicy) -> list[str]:
    """Return the ids of the findings that later gates must count, however old they are then.

    A suppressed finding is one of them: it counts when its suppression has ended.
    """
    if _without_result(run) is not None:
        return []
    return [
        one.id
        for one in run.findings
        if _is_about(one, policy) and one.status not in NOT_COUNTED and _counts(one, policy)
    ]


def decide_all(run: GateRun, policies: Sequence[GatePolicy]) -> tuple[GatePolicy, Decision]:
    """Evaluate a run under the policies of all requests that share it; it must pass each of them.

    The decision is that of the first policy that the run does not pass.
    """
    decided = [(policy, _decide_its_own(run, policy)) for policy in policies]
    stops = (one for one in decided if one[1].verdict is not GateVerdict.PASS)
    return next(stops, decided[0])


def _decide_its_own(run: GateRun, policy: GatePolicy) -> Decision:
    if concerns(run, policy):
        return decide(run, policy)
    reason = Reason("policy_without_checks", without_checks(policy))
    return Decision(verdict=GateVerdict.INCONCLUSIVE, reasons=(reason,))


def without_checks(policy: GatePolicy) -> str:
    """Return that a run selected no check of the policy's families and frameworks."""
    words = [f"family {' or '.join(sorted(policy.families))}"] if policy.families else []
    words += [f"framework {' or '.join(sorted(policy.frameworks))}"] if policy.frameworks else []
    return f"The run selected no check of {' and '.join(words)}."


def _accepted_unknown_count(run: GateRun) -> int:
    return 0 if run.verdicts is None else run.verdicts.accepted_unknown_count


def _verdict_count(run: GateRun, policy: GatePolicy) -> int:
    if run.verdicts is None:
        return run.answered_count
    return run.verdicts.count(policy.families, policy.frameworks)


def _without_result(run: GateRun) -> Reason | None:
    match run.status:
        case RunStatus.COMPLETED if run.trigger is not RunTrigger.VERIFY:
            return None
        case RunStatus.COMPLETED:
            return Reason(
                "run_verify", "The run only verified the connection: it evaluated nothing."
            )
        case RunStatus.FAILED:
            return Reason("run_failed", "The run failed: it says nothing.")
        case RunStatus.CANCELLED:
            return Reason("run_cancelled", "The run was cancelled: it says nothing.")
        case RunStatus.ACCEPTED | RunStatus.RUNNING:
            return Reason("run_unfinished", "The run has not ended: it says nothing yet.")
        case _:
            assert_never(run.status)


def _accepted(
    run: GateRun, policy: GatePolicy, about: Iterable[GateFinding]
) -> tuple[Accepted, ...]:
    counts: Counter[tuple[Acceptance, str]] = Counter(
        (how, one.accepted_by or "") for one in about if (how := _how_accepted(one, policy))
    )
    for one in () if run.verdicts is None else run.verdicts.unread:
        if one.suppressed_by is not None:
            counts[Acceptance.UNREAD_CALL, one.accepted_by or ""] += one.count
    return tuple(
        sorted(
            Accepted(how=how, by=by, by_name=run.actors.get(by, ""), count=count)
            for (how, by), count in counts.items()
        )
    )


def _how_accepted(one: GateFinding, policy: GatePolicy) -> Acceptance | None:
    if one.status in NOT_COUNTED:
        return Acceptance.STATUS if _counts(one, policy) else None
    if one.suppressed_by is not None:
        return Acceptance.SUPPRESSION if _counts(one, policy) else None
    return None if _counts(one, policy) else Acceptance.BASELINE


def _is_about(one: GateFinding, policy: GatePolicy) -> bool:
    """Return whether a finding is there and of a kind that the policy is about, new or not."""
    return (
        one.delta is not Delta.RESOLVED
        and one.severity.rank <= policy.fail_on.rank
        and (not policy.families or one.family in policy.families)
        and (
            not policy.frameworks
            or one.frameworks is None
            or not policy.frameworks.isdisjoint(one.frameworks)
        )
    )


def _counts(one: GateFinding, policy: GatePolicy) -> bool:
    return policy.only is Only.ALL or not one.known


def _reasons(run: GateRun, policy: GatePolicy, stopping: list[GateFinding]) -> Iterable[Reason]:
    if stopping:
        yield Reason("findings", " ".join(_about_findings(run, policy, stopping)))
    unknown_count = run.unknown_count - _accepted_unknown_count(run)
    if unknown_count > policy.max_unknown:
        yield Reason(
            "unknown",
            f"{amount(unknown_count, 'unknown verdict')}; {policy.max_unknown} may be: "
            f"{_why_unknown(run)}",
        )
    coverage = run.coverage or 0.0
    if coverage < policy.min_coverage:
        # Never rounded up to what was asked for.
        told = int(coverage * 10_000) / 10_000
        yield Reason(
            "coverage", f"Coverage is {told:g}; at least {policy.min_coverage:g} is asked."
        )


def _about_findings(run: GateRun, policy: GatePolicy, stopping: list[GateFinding]) -> Iterable[str]:
    kind = "new finding" if policy.only is Only.NEW else "finding"
    yield f"{amount(len(stopping), kind)} of severity {policy.fail_on} or worse."
    held = sum(one.held for one in stopping)
    if held:
        yield (
            f"{held} of them stopped an earlier gate, and count until they are fixed, suppressed "
            "or accepted."
        )
    earlier = sum(one.delta is not Delta.NEW and not (one.held or one.known) for one in stopping)
    if earlier:
        yield (
            f"An earlier run had found {earlier} of them; no gate and no baseline has decided "
            "about them."
        )
    if unread := sum(one.unread for one in stopping):
        yield f"{unread} of them could not be read again."
    if policy.only is Only.NEW and (held or earlier or run.is_first):
        yield (
            "To accept everything that this run found, use "
            f"`posture baseline accept --run {run.id}` and start another run."
        )


def _why_unknown(run: GateRun) -> str:
    recorded = () if run.verdicts is None else run.verdicts.unread
    unread = [one for one in recorded if one.suppressed_by is None]
    if not unread:
        return "grant the calls that the run could not read."
    return f"{summary(unread, _REASONS_SHOWN)}."
