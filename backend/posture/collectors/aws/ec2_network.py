"""Read a region's security groups, prefix lists and interfaces, once for all EC2 assets."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.errors import ContradictionError
from posture.domain.aws.firewall import PROTOCOL_NAMES, FirewallRule, open_to_internet
from posture.domain.network import Ports

T = TypeVar("T")
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html
FILTER_VALUES = 200
PAGE = 1000
GROUPS_CALL = "ec2:DescribeSecurityGroups"
PREFIX_LIST_CALL = "ec2:GetManagedPrefixListEntries"


def name_of(tagged: Mapping[str, Any], otherwise: str) -> str:
    """Return the value of the Name tag, or the alternative if there is none."""
    for tag in tagged.get("Tags") or tagged.get("TagSet") or ():
        if tag["Key"] == "Name" and tag["Value"]:
            return str(tag["Value"])
    return otherwise


def arn_id(arn: str) -> str:
    """Return the id at the end of an EC2 ARN."""
    return arn.rpartition("/")[2]


async def by_ids(
    client: RegionClient, call: str, key: str, filter_name: str, arns: Iterable[str]
) -> AsyncIterator[Any]:
    """Yield the descriptions of the ids; ids that no longer exist are left out."""
    ids = [arn_id(arn) for arn in arns]
    for start in range(0, len(ids), FILTER_VALUES):
        only = {"Name": filter_name, "Values": ids[start : start + FILTER_VALUES]}
        async for one in client.pages(call, key, Filters=[only]):
            yield one


async def parsed(
    client: RegionClient, call: str, key: str, parse: Callable[[Any], T], **parameters: object
) -> list[T]:
    """Read all pages of a listing once per region and run, and keep what `parse` returns."""

    async def make() -> list[T]:
        return [parse(one) async for one in client.pages(call, key, **parameters)]

    found: list[T] = await client.once(f"{call} {parse.__name__}", make)
    return found


class Group(NamedTuple):
    """A security group: its names, its owner and its rules."""

    id: str
    name: str
    owner_id: str
    vpc_id: str
    ingress: tuple[FirewallRule, ...]
    egress: tuple[FirewallRule, ...]

    @property
    def admits(self) -> frozenset[str]:
        """Return the ids of the other groups that its rules name."""
        named = (one for rule in (*self.ingress, *self.egress) for one in rule.groups)
        return frozenset(named) - {self.id}


def group(described: Mapping[str, Any]) -> Group:
    """Parse the description of a security group."""
    return Group(
        described["GroupId"],
        described["GroupName"],
        described.get("OwnerId", ""),
        described.get("VpcId", ""),
        tuple(map(_rule, described["IpPermissions"])),
        tuple(map(_rule, described["IpPermissionsEgress"])),
    )


async def groups(client: RegionClient) -> Mapping[str, Group]:
    """Return the region's security groups by id."""

    async def make() -> dict[str, Group]:
        found = await parsed(client, GROUPS_CALL, "SecurityGroups", group, MaxResults=PAGE)
        return {one.id: one for one in found}

    index: Mapping[str, Group] = await client.once("ec2 groups", make)
    return index


def _rule(permission: Mapping[str, Any]) -> FirewallRule:
    protocol = str(permission["IpProtocol"])
    first, last = permission.get("FromPort"), permission.get("ToPort")
    protocol = PROTOCOL_NAMES.get(protocol, protocol)
    ports = None
    if protocol in {"tcp", "udp"}:
        if first is None or last is None:
            raise ContradictionError(f"a rule for {protocol} without ports", GROUPS_CALL)
        ports = Ports(first, last)
    return FirewallRule(
        protocol=protocol,
        ports=ports,
        ranges=(
            *(one["CidrIp"] for one in permission["IpRanges"]),
            *(one["CidrIpv6"] for one in permission["Ipv6Ranges"]),
        ),
        prefix_lists=tuple(one["PrefixListId"] for one in permission["PrefixListIds"]),
        groups=tuple(
            one["GroupId"] for one in permission.get("UserIdGroupPairs", ()) if "GroupId" in one
        ),
    )


async def prefix_list_ranges(
    client: RegionClient, ids: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Return the address ranges of prefix lists, each read once per run."""
    return {
        one: tuple(
            entry["Cidr"]
            for entry in await client.shared_pages(PREFIX_LIST_CALL, "Entries", PrefixListId=one)
        )
        for one in sorted(set(ids))
    }


async def groups_open_to_internet(
    client: RegionClient, ids: Iterable[str], *, port: int | None = None
) -> tuple[str, ...]:
    """Return the groups that are open to the whole internet, at one port of TCP or at any.

    Prefix lists are read only if no group is open without them.
    """
    every = await groups(client)
    wanted = tuple(ids)
    own = [every[one] for one in wanted if one in every]

    def opened(lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(
            one.id
            for one in own
            if any(
                port is None or rule.covers("tcp", port)
                for rule in open_to_internet(one.ingress, lists)
            )
        )

    named = {name for one in own for rule in one.ingress for name in rule.prefix_lists}
    found = opened({}) or (opened(await prefix_list_ranges(client, named)) if named else ())
    if not found and (missing := [one for one in wanted if one not in every]):
        raise ContradictionError(f"{missing[0]} is not listed", GROUPS_CALL)
    return found


class Interface(NamedTuple):
    """A network interface: its owner, its network, its instance and its type."""

    id: str
    name: str
    owner_id: str
    type: str
    attached: bool
    instance_id: str
    instance_owner: str
    requester_managed: bool
    subnet_id: str
    vpc_id: str
    groups: tuple[str, ...]
    source_dest_check: bool


def interface(described: Mapping[str, Any]) -> Interface:
    """Parse the description of a network interface."""
    attachment = described.get("Attachment", {})
    return Interface(
        id=described["NetworkInterfaceId"],
        name=name_of(described, described["NetworkInterfaceId"]),
        owner_id=described.get("OwnerId", ""),
        type=described.get("InterfaceType", "interface"),
        attached=described["Status"] != "available",
        instance_id=attachment.get("InstanceId", ""),
        instance_owner=attachment.get("InstanceOwnerId", ""),
        requester_managed=described.get("RequesterManaged", False),
        subnet_id=described.get("SubnetId", ""),
        vpc_id=described["VpcId"],
        groups=tuple(one["GroupId"] for one in described["Groups"]),
        source_dest_check=described["SourceDestCheck"],
    )


async def interfaces(client: RegionClient) -> list[Interface]:
    """Return the region's network interfaces."""
    return await parsed(
        client,
        "ec2:DescribeNetworkInterfaces",
        "NetworkInterfaces",
        interface,
        MaxResults=PAGE,
    )
