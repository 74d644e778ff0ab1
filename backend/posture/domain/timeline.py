"""Timeline: where the time of a run went, by phase, and by service and region of its calls.

A call adds to a tally in memory; the tallies become a few rows of JSON text when the run ends.
"""

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, TypeAlias

import msgspec

from posture.domain.text import storable

# The upper bounds of the histogram of durations; a last bucket has what took longer.
BOUNDS_MS: Final = (
    *(1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700),
    *(1_000, 1_500, 2_000, 3_000, 5_000, 7_000, 10_000, 15_000, 20_000, 30_000, 60_000),
)
MOST_BYTES: Final = 8_000
MOST_ROWS: Final = 60
MOST_SLOW: Final = 10
# Regions are words of the cloud, so nothing limits them but this.
MOST_NAME: Final = 64
MS: Final = 1_000

# The service and the region of calls; the region is empty where calls have none.
Place: TypeAlias = tuple[str, str]


class TimedPhase(StrEnum):
    """The parts of a run whose time is measured."""

    CONNECT = "connect"
    COLLECT = "collect"
    EVALUATE = "evaluate"
    RECORD = "record"


class CallTally(msgspec.Struct):
    """What the calls of one service in one region add up to; times are those of one clock.

    `calls` has the retries, `errors` the calls that had no usable response after them. `slow` is a
    heap of the slowest: the time of each, when it began, its name, and whether it failed.
    """

    calls: int = 0
    errors: int = 0
    throttled_seconds: float = 0.0
    seconds: float = 0.0
    longest: float = 0.0
    first: float = 0.0
    last: float = 0.0
    buckets: list[int] = msgspec.field(default_factory=lambda: [0] * (len(BOUNDS_MS) + 1))
    slow: list[tuple[float, float, str, bool]] = msgspec.field(default_factory=list)

    def note(self, call: str, begun: float, ended: float, *, failed: bool) -> None:
        """Add a call that has ended, with the time of its waits and retries."""
        taken = ended - begun
        self.seconds += taken
        self.errors += failed
        if not self.last or begun < self.first:
            self.first = begun
        self.last = ended
        self.longest = max(self.longest, taken)
        self.buckets[bisect_left(BOUNDS_MS, taken * MS)] += 1
        if len(self.slow) < MOST_SLOW:
            heapq.heappush(self.slow, (taken, begun, call, failed))
        elif taken > self.slow[0][0]:
            heapq.heapreplace(self.slow, (taken, begun, call, failed))

    def add(self, other: "CallTally") -> None:
        """Add what another tally has."""
        self.calls += other.calls
        self.errors += other.errors
        self.throttled_seconds += other.throttled_seconds
        self.seconds += other.seconds
        self.longest = max(self.longest, other.longest)
        if other.last:  # one of its calls has ended
            self.first = min(self.first, other.first) if self.last else other.first
            self.last = max(self.last, other.last)
        self.buckets = [one + more for one, more in zip(self.buckets, other.buckets, strict=True)]

    @property
    def p95_ms(self) -> int:
        """Return how long 95 of 100 calls took at most: a bound of the histogram, rounded up."""
        left = sum(self.buckets) * 0.95
        longest = -int(-self.longest * MS // 1)
        for bound, count in zip(BOUNDS_MS, self.buckets, strict=False):
            left -= count
            if left <= 0:
                return min(bound, longest)
        return longest


class PhaseTime(msgspec.Struct, frozen=True, array_like=True):
    """A phase, from the start of the run."""

    name: TimedPhase
    start_ms: int
    duration_ms: int


class PlaceTime(msgspec.Struct, frozen=True, array_like=True):
    """The calls of a service in a region; `first_ms` and `last_ms` count from the run's start."""

    service: str
    region: str
    call_count: int
    error_count: int
    throttled_ms: int
    first_ms: int
    last_ms: int
    p95_ms: int


class OtherTime(msgspec.Struct, frozen=True, array_like=True):
    """The places that have no row of their own, together."""

    place_count: int
    calls: PlaceTime


class SlowCall(msgspec.Struct, frozen=True, array_like=True):
    """One of the slowest calls, with its waits and retries."""

    call: str
    region: str
    start_ms: int
    duration_ms: int
    failed: bool


class Timeline(msgspec.Struct, frozen=True):
    """The timeline of a run, as it is stored: the phases and the places in the order of time.

    `slowest` begins with the slowest call; a run of an earlier version recorded none.
    """

    phases: tuple[PhaseTime, ...] = ()
    places: tuple[PlaceTime, ...] = ()
    other: OtherTime | None = None
    slowest: tuple[SlowCall, ...] = ()


def encoded(
    phases: Iterable[PhaseTime], tallies: Mapping[Place, CallTally], *, begun: float
) -> str:
    """Return a timeline as JSON text of at most `MOST_BYTES`.

    The places whose calls took the least time together are added up, so that none is lost.

    Args:
        phases: those that have begun.
        tallies: the calls, by service and region.
        begun: when the run began, by the clock of the tallies.
    """
    largest = sorted(tallies.items(), key=lambda item: (-item[1].seconds, item[0]))
    phases, rows, slowest = tuple(phases), MOST_ROWS, _slowest(tallies, begun)
    while True:
        shown, rest = largest[:rows], largest[rows:]
        places = [_place_time(place, tally, begun) for place, tally in shown]
        places.sort(key=lambda one: (one.first_ms, one.service, one.region))
        timeline = Timeline(phases, tuple(places), _other(rest, begun), slowest)
        text = msgspec.json.encode(timeline)
        if len(text) <= MOST_BYTES:
            return text.decode()
        rows //= 2


def decoded(text: str) -> Timeline:
    """Return a stored timeline."""
    return msgspec.json.decode(text, type=Timeline)


def _slowest(tallies: Mapping[Place, CallTally], begun: float) -> tuple[SlowCall, ...]:
    every = ((*one, region) for (_, region), tally in tallies.items() for one in tally.slow)
    return tuple(
        SlowCall(
            call=storable(call[:MOST_NAME]),
            region=storable(region[:MOST_NAME]),
            start_ms=since(begun, at),
            duration_ms=round(taken * MS),
            failed=failed,
        )
        for taken, at, call, failed, region in heapq.nlargest(MOST_SLOW, every)
    )


def _other(rest: list[tuple[Place, CallTally]], begun: float) -> OtherTime | None:
    if not rest:
        return None
    added = CallTally()
    for _, tally in rest:
        added.add(tally)
    return OtherTime(len(rest), _place_time(("", ""), added, begun))


def _place_time(place: Place, tally: CallTally, begun: float) -> PlaceTime:
    service, region = place
    return PlaceTime(
        service=storable(service[:MOST_NAME]),
        region=storable(region[:MOST_NAME]),
        call_count=tally.calls,
        error_count=tally.errors,
        throttled_ms=round(tally.throttled_seconds * MS),
        first_ms=since(begun, tally.first),
        last_ms=since(begun, tally.last),
        p95_ms=tally.p95_ms,
    )


def since(begun: float, at: float) -> int:
    """Return the whole milliseconds between two times of one clock, never less than 0."""
    return max(0, round((at - begun) * MS))
