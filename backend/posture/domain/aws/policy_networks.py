"""Which addresses a policy leaves to strangers: those that it does not name as a narrow network."""

import ipaddress
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from posture.domain.aws.policy import Policy
from posture.domain.aws.policy_conditions import is_network
from posture.domain.aws.policy_sets import EVERY_ADDRESS, Addresses, Pattern, Range, without

# A wider range, or more addresses together, does not limit the callers.
WIDEST_PREFIX: Final = {4: 8, 6: 32}
MOST_ADDRESSES: Final = {4: 2**28, 6: 2**100}


def unnamed_addresses(key: str, policy: Policy) -> Addresses:
    """Return the addresses outside the networks that conditions on a key name.

    Wide networks name nobody: neither each of them, nor all together.
    """
    everywhere = Addresses()
    lists = (
        [Pattern(value) for value in values if is_network(value)]
        for one in policy.statements
        for operator, keys in one.conditions.items()
        if "ipaddress" in operator.lower()
        for name, values in keys.items()
        if name.lower() == key
    )
    narrow = [one for one in lists if not _wide(everywhere.outside(one).ranges)]
    rest = everywhere.outside(chain.from_iterable(narrow))
    return everywhere if _wide(rest.ranges) else rest


def _wide(rest: Iterable[Range]) -> bool:
    """Return whether all addresses without the rest are too many to limit the callers."""
    counts = {4: 0, 6: 0}
    for version, first, last in without(EVERY_ADDRESS, rest):
        counts[version] += last - first + 1
        if any(one.prefixlen < WIDEST_PREFIX[version] for one in _networks(version, first, last)):
            return True
    return any(count > MOST_ADDRESSES[version] for version, count in counts.items())


def _networks(
    version: int, first: int, last: int
) -> Iterator[ipaddress.IPv4Network] | Iterator[ipaddress.IPv6Network]:
    if version == 4:  # noqa: PLR2004  # IP's own number
        ends = ipaddress.IPv4Address(first), ipaddress.IPv4Address(last)
        return ipaddress.summarize_address_range(*ends)
    return ipaddress.summarize_address_range(
        ipaddress.IPv6Address(first), ipaddress.IPv6Address(last)
    )
