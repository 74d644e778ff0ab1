"""A session with an Azure subscription, and its client: calls, pages, shared listings."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from posture.collectors.azure.arm import NEXT
from posture.collectors.azure.collecting import Response
from posture.collectors.azure.errors import NOT_REGISTERED
from posture.collectors.azure.operations import OPERATIONS
from posture.collectors.caller import Caller
from posture.collectors.errors import MALFORMED_ANSWER, TOO_LARGE, CallError
from posture.collectors.stepping import once
from posture.domain.azure.arm import key, locate
from posture.domain.cloud import Location
from posture.domain.collector import AssumedRole, Reads

GLOBAL = "global"


@dataclass(frozen=True, slots=True, kw_only=True)
class AzureSession:
    """One subscription during one run; see `posture.collectors.session.Session`.

    Attributes:
        reads: counts the reads of the run.
        tenant_id: the Entra tenant that the identity signs in to, if that is known.
        graph: makes the calls of Microsoft Graph.
        memory: what is read once for the whole run.
        most_pages: maximum number of pages of one listing.
        most_items: maximum number of items of one listing.
        listings_in_flight: listings of children that one collector reads at the same time.
        disconnect: closes the connections.
        role: the subscription, which only the tenant that used it first may read; None for the
            operator's own connection.
    """

    provider: ClassVar[str] = "azure"
    home_region: ClassVar[str] = GLOBAL

    account_id: str
    tenant_id: str | None
    caller: Caller[str]
    graph: Caller[str]
    reads: Reads
    most_pages: int
    most_items: int
    listings_in_flight: int
    disconnect: Callable[[], Awaitable[None]]
    role: AssumedRole | None = None
    memory: dict[object, asyncio.Future[Any]] = field(default_factory=dict)

    def client(self, region: str) -> "AzureClient":
        """Return the client for the assets of a region."""
        return AzureClient(self, region)

    async def regions(self) -> tuple[str, ...]:
        """Return the one region in which everything is listed."""
        return (GLOBAL,)

    def absent(self, error: CallError, region: str) -> bool:  # noqa: ARG002  # ARM has one endpoint
        """Return whether the subscription does not use the resource provider."""
        return error.code in NOT_REGISTERED

    def locate(self, resource_id: str) -> Location | None:
        """Return the location of an asset according to its ARM id; None if the id is not one."""
        return locate(resource_id)

    def key(self, resource_id: str) -> str:
        """Return what two spellings of one id have in common."""
        return key(resource_id)

    def canonical(self, resource_id: str) -> str:
        """Return the id as it is."""
        return resource_id

    def forget(self) -> None:
        """Forget what was read once for the whole run, so that it is read again."""
        self.memory.clear()

    async def close(self) -> None:
        """Close the connections, and cancel reads that still wait for a response."""
        for pending in self.memory.values():
            pending.cancel()
        await asyncio.gather(*self.memory.values(), return_exceptions=True)
        await self.disconnect()


class AzureClient:
    """The subscription; see `posture.collectors.azure.collecting.SubscriptionClient`."""

    def __init__(self, session: AzureSession, region: str) -> None:
        self._session = session
        self.account_id = session.account_id
        self.tenant_id = session.tenant_id
        self.region = region
        self.listings_in_flight = session.listings_in_flight

    async def call(self, call: str, **parameters: str) -> Response:
        """Make one read; raises `CallError`."""
        known = {"subscription": self.account_id, **parameters}
        graph = OPERATIONS[call].is_graph
        caller = self._session.graph if graph else self._session.caller
        return await caller.call(call, GLOBAL, known)

    async def pages(self, call: str, **parameters: str) -> AsyncIterator[Any]:
        """Stream the members of `value` over all pages of a listing; raises `CallError`."""
        seen: set[str] = set()
        count = 0
        response = await self.call(call, **parameters)
        while True:
            members = response.get("value")
            if not isinstance(members, list):
                raise CallError(MALFORMED_ANSWER, call)
            count += len(members)
            if count > self._session.most_items or len(seen) >= self._session.most_pages:
                raise CallError(TOO_LARGE, call)
            for member in members:
                yield member
            link = response.get("nextLink") or response.get("@odata.nextLink")
            if not link:
                return
            if not isinstance(link, str) or link in seen:
                raise CallError(MALFORMED_ANSWER, call)
            seen.add(link)
            response = await self.call(call, **{NEXT: link})

    async def shared(self, call: str, **parameters: str) -> list[Any]:
        """Read all pages of a listing once for the whole run; raises `CallError`."""

        async def all_pages() -> list[Any]:
            return [member async for member in self.pages(call, **parameters)]

        name = (call, *sorted(parameters.items()))
        return await once(self._session.memory, name, all_pages)

    async def once(self, name: str, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # whatever `make` returns
        """Call `make` once for this run, and keep its result; raises as `make` does."""
        return await once(self._session.memory, name, make)

    def at(self, region: str) -> "AzureClient":
        """Return the client for an asset of another region."""
        return self if region == self.region else AzureClient(self._session, region)
