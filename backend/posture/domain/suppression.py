"""Suppression: a dated, reasoned, expiring decision to accept a finding."""

from collections.abc import Iterable
from dataclasses import dataclass

from posture.domain.pattern import WILD, matches_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """What a suppression covers: a check on one asset, or on those whose key fits a pattern."""

    id: str
    check_id: str
    resource_pattern: str
    expires_at: int

    def covers(self, check_id: str, resource_id: str) -> bool:
        """Return whether the suppression covers a finding."""
        return self.check_id == check_id and matches_case(self.resource_pattern, resource_id)


class Suppressions:
    """The suppressions in force at one moment; of several, the last to expire covers a finding."""

    def __init__(self, suppressions: Iterable[Suppression]) -> None:
        self._assets: dict[tuple[str, str], Suppression] = {}
        self._patterns: dict[str, list[Suppression]] = {}
        for one in sorted(suppressions, key=_order):
            if WILD & set(one.resource_pattern):
                self._patterns.setdefault(one.check_id, []).append(one)
            else:
                self._assets.setdefault((one.check_id, one.resource_pattern), one)

    def covering(self, check_id: str, resource_id: str) -> str | None:
        """Return the id of the suppression that covers a finding; None when none does."""
        asset = self._assets.get((check_id, resource_id))
        patterns = self._patterns.get(check_id, ())
        pattern = next((one for one in patterns if one.covers(check_id, resource_id)), None)
        found = [one for one in (asset, pattern) if one is not None]
        return min(found, key=_order).id if found else None


def _order(one: Suppression) -> tuple[int, str]:
    return (-one.expires_at, one.id)
