"""A session with a project, and its client: calls, pages, shared listings."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from posture.collectors.caller import Caller
from posture.collectors.collecting import Unreached
from posture.collectors.errors import MALFORMED, MALFORMED_ANSWER, TOO_LARGE, CallError
from posture.collectors.gcp.collecting import Response
from posture.collectors.gcp.errors import DISABLED
from posture.collectors.gcp.operations import OPERATIONS
from posture.collectors.gcp.partial import scoped, unreached
from posture.collectors.gcp.rest import PAGE_TOKEN, Keys
from posture.collectors.stepping import once
from posture.domain.cloud import Location
from posture.domain.collector import AssumedRole, Reads
from posture.domain.gcp.names import GLOBAL, locate, region_of
from posture.domain.gcp.spellings import canonical

SERVICES_CALL = "serviceusage:services.list"


@dataclass(frozen=True, slots=True, kw_only=True)
class GcpSession:
    """One project during one run; see `posture.collectors.session.Session`.

    Attributes:
        account_id: the id of the project.
        number: its number.
        limited_to: the regions of the connection; empty for all.
        reads: counts the reads of the run.
        memory: what is read once for the whole run.
        most_pages: maximum number of pages of one listing.
        most_items: maximum number of items of one listing.
        disconnect: closes the connections.
        role: the project, which only the tenant that used it first may read; None for the
            operator's own connection.
    """

    provider: ClassVar[str] = "gcp"
    home_region: ClassVar[str] = GLOBAL

    account_id: str
    number: str
    limited_to: frozenset[str]
    caller: Caller[Keys]
    reads: Reads
    most_pages: int
    most_items: int
    disconnect: Callable[[], Awaitable[None]]
    role: AssumedRole | None = None
    memory: dict[object, asyncio.Future[Any]] = field(default_factory=dict)

    def client(self, region: str) -> "GcpClient":
        """Return the client for the assets of a region."""
        return GcpClient(self, region)

    async def regions(self) -> tuple[str, ...]:
        """Return the one region in which everything is listed."""
        return (GLOBAL,)

    def absent(self, error: CallError, region: str) -> bool:  # noqa: ARG002  # APIs are enabled for a project
        """Return whether the project does not use the API."""
        return error.code == DISABLED

    def locate(self, resource_id: str) -> Location | None:
        """Return the location of an asset according to its name; None if it is not a full name."""
        return locate(self.key(resource_id))

    def key(self, resource_id: str) -> str:
        """Return the one spelling of a name."""
        return self.canonical(resource_id)

    def canonical(self, resource_id: str) -> str:
        """Return a name, or the URL of a resource, as findings have it."""
        return canonical(resource_id, self.number, self.account_id)

    def forget(self) -> None:
        """Forget what was read once for the whole run, so that it is read again."""
        self.memory.clear()

    async def close(self) -> None:
        """Close the connections, and cancel reads that still wait for a response."""
        for pending in self.memory.values():
            pending.cancel()
        await asyncio.gather(*self.memory.values(), return_exceptions=True)
        await self.disconnect()


class GcpClient:
    """The project; see `posture.collectors.gcp.collecting.ProjectClient`."""

    def __init__(self, session: GcpSession, region: str) -> None:
        self._session = session
        self.account_id = session.account_id
        self.number = session.number
        self.region = region

    async def call(self, call: str, **parameters: str) -> Response:
        """Make one read; raises `CallError`."""
        known = {"project": self.account_id, **parameters}
        location = parameters.get("location", GLOBAL)
        return await self._session.caller.call(call, location, known)

    async def pages(self, call: str, **parameters: str) -> AsyncIterator[Any | Unreached]:
        """Stream what a listing has on all its pages, and what it could not list."""
        seen: set[str] = set()
        count = 0
        token: dict[str, str] = {}
        while True:
            response = await self.call(call, **parameters, **token)
            try:
                found = list(unreached(call, response)) + _members(call, response)
            except MALFORMED as error:
                raise CallError(MALFORMED_ANSWER, call) from error
            count += len(found)
            if count > self._session.most_items or len(seen) >= self._session.most_pages:
                raise CallError(TOO_LARGE, call)
            for one in found:
                yield one
            following = response.get("nextPageToken")
            if not following:
                return
            if not isinstance(following, str) or following in seen:
                raise CallError(MALFORMED_ANSWER, call)
            seen.add(following)
            token = {PAGE_TOKEN: following}

    async def shared(self, call: str, **parameters: str) -> list[Any]:
        """Read all pages of a listing once for the whole run; raises `CallError`."""

        async def all_pages() -> list[Any]:
            return [one async for one in self.pages(call, **parameters)]

        name = (call, *sorted(parameters.items()))
        return await once(self._session.memory, name, all_pages)

    async def once(self, name: object, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # whatever `make` returns
        """Call `make` once for this run, and keep its result; raises as `make` does."""
        return await once(self._session.memory, name, make)

    async def enabled(self, service: str) -> bool:
        """Return whether the project uses an API; True where that cannot be read.

        Then the API's own response decides.
        """
        try:
            found = await self.shared(SERVICES_CALL)
        except CallError:
            return True
        name = f"/services/{OPERATIONS_HOSTS.get(service, service)}.googleapis.com"
        return any(str(one["name"]).endswith(name) for one in found)

    async def locations(self, call: str) -> tuple[str, ...]:
        """Return the locations of an API that the run is about; raises `CallError`."""
        found = [str(one["locationId"]) for one in await self.shared(call)]
        limited = self._session.limited_to
        return tuple(one for one in found if not limited or region_of(one) in limited)

    def at(self, region: str) -> "GcpClient":
        """Return the client for an asset of another region."""
        return self if region == self.region else GcpClient(self._session, region)


# The first word of an API's host, where it is not the service's word in calls.
OPERATIONS_HOSTS = {"sql": "sqladmin"}


def _members(call: str, response: Response) -> list[Any]:
    """Return what a page lists; an absent member is an empty list, as Google writes it."""
    operation = OPERATIONS[call]
    found = response.get(operation.items)
    if operation.scope:
        return list(scoped(call, {} if found is None else found, operation.scope))
    if found is None:
        return []
    if not isinstance(found, list):
        raise TypeError(operation.items)
    return found
