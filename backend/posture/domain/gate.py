"""Gate: one verdict over one finished run under a policy, decided by what the run recorded alone.

The same run and policy always give the same verdict: what people decide about findings later
changes later runs, not this one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from posture.domain.check import Severity
from posture.domain.finding import Delta, FindingStatus
from posture.domain.recorded_verdicts import RecordedVerdicts, summary
from posture.domain.run import RunStatus, RunTrigger

_REASONS_SHOWN = 3


class Only(StrEnum):
    """Which findings count: those that the previous completed run did not have, or all."""

    NEW = "new"
    ALL = "all"


class GateVerdict(StrEnum):
    """The verdict of a gate."""

    PASS = "pass"  # noqa: S105  # the field's word for a good verdict
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


# A finding that people decided not to fix, or that is gone, stops no run.
NOT_COUNTED = frozenset(
    {FindingStatus.ACCEPTED, FindingStatus.FALSE_POSITIVE, FindingStatus.RESOLVED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePolicy:
    """When a run may pass.

    Attributes:
        fail_on: findings of this severity or worse stop it.
        only: whether findings that were there before count.
        max_unknown: how many verdicts may be unknown, of every family.
        min_coverage: least share of planned reads that succeeded, 0 to 1.
        families: only findings of these families count; empty means all.
        frameworks: only findings whose check stands for a control of these count; empty means all.
    """

    fail_on: Severity = Severity.HIGH
    only: Only = Only.NEW
    max_unknown: int = 0
    min_coverage: float = 0.0
    families: frozenset[str] = field(default_factory=frozenset)
    frameworks: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFinding:
    """A finding as a run recorded it; nothing in it can change later.

    `frameworks` is None where the run did not record them: such a finding counts for each.
    """

    id: str
    check_id: str
    resource_id: str
    family: str
    severity: Severity
    status: FindingStatus
    delta: Delta
    suppressed_by: str | None = None
    frameworks: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRun:
    """What a gate needs to know of a finished run.

    Attributes:
        answered_count: verdicts of every family that rest on evidence.
        verdicts: the same by family and framework; None where the run did not record them.
    """

    status: RunStatus
    trigger: RunTrigger = RunTrigger.MANUAL
    unknown_count: int
    coverage: float | None
    answered_count: int
    verdicts: RecordedVerdicts | None
    findings: tuple[GateFinding, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stopped a run: a slug and a sentence."""

    code: str
    message: str


NOTHING_EVALUATED = Reason(
    "nothing_evaluated",
    "No check that counts here could be evaluated; nothing was looked at.",
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict, what stopped the run, and the findings that did; worst first.

    `suppressed_count` is how many more would have, were they not suppressed. `verdict_count` is how
    many verdicts, of the policy's families and frameworks, it rests on.
    """

    verdict: GateVerdict
    reasons: tuple[Reason, ...]
    findings: tuple[GateFinding, ...]
    suppressed_count: int = 0
    verdict_count: int = 0


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
        return Decision(GateVerdict.FAIL, (reason,), ())
    counted = [one for one in run.findings if _counts(one, policy)]
    stopping = sorted(
        (one for one in counted if one.suppressed_by is None),
        key=lambda one: (one.severity.rank, one.check_id, one.resource_id, one.id),
    )
    reasons = tuple(_reasons(run, policy, len(stopping)))
    verdict_count = _verdict_count(run, policy)
    verdict = GateVerdict.FAIL if reasons else GateVerdict.PASS
    if not stopping and not verdict_count:
        verdict, reasons = GateVerdict.INCONCLUSIVE, (*reasons, NOTHING_EVALUATED)
    return Decision(verdict, reasons, tuple(stopping), len(counted) - len(stopping), verdict_count)


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


def _counts(one: GateFinding, policy: GatePolicy) -> bool:
    return (
        one.delta is not Delta.RESOLVED
        and one.status not in NOT_COUNTED
        and one.severity.rank <= policy.fail_on.rank
        and (policy.only is Only.ALL or one.delta is Delta.NEW)
        and (not policy.families or one.family in policy.families)
        and (
            not policy.frameworks
            or one.frameworks is None
            or not policy.frameworks.isdisjoint(one.frameworks)
        )
    )


def _reasons(run: GateRun, policy: GatePolicy, stopping: int) -> Iterable[Reason]:
    if stopping:
        kind = "new finding" if policy.only is Only.NEW else "finding"
        yield Reason(
            "findings", f"{_amount(stopping, kind)} of severity {policy.fail_on} or worse."
        )
    if run.unknown_count > policy.max_unknown:
        yield Reason(
            "unknown",
            f"{_amount(run.unknown_count, 'unknown verdict')}; {policy.max_unknown} may be: "
            f"{_why_unknown(run)}",
        )
    coverage = run.coverage or 0.0
    if coverage < policy.min_coverage:
        # Never rounded up to what was asked for.
        told = int(coverage * 10_000) / 10_000
        yield Reason(
            "coverage", f"Coverage is {told:g}; at least {policy.min_coverage:g} is asked."
        )


def _why_unknown(run: GateRun) -> str:
    unread = () if run.verdicts is None else run.verdicts.unread
    if not unread:
        return "grant the calls that the run could not read."
    return f"{summary(unread, _REASONS_SHOWN)}."


def _amount(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
