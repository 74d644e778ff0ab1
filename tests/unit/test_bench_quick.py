"""The guard of `-s bench -- quick`: what it accepts, and what it reports."""

import pytest

from tests.bench.bench_quick import BASELINE, VERSION, compared

KNOWN = {"scan": {"instructions": 1_000, "c_calls": 100}}


@pytest.mark.parametrize("now", [900, 1_000, 1_050])
def test_counts_up_to_five_percent_above_the_baseline_are_accepted(now: int) -> None:
    rows, faults = compared({"scan": {"instructions": now, "c_calls": 100}}, KNOWN)

    assert faults == []
    assert rows[1] == ("scan", "instructions", "1,000", f"{now:,}", f"{now / 1_000:.3f}")


@pytest.mark.parametrize(
    ("counts", "fault"),
    [
        ({"instructions": 1_051, "c_calls": 100}, "scan: 1.051 times the instructions"),
        ({"instructions": 1_000, "c_calls": 106}, "scan: 1.060 times the c_calls"),
    ],
)
def test_more_than_five_percent_is_a_fault(counts: dict[str, int], fault: str) -> None:
    _, faults = compared({"scan": counts}, KNOWN)

    assert [one.partition(" of the")[0] for one in faults] == [fault]


def test_a_scenario_that_only_one_side_has_is_a_fault() -> None:
    _, faults = compared({"list": {"instructions": 1, "c_calls": 1}}, KNOWN)

    assert {one.partition(":")[0] for one in faults} == {"list", "scan"}


def test_without_a_baseline_nothing_was_compared() -> None:
    _, faults = compared(KNOWN, {})

    assert faults == [f"There is no baseline for Python {VERSION}: make one with `--write`."]


def test_the_baseline_is_committed() -> None:
    assert BASELINE.exists()
