"""What Azure adds to a collector: the reads of a subscription's client."""

import asyncio
import re
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from posture.collectors.azure.errors import GONE
from posture.collectors.collecting import Ask, AssetCollector, Item, Read, in_state
from posture.collectors.errors import CallError
from posture.domain.asset import Asset
from posture.domain.azure.arm import key

Response = dict[str, Any]
A = TypeVar("A", bound=Asset)
# Members of listings of children that wait to be collected.
MEMBERS_WAITING = 1_000


class SubscriptionClient(Protocol):
    """A subscription: the reads that a collector can make.

    Attributes:
        listings_in_flight: listings of children that one collector reads at the same time.
    """

    account_id: str
    tenant_id: str | None
    region: str
    listings_in_flight: int

    async def call(self, call: str, **parameters: str) -> Response:
        """Make one read; raises `CallError`."""
        ...

    def pages(self, call: str, **parameters: str) -> AsyncIterator[Any]:
        """Stream the members of `value` over all pages of a listing; raises `CallError`."""
        ...

    async def shared(self, call: str, **parameters: str) -> list[Any]:
        """Read all pages of a listing once for the whole run; raises `CallError`."""
        ...

    async def once(self, name: str, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # whatever `make` returns
        """Call `make` once for this run, and keep its result; raises as `make` does."""
        ...

    def at(self, region: str) -> "SubscriptionClient":
        """Return the client for an asset of another region."""
        ...


# Resource Manager's states of a resource to which an operation still applies a change.
CHANGING = in_state(
    "accepted",
    "creating",
    "deleting",
    "moving",
    "pending",
    "provisioning",
    "registeringdns",
    "resolvingdns",
    "running",
    "updating",
    "upgrading",
    "validatesubscriptionquotabegin",
    "validatesubscriptionquotaend",
    path=("properties", "provisioningState"),
)


@dataclass(frozen=True, kw_only=True)
class ArmCollector(AssetCollector[SubscriptionClient, A]):
    """A collector of resources, which one listing has for all regions of the subscription."""

    regional: bool = False
    scattered: bool = True
    transition: Callable[[Item], str | None] = CHANGING


Collectors: TypeAlias = tuple[AssetCollector[SubscriptionClient, Any], ...]


def resource(found: Mapping[str, Any]) -> Item:
    """Return a resource of a listing, or of its own answer, as an item.

    Raises:
        LookupError, TypeError: it is no resource of ARM.
    """
    properties = found["properties"]
    if not isinstance(found["id"], str) or not isinstance(properties, Mapping):
        raise TypeError(type(properties).__name__)
    region = str(found.get("location") or "global").replace(" ", "").lower()
    return Item(found["id"], str(found["name"]), found, region)


def listing(call: str) -> Callable[[SubscriptionClient, object], AsyncIterator[Item]]:
    """Return the `items` of a collector whose assets one listing has."""

    async def items(client: SubscriptionClient, _ask: object) -> AsyncIterator[Item]:
        async for found in client.pages(call):
            yield resource(found)

    return items


def named(call: str) -> Callable[[SubscriptionClient, Iterable[str]], AsyncIterator[Item]]:
    """Return the `find` of a collector whose assets can each be read by their id."""

    async def find(client: SubscriptionClient, ids: Iterable[str]) -> AsyncIterator[Item]:
        for one in {key(spelled): spelled for spelled in ids}.values():
            try:
                found = await client.call(call, id=one)
            except CallError as error:
                if error.code in GONE:
                    continue
                raise
            yield resource(found)

    return find


async def by_id(client: SubscriptionClient, call: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the resources of a listing by the keys of their ids; they are indexed once a run.

    Raises:
        CallError: the listing failed.
        LookupError, TypeError: it has something that is no resource.
    """

    async def indexed() -> Mapping[str, Mapping[str, Any]]:
        return {key(one["id"]): one for one in await client.shared(call)}

    found: Mapping[str, Mapping[str, Any]] = await client.once(f"{call} by id", indexed)
    return found


def parents(found: Iterable[Any], ask: Ask) -> list[Item]:
    """Return the resources whose children are wanted: all, or those of the named children."""
    every = [resource(one) for one in found]
    if ask.only is None:
        return every
    above = {start for one in ask.only for start in _above(key(one))}
    return [one for one in every if key(one.resource_id) in above]


async def below(
    client: SubscriptionClient, call: str, of: Sequence[Item]
) -> AsyncIterator[tuple[Item, Any]]:
    """Yield what belongs to resources, each with its resource; several listings are read at once.

    Args:
        client: the subscription.
        call: a listing whose path has `{id}` alone.
        of: the resources.

    Raises:
        CallError: a listing failed.
    """
    rest = iter(of)
    for first in rest:
        async for found in client.pages(call, id=first.resource_id):
            yield first, found
        break
    waiting: asyncio.Queue[tuple[Item, Any] | None] = asyncio.Queue(MEMBERS_WAITING)

    async def list_next() -> None:
        for one in rest:  # the others take theirs from it, too
            async for found in client.pages(call, id=one.resource_id):
                await waiting.put((one, found))

    async def list_all() -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(client.listings_in_flight, len(of) - 1)):
                    group.create_task(list_next())
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors
        finally:
            await waiting.put(None)

    listing_all = asyncio.create_task(list_all())
    try:
        while (member := await waiting.get()) is not None:
            yield member
        await listing_all
    finally:
        listing_all.cancel()
        await asyncio.gather(listing_all, return_exceptions=True)


def _above(child: str) -> Iterator[str]:
    """Yield the ids that an id begins with."""
    return (child[: slash.start()] for slash in re.finditer("/", child))


def read(
    fact: str | tuple[str, ...],
    call: str,
    *,
    of: Callable[[Response], Any],
    absent: Mapping[str, Any] | None = None,
) -> Read[SubscriptionClient]:
    """Declare a read that is one call about one resource.

    Args:
        fact: the fact (or facts) that it returns.
        call: a name of `OPERATIONS` whose path has `{id}` alone.
        of: the fact in the call's response (a mapping when there are several).
        absent: error codes that *are* the evidence, with the fact they prove.
    """

    async def run(client: SubscriptionClient, item: Item) -> Any:  # noqa: ANN401  # the fact's own type
        return of(await client.call(call, id=item.resource_id))

    facts = (fact,) if isinstance(fact, str) else fact
    return Read(facts=facts, calls=(call,), run=run, absent=absent or {})


def read_all(fact: str, call: str, *, of: Callable[[list[Any]], Any]) -> Read[SubscriptionClient]:
    """Declare a read that is one listing, with all its pages, of what belongs to one resource."""

    async def run(client: SubscriptionClient, item: Item) -> Any:  # noqa: ANN401  # the fact's own type
        return of([one async for one in client.pages(call, id=item.resource_id)])

    return Read(facts=(fact,), calls=(call,), run=run)
