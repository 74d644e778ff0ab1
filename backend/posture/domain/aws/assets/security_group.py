"""Security groups of Amazon EC2: the traffic that a network interface allows."""

from collections.abc import Mapping

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.firewall import FirewallRule
from posture.domain.evidence import Fact

DEFAULT = "default"
# Interfaces of these types are meant to be reached from the internet.
FRONT_INTERFACES = frozenset({"api_gateway_managed", "vpc_endpoint"})
FRONT_OWNERS = frozenset({"amazon-elb"})


class GroupInterface(Struct, frozen=True):
    """A network interface of a security group: its id, its type, and the owner of its instance."""

    id: str
    type: str
    instance_owner: str

    @property
    def front(self) -> bool:
        """Return whether it is the front of a load balancer, an API gateway or an endpoint."""
        return self.type in FRONT_INTERFACES or self.instance_owner in FRONT_OWNERS


class SecurityGroup(AwsAsset, frozen=True, kw_only=True):
    """A security group, the interfaces that use it, and other resources that refer to it.

    Attributes:
        prefix_list_ranges: the address ranges of each prefix list in its rules.
        interfaces: the network interfaces that use it.
        named_by: other resources that refer to it: groups that allow its traffic, functions that
            use it.
    """

    service = "ec2"
    family = Family.NETWORK
    arn = ArnShape("ec2", "security-group/")

    vpc_id: str
    ingress: tuple[FirewallRule, ...]
    egress: tuple[FirewallRule, ...]
    prefix_list_ranges: Fact[Mapping[str, tuple[str, ...]]]
    interfaces: Fact[tuple[GroupInterface, ...]]
    named_by: Fact[tuple[str, ...]]
