"""Sets of texts and addresses that patterns of policies describe, and of requests made of them.

Every operation that cannot be exact returns a set that is too large, so a set that is empty here
is empty in fact.
"""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from posture.domain.aws.pattern import matches
from posture.domain.pattern import WILD, is_wild, matches_case, only_stars

# Stand for what a star and a question mark match; no pattern contains them.
_MANY: Final = "\0"
_ONE: Final = "\1"


class Pattern(Struct, frozen=True):
    """A pattern of texts.

    Attributes:
        fold: whether case does not matter.
        exact: whether AWS matches everything that the pattern matches here; it never matches more.
    """

    text: str
    fold: bool = False
    exact: bool = True

    def contains(self, other: "Pattern") -> bool:
        """Return whether this pattern matches all that the other matches, as far as provable."""
        head = _head(self.text)
        if other.text[: len(head)].lower() != head.lower():
            return False
        return _contains(self.text, self.fold, other.text, other.fold)

    def disjoint(self, other: "Pattern") -> bool:
        """Return whether no text matches both patterns, as far as provable."""
        return _disjoint(self.text.lower(), other.text.lower())


@lru_cache(maxsize=4096)
def _head(text: str) -> str:
    """Return the text before the first wildcard."""
    return text[: min((at for at, sign in enumerate(text) if sign in WILD), default=len(text))]


@lru_cache(maxsize=65536)
def _contains(text: str, fold: bool, other: str, other_fold: bool) -> bool:  # noqa: FBT001  # of two patterns
    if only_stars(text) or (text, fold) == (other, other_fold):
        return True
    if other_fold and not fold and other.lower() != other.upper():
        return False
    sample = other.replace("*", _MANY).replace("?", _ONE)
    if "?" in text:
        return _covers(text.lower() if fold else text, sample.lower() if fold else sample)
    return matches(text, sample) if fold else matches_case(text, sample)


def _covers(text: str, sample: str) -> bool:
    """Return whether a pattern matches a sample; no `?` stands for what a star stands for."""
    reached = _skip_stars(text, {0})
    for sign in sample:
        reached = _skip_stars(
            text,
            {at for at in reached if text[at : at + 1] == "*"}
            | {
                at + 1
                for at in reached
                if text[at : at + 1] == sign or (text[at : at + 1] == "?" and sign != _MANY)
            },
        )
    return len(text) in reached


def _skip_stars(text: str, reached: set[int]) -> set[int]:
    found = {*reached}
    for at in reached:
        after = at
        while text[after : after + 1] == "*":
            after += 1
            found.add(after)
    return found


@lru_cache(maxsize=4096)
def _disjoint(one: str, other: str) -> bool:
    if not is_wild(one):
        return not matches(other, one)
    if not is_wild(other):
        return not matches(one, other)
    return _apart(one, other) or _apart(one[::-1], other[::-1])


def _apart(one: str, other: str) -> bool:
    """Return whether two patterns differ before their first wildcards."""
    for left, right in zip(one, other, strict=False):
        if left in WILD or right in WILD:
            return False
        if left != right:
            return True
    return False


class Texts(Struct, frozen=True):
    """The texts that match each of some patterns and none of others."""

    all_of: frozenset[Pattern] = frozenset()
    none_of: frozenset[Pattern] = frozenset()

    @property
    def empty(self) -> bool:
        """Return whether there is provably no such text."""
        return (
            any(only_stars(one.text) for one in self.none_of)
            or any(out.contains(one) for one in self.all_of for out in self.none_of)
            or any(one.disjoint(other) for one, other in combinations(self.all_of, 2))
        )

    def within(self, patterns: Iterable[Pattern]) -> Iterator["Texts"]:
        """Yield sets that together are the texts that match one of the patterns."""
        for one in patterns:
            yield self if only_stars(one.text) else replace(self, all_of=self.all_of | {one})

    def outside(self, patterns: Iterable[Pattern]) -> "Texts":
        """Return the texts that match none of the patterns."""
        return replace(self, none_of=self.none_of | {*patterns})


Range = tuple[int, int, int]  # version of IP, first address, last address
EVERY_ADDRESS: Final[tuple[Range, ...]] = ((4, 0, 2**32 - 1), (6, 0, 2**128 - 1))


class Addresses(Struct, frozen=True):
    """IP addresses, as ranges."""

    ranges: tuple[Range, ...] = EVERY_ADDRESS

    @property
    def empty(self) -> bool:
        """Return whether there is no such address."""
        return not self.ranges

    def within(self, patterns: Iterable[Pattern]) -> Iterator["Addresses"]:
        """Yield the addresses in the networks that the patterns are."""
        outside = self.outside(patterns)
        yield Addresses(without(self.ranges, outside.ranges))

    def outside(self, patterns: Iterable[Pattern]) -> "Addresses":
        """Return the addresses in none of the networks that the patterns are."""
        return Addresses(without(self.ranges, map(_range_of, patterns)))


def _range_of(pattern: Pattern) -> Range:
    network = ipaddress.ip_network(pattern.text, strict=False)
    return (network.version, int(network.network_address), int(network.broadcast_address))


