"""Networks of Amazon VPC, their subnets and their route tables."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True)
class FlowLog:
    """A record of a network's traffic: what it keeps, and whether it arrives.

    Attributes:
        traffic: `ALL`, `ACCEPT` or `REJECT`.
        delivery_error: why its records do not arrive; empty while they do.
    """

    id: str
    traffic: str
    active: bool
    delivery_error: str


@dataclass(frozen=True, slots=True)
class NetworkSubnet:
    """A subnet as its network sees it."""

    zone: str
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Vpc(AwsAsset):
    """A network.

    Attributes:
        flow_logs: those on the network as a whole.
        endpoint_services: names of the services it reaches by endpoints of its own.
        interface_count: how many network interfaces are in it.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "vpc/")

    default: bool
    flow_logs: Fact[tuple[FlowLog, ...]]
    endpoint_services: Fact[tuple[str, ...]]
    subnets: Fact[tuple[NetworkSubnet, ...]]
    interface_count: Fact[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subnet(AwsAsset):
    """A subnet.

    Attributes:
        public_ipv4_on_launch: whether what starts in it gets a public address unasked.
        ipv6_on_launch: whether it gets an address of IP version 6 unasked.
        public_ipv6: whether such addresses are routed to an internet gateway by `::/0`.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "subnet/")

    public_ipv4_on_launch: bool
    ipv6_on_launch: bool
    public_ipv6: Fact[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTable(AwsAsset):
    """A route table.

    Attributes:
        main: whether it routes the subnets that name no table.
        internet_gateway: the gateway that its default route goes to; empty when none does.
        dead_ends: destinations whose target is gone.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "route-table/")

    main: bool
    internet_gateway: str
    dead_ends: tuple[str, ...]
