"""Connections between networks: peering, VPN, client VPN, transit gateways."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class PeeringRoute(Struct, frozen=True):
    """A route that sends traffic over a peering connection."""

    table_id: str
    destination: str


class VpcPeering(AwsAsset, frozen=True, kw_only=True):
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


class Tunnel(Struct, frozen=True):
    """One of the two tunnels of a VPN connection; empty `ike_versions` means all are accepted."""

    up: bool
    certificate: bool
    ike_versions: tuple[str, ...]
    logged: bool


class VpnConnection(AwsAsset, frozen=True, kw_only=True):
    """A site-to-site VPN connection.

    Attributes:
        key_in_secrets_manager: whether the pre-shared key is stored in Secrets Manager.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "vpn-connection/")

    tunnels: tuple[Tunnel, ...]
    key_in_secrets_manager: bool


class ClientVpnEndpoint(AwsAsset, frozen=True, kw_only=True):
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


class TransitGateway(AwsAsset, frozen=True, kw_only=True):
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
