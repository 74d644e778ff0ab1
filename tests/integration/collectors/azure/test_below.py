"""What belongs to resources is listed several resources at once, and a refusal ends the listing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from posture.collectors.azure.collecting import Response, SubscriptionClient, below
from posture.collectors.collecting import Item
from posture.collectors.errors import CallError

pytestmark = pytest.mark.anyio

CALL = "sql:ListDatabases"
IN_FLIGHT = 5
PARENTS = [Item(f"/subscriptions/s/{number}", str(number), {}) for number in range(40)]


class Client(SubscriptionClient):
    """A subscription whose listings wait until as many are read as are read at once."""

    account_id = "s"
    tenant_id = None
    region = "global"
    listings_in_flight = IN_FLIGHT

    def __init__(self, refused: str = "") -> None:
        self.refused = refused
        self.reading = 0
        self.most = 0
        self.read: list[str] = []
        self.full = asyncio.Event()

    async def call(self, call: str, **parameters: str) -> Response:
        raise NotImplementedError

    async def shared(self, call: str, **parameters: str) -> list[Any]:
        raise NotImplementedError

    async def once(self, name: str, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # as the protocol
        raise NotImplementedError

    def at(self, region: str) -> SubscriptionClient:
        raise NotImplementedError

    async def pages(self, call: str, **parameters: str) -> AsyncIterator[Any]:
        assert call == CALL
        at = parameters["id"]
        self.read.append(at)
        self.reading += 1
        self.most = max(self.most, self.reading)
        if self.reading == IN_FLIGHT or len(self.read) == 1:
            self.full.set()
        await self.full.wait()
        try:
            if at.endswith(self.refused or "none"):
                raise CallError("AuthorizationFailed", call, 403)
            for number in range(3):
                await asyncio.sleep(0)
                yield f"{at}/{number}"
            if len(self.read) == 1:
                self.full.clear()
        finally:
            self.reading -= 1


async def test_all_members_are_yielded_with_their_resources() -> None:
    client = Client()

    found = [pair async for pair in below(client, CALL, PARENTS)]

    assert client.most == IN_FLIGHT
    assert sorted(member for _, member in found) == sorted(
        f"{one.resource_id}/{number}" for one in PARENTS for number in range(3)
    )
    assert all(member.startswith(f"{of.resource_id}/") for of, member in found)


@pytest.mark.parametrize("count", [0, 1])
async def test_few_resources_need_no_others(count: int) -> None:
    client = Client()

    found = [pair async for pair in below(client, CALL, PARENTS[:count])]

    assert (len(found), len(client.read)) == (3 * count, count)


@pytest.mark.parametrize("refused", ["/0", "/17"])
async def test_a_refused_listing_is_raised_as_it_is(refused: str) -> None:
    client = Client(refused)

    with pytest.raises(CallError) as caught:
        [pair async for pair in below(client, CALL, PARENTS)]

    assert (caught.value.code, client.reading) == ("AuthorizationFailed", 0)


@pytest.mark.parametrize(("taken", "read"), [(1, 1), (4, 1 + IN_FLIGHT)])
async def test_who_stops_early_leaves_nothing_running(taken: int, read: int) -> None:
    client, before = Client(), asyncio.all_tasks()
    members = below(client, CALL, PARENTS)

    found = [await anext(members) for _ in range(taken)]
    await members.aclose()  # type: ignore[attr-defined]  # it is a generator

    assert (len(found), len(client.read)) == (taken, read)
    assert asyncio.all_tasks() == before
