"""The listings of a run: which were planned, which failed, and what a missing asset means then."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from posture.collectors.collecting import AssetCollector, Client
from posture.collectors.planning import types_of
from posture.collectors.session import Session
from posture.domain.asset import Asset
from posture.domain.collector import Plan
from posture.domain.evidence import (
    NO_CHECKS,
    NOT_AN_ID,
    NOT_FOUND,
    OTHER_ACCOUNT,
    OTHER_REGION,
    Unread,
)

C = TypeVar("C", bound=Client)


class Listings(Generic[C]):
    """What the listings of one account have covered, by type of asset and region."""

    def __init__(self, session: Session[C], collectors: Sequence[AssetCollector[C, Any]]) -> None:
        self._session = session
        self._collectors = collectors
        self._limited_to: tuple[str, ...] = ()
        self._planned: set[tuple[type[Asset], str]] = set()
        self._failed_in: defaultdict[type[Asset], set[str]] = defaultdict(set)

    def begin(
        self,
        planned: Iterable[tuple[AssetCollector[C, Any], str]],
        *,
        limited_to: tuple[str, ...],
    ) -> None:
        """Set the plan: collectors with their regions, and the regions that it is limited to."""
        self._planned = {(collector.asset_type, region) for collector, region in planned}
        self._limited_to = limited_to

    def fail(self, collector: AssetCollector[C, Any], region: str) -> None:
        """Note that a listing could not be read, or not to its end."""
        self._failed_in[collector.asset_type].add(region)

    def covers(self, asset_type: type[Asset], region: str) -> bool:
        """Return whether every asset of this type, or based on it, was listed there."""
        home = self._session.home_region
        planned = [
            one
            for one in self._collectors
            if issubclass(one.asset_type, asset_type)
            and (one.asset_type, region if one.regional else home) in self._planned
        ]
        return bool(planned) and all(self._listed(one, region) for one in planned)

    def why_missing(self, plan: Plan, resource_id: str) -> Unread | None:
        """Return why a named asset was not found; None if its listing failed."""
        located = self._session.locate(resource_id)
        if located is None:
            return Unread(NOT_AN_ID, resource_id)
        if located.account not in {"", self._session.account_id}:
            return Unread(OTHER_ACCOUNT, resource_id)
        kinds = types_of(self._collectors, plan, self._session.canonical(resource_id))
        if not kinds:
            return Unread(NO_CHECKS, resource_id)
        if any(
            self._failed(one, located.region) for one in self._collectors if one.asset_type in kinds
        ):
            return None
        if located.region and not any(self.covers(kind, located.region) for kind in kinds):
            return Unread(OTHER_REGION, resource_id)
        return Unread(NOT_FOUND, resource_id)

    def _listed(self, collector: AssetCollector[C, Any], region: str) -> bool:
        if collector.scattered and self._limited_to and region not in self._limited_to:
            return False
        return not self._failed(collector, region)

    def _failed(self, collector: AssetCollector[C, Any], region: str) -> bool:
        """Return whether the listing failed that has the assets of a region; empty means any."""
        there = self._failed_in[collector.asset_type]
        if not collector.regional:
            home = self._session.home_region
            return bool(there & {region or home, home})
        return region in there if region else bool(there)
