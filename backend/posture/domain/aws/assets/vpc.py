"""Networks of Amazon VPC, their subnets and their route tables."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class FlowLog(Struct, frozen=True):
    """A flow log of a VPC.

    Attributes:
        traffic: `ALL`, `ACCEPT` or `REJECT`.
        delivery_error: why its records are not delivered; empty if they are.
    """

    id: str
    traffic: str
    active: bool
    delivery_error: str


class NetworkSubnet(Struct, frozen=True):
    """A subnet as part of its VPC."""

    zone: str
    public: bool


class Vpc(AwsAsset, frozen=True, kw_only=True):
    """A network.

    Attributes:
        flow_logs: the flow logs of the VPC as a whole.
        endpoint_services: names of the services that have an endpoint in the VPC.
        interface_count: number of network interfaces in the VPC.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "vpc/")

    default: bool
    flow_logs: Fact[tuple[FlowLog, ...]]
    endpoint_services: Fact[tuple[str, ...]]
    subnets: Fact[tuple[NetworkSubnet, ...]]
    interface_count: Fact[int]


class Subnet(AwsAsset, frozen=True, kw_only=True):
    """A subnet.

    Attributes:
        public_ipv4_on_launch: whether public IPv4 addresses are assigned automatically.
        ipv6_on_launch: whether IPv6 addresses are assigned automatically.
        public_ipv6: whether `::/0` is routed to an internet gateway.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "subnet/")

    public_ipv4_on_launch: bool
    ipv6_on_launch: bool
    public_ipv6: Fact[bool]


class RouteTable(AwsAsset, frozen=True, kw_only=True):
    """A route table.

    Attributes:
        main: whether it applies to subnets without an explicit route table.
        internet_gateway: id of the gateway of its default route; empty if there is none.
        dead_ends: destinations whose target no longer exists.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "route-table/")

    main: bool
    internet_gateway: str
    dead_ends: tuple[str, ...]
