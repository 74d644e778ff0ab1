"""Collector of networks of Amazon VPC, their subnets and their route tables."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, owned
from posture.collectors.aws.ec2_network import PAGE, arn_id, by_ids, interfaces, name_of, parsed
from posture.collectors.aws.ec2_routing import RouteTable as Table
from posture.collectors.aws.ec2_routing import route_table, route_tables, routing, with_ranges
from posture.collectors.aws.vpc_endpoint import ENDPOINTS_CALL, endpoints
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.vpc import FlowLog, NetworkSubnet, RouteTable, Subnet, Vpc
from posture.domain.network import WORLD

VPCS_CALL = "ec2:DescribeVpcs"
SUBNETS_CALL = "ec2:DescribeSubnets"
TABLES_CALL = "ec2:DescribeRouteTables"
ALL = "ALL"
FLOW_LOGS_CALL = "ec2:DescribeFlowLogs"
INTERFACES_CALL = "ec2:DescribeNetworkInterfaces"
KEPT = (
    "VpcId",
    "OwnerId",
    "SubnetId",
    "IsDefault",
    "AvailabilityZone",
    "MapPublicIpOnLaunch",
    "AssignIpv6AddressOnCreation",
    "Tags",
)


def kept(described: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the members of a described network or subnet that are needed."""
    return {name: described[name] for name in KEPT if name in described}


async def vpcs(client: RegionClient) -> list[Mapping[str, Any]]:
    """Return the region's networks."""
    return await parsed(client, VPCS_CALL, "Vpcs", kept, MaxResults=PAGE)


async def subnets(client: RegionClient) -> list[Mapping[str, Any]]:
    """Return the region's subnets."""
    return await parsed(client, SUBNETS_CALL, "Subnets", kept, MaxResults=PAGE)


async def _vpcs(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await vpcs(client):
        if item := _item(client, "vpc", "VpcId", one):
            yield item


async def _named_vpcs(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, VPCS_CALL, "Vpcs", "vpc-id", arns):
        if item := _item(client, "vpc", "VpcId", one):
            yield item


async def _subnets(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await subnets(client):
        if item := _item(client, "subnet", "SubnetId", one):
            yield item


async def _named_subnets(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, SUBNETS_CALL, "Subnets", "subnet-id", arns):
        if item := _item(client, "subnet", "SubnetId", one):
            yield item


def _item(client: RegionClient, kind: str, key: str, one: Mapping[str, Any]) -> Item | None:
    """Return an item of this account; None for networks that other accounts share."""
    if not owned(client, one.get("OwnerId")):
        return None
    return Item(client.arn("ec2", f"{kind}/{one[key]}"), name_of(one, one[key]), one)


def _vpc_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {"default": item.data["IsDefault"]}


def _flow_log(one: Mapping[str, Any]) -> tuple[str, FlowLog]:
    log = FlowLog(
        id=one["FlowLogId"],
        # Flow logs of transit gateways have no type of traffic.
        traffic=ALL if one["ResourceId"].startswith("tgw-") else one["TrafficType"],
        active=one["FlowLogStatus"] == "ACTIVE",
        delivery_error=one.get("DeliverLogsErrorMessage")
        or ("failed" if one.get("DeliverLogsStatus") == "FAILED" else ""),
    )
    return one["ResourceId"], log


async def _flow_logs(client: RegionClient, item: Item) -> tuple[FlowLog, ...]:
    async def make() -> Mapping[str, list[FlowLog]]:
        index: dict[str, list[FlowLog]] = defaultdict(list)
        found = await parsed(client, FLOW_LOGS_CALL, "FlowLogs", _flow_log, MaxResults=PAGE)
        for resource_id, log in found:
            index[resource_id].append(log)
        return index

    index: Mapping[str, list[FlowLog]] = await client.once("ec2 flow logs by resource", make)
    return tuple(index.get(item.data["VpcId"], ()))


async def _endpoint_services(client: RegionClient, item: Item) -> tuple[str, ...]:
    found = await endpoints(client)
    return tuple(one.service for one in found if one.vpc_id == item.data["VpcId"])


async def _network_subnets(client: RegionClient, item: Item) -> tuple[NetworkSubnet, ...]:
    routes = await routing(client)
    vpc_id = item.data["VpcId"]
    return tuple(
        NetworkSubnet(
            zone=one["AvailabilityZone"],
            public=routes.of(one["SubnetId"], vpc_id).reaches_internet("0.0.0.0/0"),
        )
        for one in await subnets(client)
        if one["VpcId"] == vpc_id
    )


async def _interface_count(client: RegionClient, item: Item) -> int:
    async def make() -> Mapping[str, int]:
        return Counter(one.vpc_id for one in await interfaces(client))

    counts: Mapping[str, int] = await client.once("ec2 interfaces by network", make)
    return counts.get(item.data["VpcId"], 0)


def _subnet_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "public_ipv4_on_launch": item.data["MapPublicIpOnLaunch"],
        "ipv6_on_launch": item.data["AssignIpv6AddressOnCreation"],
    }


async def _public_ipv6(client: RegionClient, item: Item) -> bool:
    """Return whether a subnet that assigns IPv6 addresses routes `::/0` to the internet."""
    if not item.data["AssignIpv6AddressOnCreation"]:
        return False
    table = (await routing(client)).of(arn_id(item.resource_id), item.data["VpcId"])
    return table.reaches_internet("::/0")


async def _tables(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await route_tables(client):
        if item := _table(client, one):
            yield item


async def _named_tables(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, TABLES_CALL, "RouteTables", "route-table-id", arns):
        (table,) = await with_ranges(client, [route_table(one)])
        if item := _table(client, table):
            yield item


def _table(client: RegionClient, one: Table) -> Item | None:
    if not owned(client, one.owner_id):
        return None
    data = {
        "main": one.main,
        "internet_gateway": next(
            (
                route.target
                for route in one.routes
                if route.target.startswith("igw-")
                and route.active
                and any(map(one.reaches_internet, WORLD))
            ),
            "",
        ),
        "dead_ends": tuple(route.destination for route in one.routes if not route.active),
    }
    return Item(client.arn("ec2", f"route-table/{one.id}"), one.name, data)


VPCS = AssetCollector(
    asset_type=Vpc,
    regional=True,
    calls=(VPCS_CALL,),
    items=_vpcs,
    find=_named_vpcs,
    listed=_vpc_listed,
    reads=(
        Read(facts=("flow_logs",), calls=(FLOW_LOGS_CALL,), run=_flow_logs),
        Read(facts=("endpoint_services",), calls=(ENDPOINTS_CALL,), run=_endpoint_services),
        Read(facts=("subnets",), calls=(SUBNETS_CALL, TABLES_CALL), run=_network_subnets),
        Read(facts=("interface_count",), calls=(INTERFACES_CALL,), run=_interface_count),
    ),
)

SUBNETS = AssetCollector(
    asset_type=Subnet,
    regional=True,
    calls=(SUBNETS_CALL,),
    items=_subnets,
    find=_named_subnets,
    listed=_subnet_listed,
    reads=(Read(facts=("public_ipv6",), calls=(TABLES_CALL,), run=_public_ipv6),),
)

ROUTE_TABLES = AssetCollector(
    asset_type=RouteTable,
    regional=True,
    calls=(TABLES_CALL,),
    items=_tables,
    find=_named_tables,
    listed=lambda _client, item: item.data,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (VPCS, SUBNETS, ROUTE_TABLES)
