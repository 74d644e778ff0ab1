"""What joins networks: peering, VPN connections, client VPN endpoints, transit gateways."""

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
    """A peering connection that is open, or waits to be accepted.

    Attributes:
        ranges: address ranges of both networks.
        routes: the routes of this account and region that use it.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "vpc-peering-connection/")

    ranges: tuple[str, ...]
    routes: Fact[tuple[PeeringRoute, ...]]


@dataclass(frozen=True, slots=True)
class Tunnel:
    """One of the two tunnels of a VPN connection; `ike_versions` is empty where all are let in."""

    up: bool
    certificate: bool
    ike_versions: tuple[str, ...]
    logged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VpnConnection(AwsAsset):
    """A site-to-site VPN connection.

    Attributes:
        key_in_secrets_manager: whether its pre-shared key is kept there rather than shown.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "vpn-connection/")

    tunnels: tuple[Tunnel, ...]
    key_in_secrets_manager: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientVpnEndpoint(AwsAsset):
    """A VPN endpoint that people connect to.

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
    """A router between networks, this account's own.

    Attributes:
        auto_accepts: whether other accounts' networks are joined without anybody's yes.
        default_association: whether what is joined uses the default route table unasked.
        default_propagation: whether what is joined is made known to all others unasked.
    """

    service = "ec2"
    family = Family.NETWORK
    arn = ArnShape("ec2", "transit-gateway/")

    auto_accepts: bool
    default_association: bool
    default_propagation: bool
