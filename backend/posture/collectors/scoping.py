"""The items of a listing that a run is about: of the account, and of the assets that it names."""

import re
from collections.abc import AsyncGenerator
from typing import Any, TypeVar

from posture.collectors.collecting import Ask, AssetCollector, Client, Item, Unreached
from posture.collectors.planning import in_region, regions_of
from posture.collectors.session import Session

# Parts of a path that lead elsewhere.
DOTS = frozenset({".", ".."})
# Some servers take a backslash for a slash.
SEPARATOR = re.compile(r"[/\\]")
C = TypeVar("C", bound=Client)


async def items_of(
    session: Session[C], collector: AssetCollector[C, Any], client: C, ask: Ask
) -> AsyncGenerator[Item | Unreached, None]:
    """Yield the planned items of the account, without those that other accounts share with it."""
    async for item in _found(session, collector, client, ask):
        if isinstance(item, Unreached):
            yield item
            continue
        located = session.locate(item.resource_id)
        if located is None or located.account in {"", session.account_id}:
            yield item


async def _found(
    session: Session[C], collector: AssetCollector[C, Any], client: C, ask: Ask
) -> AsyncGenerator[Item | Unreached, None]:
    if ask.only is None:
        async for item in collector.items(client, ask):
            yield item
        return
    here = frozenset(one for one in ask.only if _can_be_of(session, one))
    if not collector.scattered:
        here = in_region(here, client.region, session.locate)
    if not here:
        return
    found = collector.find(client, here) if collector.find else collector.items(client, ask)
    keys = frozenset(map(session.key, here))
    places = regions_of(here, session.locate)
    async for item in found:
        if isinstance(item, Unreached):
            # Where none of the named assets can be, none is missing.
            if not item.region or places & {"", item.region}:
                yield item
        elif session.key(item.resource_id) in keys:
            yield item


def _can_be_of(session: Session[C], resource_id: str) -> bool:
    """Return whether a named asset can be one of the session's account.

    The worker may be able to read other accounts, which are another tenant's: whatever a caller
    names, no call is made for it there.
    """
    if not DOTS.isdisjoint(SEPARATOR.split(resource_id)):
        return False
    located = session.locate(resource_id)
    return located is None or located.account in {"", session.account_id}
