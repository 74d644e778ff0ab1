"""A timeline loses no call, is small whatever the account, and says how long calls took."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from posture.domain.timeline import (
    BOUNDS_MS,
    MOST_BYTES,
    MOST_ROWS,
    MOST_SLOW,
    CallTally,
    PhaseTime,
    SlowCall,
    TimedPhase,
    decoded,
    encoded,
)

BEGUN = 1_000.0
PHASES = [PhaseTime(phase, 10**9, 10**9) for phase in TimedPhase]


def tally(*calls: tuple[float, float], failed: bool = False) -> CallTally:
    """Return a tally of calls that began so many seconds after the run, and took so many."""
    made = CallTally(calls=len(calls))
    for begun, taken in calls:
        made.note(f"s3:Get{begun}", BEGUN + begun, BEGUN + begun + taken, failed=failed)
    return made


def test_a_place_has_its_calls_errors_and_times() -> None:
    calls = tally((0.5, 0.25), (2.0, 0.5), failed=True)
    calls.throttled_seconds = 0.125
    text = encoded([PhaseTime(TimedPhase.CONNECT, 0, 7)], {("s3", "eu-1"): calls}, begun=BEGUN)
    found = decoded(text)
    assert found.phases == (PhaseTime(TimedPhase.CONNECT, 0, 7),)
    (place,) = found.places
    assert (place.service, place.region) == ("s3", "eu-1")
    assert (place.call_count, place.error_count, place.throttled_ms) == (2, 2, 125)
    assert (place.first_ms, place.last_ms, place.p95_ms) == (500, 2500, 500)
    assert found.other is None


def test_the_slowest_calls_of_all_places_come_first() -> None:
    tallies = {
        ("s3", "eu-1"): tally(*((number, number / 4) for number in range(20))),
        ("iam", ""): tally((30, 4), failed=True),
    }
    found = decoded(encoded([], tallies, begun=BEGUN)).slowest
    assert len(found) == MOST_SLOW
    assert found[:2] == (
        SlowCall("s3:Get19", "eu-1", 19_000, 4_750, failed=False),
        SlowCall("s3:Get18", "eu-1", 18_000, 4_500, failed=False),
    )
    assert SlowCall("s3:Get30", "", 30_000, 4_000, failed=True) in found


def test_a_timeline_of_an_earlier_version_has_no_slowest_calls() -> None:
    assert decoded('{"phases":[],"places":[],"other":null}').slowest == ()


def test_places_are_in_the_order_of_their_first_calls() -> None:
    tallies = {("b", ""): tally((2, 1)), ("a", ""): tally((3, 9)), ("c", ""): tally((1, 5))}
    found = decoded(encoded([], tallies, begun=BEGUN))
    assert [one.service for one in found.places] == ["c", "b", "a"]


def test_the_places_with_the_least_time_are_added_up() -> None:
    tallies = {
        (f"s{number}", "eu-1"): tally((number, 0.5), (number, number + 1.0), failed=number == 0)
        for number in range(MOST_ROWS + 3)
    }
    found = decoded(encoded(PHASES, tallies, begun=BEGUN))
    assert len(found.places) == MOST_ROWS
    assert {one.service for one in found.places}.isdisjoint({"s0", "s1", "s2"})
    assert found.other is not None
    assert found.other.place_count == 3
    calls = found.other.calls
    assert (calls.call_count, calls.error_count) == (6, 2)
    assert (calls.first_ms, calls.last_ms, calls.p95_ms) == (0, 5_000, 3_000)


def test_the_largest_account_with_the_longest_names_stays_small_and_loses_no_call() -> None:
    places = [f"{number:03}" + "\N{SNOWMAN}" * 500 for number in range(40)]
    tallies = {place: tally((10**6, 10**5)) for place in product(places, places)}
    tallies["no call", "ended"] = CallTally(calls=1)
    text = encoded(PHASES, tallies, begun=BEGUN)
    assert len(text.encode()) <= MOST_BYTES
    found = decoded(text)
    assert found.places
    assert found.other is not None
    assert len(found.places) + found.other.place_count == len(tallies)
    assert sum(one.call_count for one in found.places) + found.other.calls.call_count == len(
        tallies
    )
    assert found.other.calls.first_ms == 10**9


def test_what_a_database_refuses_is_replaced() -> None:
    found = decoded(encoded([], {("s3", "eu\0\ud800"): tally((0, 1))}, begun=BEGUN))
    assert found.places[0].region == "eu\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=300))
def test_the_estimate_is_at_least_what_95_of_100_calls_took(taken_ms: list[int]) -> None:
    estimate = tally(*((0, ms / 1_000) for ms in taken_ms)).p95_ms
    within = sum(ms <= estimate for ms in taken_ms)
    assert within >= 0.95 * len(taken_ms)
    exact = sorted(taken_ms)[-(-95 * len(taken_ms) // 100) - 1]
    assert estimate <= 2 * exact or exact > BOUNDS_MS[-1]


def test_a_tally_without_a_call_took_no_time() -> None:
    assert CallTally().p95_ms == 0
