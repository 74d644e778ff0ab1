"""The pace of requests: learned from responses, in turn, within a limit."""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

import pytest

from posture.api.rate_limit import RateLimiter
from posture_client import Client, RateLimitedError
from posture_client.pace import Pace
from tests.plugins.client.scripted import Reply, scripted

LATENCY_SECONDS = 0.02


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def bucket(left: int, *, size: int = 120, reset: int | None = None) -> dict[str, str]:
    return {
        "x-ratelimit-limit": str(size),
        "x-ratelimit-remaining": str(left),
        "x-ratelimit-reset": str(size - left if reset is None else reset),
    }


def refusal(seconds: float) -> RateLimitedError:
    body = {"error": "rate_limited", "retry_after_seconds": seconds, "limit": 60, "window": "1m"}
    return RateLimitedError(
        status=429, body=body, request_id=None, retry_after_seconds=float(seconds)
    )


def paced(clock: Clock, limit_seconds: float = 300.0) -> Pace:
    return Pace(limit_seconds, sleep=lambda _: None, clock=clock)


def test_nothing_waits_before_the_first_response_and_while_requests_are_left() -> None:
    pace = paced(Clock())
    assert [pace.wait(0.0, None) for _ in range(20)] == [0.0] * 20
    numbers = [pace.sent() for _ in range(20)]
    for left, number in zip(range(119, 99, -1), numbers, strict=True):
        pace.answered(number, bucket(left))
    assert [pace.wait(0.0, None) for _ in range(100)] == [0.0] * 100
    assert pace.wait(0.0, None) == 1.0


def test_an_empty_bucket_gives_each_request_a_turn_of_its_own() -> None:
    pace = paced(Clock())
    pace.wait(0.0, None)
    pace.answered(pace.sent(), bucket(0, reset=60))
    assert [pace.wait(0.0, None) for _ in range(3)] == [0.5, 1.0, 1.5]


def test_turns_after_a_refusal_are_not_earlier_than_the_server_says() -> None:
    pace = paced(Clock())
    for number in range(3):
        pace.wait(0.0, None)
        pace.answered(pace.sent(), bucket(0))
        pace.refused(refusal(4))
        assert number + 4 <= pace.wait(0.0, None) <= number + 4.5


def test_a_call_that_would_wait_too_long_ends_with_its_refusal() -> None:
    pace = paced(Clock(), limit_seconds=10.0)
    pace.wait(0.0, None)
    pace.answered(pace.sent(), {})
    refused = refusal(4)
    pace.refused(refused)
    assert 4 <= pace.wait(0.0, refused) <= 4.5
    with pytest.raises(RateLimitedError) as caught:
        pace.wait(8.0, refused)
    assert caught.value is refused


def test_an_interrupted_wait_gives_its_turn_back() -> None:
    clock = Clock()

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    pace = Pace(300.0, sleep=interrupted, clock=clock)
    pace.wait(0.0, None)
    number = pace.sent()
    pace.answered(number, bucket(0))
    for _ in range(5):
        with pytest.raises(KeyboardInterrupt):
            pace.wait(0.0, None)
    pace.answered(number, bucket(1))
    assert pace.wait(0.0, None) == 0.0


@pytest.mark.parametrize("workers", [1, 10, 20, 50])
@pytest.mark.parametrize("rate", [1.0, 5.0])
def test_many_requests_against_the_limit_of_a_server_are_hardly_refused(
    workers: int, rate: float
) -> None:
    requests, size = 200, 120
    seconds, refusals = simulated(workers, requests, RateLimits(size, rate))
    fair = (requests - size) / rate
    assert fair <= seconds + 1 / rate
    assert seconds <= fair * 1.15 + workers / rate
    assert refusals <= workers


class RateLimits:
    def __init__(self, size: int, rate: float) -> None:
        self.clock = Clock()
        self.rate = rate
        self.limiter = RateLimiter(size=size, refill_per_second=rate, clock=self.clock)

    def take(self) -> tuple[bool, dict[str, str], int]:
        quota = self.limiter.take("token")
        headers = {name.decode(): value.decode() for name, value in self.limiter.headers(quota)}
        return quota.allowed, headers, quota.retry_after_seconds


def simulated(workers: int, requests: int, server: RateLimits) -> tuple[float, int]:
    """Send requests in simulated time; return how long it took and how many were refused."""
    clock, order = server.clock, count()
    pace = paced(clock)
    events: list[tuple[float, int, Callable[[], None]]] = []
    left, refusals, begun = requests, 0, clock.now

    def later(seconds: float, act: Callable[[], None]) -> None:
        heappush(events, (clock.now + seconds, next(order), act))

    def start(waited: float = 0.0, refused: RateLimitedError | None = None) -> None:
        seconds = pace.wait(waited, refused)
        later(seconds, lambda: send(waited + seconds))

    def send(waited: float) -> None:
        number = pace.sent()
        answer = server.take()
        later(LATENCY_SECONDS, lambda: receive(number, waited, answer))

    def receive(number: int, waited: float, answer: tuple[bool, dict[str, str], int]) -> None:
        nonlocal left, refusals
        allowed, headers, after = answer
        pace.answered(number, headers)
        if allowed:
            next_one()
            return
        refusals += 1
        error = refusal(after)
        error.body["limit"] = round(server.rate * 60)
        pace.refused(error)
        start(waited, error)

    def next_one() -> None:
        nonlocal left
        if left:
            left -= 1
            start()

    for _ in range(workers):
        next_one()
    while events:
        clock.now, _, act = heappop(events)
        act()
    return clock.now - begun, refusals


LIMITED = Reply(
    status=429,
    body={"error": "rate_limited", "retry_after_seconds": 3, "limit": 60, "window": "1m"},
    headers={"Retry-After": "3"},
)


def test_a_client_waits_for_the_rate_limit_beside_its_patience() -> None:
    slept: list[float] = []
    with (
        scripted(LIMITED, LIMITED, Reply(body={"data": []})) as server,
        Client(
            server.url, "t", patience_seconds=0, rate_limit_seconds=60, sleep=slept.append
        ) as client,
    ):
        client.list_runs()
    assert len(slept) == 2
    assert all(seconds >= 3 for seconds in slept)


def test_a_client_reports_a_rate_limit_that_it_may_not_wait_for() -> None:
    with (
        scripted(LIMITED) as server,
        Client(server.url, "t", patience_seconds=60, rate_limit_seconds=2) as client,
        pytest.raises(RateLimitedError),
    ):
        client.list_runs()
    assert len(server.requests) == 1


def test_a_limit_of_one_operation_is_not_a_matter_of_pace() -> None:
    capped = Reply(status=429, body={"error": "rate_limited", "retry_after_seconds": 30})
    with (
        scripted(capped) as server,
        Client(server.url, "t", patience_seconds=1, rate_limit_seconds=600) as client,
        pytest.raises(RateLimitedError),
    ):
        client.start_run(integration_id="i")
    assert len(server.requests) == 1
