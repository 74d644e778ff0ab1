"""The security groups that protect an interface: its own, and those of its subnets."""

from collections.abc import Iterable
from functools import partial

from posture.collectors.azure.collecting import SubscriptionClient, by_id
from posture.collectors.azure.network import GROUPS_CALL, NETWORKS_CALL, inbound_rules
from posture.collectors.azure.properties import group_id, members
from posture.collectors.errors import ContradictionError
from posture.domain.azure.arm import key
from posture.domain.azure.security_rules import SecurityRule

# The reads of `guards`.
CALLS = (NETWORKS_CALL, GROUPS_CALL)


async def guards(
    client: SubscriptionClient, own: str, subnets: Iterable[str]
) -> tuple[tuple[SecurityRule, ...], ...]:
    """Return the inbound rules of the groups that guard an interface, by priority.

    Args:
        client: the subscription.
        own: the id of the interface's own group in lower case; empty if it has none.
        subnets: the ids of its subnets in lower case.

    Raises:
        CallError: a listing failed, or does not have what another one names.
        LookupError, TypeError, ValueError: a rule is not as documented.
    """
    groups = {own} | {await group_of(client, one) for one in subnets}
    return tuple([await _rules(client, one) for one in sorted(filter(None, groups))])


async def group_of(client: SubscriptionClient, subnet_id: str) -> str:
    """Return the id of the group of a subnet; empty if it has none."""
    groups: dict[str, str] = await client.once("group of each subnet", partial(_groups, client))
    if subnet_id not in groups:
        raise ContradictionError(f"subnet {subnet_id} is not listed", NETWORKS_CALL)
    return groups[subnet_id]


async def _groups(client: SubscriptionClient) -> dict[str, str]:
    """Return the ids of the groups of all subnets."""
    return {
        key(subnet["id"]): group_id(subnet["properties"])
        for network in await client.shared(NETWORKS_CALL)
        for subnet in members(network["properties"], "subnets")
    }


async def _rules(client: SubscriptionClient, of: str) -> tuple[SecurityRule, ...]:
    async def sorted_rules() -> tuple[SecurityRule, ...]:
        found = (await by_id(client, GROUPS_CALL)).get(of)
        if found is None:
            raise ContradictionError(f"group {of} is not listed", GROUPS_CALL)
        return tuple(sorted(inbound_rules(found["properties"]), key=lambda one: one.priority))

    rules: tuple[SecurityRule, ...] = await client.once(f"rules of {of}", sorted_rules)
    return rules
