"""What a successful response of Google's APIs says it could not list."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from posture.collectors.collecting import Unreached
from posture.collectors.errors import CallError
from posture.domain.evidence import Unread
from posture.domain.gcp.names import region_in, region_of

LOCATION_UNREACHABLE = "LocationUnreachable"
# The members that name places or resources, as each API calls them.
_PLACES = ("unreachable", "unreachables", "missingZones", "failedLocations")
# Codes of a warning of Compute Engine that mean that something is missing.
_INCOMPLETE = frozenset({"UNREACHABLE", "PARTIAL_SUCCESS"})


def unreached(call: str, response: Mapping[str, Any]) -> Iterator[Unreached]:
    """Yield what a listing could not list, by region.

    Raises:
        TypeError, LookupError: the response is not as documented.
    """
    unread = Unread(LOCATION_UNREACHABLE, call)
    regions: dict[str, None] = {}
    for name in _PLACES:
        for place in response.get(name) or ():
            regions[_region(place)] = None
    for warning in response.get("warnings") or ():
        # Cloud SQL: the codes are all about a region or a database that could not be read.
        regions[region_of(str(warning.get("region") or ""))] = None
    if not regions and _incomplete(response):
        regions[""] = None
    yield from (Unreached(region, unread) for region in regions)


def scoped(
    call: str, items: Mapping[str, Any], member: str
) -> Iterator[Mapping[str, Any] | Unreached]:
    """Yield the members of an aggregated list, and the regions that it could not read.

    Raises:
        TypeError, LookupError: the response is not as documented.
    """
    for scope, found in items.items():
        if _incomplete(found):
            yield Unreached(region_of(scope), Unread(LOCATION_UNREACHABLE, call))
        listed = found.get(member) or []
        if not isinstance(listed, list):
            raise TypeError(member)
        yield from listed


def raise_unreached(listed: Iterable[Any]) -> None:
    """Raise `CallError` if a listing, which lacks something, could not list all places."""
    for one in listed:
        if isinstance(one, Unreached):
            raise CallError(one.unread.reason, one.unread.call)


def _incomplete(found: Mapping[str, Any]) -> bool:
    warning = found.get("warning") or {}
    return warning.get("code") in _INCOMPLETE


def _region(place: str) -> str:
    """Return the region of a place; empty for a resource whose name has none."""
    return region_in(place) or ("" if "/" in place else region_of(place))
