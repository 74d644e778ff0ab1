"""Read a region's route tables and network ACLs, once for all EC2 assets."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.aws.ec2_network import PAGE, name_of, parsed, prefix_list_ranges
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.network_acl import AclEntry
from posture.domain.aws.firewall import PROTOCOL_NAMES, FirewallRule
from posture.domain.network import Ports, covered

TABLES_CALL = "ec2:DescribeRouteTables"
ACLS_CALL = "ec2:DescribeNetworkAcls"
ROUTE_TABLES_PAGE = 100


class RouteTable(NamedTuple):
    """A route table: its subnets and its routes.

    Attributes:
        main: whether it is the table of the subnets that have no table of their own.
        routes: active routes and black holes.
    """

    id: str
    name: str
    vpc_id: str
    owner_id: str
    main: bool
    subnet_ids: tuple[str, ...]
    routes: tuple["Route", ...]

    def reaches_internet(self, everything: str) -> bool:
        """Return whether `0.0.0.0/0` or `::/0` goes to an internet gateway, whole or in parts."""
        return everything in covered(
            one.destination for one in self.routes if one.target.startswith("igw-") and one.active
        )


class Route(NamedTuple):
    """The target of traffic to a range: the id of a gateway, an interface or a connection."""

    destination: str
    target: str
    active: bool

    @property
    def by_prefix_list(self) -> bool:
        """Return whether it sends the ranges of a prefix list to an internet gateway."""
        to_internet = self.active and self.target.startswith("igw-")
        return to_internet and self.destination.startswith("pl-")


ASSOCIATED = ("SubnetId", "GatewayId", "PublicIpv4Pool")
DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "EgressOnlyInternetGatewayId",
    "NetworkInterfaceId",
    "InstanceId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
    "OdbNetworkArn",
)


def route_table(described: Mapping[str, Any]) -> RouteTable:
    """Parse the description of a route table."""
    associations = described["Associations"]
    if any(map(_of_nothing, associations)):
        what = f"an association of {described['RouteTableId']} with nothing"
        raise ContradictionError(what, TABLES_CALL)
    return RouteTable(
        id=described["RouteTableId"],
        name=name_of(described, described["RouteTableId"]),
        vpc_id=described.get("VpcId", ""),
        owner_id=described.get("OwnerId", ""),
        main=any(one.get("Main", False) for one in associations),
        subnet_ids=tuple(one["SubnetId"] for one in associations if "SubnetId" in one),
        routes=tuple(map(_route, described["Routes"])),
    )


def _of_nothing(association: Mapping[str, Any]) -> bool:
    return not association.get("Main") and not any(map(association.get, ASSOCIATED))


def _route(described: Mapping[str, Any]) -> Route:
    destination = next((described[one] for one in DESTINATIONS if described.get(one)), "")
    target = next((described[one] for one in TARGETS if described.get(one)), "")
    active = described["State"] == "active"
    if not destination or (active and not target):
        lacking = "target" if destination else "destination"
        raise ContradictionError(f"an active route without {lacking}", TABLES_CALL)
    return Route(destination, target, active)


async def route_tables(client: RegionClient) -> list[RouteTable]:
    """Return the region's route tables."""

    async def make() -> list[RouteTable]:
        found = await parsed(
            client, TABLES_CALL, "RouteTables", route_table, MaxResults=ROUTE_TABLES_PAGE
        )
        return await with_ranges(client, found)

    tables: list[RouteTable] = await client.once("ec2 route tables with ranges", make)
    return tables


async def with_ranges(client: RegionClient, tables: list[RouteTable]) -> list[RouteTable]:
    """Add a route for each range of a prefix list whose traffic goes to an internet gateway."""
    wanted = {one.destination for table in tables for one in table.routes if one.by_prefix_list}
    ranges = await prefix_list_ranges(client, wanted)
    return [
        table._replace(
            routes=(
                *table.routes,
                *(
                    one._replace(destination=each)
                    for one in table.routes
                    if one.by_prefix_list
                    for each in ranges[one.destination]
                ),
            )
        )
        for table in tables
    ]


class Routing(NamedTuple):
    """The route table of each subnet."""

    by_subnet: Mapping[str, RouteTable]
    main_of: Mapping[str, RouteTable]

    def of(self, subnet_id: str, vpc_id: str) -> RouteTable:
        """Return a subnet's own route table, or the main one of its VPC.

        Raises:
            ContradictionError: neither is listed, although every VPC has a main route table.
        """
        found = self.by_subnet.get(subnet_id) or self.main_of.get(vpc_id)
        if found is None:
            raise ContradictionError(f"{subnet_id} has no route table", TABLES_CALL)
        return found


async def routing(client: RegionClient) -> Routing:
    """Return the route tables of the region's subnets."""

    async def make() -> Routing:
        tables = await route_tables(client)
        return Routing(
            {subnet: one for one in tables for subnet in one.subnet_ids},
            {one.vpc_id: one for one in tables if one.main},
        )

    index: Routing = await client.once("ec2 routing", make)
    return index


class Acl(NamedTuple):
    """A network ACL: its owner, its entries and the subnets it filters."""

    id: str
    name: str
    owner_id: str
    vpc_id: str
    default: bool
    subnet_ids: tuple[str, ...]
    entries: tuple[AclEntry, ...]


def acl(described: Mapping[str, Any]) -> Acl:
    """Parse the description of a network ACL."""
    return Acl(
        id=described["NetworkAclId"],
        name=name_of(described, described["NetworkAclId"]),
        owner_id=described.get("OwnerId", ""),
        vpc_id=described.get("VpcId", ""),
        default=described["IsDefault"],
        subnet_ids=tuple(one["SubnetId"] for one in described["Associations"]),
        entries=tuple(map(_acl_entry, described.get("Entries", ()))),
    )


def _acl_entry(described: Mapping[str, Any]) -> AclEntry:
    ports = described.get("PortRange")
    protocol = PROTOCOL_NAMES.get(str(described["Protocol"]), str(described["Protocol"]))
    if protocol in {"tcp", "udp"} and not ports:
        raise ContradictionError(f"an entry for {protocol} without ports", ACLS_CALL)
    return AclEntry(
        number=described["RuleNumber"],
        egress=described["Egress"],
        allow=described["RuleAction"] == "allow",
        rule=FirewallRule(
            protocol=protocol,
            ports=Ports(ports["From"], ports["To"]) if ports else None,
            ranges=(described.get("CidrBlock") or described["Ipv6CidrBlock"],),
        ),
    )


async def acls(client: RegionClient) -> list[Acl]:
    """Return the region's network ACLs."""
    return await parsed(client, ACLS_CALL, "NetworkAcls", acl, MaxResults=PAGE)
