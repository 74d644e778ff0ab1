"""What AWS adds to a collector: the calls of a region's client."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Protocol

from posture.collectors.collecting import Ask, Item, Read

Response = dict[str, Any]


class RegionClient(Protocol):
    """An account in one region: the calls that a collector can make."""

    account_id: str
    partition: str
    region: str

    async def call(self, call: str, **parameters: object) -> Response:
        """Make one call in the region; raises `CallError`."""
        ...

    def pages(self, call: str, key: str, **parameters: object) -> AsyncIterator[Any]:
        """Stream the members of `key` over all pages of a listing; raises `CallError`."""
        ...

    async def shared(self, call: str, **parameters: object) -> Response:
        """Make a call once for the whole run, however often it is requested; raises `CallError`."""
        ...

    async def shared_pages(self, call: str, key: str, **parameters: object) -> list[Any]:
        """Read all pages of a listing once for the whole run; raises `CallError`."""
        ...

    async def once(self, name: str, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # whatever `make` returns
        """Call `make` once for this region and run, and keep its result; raises as `make` does."""
        ...

    def at(self, region: str) -> "RegionClient":
        """Return the client of another region of the same account."""
        ...

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """Return an ARN of this account and region; `region=""` for a global resource."""
        ...


def owned(client: RegionClient, owner_id: str | None) -> bool:
    """Return whether the account owns a thing: listings show what other accounts share, too.

    Args:
        client: the account.
        owner_id: the owner according to the listing; None or empty if it has none.
    """
    return (owner_id or client.account_id) == client.account_id


def read(  # a read is these
    fact: str | tuple[str, ...],
    call: str,
    *,
    by: Callable[[Item], Mapping[str, Any]],
    of: Callable[[Response], Any],
    absent: Mapping[str, Any] | None = None,
    shared: bool = False,
) -> Read[RegionClient]:
    """Declare a read that is one call.

    Args:
        fact: the fact (or facts) that it returns.
        call: `service:Operation`.
        by: the call's input for an item.
        of: the fact in the call's response (a mapping when there are several).
        absent: error codes that *are* the evidence, with the fact they prove.
        shared: whether many items need the call with the same input.
    """

    async def run(client: RegionClient, item: Item) -> Any:  # noqa: ANN401  # the fact's own type
        ask = client.shared if shared else client.call
        return of(await ask(call, **by(item)))

    facts = (fact,) if isinstance(fact, str) else fact
    return Read(facts=facts, calls=(call,), run=run, absent=absent or {})


def of_listing(
    fact: str | tuple[str, ...], call: str, of: Callable[[Mapping[str, Any]], Any]
) -> Read[RegionClient]:
    """Declare a read of facts that came with the listing.

    Where an item's record lacks them, that item is unknown, and the other items are evaluated.

    Args:
        fact: the fact (or facts) that it returns.
        call: the call of the listing.
        of: the fact in the item's record (a mapping when there are several).
    """

    async def run(_client: RegionClient, item: Item) -> Any:  # noqa: ANN401  # the fact's own type
        return of(item.data)

    facts = (fact,) if isinstance(fact, str) else fact
    return Read(facts=facts, calls=(call,), run=run)


def listing(
    call: str,
    key: str,
    item: Callable[[RegionClient, Any], Item | None],
    **parameters: object,
) -> Callable[[RegionClient, Ask], AsyncIterator[Item]]:
    """Return the `items` of a collector whose listing is the pages of one call.

    Args:
        call: `service:Operation`.
        key: the member that holds the list.
        item: the item of a record; None for a record that is no asset.
        parameters: the input of the call.
    """

    async def items(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
        async for one in client.pages(call, key, **parameters):
            if found := item(client, one):
                yield found

    return items
