"""Suppression: a dated, reasoned, expiring decision to accept a finding."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from posture.domain.evidence import MISSING, is_in_transition
from posture.domain.pattern import WILD, is_wild, matches_case
from posture.domain.recorded_verdicts import UnreadCount
from posture.domain.spelling import is_path


def unread_check(provider: str) -> str:
    """Return the id in place of a check that stands for calls of a cloud that cannot be read.

    A suppression of it has a call, or a pattern of calls, in place of the asset.
    """
    return f"{provider}_unread_call"


class Suppression(Struct, frozen=True, kw_only=True):
    """What a suppression covers: a check on one asset, or on those whose key fits a pattern."""

    id: str
    check_id: str
    resource_pattern: str
    expires_at: int
    decided_by: str | None = None

    def covers(self, check_id: str, resource_id: str) -> bool:
        """Return whether the suppression covers a finding, whatever the spelling of its id."""
        pattern = self.resource_pattern
        if is_path(resource_id):
            pattern, resource_id = pattern.lower(), resource_id.lower()
        return self.check_id == check_id and matches_case(pattern, resource_id)


class Suppressions:
    """The suppressions in force at one moment; of several, the last to expire covers a finding.

    What was compared once is kept: `prepare` does the comparing before a transaction, which then
    only looks up.
    """

    def __init__(self, suppressions: Iterable[Suppression]) -> None:
        self.rows = frozenset(suppressions)
        self._known: dict[tuple[str, str], str | None] = {}
        self._deciders = {one.id: one.decided_by for one in self.rows}

    @cached_property
    def _to_the_letter(self) -> "_Index":
        return _Index(self.rows, str)

    @cached_property
    def _without_case(self) -> "_Index":
        return _Index(self.rows, str.lower)

    def prepare(self, findings: Iterable[tuple[str, str]]) -> None:
        """Find out which suppression covers each of these checks on an asset."""
        for check_id, resource_id in findings:
            self.covering(check_id, resource_id)

    def covering(self, check_id: str, resource_id: str) -> str | None:
        """Return the id of the suppression that covers a finding; None when none does."""
        key = (check_id, resource_id)
        if key not in self._known:
            index = self._without_case if is_path(resource_id) else self._to_the_letter
            found = [*index.covering(check_id, resource_id)]
            self._known[key] = min(found, key=_order).id if found else None
        return self._known[key]

    def decider(self, suppression_id: str | None) -> str | None:
        """Return the author of a suppression; None where that is not known."""
        return None if suppression_id is None else self._deciders[suppression_id]


class _Index:
    """Suppressions by asset and by pattern.

    Patterns are found by the text before their first wildcard, so that few are compared.

    Args:
        spelled: returns what the spellings of an id, or of a pattern, have in common.
    """

    def __init__(self, suppressions: Iterable[Suppression], spelled: Callable[[str], str]) -> None:
        self._spelled = spelled
        self._assets: dict[tuple[str, str], Suppression] = {}
        self._patterns: dict[str, dict[str, list[Suppression]]] = {}
        for one in sorted(suppressions, key=_order):
            pattern = spelled(one.resource_pattern)
            if is_wild(pattern):
                by_start = self._patterns.setdefault(one.check_id, {})
                by_start.setdefault(_start(pattern), []).append(one)
            else:
                self._assets.setdefault((one.check_id, pattern), one)
        self._lengths = {
            check_id: sorted({len(start) for start in by_start})
            for check_id, by_start in self._patterns.items()
        }

    def covering(self, check_id: str, resource_id: str) -> Iterator[Suppression]:
        """Yield suppressions that cover a finding; the last to expire is among them."""
        spelled = self._spelled(resource_id)
        if asset := self._assets.get((check_id, spelled)):
            yield asset
        by_start = self._patterns.get(check_id, {})
        for length in self._lengths.get(check_id, ()):
            if length > len(spelled):
                break
            for one in by_start.get(spelled[:length], ()):
                if one.covers(check_id, resource_id):
                    yield one
                    break  # they are in order


def accepted_unread(
    unread: Iterable[UnreadCount], suppressions: Suppressions, provider: str
) -> tuple[UnreadCount, ...]:
    """Return the unread calls, each with the suppression that covers it.

    An asset that was not found, or is in transition, is no call: no suppression covers it.
    """

    def accepted(one: UnreadCount) -> UnreadCount:
        by = suppressions.covering(unread_check(provider), one.call)
        return replace(one, suppressed_by=by, accepted_by=suppressions.decider(by))

    return tuple(
        one if one.reason in MISSING or is_in_transition(one.reason) else accepted(one)
        for one in unread
    )


def _order(one: Suppression) -> tuple[int, str]:
    return (-one.expires_at, one.id)


def _start(pattern: str) -> str:
    """Return the text of a pattern before its first wildcard."""
    return pattern[: min(pattern.find(one) % (len(pattern) + 1) for one in WILD)]
