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


def succeed(budget: Budget, clock: Clock, calls: int, *, within_seconds: float) -> None:
    """Let calls succeed, the last of them after this time."""
    for _ in range(calls):
        clock.now += within_seconds / calls
        budget.succeeded()


def test_rate_doubles_every_second_until_the_first_throttling() -> None:
    clock = Clock()
    budget = Budget(10.0, clock=clock)
    for rate in (10, 20, 40):
        answer(budget, clock, per_second=rate)
    assert budget.rate == 80.0


@pytest.mark.parametrize(
    ("calls", "seconds", "rate"),
    [
        (99, 0.3, 200.0),
        (100, 0.3, 400.0),
        (199, 0.6, 400.0),
        (200, 0.6, 800.0),
        (100, 0.19, 200.0),  # too short a time to tell
    ],
)
def test_rate_doubles_after_each_hundred_calls_that_succeed_within_a_second(
    calls: int, seconds: float, rate: float
) -> None:
    clock = Clock()
    budget = Budget(200.0, clock=clock)
    succeed(budget, clock, calls, within_seconds=seconds)
    assert budget.rate == rate


def test_a_hundred_calls_that_are_few_for_the_rate_do_not_double_it() -> None:
    clock = Clock()
    budget = Budget(1000.0, clock=clock)
    succeed(budget, clock, 100, within_seconds=0.3)
    assert budget.rate == 1000.0


def test_after_a_throttling_the_rate_grows_every_second_at_most() -> None:
    clock = Clock()
    budget = Budget(400.0, clock=clock)
    budget.throttled()
    assert budget.rate == 200.0
    succeed(budget, clock, 150, within_seconds=0.9)
    assert budget.rate == 200.0


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


async def test_a_call_that_comes_later_does_not_overtake_one_that_waits() -> None:
    clock, order = Clock(), list[str]()
    budget = Budget(100.0, clock=clock)
    for _ in range(100):
        await budget.take()

    async def take(name: str) -> None:
        await budget.take()
        order.append(name)

    waits = asyncio.create_task(take("first"))
    await asyncio.sleep(0)
    clock.now += 1.0
    await asyncio.gather(take("later"), waits)

    assert order == ["first", "later"]


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
