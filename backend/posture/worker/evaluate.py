"""Evaluate: assets in, verdicts counted, failures kept; holds failures and unknowns, no asset."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from opentelemetry.trace import Status, StatusCode, get_current_span

from posture.domain.asset import Asset
from posture.domain.check import Check
from posture.domain.collector import Collected, Plan, Unlisted, Unsettled
from posture.domain.evidence import Unread
from posture.domain.finding import FailedVerdict
from posture.domain.spelling import key
from posture.domain.text import storable
from posture.domain.verdict import Verdict, VerdictStatus, unknown
from posture.telemetry.logs import Logger

log = Logger()


def plan_for(
    checks: Iterable[Check[Any]],
    *,
    regions: tuple[str, ...] = (),
    resource_ids: frozenset[str] | None = None,
    expected_absent: frozenset[str] = frozenset(),
) -> Plan:
    """Return what a run with these checks needs to know."""
    needs: dict[type[Asset], frozenset[str]] = {}
    for one in checks:
        needs[one.asset_type] = needs.get(one.asset_type, frozenset()) | one.needs
    return Plan(
        needs=needs,
        regions=regions,
        resource_ids=resource_ids,
        expected_absent=expected_absent,
    )


@dataclass(slots=True)
class Evaluation:
    """The outcome of a run while it grows.

    Attributes:
        failures: the failed verdicts, findings to be.
        unknowns: `(check id, key of the resource id)` that could not be evaluated.
        unlisted: asset types and regions that could not be listed.
        unread: why evidence is missing, with how many verdicts each reason cost.
        unread_regions: by reason, the regions of the assets whose verdicts it cost.
        answered: by check, how many of its verdicts rest on evidence; 0 for one without any.
        by_check: how many verdicts each check has of each status.
        missing: keys of the named assets that were not found, and not expected to be gone.
        absent_count: assets that were expected to be gone, and are.
        unchecked: the ids of named assets that were left out, because no check looks at their type.
    """

    checks: Iterable[Check[Any]]
    asset_count: int = 0
    counts: Counter[VerdictStatus] = field(default_factory=Counter)
    failures: list[FailedVerdict] = field(default_factory=list)
    unknowns: set[tuple[str, str]] = field(default_factory=set)
    unlisted: list[Unlisted] = field(default_factory=list)
    unread: Counter[Unread] = field(default_factory=Counter)
    unread_regions: defaultdict[Unread, set[str]] = field(default_factory=lambda: defaultdict(set))
    answered: Counter[str] = field(default_factory=Counter)
    by_check: Counter[tuple[str, VerdictStatus]] = field(default_factory=Counter)
    absent_count: int = 0
    missing: set[str] = field(default_factory=set)
    unchecked: list[str] = field(default_factory=list)
    _by_type: dict[type[Asset], list[Check[Any]]] = field(init=False)

    def __post_init__(self) -> None:
        self.checks = tuple(self.checks)
        self.answered = Counter({one.id: 0 for one in self.checks})
        self._by_type = {}

    def add(self, found: Collected) -> None:
        """Evaluate what was collected."""
        if isinstance(found, Unlisted):
            self._add_unlisted(found)
            return
        self.asset_count += 1
        if isinstance(found, Unsettled):
            self._add_unsettled(found)
            return
        for one in self._checks_of(type(found)):
            self._count(one, found, _evaluate(one, found))

    def add_missing(self, unread: Unread) -> None:
        """Count an asset that was named and not found: one unknown verdict, of no check."""
        self.missing.add(key(storable(unread.call)))
        self.counts[VerdictStatus.UNKNOWN] += 1
        self.unread[unread] += 1

    def add_absent(self) -> None:
        """Count an asset that was expected to be gone, and is: no check applies to it."""
        self.counts[VerdictStatus.NOT_APPLICABLE] += 1
        self.absent_count += 1

    def _add_unlisted(self, found: Unlisted) -> None:
        self.unlisted.append(found)
        for one in self._checks_of(found.asset_type):
            self.counts[VerdictStatus.UNKNOWN] += 1
            self.by_check[one.id, VerdictStatus.UNKNOWN] += 1
            self._miss(found.unread, found.region)

    def _add_unsettled(self, found: Unsettled) -> None:
        for one in self._checks_of(found.asset_type):
            self.counts[VerdictStatus.UNKNOWN] += 1
            self.by_check[one.id, VerdictStatus.UNKNOWN] += 1
            self.unknowns.add((one.id, key(storable(found.resource_id))))
            self._miss(found.unread, found.region)

    def _miss(self, unread: Unread, region: str) -> None:
        self.unread[unread] += 1
        if region:
            self.unread_regions[unread].add(region)

    def _checks_of(self, kind: type[Asset]) -> list[Check[Any]]:
        """Return the checks of an asset type as itself or as one of its base types."""
        if kind not in self._by_type:
            self._by_type[kind] = [one for one in self.checks if issubclass(kind, one.asset_type)]
        return self._by_type[kind]

    def _count(self, one: Check[Any], asset: Asset, verdict: Verdict) -> None:
        self.counts[verdict.status] += 1
        self.by_check[one.id, verdict.status] += 1
        if verdict.status is VerdictStatus.UNKNOWN:
            self.unknowns.add((one.id, key(storable(asset.resource_id))))
            if verdict.unread:
                self._miss(verdict.unread, asset.region)
            return
        self.answered[one.id] += 1
        if verdict.status is VerdictStatus.FAIL:
            self.failures.append(
                FailedVerdict(
                    check_id=one.id,
                    resource_id=storable(asset.resource_id),
                    region=asset.region,
                    service=one.service,
                    family=one.family,
                    severity=one.severity,
                    title=one.finding_title,
                    summary=storable(verdict.message),
                )
            )


def _evaluate(one: Check[Any], asset: Asset) -> Verdict:
    try:
        return one(asset)
    except Exception as error:  # the worker's edge: a rule's bug must not end the run
        get_current_span().set_status(Status(StatusCode.ERROR, type(error).__name__))
        log.exception("check.broken", check_id=one.id, resource_id=asset.resource_id)
        return unknown(Unread(f"CheckBroken({type(error).__name__})", one.id))
