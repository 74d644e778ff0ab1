"""Report: what every format is written from, the facts of one run and its findings as they come."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, TypeAlias

import msgspec

from posture.domain.asset import Family
from posture.domain.check import Check, Severity
from posture.domain.cloud import Cloud
from posture.domain.finding import Delta, FindingStatus, fingerprint
from posture.domain.run import RunStatus, RunTrigger

# Decisions that a finding need not be acted on; it stays visible as what it is.
SUPPRESSING: Final = frozenset({FindingStatus.ACCEPTED, FindingStatus.FALSE_POSITIVE})


class Place(msgspec.Struct, frozen=True, gc=False):
    """What declares an asset in Terraform, and where, if that is known."""

    address: str
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        """Return what people click on: `main.tf:12`, else the address."""
        return f"{self.file}:{self.line}" if self.file else self.address


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to say about a check, whatever it was asked of; empty where nothing is known.

    A check that has been retired since the run has no more than its id.
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

    @classmethod
    def of(cls, check: Check[Any], controls: Iterable[str]) -> "Rule":
        """Return what a check says of itself."""
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
        )


class Finding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A finding as the run saw it; severity, status and delta are those of the run's end."""

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
    place: Place | None = None

    @property
    def is_resolved(self) -> bool:
        """Return whether the run saw it gone."""
        return self.delta is Delta.RESOLVED

    @property
    def decision(self) -> str:
        """Return why it need not be acted on, in words; empty when it counts."""
        if self.suppressed_by is not None:
            return f"suppressed by {self.suppressed_by}"
        return self.status.value.replace("_", " ") if self.status in SUPPRESSING else ""


class Tally(msgspec.Struct, frozen=True):
    """How many findings of a run are alike in all this."""

    check_id: str
    family: Family
    severity: Severity
    status: FindingStatus
    delta: Delta
    is_suppressed: bool
    count: int

    @property
    def is_resolved(self) -> bool:
        """Return whether the run saw them gone."""
        return self.delta is Delta.RESOLVED

    @property
    def counts(self) -> bool:
        """Return whether nobody decided that they need not be acted on."""
        return not self.is_suppressed and self.status not in SUPPRESSING


class RunFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A run that has ended, and the account that it looked at. Times are milliseconds."""

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

    @property
    def account(self) -> str:
        """Return what people call the account."""
        names = [one for one in (self.integration_name, self.account_id) if one]
        return f"{names[0]} ({names[1]})" if len(names) > 1 else (names or [self.integration_id])[0]

    @property
    def gaps(self) -> tuple[str, ...]:
        """Answer, in sentences, why silence about an asset is no pass; nothing, if it is one."""
        return tuple(self._gaps())

    def _gaps(self) -> Iterator[str]:
        if self.status is not RunStatus.COMPLETED:
            why = f": {self.error}" if self.error else ""
            yield f"The run {_ENDED[self.status]}{why}. Nothing follows from what is not here."
        elif self.trigger is RunTrigger.VERIFY:
            yield "The run only verified the connection: it evaluated nothing."
        if self.unknown_count:
            verdicts = "verdict is" if self.unknown_count == 1 else "verdicts are"
            yield (
                f"{self.unknown_count} {verdicts} unknown, because evidence could not be read. "
                "They are not passes."
            )
        if self.failed_read_count:
            yield (
                f"{self.failed_read_count} of {self.planned_read_count} reads failed: "
                f"coverage is {percent(self.coverage)}."
            )


_ENDED: Final = {
    RunStatus.FAILED: "failed",
    RunStatus.CANCELLED: "was cancelled",
    RunStatus.ACCEPTED: "has not begun",
    RunStatus.RUNNING: "has not ended",
}


class Report(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A run, its findings in counts, and what its checks say.

    Attributes:
        cloud: the account's; None where this installation does not have it any more.
        rules: by check id, of every check that found something.
        version: of the program that writes.
    """

    run: RunFacts
    cloud: Cloud | None
    tallies: tuple[Tally, ...]
    rules: Mapping[str, Rule]
    version: str

    @cached_property
    def counted(self) -> tuple[Tally, ...]:
        """The tallies of what is there, without what the run saw gone."""
        return tuple(one for one in self.tallies if not one.is_resolved)

    @property
    def finding_count(self) -> int:
        """How many findings are there."""
        return self.count()

    def count(self, where: "Callable[[Tally], bool]" = lambda _: True) -> int:
        """Return how many findings that are there are of some kind."""
        return sum(one.count for one in self.counted if where(one))

    @cached_property
    def found_rules(self) -> tuple["Found", ...]:
        """The checks that found what is there; the worst first, then those that found most."""
        by_check: dict[str, list[Tally]] = {}
        for one in self.counted:
            by_check.setdefault(one.check_id, []).append(one)
        found = (
            Found(
                rule=self.rules.get(check_id) or Rule(id=check_id),
                family=tallies[0].family,
                severity=min((one.severity for one in tallies), key=lambda one: one.rank),
                count=sum(one.count for one in tallies),
                new_count=sum(one.count for one in tallies if one.delta is Delta.NEW),
                suppressed_count=sum(one.count for one in tallies if not one.counts),
            )
            for check_id, tallies in by_check.items()
        )
        return tuple(sorted(found, key=lambda one: (one.severity.rank, -one.count, one.rule.id)))

    def rule(self, finding: Finding) -> Rule:
        """Return what the check of a finding says."""
        return self.rules.get(finding.check_id) or Rule(
            id=finding.check_id, finding_title=finding.title
        )

    def fingerprint(self, finding: Finding) -> str:
        """Return what stays the same of a finding from run to run, as 64 hex digits."""
        return fingerprint(finding.check_id, finding.resource_id, self.run.integration_id)


class Found(msgspec.Struct, frozen=True):
    """A check and how much it found."""

    rule: Rule
    family: Family
    severity: Severity
    count: int
    new_count: int
    suppressed_count: int


# Findings come the worst first, the newest first among equals, and those seen gone at the end.
Findings: TypeAlias = Iterator[Finding]
Render: TypeAlias = Callable[[Report, Findings], Iterator[bytes]]


def percent(share: float | None) -> str:
    """Return a share of 1 in percent, never rounded up to all of it."""
    return "not known" if share is None else f"{int(share * 1_000) / 10:g} %"
