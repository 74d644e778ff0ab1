"""The form of a collector: list the assets of one type, then read the facts asked for.

A collector is data: how to list, how to find named assets without listing, and one `Read` for each
fact that costs a call of its own. What runs them, and when, is the business of the engine.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar

from posture.domain.asset import Asset


class Client(Protocol):
    """What a collector makes its calls with: one account, seen from one region.

    A cloud that is not asked region by region has one, for `global`.
    """

    @property
    def region(self) -> str:
        """The region, in the cloud's own words."""
        ...

    def at(self, region: str) -> Self:
        """Return the client of another region of the same account."""
        ...


A = TypeVar("A", bound=Asset)
C = TypeVar("C", bound=Client)


class Item(NamedTuple):
    """One listed thing, before its facts are read.

    Attributes:
        resource_id: how its cloud names it.
        name: what people call it.
        data: the listing's own record of it.
        region: where it lives, when that is not the region it was listed in.
    """

    resource_id: str
    name: str
    data: Mapping[str, Any]
    region: str | None = None


class Ask(NamedTuple):
    """What is wanted of one asset type.

    Attributes:
        needs: facts that some selected check looks at.
        only: the `resource_id`s that the run is limited to; None for all.
    """

    needs: frozenset[str]
    only: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Generic[C]):
    """One read of one asset and the facts it gives: a value for one, a mapping for several.

    Attributes:
        absent: error codes that *are* the evidence, with the fact they prove.
    """

    facts: tuple[str, ...]
    calls: tuple[str, ...]
    run: Callable[[C, Item], Awaitable[Any]]
    absent: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AssetCollector(Generic[C, A]):
    """How assets of one type are collected.

    Attributes:
        regional: listed in every region, or once for the whole account.
        scattered: listed once, though each lives in a region.
        calls: calls of `items` and `find`; the first is the one that verifies permission.
        items: stream what there is to list.
        listed: the facts that came with the listing.
        find: stream the named items without listing all, where the service can.
        reads: the facts that cost calls of their own.
        gone: error codes by which a read says that the asset no longer exists.
    """

    asset_type: type[A]
    regional: bool
    calls: tuple[str, ...]
    items: Callable[[C, Ask], AsyncIterator[Item]]
    scattered: bool = False
    listed: Callable[[C, Item], Mapping[str, Any]] = lambda _client, _item: {}
    find: Callable[[C, Iterable[str]], AsyncIterator[Item]] | None = None
    reads: tuple[Read[C], ...] = ()
    gone: frozenset[str] = frozenset()

    @cached_property
    def all_calls(self) -> frozenset[str]:
        """Every call it may make: what the least-privilege document must allow."""
        return frozenset(self.calls).union(*(one.calls for one in self.reads))

    def needed(self, needs: frozenset[str]) -> list[Read[C]]:
        """Return the reads that give a needed fact."""
        return [one for one in self.reads if needs.intersection(one.facts)]
