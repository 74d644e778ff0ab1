"""Collects the security groups of Amazon EC2."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, owned
from posture.collectors.aws.ec2_network import (
    PREFIX_LIST_CALL,
    Group,
    by_ids,
    group,
    groups,
    interfaces,
    prefix_list_ranges,
)
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.security_group import GroupInterface, SecurityGroup

GROUPS_CALL = "ec2:DescribeSecurityGroups"
INTERFACES_CALL = "ec2:DescribeNetworkInterfaces"
FUNCTIONS_CALL = "lambda:ListFunctions"


async def _groups(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in (await groups(client)).values():
        if owned(client, one.owner_id):
            yield _item(client, one)


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, GROUPS_CALL, "SecurityGroups", "group-id", arns):
        if owned(client, one.get("OwnerId")):
            yield _item(client, group(one))


def _item(client: RegionClient, one: Group) -> Item:
    return Item(client.arn("ec2", f"security-group/{one.id}"), one.name, one._asdict())


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {name: item.data[name] for name in ("vpc_id", "ingress", "egress")}


async def _prefix_lists(client: RegionClient, item: Item) -> dict[str, tuple[str, ...]]:
    rules = (*item.data["ingress"], *item.data["egress"])
    return await prefix_list_ranges(client, (one for rule in rules for one in rule.prefix_lists))


async def _interfaces(client: RegionClient, item: Item) -> tuple[GroupInterface, ...]:
    async def make() -> Mapping[str, list[GroupInterface]]:
        index: dict[str, list[GroupInterface]] = defaultdict(list)
        for one in await interfaces(client):
            for group_id in one.groups:
                index[group_id].append(GroupInterface(one.id, one.type, one.instance_owner))
        return index

    index: Mapping[str, list[GroupInterface]] = await client.once("ec2 interfaces by group", make)
    return tuple(index.get(item.data["id"], ()))


async def _named_by(client: RegionClient, item: Item) -> tuple[str, ...]:
    """Return what refers to the group; functions are read only if nothing else refers to it."""

    async def make() -> Mapping[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for one in (await groups(client)).values():
            for admitted in one.admits:
                index[admitted].append(one.id)
        return index

    by_groups: Mapping[str, list[str]] = await client.once("ec2 groups by admitted group", make)
    found = by_groups.get(item.data["id"], [])
    if found or await _interfaces(client, item):
        return tuple(found)
    return tuple((await _functions(client)).get(item.data["id"], ()))


async def _functions(client: RegionClient) -> Mapping[str, list[str]]:
    """Return function names by security group; idle functions keep no interface."""

    async def make() -> Mapping[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        async for one in client.pages(FUNCTIONS_CALL, "Functions"):
            for group_id in one.get("VpcConfig", {}).get("SecurityGroupIds", ()):
                index[group_id].append(one["FunctionName"])
        return index

    index: Mapping[str, list[str]] = await client.once("lambda functions by group", make)
    return index


SECURITY_GROUPS = AssetCollector(
    asset_type=SecurityGroup,
    regional=True,
    calls=(GROUPS_CALL,),
    items=_groups,
    find=_named,
    listed=_listed,
    reads=(
        Read(facts=("prefix_list_ranges",), calls=(PREFIX_LIST_CALL,), run=_prefix_lists),
        Read(facts=("interfaces",), calls=(INTERFACES_CALL,), run=_interfaces),
        Read(
            facts=("named_by",),
            calls=(GROUPS_CALL, INTERFACES_CALL, FUNCTIONS_CALL),
            run=_named_by,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (SECURITY_GROUPS,)
