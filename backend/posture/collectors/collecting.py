"""The form of a collector: list the assets of one type, then read the requested facts.

A collector is data: how to list, how to find named assets without listing, and one `Read` for each
fact that costs a call of its own. The engine decides what runs, and when.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar

from msgspec import Struct, field

from posture.domain.asset import Asset
from posture.domain.evidence import NOT_ASKED, Unread


class Client(Protocol):
    """The means to make calls: one account in one region.

    A cloud without regional APIs has one client, for `global`.
    """

    @property
    def region(self) -> str:
        """The name of the region."""
        ...

    def at(self, region: str) -> Self:
        """Return the client of another region of the same account."""
        ...


A = TypeVar("A", bound=Asset)
C = TypeVar("C", bound=Client)


class Item(NamedTuple):
    """One listed thing, before its facts are read.

    Attributes:
        resource_id: its id in its cloud.
        name: its name for people.
        data: its record in the listing.
        region: its region, if that is not the region of the listing.
    """

    resource_id: str
    name: str
    data: Mapping[str, Any]
    region: str | None = None


class Unreached(NamedTuple):
    """A part of a listing that the cloud could not list, although it responded.

    Attributes:
        region: the region that it would have listed; empty if the cloud does not say.
    """

    region: str
    unread: Unread


class Ask(NamedTuple):
    """What to collect of one asset type.

    Attributes:
        needs: facts that a selected check uses.
        only: the `resource_id`s that the run is limited to; None for all.
    """

    needs: frozenset[str]
    only: frozenset[str] | None = None


class Read(Struct, Generic[C], frozen=True, kw_only=True):
    """A read of an asset; it returns the value of one fact, or a mapping for several.

    Attributes:
        absent: error codes that *are* the evidence, with the fact they prove.
    """

    facts: tuple[str, ...]
    calls: tuple[str, ...]
    run: Callable[[C, Item], Awaitable[Any]]
    absent: Mapping[str, Any] = field(default_factory=dict)


def in_state(*states: str, path: tuple[str, ...]) -> Callable[[Item], str | None]:
    """Return a function that returns an item's state if it is one of these, in any case.

    Args:
        states: the states in lower case.
        path: the members of the item's record that lead to its state.
    """
    waited_for = frozenset(states)

    def state(item: Item) -> str | None:
        found: object = item.data
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, str) and found.lower() in waited_for else None

    return state


@dataclass(frozen=True, kw_only=True)
class AssetCollector(Generic[C, A]):
    """How assets of one type are collected.

    Attributes:
        regional: listed in every region, or once for the whole account.
        scattered: listed once for the account, although each asset belongs to a region.
        calls: calls of `items` and `find`; the first is the one that verifies permission.
        items: stream the listed assets, and what could not be listed.
        listed: the facts that came with the listing.
        find: stream the named items without listing all, where the service can.
        reads: the reads of facts that need further calls.
        gone: error codes of a read that mean that the asset no longer exists.
        transition: return the state of a listed asset to which the cloud still applies a change;
            None where its settings are in force. Where only a read has the state, the read raises
            `InTransitionError`.
        unready: error codes of a read that mean that the asset is in transition.
    """

    asset_type: type[A]
    regional: bool
    calls: tuple[str, ...]
    items: Callable[[C, Ask], AsyncIterator[Item | Unreached]]
    scattered: bool = False
    listed: Callable[[C, Item], Mapping[str, Any]] = lambda _client, _item: {}
    find: Callable[[C, Iterable[str]], AsyncIterator[Item]] | None = None
    reads: tuple[Read[C], ...] = ()
    gone: frozenset[str] = frozenset()
    transition: Callable[[Item], str | None] = lambda _item: None
    unready: frozenset[str] = frozenset()

    @cached_property
    def all_calls(self) -> frozenset[str]:
        """Return every call it may make: the least-privilege document must allow them."""
        return frozenset(self.calls).union(*(one.calls for one in self.reads))

    @cached_property
    def not_asked(self) -> Mapping[str, Any]:
        """Return the facts of the reads, none of them read."""
        return {name: NOT_ASKED for one in self.reads for name in one.facts}

    def needed(self, needs: frozenset[str]) -> list[Read[C]]:
        """Return the reads that return a needed fact."""
        return [one for one in self.reads if not needs.isdisjoint(one.facts)]
