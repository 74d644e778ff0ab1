"""Shares: one owner's work waits for the requests of an owner that has used less."""

import asyncio
import math
from collections.abc import Callable, Coroutine, Generator
from types import coroutine
from typing import Any

import pytest

from posture.shares import (
    COUNTED,
    IDLE_SECONDS,
    LINGER_SECONDS,
    MEMORY_SECONDS,
    MUCH,
    OWNERS,
    Share,
    Shares,
    metered,
)

pytestmark = pytest.mark.anyio

WAIT_SECONDS = 0.02
REST_FACTOR = 4.0
OWNERS_OF_SCENE = ("greedy", "modest")


class Scene:
    """Shares with a clock of their own; `greedy` has used much, and `modest` little."""

    def __init__(self, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self.now = -LINGER_SECONDS
        self.shares = Shares(
            wait_seconds=wait_seconds, rest_factor=REST_FACTOR, clock=lambda: self.now
        )
        self.greedy = self.shares.begin("greedy", is_tenant=True)
        self.shares.charge("greedy", 10 * MUCH)
        self.greedy.rests_until = -math.inf  # it has rested since
        self.modest = self.shares.begin("modest", is_tenant=True)
        end(self.shares, self.modest)
        self.shares.charge("modest", MUCH / 10)
        self.now = 0.0


async def test_an_owner_that_used_much_waits_for_a_request_of_one_that_used_little() -> None:
    scene = Scene()
    shares = scene.shares
    before = shares.must_wait("greedy")
    modest = shares.begin("modest", is_tenant=True)
    beside = (shares.must_wait("greedy"), shares.must_wait("modest"))
    end(shares, modest)
    scene.now += LINGER_SECONDS
    assert (before, *beside, shares.must_wait("greedy")) == (False, True, False, False)


async def test_the_next_request_is_waited_for_a_moment_after_the_end_of_one() -> None:
    scene = Scene()
    modest = scene.shares.begin("modest", is_tenant=True)
    end(scene.shares, modest)
    waits = []
    for _ in range(3):
        waits.append(scene.shares.must_wait("greedy"))
        scene.now += LINGER_SECONDS / 2
    assert waits == [True, True, False]


async def test_no_more_than_half_of_the_time_is_spent_with_waiting_for_next_requests() -> None:
    scene = Scene()
    waits = []
    for _ in range(18):  # each one ends at once, and the next one comes while it is waited for
        end(scene.shares, scene.shares.begin("modest", is_tenant=True))
        waits.append(scene.shares.must_wait("greedy"))
        scene.now += 0.9 * LINGER_SECONDS
    assert waits == ([True] * 5 + [False] * 4) * 2


async def test_an_address_waits_for_the_request_of_every_tenant_and_none_for_its_own() -> None:
    scene = Scene()
    scene.shares.begin("192.0.2.1", is_tenant=False)
    waits = [scene.shares.must_wait(one) for one in ("192.0.2.1", "greedy", "modest")]
    scene.now += WAIT_SECONDS
    assert waits == [True, False, False]
    assert not scene.shares.must_wait("192.0.2.1")


async def test_an_owner_waits_at_most_half_of_the_time() -> None:
    scene = Scene()
    waits = []
    for _ in range(8):
        scene.shares.begin("modest", is_tenant=True)  # there is always a new one
        waits.append(scene.shares.must_wait("greedy"))
        scene.now += WAIT_SECONDS / 2
    assert waits == [True, True, False, False] * 2


async def test_an_old_request_holds_nothing_up() -> None:
    scene = Scene()
    scene.shares.begin("modest", is_tenant=True)
    scene.now += WAIT_SECONDS
    assert not scene.shares.must_wait("greedy")


async def test_what_was_used_is_forgotten() -> None:
    scene = Scene()
    scene.now += 5 * MEMORY_SECONDS
    scene.shares.begin("modest", is_tenant=True)
    assert not scene.shares.must_wait("greedy")
    assert not scene.shares.is_crowding("greedy")


async def test_of_two_that_used_the_same_none_waits() -> None:
    scene = Scene()
    scene.shares.charge("modest", 9 * MUCH)
    scene.shares.begin("modest", is_tenant=True)
    assert [scene.shares.must_wait(one) for one in ("greedy", "modest")] == [False, False]


async def test_waiting_can_be_turned_off() -> None:
    shares = Scene(wait_seconds=0.0).shares
    shares.begin("modest", is_tenant=True)
    assert not shares.must_wait("greedy")
    assert not shares.is_crowding("greedy")


@pytest.mark.parametrize("came_before", [True, False])
async def test_the_end_of_a_request_wakes_those_that_wait(*, came_before: bool) -> None:
    shares, woken = Scene(wait_seconds=3_600.0).shares, asyncio.Event()
    shares.on_change(woken.set)
    modest = shares.begin("modest", is_tenant=True)
    if came_before:
        assert shares.must_wait("greedy")
    end(shares, modest)
    assert shares.must_wait("greedy")
    assert not woken.is_set()
    async with asyncio.timeout(30):
        await woken.wait()
    assert not shares.is_awaited


async def test_those_that_wait_are_woken_also_if_the_request_goes_on() -> None:
    shares, woken = Scene().shares, asyncio.Event()
    shares.on_change(woken.set)
    shares.begin("modest", is_tenant=True)
    assert shares.must_wait("greedy")
    async with asyncio.timeout(30):
        await woken.wait()


async def test_work_rests_as_long_as_its_owner_has_to_wait() -> None:
    scene = Scene(wait_seconds=3_600.0)
    shares = scene.shares
    async with asyncio.timeout(30):
        await shares.rest("greedy")
        modest = shares.begin("modest", is_tenant=True)
        await shares.rest("modest")
        async with asyncio.TaskGroup() as group:
            resting = [group.create_task(shares.rest("greedy")) for _ in range(3)]
            for _ in range(20):
                await asyncio.sleep(0)
            resting[1].cancel()
            assert [one.done() for one in resting] == [False, False, False]
            end(shares, modest)
            scene.now += LINGER_SECONDS
    assert [one.cancelled() for one in resting] == [False, True, False]


@pytest.mark.parametrize("what", [{"seconds": 0.002}, {"seconds": 0.0, "held": 0.002}])
async def test_an_owner_that_crowds_others_rests_for_longer_than_each_piece_of_its_work_took(
    what: dict[str, float],
) -> None:
    scene = Scene()
    scene.shares.charge("greedy", **what)
    scene.shares.charge("modest", **what)
    waits = []
    for step in (0.0, 0.99, 0.02):
        scene.now += step * REST_FACTOR * 0.002
        waits.append([scene.shares.must_wait(one) for one in ("greedy", "modest")])
    assert waits == [[True, False], [True, False], [False, False]]


async def test_the_rests_after_several_pieces_add_up_and_end_after_the_time_of_a_wait() -> None:
    scene = Scene()
    rests = []
    for _ in range(4):
        scene.shares.charge("greedy", 0.4 * WAIT_SECONDS / REST_FACTOR)
        rests.append(scene.greedy.rests_until - scene.now)
    assert rests == pytest.approx([WAIT_SECONDS * part for part in (0.4, 0.8, 1.0, 1.0)])


async def test_an_owner_that_goes_on_after_waiting_rests_as_well() -> None:
    scene = Scene()
    waits = []
    for step, seconds in ((0.0, 0.0), (1.0, 0.4 / REST_FACTOR), (0.3, 0.0), (0.2, 0.0)):
        scene.now += step * WAIT_SECONDS
        scene.shares.begin("modest", is_tenant=True)  # there is always a new one
        waits.append(scene.shares.must_wait("greedy"))
        scene.shares.charge("greedy", seconds * WAIT_SECONDS)
    assert waits == [True, False, True, False]


async def test_an_owner_that_crowds_others_has_one_piece_of_work_at_a_time() -> None:
    scene = Scene()
    shares, looks = scene.shares, []
    shares.on_change(lambda: looks.append([shares.must_wait(one) for one in OWNERS_OF_SCENE]))
    for owner in OWNERS_OF_SCENE:
        shares.begin_piece(owner)
        shares.begin_piece(owner)
    before = [shares.must_wait(one) for one in OWNERS_OF_SCENE]
    shares.end_piece("greedy")
    assert (before, looks) == ([True, False], [])
    shares.end_piece("greedy")
    assert looks == [[False, False]]


async def test_a_long_piece_of_work_holds_its_owner_no_longer_than_a_wait() -> None:
    scene, woken = Scene(), asyncio.Event()
    scene.shares.on_change(woken.set)
    scene.shares.begin_piece("greedy")
    assert scene.shares.must_wait("greedy")
    async with asyncio.timeout(30):
        await woken.wait()
    scene.now += 1.1 * WAIT_SECONDS
    assert not scene.shares.must_wait("greedy")


async def test_an_owner_has_many_pieces_of_work_when_no_other_one_is_near() -> None:
    scene = Scene()
    scene.shares.begin_piece("greedy")
    beside = scene.shares.must_wait("greedy")
    scene.shares.charge("greedy", 10.0)
    scene.now += 1.1 * MEMORY_SECONDS
    assert (beside, scene.shares.must_wait("greedy")) == (True, False)


async def test_a_piece_that_began_for_an_address_ends_although_a_tenant_took_its_share() -> None:
    scene = Scene()
    shares = scene.shares
    address = shares.begin("192.0.2.1", is_tenant=False)
    shares.begin_piece("192.0.2.1")
    shares.recognize(address, "new")
    shares.charge("new", 10 * MUCH)
    shares.end_piece("192.0.2.1")
    address.rests_until = -math.inf
    assert not shares.must_wait("new")


@pytest.mark.parametrize("count", [1, COUNTED])
async def test_one_request_after_the_other_waits_for_a_newcomer_unless_it_asks_much_at_once(
    count: int,
) -> None:
    shares = Shares(wait_seconds=WAIT_SECONDS, clock=lambda: 0.0)
    shares.begin("steady", is_tenant=True)
    shares.charge("steady", (COUNTED - 1) * MUCH)
    for _ in range(count):
        shares.begin("newcomer", is_tenant=True)
    waits = [shares.must_wait(one) for one in ("steady", "newcomer")]
    assert waits == [count == 1, False]


async def test_an_owner_rests_no_more_when_no_other_one_is_near() -> None:
    scene = Scene(wait_seconds=3_600.0)
    scene.shares.charge("greedy", 10.0)
    beside = scene.shares.must_wait("greedy")
    scene.now += 1.1 * MEMORY_SECONDS
    assert (beside, scene.shares.must_wait("greedy")) == (True, False)
    assert scene.greedy.rests_until > scene.now


async def test_work_goes_on_by_itself_after_its_owners_rest() -> None:
    shares, rested = Scene().shares, asyncio.Event()
    shares.on_change(rested.set)
    shares.charge("greedy", WAIT_SECONDS)
    assert shares.must_wait("greedy")
    async with asyncio.timeout(30):
        await rested.wait()


async def test_an_owner_crowds_as_long_as_one_that_used_little_was_here_lately() -> None:
    scene = Scene()
    beside = [scene.shares.is_crowding(one) for one in ("greedy", "modest", "unknown")]
    scene.now += 1.1 * MEMORY_SECONDS
    assert beside == [True, False, False]
    assert scene.shares.used("greedy") > MUCH
    assert not scene.shares.is_crowding("greedy")


async def test_the_arrival_of_another_tenant_is_counted_and_no_other() -> None:
    shares = Shares(wait_seconds=WAIT_SECONDS, clock=lambda: 0.0)
    counts = []
    for owner in ("greedy", "greedy", "192.0.2.1", "greedy", "modest", "192.0.2.1", "greedy"):
        end(shares, shares.begin(owner, is_tenant=owner != "192.0.2.1"))
        counts.append(shares.arrivals)
    assert counts == [1, 1, 1, 1, 2, 2, 3]


async def test_only_owners_that_are_not_alone_are_measured() -> None:
    scene = Scene()
    beside = scene.shares.begin("greedy", is_tenant=True).is_shared
    scene.now += 1.1 * MEMORY_SECONDS
    alone = scene.shares.begin("greedy", is_tenant=True).is_shared
    again = scene.shares.begin("modest", is_tenant=True).is_shared
    assert (beside, alone, again) == (True, False, True)


async def test_a_tenant_whose_first_request_counted_for_its_address_is_alone() -> None:
    shares = Shares(wait_seconds=WAIT_SECONDS, clock=lambda: 0.0)
    first = shares.begin("192.0.2.1", is_tenant=False)
    shares.recognize(first, "modest")
    end(shares, first)
    assert not shares.begin("modest", is_tenant=True).is_shared
    assert shares.begin("192.0.2.1", is_tenant=False).is_shared


async def test_a_tenant_does_not_get_what_its_address_has_used() -> None:
    shares = Shares(wait_seconds=WAIT_SECONDS, clock=lambda: 0.0)
    shares.charge_to(shares.begin("192.0.2.1", is_tenant=False), 1.0)
    shares.recognize(shares.begin("192.0.2.1", is_tenant=False), "modest")
    assert (shares.used("192.0.2.1"), shares.used("modest")) == (1.0, 0.0)


async def test_a_tenant_is_charged_although_its_requests_still_begin_for_its_address() -> None:
    shares = Shares(wait_seconds=WAIT_SECONDS, clock=lambda: 0.0)
    flood = shares.begin("192.0.2.1", is_tenant=False)
    shares.charge_to(flood, 1.0)
    for number in range(3):  # each with a token that was not seen before
        share = shares.begin("192.0.2.1", is_tenant=False)
        shares.charge("greedy", 10 * MUCH)
        shares.recognize(share, "greedy")
        assert shares.used("greedy") == number * 10 * MUCH
    shares.begin("modest", is_tenant=True)
    assert (shares.must_wait("greedy"), shares.must_wait("modest")) == (True, False)


async def test_an_owner_without_requests_is_not_charged() -> None:
    shares = Scene().shares
    shares.charge("unknown", 1.0)
    assert shares.used("unknown") == 0


@pytest.mark.parametrize("is_tenant", [False, True])
def test_the_number_of_owners_is_limited(*, is_tenant: bool) -> None:
    shares = Shares(wait_seconds=WAIT_SECONDS, clock=lambda: 0.0)
    for number in range(OWNERS + 10):
        end(shares, shares.begin(f"{number}", is_tenant=is_tenant))
    assert shares.known_count == OWNERS
    assert shares.is_tenant(f"{OWNERS + 9}") == is_tenant
    assert not shares.is_tenant("9")


async def test_a_flood_from_many_addresses_removes_no_tenant_and_is_not_looked_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene, looked_at, used = Scene(), set[str](), Share.used

    def noting(share: Share, now: float) -> float:
        looked_at.add(share.owner)
        return used(share, now)

    for number in range(OWNERS + 10):
        scene.shares.begin(f"address {number}", is_tenant=False)
    monkeypatch.setattr(Share, "used", noting)
    before = scene.shares.must_wait("greedy")
    scene.shares.begin("modest", is_tenant=True)
    assert (before, scene.shares.must_wait("greedy")) == (False, True)
    assert looked_at == {"greedy", "modest"}


async def test_a_tenant_that_was_idle_is_forgotten_and_is_a_tenant_again_when_it_comes() -> None:
    scene = Scene()
    shares = scene.shares
    end(shares, shares.begin("idle", is_tenant=True))
    shares.begin("streaming", is_tenant=True)
    scene.now += IDLE_SECONDS
    for _ in range(3):
        for tenant in ("modest", "greedy"):
            end(shares, shares.begin(tenant, is_tenant=True))
    known = [shares.is_tenant(one) for one in ("idle", "streaming", "modest", "greedy")]
    assert known == [False, True, True, True]
    shares.begin("idle", is_tenant=True)
    assert shares.is_tenant("idle")


async def test_each_step_of_metered_work_is_charged_and_its_result_returned() -> None:
    charged: list[float] = []

    async def work() -> str:
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return "done"

    assert await metered(work(), charged.append) == "done"
    assert len(charged) == 3
    assert min(charged) >= 0


async def test_errors_go_into_metered_work_and_out_of_it() -> None:
    seen: list[str] = []

    async def work() -> None:
        try:
            await failing()
        except LookupError as error:
            seen.append(str(error))
            raise ValueError("outside") from error

    @coroutine
    def failing() -> Generator[None, None, None]:
        yield
        raise LookupError("inside")

    with pytest.raises(ValueError, match="outside"):
        await metered(work(), lambda _: None)
    assert seen == ["inside"]


async def test_metered_work_can_be_cancelled() -> None:
    ended: list[bool] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(run(work))
        await asyncio.sleep(0)
        task.cancel()
    assert ended == [True]


async def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    await metered(work(), lambda _: None)


def end(shares: Shares, share: Share) -> None:
    """End a request, as the middleware does."""
    share.count -= 1
    shares.end(share)
