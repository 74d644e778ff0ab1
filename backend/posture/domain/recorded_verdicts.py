"""Recorded verdicts: what a run keeps of its verdicts, so that a gate never needs the catalog.

Kept are counts by family and frameworks, as both were when the run ended, and why verdicts are
unknown. As JSON they take a few kilobytes: the names of frameworks are written once.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import msgspec

from posture.domain.evidence import may_change_soon

# More reasons than these are not kept: the most frequent come first.
MOST_UNREAD: Final = 200
# No more ids than these are kept of the assets without checks; all are counted.
MOST_UNCHECKED: Final = 100
# A text names the regions of a reason up to this many, and counts them beyond.
MOST_REGIONS_SHOWN: Final = 3


class VerdictGroup(msgspec.Struct, frozen=True, array_like=True):
    """The checks of a run that have their family and their frameworks in common.

    Attributes:
        family: the family of the checks.
        frameworks: places in `RecordedVerdicts.names`, in order.
        count: how many verdicts of theirs rest on evidence; 0 if they were only selected.
    """

    family: str
    frameworks: tuple[int, ...]
    count: int


class UnreadCount(msgspec.Struct, frozen=True):
    """Why verdicts are unknown, and how many are for this reason.

    Attributes:
        reason: the cloud's error code, or why a named asset was not found.
        call: the call to the cloud, or the id of the asset.
        count: how many verdicts are unknown for this reason.
        permission: what would allow the call, in the cloud's words; None where it was not denied.
        regions: where the assets are whose verdicts are unknown; empty where no region is known.
        suppressed_by: the suppression that accepts the call; its verdicts do not count in a gate.
        accepted_by: the author of that suppression, as in the audit log.
    """

    reason: str
    call: str
    count: int
    permission: str | None = None
    regions: tuple[str, ...] = ()
    suppressed_by: str | None = None
    accepted_by: str | None = None

    def __str__(self) -> str:
        times = "" if self.count == 1 else f" ({self.count} times)"
        allow = "" if self.permission in {None, self.call} else f", allowed by {self.permission}"
        again = "; look again" if may_change_soon(self.reason) else ""
        return f"{self.reason}: {self.call}{self._where()}{times}{allow}{again}"

    def _where(self) -> str:
        if not self.regions:
            return ""
        if len(self.regions) > MOST_REGIONS_SHOWN:
            return f" in {len(self.regions)} regions"
        return f" in {', '.join(self.regions)}"


def summary(unread: Sequence[UnreadCount], most: int) -> str:
    """Return the first reasons in one line, and the number of the others."""
    rest = len(unread) - most
    shown = "; ".join(map(str, unread[:most]))
    return f"{shown}; and {rest} more reason{'s' if rest > 1 else ''}" if rest > 0 else shown


class RecordedVerdicts(msgspec.Struct, frozen=True):
    """The verdicts of a run, counted.

    Attributes:
        names: the names of the frameworks.
        groups: one for each family and set of frameworks among the selected checks.
        absent: assets that were expected to be gone, and are; they are of every family.
        unread: why verdicts are unknown, the most frequent reason first.
        unchecked_count: named assets that were left out, because no check looks at their type.
        unchecked: the ids of the first of them.
    """

    names: tuple[str, ...] = ()
    groups: tuple[VerdictGroup, ...] = ()
    absent: int = 0
    unread: tuple[UnreadCount, ...] = ()
    unchecked_count: int = 0
    unchecked: tuple[str, ...] = ()

    @property
    def accepted_unknown_count(self) -> int:
        """Return how many verdicts are unknown for calls that a suppression accepts."""
        return sum(one.count for one in self.unread if one.suppressed_by is not None)

    def of(self, families: Collection[str], frameworks: Collection[str]) -> list[VerdictGroup]:
        """Return the groups of these families and frameworks; empty means all."""
        wanted = {place for place, name in enumerate(self.names) if name in frameworks}
        return [
            one
            for one in self.groups
            if (not families or one.family in families)
            and (not frameworks or not wanted.isdisjoint(one.frameworks))
        ]

    def count(self, families: Collection[str], frameworks: Collection[str]) -> int:
        """Return how many verdicts of these families and frameworks rest on evidence."""
        return self.absent + sum(one.count for one in self.of(families, frameworks))


def grouped(
    counts: Iterable[tuple[str, tuple[str, ...], int]],
    *,
    absent: int,
    unread: Iterable[UnreadCount],
    unchecked: Iterable[str] = (),
) -> RecordedVerdicts:
    """Group `(family, frameworks, count)` of each selected check."""
    sums: dict[tuple[str, tuple[str, ...]], int] = {}
    for family, frameworks, count in counts:
        sums[family, frameworks] = sums.get((family, frameworks), 0) + count
    names = tuple(sorted({name for _, frameworks in sums for name in frameworks}))
    places = {name: place for place, name in enumerate(names)}
    left_out = sorted(unchecked)
    return RecordedVerdicts(
        names=names,
        groups=tuple(
            VerdictGroup(family, tuple(sorted(places[name] for name in frameworks)), count)
            for (family, frameworks), count in sorted(sums.items())
        ),
        absent=absent,
        unread=tuple(
            sorted(unread, key=lambda one: (-one.count, one.reason, one.call))[:MOST_UNREAD]
        ),
        unchecked_count=len(left_out),
        unchecked=tuple(left_out[:MOST_UNCHECKED]),
    )
