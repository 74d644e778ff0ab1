"""What a gate knows of a run and its policy, and what it decides; see `posture.domain.decide`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from posture.domain.check import Severity
from posture.domain.finding import Delta, FindingStatus
from posture.domain.recorded_verdicts import RecordedVerdicts
from posture.domain.run import RunStatus, RunTrigger


class Only(StrEnum):
    """Which findings count: those that are new to the gate, or all.

    New are those that are in no baseline, whether or not an earlier run found them.
    """

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
        only: whether findings of a baseline count.
        max_unknown: how many verdicts may be unknown, of every family; those for calls that a
            suppression accepts do not count.
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

    Attributes:
        frameworks: None where the run did not record them: such a finding counts for each.
        held: whether it stopped an earlier gate and was not decided since.
        known: whether it is in a baseline, so that it is not new.
        unread: whether the run looked for it and could not read whether it is still there.
        accepted_by: the author of the status, the suppression or the baseline that keeps it from
            counting, the first of these that it has; as in the audit log.
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
    held: bool = False
    known: bool = False
    unread: bool = False
    accepted_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRun:
    """What a gate needs to know of a finished run.

    Attributes:
        answered_count: verdicts of every family that rest on evidence.
        verdicts: the same by family and framework; None where the run did not record them.
        findings: those that it found, and those in no baseline that it could not read again.
        is_first: whether no gate of the integration was decided before.
        actors: the names of those who accepted findings, by their ids.
    """

    id: str

    status: RunStatus
    trigger: RunTrigger = RunTrigger.MANUAL
    unknown_count: int
    coverage: float | None
    answered_count: int
    verdicts: RecordedVerdicts | None
    findings: tuple[GateFinding, ...]
    is_first: bool = False
    actors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stopped a run: a slug and a sentence."""

    code: str
    message: str


class Acceptance(StrEnum):
    """How a person accepted what would otherwise stop a run."""

    STATUS = "status"
    SUPPRESSION = "suppression"
    BASELINE = "baseline"
    UNREAD_CALL = "unread_call"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Accepted:
    """How many findings, or unknown verdicts, do not count because one person accepted them.

    Attributes:
        by: the author as in the audit log; empty where the decision is older than this record.
        by_name: the author's name when the run ended; empty where it is not known.
    """

    how: Acceptance
    by_name: str
    by: str
    count: int

    def __str__(self) -> str:
        is_call = self.how is Acceptance.UNREAD_CALL
        what = amount(self.count, "unknown verdict" if is_call else "finding")
        author = f"{self.by_name} ({self.by})" if self.by_name else self.by
        return f"{what} by {_WAYS[self.how]} {author or 'an unknown author'}"


_WAYS: Final = {
    Acceptance.STATUS: "the status set by",
    Acceptance.SUPPRESSION: "a suppression of",
    Acceptance.BASELINE: "a baseline of",
    Acceptance.UNREAD_CALL: "a suppression of",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The verdict, what stopped the run, and the worst of the findings that did; worst first.

    Attributes:
        finding_count: how many findings stopped the run.
        held_count: how many of them stopped an earlier gate, too.
        known_count: how many more would have, if those of baselines counted; they are still open.
        known_counts: the same by severity, without zeros.
        suppressed_count: how many more would have, were they not suppressed.
        verdict_count: how many verdicts, of the policy's families and frameworks, it rests on.
        accepted: how many more would have, were they not accepted, and by whom.
    """

    verdict: GateVerdict
    reasons: tuple[Reason, ...]
    findings: tuple[GateFinding, ...] = ()
    finding_count: int = 0
    held_count: int = 0
    known_count: int = 0
    known_counts: dict[Severity, int] = field(default_factory=dict)
    suppressed_count: int = 0
    verdict_count: int = 0
    accepted: tuple[Accepted, ...] = ()


def amount(count: int, thing: str) -> str:
    """Return a number of things in words."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
