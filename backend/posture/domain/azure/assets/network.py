"""Assets of Azure's virtual networks: security groups and subnets."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.azure.asset import AzureAsset
from posture.domain.azure.security_rules import SecurityRule
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSecurityGroup(AzureAsset):
    """A network security group with its inbound rules, the default ones included."""

    service = "network"
    family = Family.NETWORK
    arm_type = "Microsoft.Network/networkSecurityGroups"

    rules: Fact[tuple[SecurityRule, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualSubnet(AzureAsset):
    """A subnet of a virtual network."""

    service = "network"
    family = Family.NETWORK
    arm_type = "Microsoft.Network/virtualNetworks/subnets"

    security_group_id: Fact[str | None]
