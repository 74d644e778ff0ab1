"""Coverage: which of the existing findings a run would have found again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from posture.domain.asset import Asset
from posture.domain.check import Check
from posture.domain.spelling import key
from posture.store.finding_records import ExistingFindingRow
from posture.worker.evaluate import Evaluation
from posture.worker.scope import Scope


@dataclass(frozen=True)
class Coverage:
    """What a run looked at; `covers` returns whether all assets of a type were listed in a region.

    `key` returns what is the same for all spellings of an id.

    A finding is either looked for, or was to be looked for and could not be read, or is outside of
    what the run was limited to.
    """

    scope: Scope
    evaluation: Evaluation
    checks: Mapping[str, Check[Any]]
    covers: Callable[[type[Any], str], bool]
    key: Callable[[str], str]

    def looked_for(self, row: ExistingFindingRow) -> bool:
        """Return whether the run would have found an existing finding again."""
        check = self.checks.get(row.check_id)
        return (
            check is not None
            and self._selects(row)
            and not self._is_unknown(row)
            and self.covers(check.asset_type, row.region)
        )

    def could_not_read(self, row: ExistingFindingRow) -> bool:
        """Return whether the run was to look for an existing finding and could not."""
        check = self.checks.get(row.check_id)
        if check is None or not self._selects(row) or self.looked_for(row):
            return False
        return (
            self._is_unknown(row)
            or self.scope.resource_ids is not None
            or self._is_unlisted(check.asset_type, row.region)
        )

    def _selects(self, row: ExistingFindingRow) -> bool:
        return self._named is None or self.key(row.resource_id) in self._named

    @cached_property
    def _named(self) -> frozenset[str] | None:
        ids = self.scope.resource_ids
        return None if ids is None else frozenset(map(self.key, ids))

    def _is_unknown(self, row: ExistingFindingRow) -> bool:
        """Return whether a check could not evaluate an asset.

        A named asset that was not found may be one that the cloud does not list yet: only one that
        was expected to be gone is proven to be.
        """
        id_key = key(row.resource_id)
        unknowns = self.evaluation.unknowns
        return (row.check_id, id_key) in unknowns or id_key in self.evaluation.missing

    def _is_unlisted(self, asset_type: type[Asset], region: str) -> bool:
        """Return whether a listing failed that would have had such an asset of the region.

        A global listing has the region that it is called in, whatever the regions of its assets.
        """
        regions = self.scope.regions
        return any(
            issubclass(one.asset_type, asset_type)
            and (one.region == region or regions is None or region in regions)
            for one in self.evaluation.unlisted
        )
