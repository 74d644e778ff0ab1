"""Turns of requests: those of one tenant do not delay those of another one."""

import asyncio
from typing import Any, cast

import pytest
from litestar.types import HTTPScope, Receive, Scope, Send

from posture.api.request_context import KEY, RequestContext
from posture.api.turns import CREDENTIALS, TurnMiddleware
from posture.services.tokens import Caller
from posture.shares import LINGER_SECONDS, Shares
from tests.promises import promise

pytestmark = pytest.mark.anyio


class Backend:
    """An application that notes in which order requests begin, and finds their callers."""

    def __init__(self, shares: Shares | None = None) -> None:
        self.begun: list[str] = []
        self.turns: list[str | None] = []
        self.ended = asyncio.Event()
        self.app = TurnMiddleware(self._handle, shares or Shares())

    async def _handle(self, scope: HTTPScope, _receive: Receive, _send: Send) -> None:
        context = cast("RequestContext", cast("dict[str, Any]", scope)[KEY])
        _, _, token = context.headers.get(b"authorization", b"").decode().partition(" ")
        self.begun.append(token or context.client_ip or "")
        self.turns.append(context.turn)
        tenant, _, _ = token.partition("-")
        if tenant not in {"", "wrong"}:
            context.caller = caller_of(tenant)
        if token == "broken":
            raise LookupError
        if token.endswith("-slow"):
            await self.ended.wait()

    async def request(self, token: str = "", address: str = "192.0.2.1") -> None:
        headers = {b"authorization": f"Bearer {token}".encode()} if token else {}
        context = RequestContext(
            cast("Any", None),
            cast("Any", None),
            request_id="test",
            headers=headers,
            client_ip=address,
        )
        scope = cast("Scope", {"type": "http", KEY: context})
        await self.app(cast("HTTPScope", scope), cast("Receive", None), cast("Send", None))


def caller_of(tenant_id: str) -> Caller:
    return Caller(
        token_id="token",
        tenant_id=tenant_id,
        scopes=frozenset(),
        cidrs=(),
        expires_at=None,
        revoked_at=None,
        revision=0,
    )


@promise("tenants", "A request waits for at most one of each other tenant, however many have come")
async def test_a_request_waits_for_one_of_a_tenant_that_has_sent_a_hundred() -> None:
    backend = Backend()
    for token in ("greedy-1", "greedy-2", "modest-1"):
        await backend.request(token)
    backend.begun.clear()
    async with asyncio.TaskGroup() as group:
        for number in range(100):
            group.create_task(backend.request(f"greedy-{number % 2 + 1}"))
        group.create_task(backend.request("modest-1"))
    # The first one began at once, before another one had come.
    assert backend.begun.index("modest-1") <= 2
    assert len(backend.begun) == 101


async def test_a_flood_of_wrong_tokens_has_the_turn_of_its_address() -> None:
    backend = Backend()
    await backend.request("modest-1")
    backend.begun.clear()
    async with asyncio.TaskGroup() as group:
        for number in range(100):
            group.create_task(backend.request(f"wrong-{number}"))
        group.create_task(backend.request(address="192.0.2.2"))
        group.create_task(backend.request("modest-1"))
    assert backend.begun.index("192.0.2.2") <= 2
    assert backend.begun.index("modest-1") <= 3


async def test_a_request_that_comes_alone_begins_at_once() -> None:
    backend = Backend()
    alone = backend.request("modest-1")
    with pytest.raises(StopIteration):
        alone.send(None)
    assert backend.begun == ["modest-1"]


async def test_a_token_is_looked_up_in_the_turn_of_its_tenant_once_that_is_known() -> None:
    backend = Backend()
    for token in ("modest-1", "modest-1", "wrong-1", "wrong-1", "modest-2"):
        await backend.request(token)
    address = backend.turns[0]
    assert backend.turns == [address, "modest", address, address, address]
    assert address == "192.0.2.1"


async def test_a_cancelled_request_is_passed_over() -> None:
    backend = Backend()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(backend.request(f"t-{number}")) for number in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
    assert backend.begun == ["t-0", "t-2"]


async def test_requests_go_on_after_one_has_failed() -> None:
    backend = Backend()
    with pytest.raises(LookupError):
        await backend.request("broken")
    await backend.request("modest-1")
    assert backend.begun == ["broken", "modest-1"]


async def test_the_number_of_known_credentials_is_limited() -> None:
    backend = Backend()
    for number in range(CREDENTIALS + 10):
        await backend.request(f"many-{number}")
    assert backend.app.known_count == CREDENTIALS


@promise("tenants", "Of two tenants' requests those of the one that has used less time go first")
async def test_a_tenant_that_used_much_begins_nothing_while_another_ones_request_is_handled() -> (
    None
):
    now = [0.0]
    shares = Shares(wait_seconds=3_600.0, clock=lambda: now[0])
    backend = Backend(shares)
    backend.ended.set()
    for token in ("greedy-1", "modest-1", "modest-slow") * 2:  # at first only the address is known
        await backend.request(token)
    backend.ended.clear()
    shares.charge("greedy", 10.0)
    backend.begun.clear()
    async with asyncio.TaskGroup() as group:
        modest = [group.create_task(backend.request("modest-slow"))]
        for _ in range(3):
            group.create_task(backend.request("greedy-1"))
        modest.append(group.create_task(backend.request("modest-1")))
        for _ in range(20):
            await asyncio.sleep(0)
        beside = list(backend.begun)
        backend.ended.set()
        await asyncio.wait(modest)
        lingering = list(backend.begun)
        now[0] += LINGER_SECONDS
    assert lingering == beside
    assert beside == ["modest-slow", "modest-1"]
    assert backend.begun == [*beside, "greedy-1", "greedy-1", "greedy-1"]


async def test_a_tenant_with_much_that_is_alone_does_not_wait() -> None:
    shares = Shares(wait_seconds=3_600.0)
    backend = Backend(shares)
    for _ in range(2):
        await backend.request("greedy-1")
    shares.charge("greedy", 10.0)
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(backend.request("greedy-1"))
    assert backend.begun == ["greedy-1"] * 5
