"""Connections between networks: peering, VPN, client VPN, transit gateways."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True)
class PeeringRoute:
    """A route that sends traffic over a peering connection."""

    table_id: str
    destination: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VpcPeering(AwsAsset):
    """A peering connection, active or waiting for acceptance.

    Attributes:
        ranges: address ranges of both networks.
        routes: the routes of this account and region that use it.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "vpc-peering-connection/")

    ranges: Fact[tuple[str, ...]]
    routes: Fact[tuple[PeeringRoute, ...]]


@dataclass(frozen=True, slots=True)
class Tunnel:
    """One of the two tunnels of a VPN connection; empty `ike_versions` means all are accepted."""

    up: bool
    certificate: bool
    ike_versions: tuple[str, ...]
    logged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VpnConnection(AwsAsset):
    """A site-to-site VPN connection.

    Attributes:
        key_in_secrets_manager: whether the pre-shared key is stored in Secrets Manager.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "vpn-connection/")

    tunnels: tuple[Tunnel, ...]
    key_in_secrets_manager: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientVpnEndpoint(AwsAsset):
    """A client VPN endpoint.

    Attributes:
        authentication: `certificate-authentication`, `directory-service-authentication`,
            `federated-authentication`.
    """

    service = "ec2"
    family = Family.NETWORK
    arn = ArnShape("ec2", "client-vpn-endpoint/")

    connections_logged: bool
    authentication: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitGateway(AwsAsset):
    """A transit gateway of this account.

    Attributes:
        auto_accepts: whether attachments of other accounts are accepted automatically.
        default_association: whether attachments use the default route table automatically.
        default_propagation: whether the routes of attachments are propagated automatically.
    """

    service = "ec2"
    family = Family.NETWORK
    arn = ArnShape("ec2", "transit-gateway/")

    auto_accepts: bool
    default_association: bool
    default_propagation: bool