def without(ranges: Iterable[Range], others: Iterable[Range]) -> tuple[Range, ...]:
    """Return the parts of ranges of addresses that are in none of the others."""
    left = [*ranges]
    for version, first, last in others:
        kept: list[Range] = []
        for one in left:
            if one[0] != version or one[2] < first or last < one[1]:
                kept.append(one)
                continue
            if one[1] < first:
                kept.append((version, one[1], first - 1))
            if last < one[2]:
                kept.append((version, last + 1, one[2]))
        left = kept
    return tuple(left)


class Values(Struct, frozen=True):
    """What a request can hold under a key: nothing, or one or more values of a set."""

    missing: bool = True
    present: Texts | Addresses = field(default_factory=Texts)

    @property
    def empty(self) -> bool:
        """Return whether there is provably no such request."""
        return not self.missing and self.present.empty


class Quantifier(StrEnum):
    """How many values of a request must pass a test: its only one, any of them, or all."""

    ONLY = "only"
    ANY = "any"
    ALL = "all"


class Test(Struct, frozen=True, kw_only=True):
    """A test of the values of a request under a key.

    Attributes:
        key: a condition key in lower case, or `action` or `resource`.
        patterns: what a value must match one of; None if the test is not understood.
        negated: whether a value must match none of them instead.
        missing: the result for a request without the key; None if it is not known.
    """

    key: str
    patterns: tuple[Pattern, ...] | None
    negated: bool = False
    missing: bool | None = False
    quantifier: Quantifier = Quantifier.ONLY

    def within(self, values: Values) -> Iterator[Values]:
        """Yield sets that together contain all values that pass the test."""
        if self.patterns is None:
            yield values
            return
        if values.missing and self.missing is not False:
            yield replace(values, present=_NOTHING)
        passing = [*self._matching(values.present, negated=self.negated)]
        # Another value can be the one that passes, or each value can match another pattern.
        whole = self.quantifier is Quantifier.ANY or (
            self.quantifier is Quantifier.ALL and len(passing) > 1
        )
        if passing:
            for one in [values.present] if whole else passing:
                yield Values(missing=False, present=one)

    def outside(self, values: Values) -> Iterator[Values]:
        """Yield sets that together contain all values that do not pass the test."""
        if self.patterns is None:
            yield values
            return
        if values.missing and self.missing is not True:
            yield replace(values, present=_NOTHING)
        failing = [*self._matching(values.present, negated=not self.negated)]
        # One value that does not pass is enough, and the others can be anything.
        whole = self.quantifier is Quantifier.ALL or (
            self.quantifier is Quantifier.ANY and len(failing) > 1
        )
        if failing:
            for one in [values.present] if whole else failing:
                yield Values(missing=False, present=one)

    def _matching(
        self, present: Texts | Addresses, *, negated: bool
    ) -> Iterator[Texts | Addresses]:
        patterns = self.patterns or ()
        if negated:
            found: Iterable[Texts | Addresses] = [
                present.outside(one for one in patterns if one.exact)
            ]
        else:
            found = present.within(patterns)
        return (one for one in found if not one.empty)


_NOTHING: Final = Texts(none_of=frozenset({Pattern("*")}))


class Requests(Struct, frozen=True):
    """The requests with such values under each key; any under keys that are not listed."""

    values: Mapping[str, Values] = field(default_factory=dict)

    def within(self, test: Test) -> Iterator["Requests"]:
        """Yield sets that together contain the requests that pass a test."""
        return self._with(test.key, test.within(self._of(test.key)))

    def outside(self, test: Test) -> Iterator["Requests"]:
        """Yield sets that together contain the requests that do not pass a test."""
        return self._with(test.key, test.outside(self._of(test.key)))

    def _with(self, key: str, found: Iterable[Values]) -> Iterator["Requests"]:
        return (Requests({**self.values, key: one}) for one in found if not one.empty)

    def _of(self, key: str) -> Values:
        return self.values.get(key) or anything(key)


IP_KEYS: Final = frozenset({"aws:sourceip", "aws:vpcsourceip"})


def anything(key: str) -> Values:
    """Return all that a request can hold under a key."""
    return Values(present=Addresses()) if key in IP_KEYS else Values()


# A test does not split sets into more than this number; it keeps larger sets instead.
MOST_SPLITS: Final = 64


def passing(requests: Iterable[Requests], tests: Iterable[Test]) -> list[Requests]:
    """Return sets that together contain the requests that pass every test."""
    found = [*requests]
    for test in tests:
        split = [(one, [*one.within(test)]) for one in found]
        found = _joined(split)
    return found


def failing(requests: Iterable[Requests], tests: list[Test]) -> list[Requests]:
    """Return sets that together contain the requests that do not pass every test."""
    found: list[Requests] = []
    for one in requests:
        if any(next(one.within(test), None) is None for test in tests):
            found.append(one)
            continue
        passed = [one]
        for test in tests:
            split: list[tuple[Requests, list[Requests]]] = []
            for each in passed:
                rest = [*each.outside(test)]
                found += rest
                split.append((each, [*each.within(test)] if rest else [each]))
            passed = _joined(split)
    return found


def _joined(split: list[tuple[Requests, list[Requests]]]) -> list[Requests]:
    """Return the parts of sets, or the sets that have parts if there are too many parts."""
    if sum(len(parts) for _, parts in split) > MOST_SPLITS:
        return [one for one, parts in split if parts]
    return [part for _, parts in split for part in parts]
