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
# Verdicts of which the evaluation keeps more than their number.
NOTED = frozenset({VerdictStatus.FAIL, VerdictStatus.UNKNOWN})


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
    by_check: Counter[tuple[str, VerdictStatus]] = field(default_factory=Counter)
    absent_count: int = 0
    missing: set[str] = field(default_factory=set)
    unchecked: list[str] = field(default_factory=list)
    _by_type: dict[type[Asset], list[Check[Any]]] = field(init=False)
    _in_order: tuple[Check[Any], ...] = field(init=False)
    _of_type: defaultdict[type[Asset], list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.checks = self._in_order = tuple(self.checks)
        self._by_type = {}
        self._of_type = defaultdict(list)
        for place, one in enumerate(self._in_order):
            self._of_type[one.asset_type].append(place)

    @property
    def answered(self) -> Counter[str]:
        """Return, by check, how many verdicts rest on evidence; 0 for a check without any."""
        found = Counter({one.id: 0 for one in self.checks})
        for (check_id, status), count in self.by_check.items():
            if status is not VerdictStatus.UNKNOWN:
                found[check_id] += count
        return found

    def add(self, found: Collected) -> None:
        """Evaluate what was collected."""
        if isinstance(found, Unlisted):
            self._add_unlisted(found)
            return
        self.asset_count += 1
        if isinstance(found, Unsettled):
            self._add_unsettled(found)
            return
        counts, by_check = self.counts, self.by_check
        for one in self._checks_of(type(found)):
            verdict = _evaluate(one, found)
            status = verdict.status
            counts[status] += 1
            by_check[one.id, status] += 1
            if status in NOTED:
                self._note(one, found, verdict)

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
            types = self._of_type.keys() & set(kind.__mro__)
            found = [place for one in types for place in self._of_type[one]]
            self._by_type[kind] = [self._in_order[place] for place in sorted(found)]
        return self._by_type[kind]

    def _note(self, one: Check[Any], asset: Asset, verdict: Verdict) -> None:
        """Keep what is known of a verdict that is `unknown` or `fail`."""
        if verdict.status is VerdictStatus.UNKNOWN:
            self.unknowns.add((one.id, key(storable(asset.resource_id))))
            if verdict.unread:
                self._miss(verdict.unread, asset.region)
            return
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
