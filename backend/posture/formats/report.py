"""Report: the input of every format, the facts of one run and a stream of its findings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Final, TypeAlias

import msgspec

from posture.domain.asset import Family
from posture.domain.check import Check, Severity
from posture.domain.cloud import Cloud
from posture.domain.declaration import TerraformPlace
from posture.domain.finding import Delta, FindingStatus, fingerprint
from posture.domain.recorded_verdicts import UnreadCount, summary
from posture.domain.run import RunStatus, RunTrigger

# Statuses of findings that need no action; they stay visible.
SUPPRESSING: Final = frozenset({FindingStatus.ACCEPTED, FindingStatus.FALSE_POSITIVE})


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of a check; empty if they are not known.

    A check that was retired after the run has only its id.
    """

    id: str
    title: str = ""
    finding_title: str = ""
    rationale: str = ""
    remediation: str = ""
    remediation_cli: str = ""
    remediation_terraform: str = ""
    reference: str = ""
    controls: tuple[str, ...] = ()
    narrow_controls: Mapping[str, tuple[str, ...]] = {}

    def controls_failed(self, resource_id: str) -> tuple[str, ...]:
        """Return the controls that a finding on a resource fails, without those about others."""
        return tuple(
            one
            for one in self.controls
            if (patterns := self.narrow_controls.get(one)) is None
            or any(fnmatchcase(resource_id, pattern) for pattern in patterns)
        )

    @classmethod
    def of(
        cls,
        check: Check[Any],
        controls: Iterable[str],
        narrow_controls: Mapping[str, tuple[str, ...]],
    ) -> "Rule":
        """Return the texts of a check.

        Args:
            check: the check.
            controls: the ids of the controls that it covers.
            narrow_controls: patterns of resource ids, for controls that are about some resources.
        """
        return cls(
            id=check.id,
            title=check.title,
            finding_title=check.finding_title,
            rationale=check.rationale,
            remediation=check.remediation,
            remediation_cli=check.cli,
            remediation_terraform=check.terraform,
            reference=check.reference,
            controls=tuple(controls),
            narrow_controls=narrow_controls,
        )


class Finding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A finding as of the end of the run."""

    id: str
    check_id: str
    resource_id: str
    region: str
    service: str
    family: Family
    severity: Severity
    title: str
    summary: str
    status: FindingStatus
    delta: Delta
    jira_issue_key: str | None
    first_seen_at: int
    last_seen_at: int
    suppressed_by: str | None
    declaration: TerraformPlace | None = None

    @property
    def is_resolved(self) -> bool:
        """Return whether the run resolved it."""
        return self.delta is Delta.RESOLVED

    @property
    def decision(self) -> str:
        """Return in words why it needs no action; empty if it needs one."""
        if self.suppressed_by is not None:
            return f"suppressed by {self.suppressed_by}"
        return self.status.value.replace("_", " ") if self.status in SUPPRESSING else ""


class FindingGroup(msgspec.Struct, frozen=True):
    """The number of findings of a run that share these properties."""

    check_id: str
    family: Family
    severity: Severity
    status: FindingStatus
    delta: Delta
    is_suppressed: bool
    count: int

    @property
    def is_resolved(self) -> bool:
        """Return whether the run resolved them."""
        return self.delta is Delta.RESOLVED

    @property
    def counts(self) -> bool:
        """Return whether they need action: they are neither accepted nor suppressed."""
        return not self.is_suppressed and self.status not in SUPPRESSING


class GateSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The decision about a run under the policy that it was started with, in words.

    Attributes:
        verdict: `pass`, `fail` or `inconclusive`.
        policy: what it was decided by.
        reasons: sentences that say why it does not pass.
        known_count: findings that would stop it, if those of baselines counted.
        known_counts: the same by severity.
        suppressed_count: findings that would stop it, were they not suppressed.
        accepted: what would stop it, were it not accepted, and by whom.
    """

    verdict: str
    policy: str
    reasons: tuple[str, ...] = ()
    known_count: int = 0
    known_counts: Mapping[str, int] = {}
    suppressed_count: int = 0
    accepted: tuple[str, ...] = ()


class RunFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A run that has ended, and its account. Times are milliseconds.

    Attributes:
        scope: what the run was limited to; an absent member did not limit it.
        check_set: the checks that its integration is limited to; None where it is not.
        gate: the decision about it; None where it was started without a policy.
    """

    id: str
    integration_id: str
    integration_name: str | None
    provider: str
    account_id: str | None
    trigger: RunTrigger
    status: RunStatus
    accepted_at: int
    completed_at: int
    duration_ms: int
    asset_count: int
    pass_count: int
    fail_count: int
    unknown_count: int
    not_applicable_count: int
    planned_read_count: int
    failed_read_count: int
    coverage: float | None
    resolved_count: int
    error: str | None
    source: Mapping[str, str]
    unread: tuple[UnreadCount, ...] = ()
    scope: Mapping[str, tuple[str, ...]] = {}
    check_set: frozenset[str] | None = None
    gate: GateSummary | None = None

    @property
    def account(self) -> str:
        """Return the name of the account for people."""
        names = [one for one in (self.integration_name, self.account_id) if one]
        return f"{names[0]} ({names[1]})" if len(names) > 1 else (names or [self.integration_id])[0]

    @property
    def gaps(self) -> tuple[str, ...]:
        """Return sentences that say what was not evaluated; empty if everything was."""
        return tuple(self._gaps())

    @property
    def _verdict_count(self) -> int:
        known = self.pass_count + self.fail_count + self.not_applicable_count
        return known + self.unknown_count

    def _gaps(self) -> Iterator[str]:
        if self.status is not RunStatus.COMPLETED:
            why = f": {self.error}" if self.error else ""
            yield f"The run {_ENDED[self.status]}{why}. An asset without a finding has not passed."
        elif self.trigger is RunTrigger.VERIFY:
            yield "The run only verified the connection: it evaluated nothing."
        elif not self._verdict_count:
            yield "The run evaluated nothing: no check of its selection found an asset."
        if self.unknown_count:
            verdicts = "verdict is" if self.unknown_count == 1 else "verdicts are"
            why = f": {summary(self.unread, _REASONS_SHOWN)}" if self.unread else ""
            yield (
                f"{self.unknown_count} {verdicts} unknown, because evidence could not be "
                f"read{why}. They are not passes."
            )
        if self.failed_read_count:
            yield (
                f"{self.failed_read_count} of {self.planned_read_count} reads failed: "
                f"coverage is {percent(self.coverage)}."
            )


_REASONS_SHOWN: Final = 5
_ENDED: Final = {
    RunStatus.FAILED: "failed",
    RunStatus.CANCELLED: "was cancelled",
    RunStatus.ACCEPTED: "has not begun",
    RunStatus.RUNNING: "has not ended",
}


class Report(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A run, the counts of its findings, and the texts of its checks.

    Attributes:
        cloud: the account's; None where this installation does not have it any more.
        rules: by check id, for each check with findings.
        version: the version of posture.
        include_suppressed: whether SARIF has results for suppressed and accepted findings.
    """

    run: RunFacts
    cloud: Cloud | None
    groups: tuple[FindingGroup, ...]
    rules: Mapping[str, Rule]
    version: str
    include_suppressed: bool = False

    @cached_property
    def counted(self) -> tuple[FindingGroup, ...]:
        """Return the groups of present findings, without the resolved ones."""
        return tuple(one for one in self.groups if not one.is_resolved)

    @property
    def finding_count(self) -> int:
        """Return the number of present findings."""
        return self.count()

    def count(self, where: "Callable[[FindingGroup], bool]" = lambda _: True) -> int:
        """Return the number of present findings in the groups that `where` selects."""
        return sum(one.count for one in self.counted if where(one))

    @cached_property
    def failed_checks(self) -> tuple["FailedCheck", ...]:
        """Return the checks with present findings: by severity, then by number of findings."""
        by_check: dict[str, list[FindingGroup]] = {}
        for one in self.counted:
            by_check.setdefault(one.check_id, []).append(one)
        found = (
            FailedCheck(
                rule=self.rules.get(check_id) or Rule(id=check_id),
                family=groups[0].family,
                severity=min((one.severity for one in groups), key=lambda one: one.rank),
                count=sum(one.count for one in groups),
                new_count=sum(one.count for one in groups if one.delta is Delta.NEW),
                suppressed_count=sum(one.count for one in groups if not one.counts),
            )
            for check_id, groups in by_check.items()
        )
        return tuple(sorted(found, key=lambda one: (one.severity.rank, -one.count, one.rule.id)))

    def rule(self, finding: Finding) -> Rule:
        """Return the texts of the check of a finding."""
        return self.rules.get(finding.check_id) or Rule(
            id=finding.check_id, finding_title=finding.title
        )

    def fingerprint(self, finding: Finding) -> str:
        """Return the id of a finding that is the same in every run, as 64 hex digits."""
        return fingerprint(finding.check_id, finding.resource_id, self.run.integration_id)


class FailedCheck(msgspec.Struct, frozen=True):
    """A check with present findings, and how many."""

    rule: Rule
    family: Family
    severity: Severity
    count: int
    new_count: int
    suppressed_count: int


# Findings come by severity, then the newest first; the resolved ones come last. A format may want
# those that are new since the run before in front of the others.
Findings: TypeAlias = Iterator[Finding]
Render: TypeAlias = Callable[[Report, Findings], Iterator[bytes]]


def policy_text(
    *,
    fail_on: str,
    only: str,
    max_unknown: int,
    min_coverage: float,
    families: Iterable[str] = (),
    frameworks: Iterable[str] = (),
) -> str:
    """Return a gate's policy in words."""
    worse = "" if fail_on == Severity.CRITICAL.value else " or worse"
    which = "new findings" if only == "new" else "findings"
    text = f"no {which} of severity {fail_on}{worse}, at most {max_unknown} unknown"
    if min_coverage:
        text += f", coverage of at least {percent(min_coverage)}"
    for kind, names in (("family", sorted(families)), ("framework", sorted(frameworks))):
        text += f", only {kind} {' or '.join(names)}" if names else ""
    return text


def percent(share: float | None) -> str:
    """Return a share from 0 to 1 in percent, rounded down, so that 100 % means all."""
    return "not known" if share is None else f"{int(share * 1_000) / 10:g} %"
