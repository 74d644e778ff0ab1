"""Assets of Azure's virtual networks: networks, security groups, subnets, interfaces, gateways."""

from typing import NamedTuple

from posture.domain.asset import Family
from posture.domain.azure.asset import AzureAsset
from posture.domain.azure.security_rules import SecurityRule, is_open
from posture.domain.evidence import Fact


class NetworkSecurityGroup(AzureAsset, frozen=True, kw_only=True):
    """A network security group with its inbound rules, the default ones included."""

    service = "network"
    family = Family.NETWORK
    arm_type = "Microsoft.Network/networkSecurityGroups"

    rules: Fact[tuple[SecurityRule, ...]]


class VirtualSubnet(AzureAsset, frozen=True, kw_only=True):
    """A subnet of a virtual network."""

    service = "network"
    family = Family.NETWORK
    arm_type = "Microsoft.Network/virtualNetworks/subnets"

    security_group_id: Fact[str | None]


class VirtualNetwork(AzureAsset, frozen=True, kw_only=True):
    """A virtual network.

    Attributes:
        watched: whether its region has a Network Watcher.
        flows_logged: whether enabled flow logs cover it, or all of its subnets.
    """

    service = "network"
    family = Family.NETWORK
    arm_type = "Microsoft.Network/virtualNetworks"

    watched: Fact[bool]
    flows_logged: Fact[bool]


class FlowLog(AzureAsset, frozen=True, kw_only=True):
    """A flow log; `kept_days` is 0 if it is kept for ever."""

    service = "network"
    family = Family.LOGGING
    arm_type = "Microsoft.Network/networkWatchers/flowLogs"

    enabled: Fact[bool]
    kept_days: Fact[int]


class PublicInterface(NamedTuple):
    """What protects an interface with a public address.

    Attributes:
        basic: whether a public address is of the tier Basic, which is open without a group.
        groups: the inbound rules of the groups that traffic from the internet passes, in order of
            their priorities.
    """

    basic: bool
    groups: tuple[tuple[SecurityRule, ...], ...]

    def opens(self, protocol: str, port: int) -> bool:
        """Return whether the internet reaches a port of it."""
        if not self.groups:
            return self.basic
        return all(is_open(rules, protocol, port) for rules in self.groups)


class NetworkInterface(AzureAsset, frozen=True, kw_only=True):
    """A network interface; `public` is None if it has no public address."""

    service = "network"
    family = Family.NETWORK
    arm_type = "Microsoft.Network/networkInterfaces"

    forwarding: Fact[bool]
    public: Fact[PublicInterface | None]


class Firewall(NamedTuple):
    """A web application firewall; `prevents` is set if it blocks what it detects."""

    enabled: bool
    prevents: bool


class ApplicationGateway(AzureAsset, frozen=True, kw_only=True):
    """An application gateway; `firewall` is None if it has no web application firewall."""

    service = "network"
    family = Family.NETWORK
    arm_type = "Microsoft.Network/applicationGateways"

    firewall: Fact[Firewall | None]
