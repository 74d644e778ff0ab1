"""The form of an AWS collector: list the assets of one type, then read the facts asked for.

A collector is data: how to list, how to find named assets without listing, and one `Read` for each
fact that costs a call of its own. What runs them, and when, is the account's business.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from posture.domain.asset import Asset

A = TypeVar("A", bound=Asset)
Answer = dict[str, Any]


class Item(NamedTuple):
    """One listed thing, before its facts are read.

    Attributes:
        resource_id: its ARN.
        name: what people call it.
        data: the listing's own record of it.
        region: where it lives, when that is not the place it was listed at.
    """

    resource_id: str
    name: str
    data: Mapping[str, Any]
    region: str | None = None


class Place(Protocol):
    """An account seen from one region: all that a collector can do."""

    account_id: str
    partition: str
    region: str

    async def call(self, call: str, **parameters: object) -> Answer:
        """Make one call here; raises `CallError`."""
        ...

    def pages(self, call: str, key: str, **parameters: object) -> AsyncIterator[Any]:
        """Stream the members of `key` over all pages of a listing; raises `CallError`."""
        ...

    async def shared(self, call: str, **parameters: object) -> Answer:
        """Make a call once for the whole run however many ask; raises `CallError`."""
        ...

    async def shared_pages(self, call: str, key: str, **parameters: object) -> list[Any]:
        """Read all pages of a listing once for the whole run; raises `CallError`."""
        ...

    async def once(self, name: str, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # whatever `make` answers
        """Compute an index over shared answers once for this region and run; raises as `make`."""
        ...

    def at(self, region: str) -> "Place":
        """Return the same account seen from another region."""
        ...

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """Write an ARN of this account here; `region=""` for what is global."""
        ...


class Ask(NamedTuple):
    """What is wanted of one asset type.

    Attributes:
        needs: facts that some selected check looks at.
        only: ARNs that the run is limited to; None for all.
    """

    needs: frozenset[str]
    only: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One read of one asset and the facts it gives: a value for one, a mapping for several."""

    facts: tuple[str, ...]
    calls: tuple[str, ...]
    run: Callable[[Place, Item], Awaitable[Any]]
    absent: Mapping[str, Any] = field(default_factory=dict)


def read(  # a read is these
    fact: str | tuple[str, ...],
    call: str,
    *,
    by: Callable[[Item], Mapping[str, Any]],
    of: Callable[[Answer], Any],
    absent: Mapping[str, Any] | None = None,
    shared: bool = False,
) -> Read:
    """Declare a read that is one call.

    Args:
        fact: the fact (or facts) it gives.
        call: `service:Operation`.
        by: the call's input for an item.
        of: the fact in the call's answer (a mapping when there are several).
        absent: error codes that *are* the evidence, with the fact they prove.
        shared: whether the same input is asked for by many items.
    """

    async def run(place: Place, item: Item) -> Any:  # noqa: ANN401  # the fact's own type
        ask = place.shared if shared else place.call
        return of(await ask(call, **by(item)))

    facts = (fact,) if isinstance(fact, str) else fact
    return Read(facts=facts, calls=(call,), run=run, absent=absent or {})


@dataclass(frozen=True, kw_only=True)
class AssetCollector(Generic[A]):
    """How assets of one type are collected.

    Attributes:
        regional: listed in every region, or once for the whole partition.
        scattered: listed once, though each lives in a region.
        calls: calls of `items` and `find`, first the one that probes permission.
        items: stream what a place lists.
        listed: the facts that came with the listing.
        find: stream the named items without listing all, where the service can.
        reads: the facts that cost calls of their own.
        gone: error codes by which a read says that the asset no longer exists.
    """

    asset_type: type[A]
    regional: bool
    calls: tuple[str, ...]
    items: Callable[[Place, Ask], AsyncIterator[Item]]
    scattered: bool = False
    listed: Callable[[Place, Item], Mapping[str, Any]] = lambda _place, _item: {}
    find: Callable[[Place, Iterable[str]], AsyncIterator[Item]] | None = None
    reads: tuple[Read, ...] = ()
    gone: frozenset[str] = frozenset()

    @cached_property
    def all_calls(self) -> frozenset[str]:
        """Every call it may make: what the read-only policy must allow."""
        return frozenset(self.calls).union(*(one.calls for one in self.reads))

    def needed(self, needs: frozenset[str]) -> list[Read]:
        """Return the reads that give a needed fact."""
        return [one for one in self.reads if needs.intersection(one.facts)]
