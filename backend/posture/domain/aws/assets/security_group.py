"""Security groups of Amazon EC2: what a network interface lets in and out."""

from collections.abc import Mapping
from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.firewall import FirewallRule
from posture.domain.evidence import Fact

DEFAULT = "default"
# What these hold is reached from the internet on purpose, by AWS's own balancers and gateways.
FRONT_INTERFACES = frozenset({"api_gateway_managed", "vpc_endpoint"})
FRONT_OWNERS = frozenset({"amazon-elb"})


@dataclass(frozen=True, slots=True)
class GroupInterface:
    """A network interface that a group is on: its id, its kind, and whose machine has it."""

    id: str
    type: str
    instance_owner: str

    @property
    def front(self) -> bool:
        """Return whether it is the front of a load balancer, an API gateway or an endpoint."""
        return self.type in FRONT_INTERFACES or self.instance_owner in FRONT_OWNERS


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityGroup(AwsAsset):
    """A security group, with what it is on and what else names it.

    Attributes:
        prefix_list_ranges: the address ranges in each prefix list that its rules name.
        interfaces: the network interfaces it is on.
        named_by: other things that name it: groups that admit it, functions that run in it.
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
