"""The budget of traced requests bounds what a flood of them costs."""

from itertools import chain, repeat

from posture.telemetry.budget import TraceBudget


def test_a_burst_is_traced_up_to_the_rate() -> None:
    budget = TraceBudget(10, clock=lambda: 0.0)
    assert sum(budget.take() for _ in range(100)) == 10


def test_the_budget_is_filled_again_with_time() -> None:
    times = chain([0.0], repeat(0.0, 10), repeat(0.5, 100))
    budget = TraceBudget(10, clock=lambda: next(times))
    assert sum(budget.take() for _ in range(10)) == 10
    assert sum(budget.take() for _ in range(100)) == 5


def test_no_more_than_a_second_is_saved_up() -> None:
    times = chain([0.0], repeat(3_600.0, 100))
    budget = TraceBudget(10, clock=lambda: next(times))
    assert sum(budget.take() for _ in range(100)) == 10


def test_0_traces_none_of_these_requests() -> None:
    budget = TraceBudget(0, clock=lambda: 0.0)
    assert not budget.take()
