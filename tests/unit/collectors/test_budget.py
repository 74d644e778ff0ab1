"""The call budget learns the rate that an account's service allows."""

import asyncio

import pytest

from posture.collectors.budget import Budget, Budgets

pytestmark = pytest.mark.anyio


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def answer(budget: Budget, clock: Clock, *, per_second: int) -> None:
    """Let calls be answered for one second."""
    for number in range(1, per_second + 1):
        clock.now += 1.0 / per_second if number < per_second else 1.0001 / per_second
        budget.succeeded()


def test_rate_doubles_every_second_until_the_first_throttling() -> None:
    clock = Clock()
    budget = Budget(100.0, clock=clock)
    for rate in (100, 200, 400):
        answer(budget, clock, per_second=rate)
    assert budget.rate == 800.0


def test_a_rate_that_is_not_used_does_not_grow() -> None:
    clock = Clock()
    budget = Budget(100.0, clock=clock)
    for _ in range(10_000):
        answer(budget, clock, per_second=2)
    assert budget.rate == 100.0


def test_rate_halves_once_however_many_calls_of_a_moment_are_throttled() -> None:
    clock = Clock()
    budget = Budget(100.0, clock=clock)
    for _ in range(64):
        budget.throttled()
    assert budget.rate == 50.0


def test_rate_climbs_back_to_what_was_sustained_and_slowly_beyond() -> None:
    clock = Clock()
    budget = Budget(100.0, clock=clock)
    clock.now += 1.0
    budget.throttled()
    assert budget.rate == 10.0
    rates = []
    for _ in range(3):
        answer(budget, clock, per_second=10)
        rates.append(round(budget.rate, 2))
    assert rates == [10.5, 11.0, 11.5]


def test_rate_never_falls_to_nothing() -> None:
    clock = Clock()
    budget = Budget(4.0, clock=clock)
    for _ in range(10):
        clock.now += 2.0
        budget.throttled()
    assert budget.rate == 1.0


async def test_calls_beyond_the_bucket_wait_for_their_turn() -> None:
    loop = asyncio.get_running_loop()
    budget = Budget(50.0)
    begun = loop.time()
    await asyncio.gather(*(budget.take() for _ in range(60)))
    assert loop.time() - begun >= 10 / 50 * 0.9


def test_one_budget_per_account_region_and_service() -> None:
    budgets = Budgets(10.0)
    assert budgets.of("1", "eu-west-1", "s3") is budgets.of("1", "eu-west-1", "s3")
    assert budgets.of("1", "eu-west-1", "s3") is not budgets.of("2", "eu-west-1", "s3")


def test_a_service_that_allows_few_calls_starts_slowly_and_no_service_above_the_first_rate() -> (
    None
):
    budgets = Budgets(10.0, {"route53": 5.0, "backup": 50.0})
    rates = {name: budgets.of("1", "eu-west-1", name).rate for name in ("route53", "backup", "s3")}
    assert rates == {"route53": 5.0, "backup": 10.0, "s3": 10.0}


def test_rate_falls_to_that_of_recent_successful_calls() -> None:
    clock = Clock()
    budget = Budget(10_000.0, clock=clock)
    for _ in range(500):
        clock.now += 0.001
        budget.succeeded()
    budget.throttled()
    assert budget.rate == pytest.approx(1_000.0)
