"""Suppression: a dated, reasoned, expiring decision to accept a finding."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from posture.domain.evidence import MISSING
from posture.domain.pattern import WILD, is_wild, matches_case
from posture.domain.recorded_verdicts import UnreadCount


def unread_check(provider: str) -> str:
    """Return the id in place of a check that stands for calls of a cloud that cannot be read.

    A suppression of it has a call, or a pattern of calls, in place of the asset.
    """
    return f"{provider}_unread_call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """What a suppression covers: a check on one asset, or on those whose key fits a pattern."""

    id: str
    check_id: str
    resource_pattern: str
    expires_at: int
    decided_by: str | None = None

    def covers(self, check_id: str, resource_id: str) -> bool:
        """Return whether the suppression covers a finding."""
        return self.check_id == check_id and matches_case(self.resource_pattern, resource_id)


class Suppressions:
    """The suppressions in force at one moment; of several, the last to expire covers a finding.

    Patterns are found by the text before their first wildcard, so that few are compared. What was
    asked once is kept: `prepare` does the comparing before a transaction, which then only looks up.
    """

    def __init__(self, suppressions: Iterable[Suppression]) -> None:
        self.rows = frozenset(suppressions)
        self._assets: dict[tuple[str, str], Suppression] = {}
        self._patterns: dict[str, dict[str, list[Suppression]]] = {}
        self._known: dict[tuple[str, str], str | None] = {}
        self._deciders: dict[str, str | None] = {}
        for one in sorted(self.rows, key=_order):
            self._deciders[one.id] = one.decided_by
            if is_wild(one.resource_pattern):
                by_start = self._patterns.setdefault(one.check_id, {})
                by_start.setdefault(_start(one.resource_pattern), []).append(one)
            else:
                self._assets.setdefault((one.check_id, one.resource_pattern), one)
        self._lengths = {
            check_id: sorted({len(start) for start in by_start})
            for check_id, by_start in self._patterns.items()
        }

    def prepare(self, findings: Iterable[tuple[str, str]]) -> None:
        """Find out which suppression covers each of these checks on an asset."""
        for check_id, resource_id in findings:
            self.covering(check_id, resource_id)

    def covering(self, check_id: str, resource_id: str) -> str | None:
        """Return the id of the suppression that covers a finding; None when none does."""
        key = (check_id, resource_id)
        if key not in self._known:
            found = [*self._candidates(check_id, resource_id)]
            self._known[key] = min(found, key=_order).id if found else None
        return self._known[key]

    def _candidates(self, check_id: str, resource_id: str) -> Iterator[Suppression]:
        if asset := self._assets.get((check_id, resource_id)):
            yield asset
        by_start = self._patterns.get(check_id, {})
        for length in self._lengths.get(check_id, ()):
            if length > len(resource_id):
                break
            for one in by_start.get(resource_id[:length], ()):
                if one.covers(check_id, resource_id):
                    yield one
                    break  # they are in order

    def decider(self, suppression_id: str | None) -> str | None:
        """Return the author of a suppression; None where that is not known."""
        return None if suppression_id is None else self._deciders[suppression_id]


def accepted_unread(
    unread: Iterable[UnreadCount], suppressions: Suppressions, provider: str
) -> tuple[UnreadCount, ...]:
    """Return the unread calls, each with the suppression that covers it.

    An asset that was named and not found is no call: no suppression covers it.
    """

    def accepted(one: UnreadCount) -> UnreadCount:
        by = suppressions.covering(unread_check(provider), one.call)
        return replace(one, suppressed_by=by, accepted_by=suppressions.decider(by))

    return tuple(one if one.reason in MISSING else accepted(one) for one in unread)


def _order(one: Suppression) -> tuple[int, str]:
    return (-one.expires_at, one.id)


def _start(pattern: str) -> str:
    """Return the text of a pattern before its first wildcard."""
    return pattern[: min(pattern.find(one) % (len(pattern) + 1) for one in WILD)]
