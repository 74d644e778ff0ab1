"""Checks of connections between networks: peering, VPN, transit gateways."""

import ipaddress

from posture.domain.asset import Family
from posture.domain.aws.assets.network_link import (
    ClientVpnEndpoint,
    TransitGateway,
    VpcPeering,
    VpnConnection,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.network import WORLD, is_ipv6
from posture.domain.verdict import Verdict, failed, passed

GATEWAY_DOCS = "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-best-design-practices.html"
TUNNELS_DOCS = "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html"
TUNNEL_COUNT = 2
CERTIFICATE = "certificate-authentication"


@check(
    severity=Severity.MEDIUM,
    finding_title="Peering connection's routes lead to the whole other network",
    remediation="Route only the subnets or hosts of the peer that are needed.",
    cli="""
        aws ec2 replace-route --route-table-id ROUTE_TABLE --destination-cidr-block SUBNET_RANGE \\
          --vpc-peering-connection-id PEERING
    """,
    terraform="""
        resource "aws_route" "peer" {
          route_table_id            = aws_route_table.this.id
          destination_cidr_block    = "10.20.1.0/24"
          vpc_peering_connection_id = aws_vpc_peering_connection.this.id
        }
    """,
    reference="https://docs.aws.amazon.com/vpc/latest/peering/peering-configurations-partial-access.html",
)
def aws_vpc_peering_routes_least_access(peering: VpcPeering) -> Verdict:
    """Peering connection's routes lead to parts of the other network only.

    If whole networks can reach each other, an intrusion into one is an intrusion into both.
    """
    wide = [
        f"{one.destination} in {one.table_id}"
        for one in known(peering.routes)
        if _covers_any(one.destination, known(peering.ranges))
    ]
    if wide:
        return failed(f"Routes to the whole network: {', '.join(wide)}.")
    return passed()


def _covers_any(destination: str, ranges: tuple[str, ...]) -> bool:
    if destination in WORLD:
        return True
    if "/" not in destination:
        return False  # a prefix list
    return any(_covers(destination, one) for one in ranges if is_ipv6(one) == is_ipv6(destination))


def _covers(destination: str, part: str) -> bool:
    outer = ipaddress.ip_network(destination, strict=False)
    inner = ipaddress.ip_network(part, strict=False)
    return (
        outer.network_address <= inner.network_address  # type: ignore[operator]  # both are of one version
        and outer.broadcast_address >= inner.broadcast_address  # type: ignore[operator]  # as above
    )


@check(
    severity=Severity.MEDIUM,
    finding_title="VPN connection has a tunnel that is down",
    remediation="Bring the second tunnel up, on the gateway at the other end.",
    reference=TUNNELS_DOCS,
)
def aws_vpc_vpn_connection_tunnels_up(vpn: VpnConnection) -> Verdict:
    """VPN connection has both tunnels up.

    AWS takes down one tunnel at a time for maintenance. With only one tunnel up, the connection is
    then lost.
    """
    up = sum(one.up for one in vpn.tunnels)
    return passed() if up >= TUNNEL_COUNT else failed(f"{up} of {TUNNEL_COUNT} tunnels are up.")


@check(
    severity=Severity.MEDIUM,
    finding_title="VPN connection accepts IKEv1",
    remediation="Let both tunnels accept IKEv2 only.",
    cli="""
        aws ec2 modify-vpn-tunnel-options --vpn-connection-id VPN \\
          --vpn-tunnel-outside-ip-address ADDRESS \\
          --tunnel-options '{"IKEVersions":[{"Value":"ikev2"}]}'
    """,
    terraform="""
        resource "aws_vpn_connection" "this" {
          tunnel1_ike_versions = ["ikev2"]
          tunnel2_ike_versions = ["ikev2"]
        }
    """,
    reference=TUNNELS_DOCS,
)
def aws_vpc_vpn_connection_ikev2_only(vpn: VpnConnection) -> Verdict:
    """VPN connection accepts IKEv2 only.

    With IKEv1 an eavesdropper can record a hash of the pre-shared key and guess the key offline.
    """
    old = [one for one in vpn.tunnels if set(one.ike_versions) != {"ikev2"}]
    if old or not vpn.tunnels:
        return failed("IKEv1 is accepted.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="VPN connection does not log its tunnels",
    remediation="Send the tunnels' logs to CloudWatch Logs.",
    terraform="""
        resource "aws_vpn_connection" "this" {
          tunnel1_log_options {
            cloudwatch_log_options {
              log_enabled   = true
              log_group_arn = aws_cloudwatch_log_group.vpn.arn
            }
          }
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-171",
    family=Family.LOGGING,
)
def aws_vpc_vpn_connection_logged(vpn: VpnConnection) -> Verdict:
    """VPN connection logs the activity of its tunnels.

    Failed negotiations reveal a broken gateway as well as attempts to guess the key.
    """
    if vpn.tunnels and all(one.logged for one in vpn.tunnels):
        return passed()
    return failed("Tunnel logs are off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="VPN connection's pre-shared keys can be read from its description",
    remediation="Keep the pre-shared keys in Secrets Manager, or use certificates.",
    reference="https://docs.aws.amazon.com/vpn/latest/s2svpn/enhanced-security.html",
    family=Family.SECRETS,
)
def aws_vpc_vpn_connection_key_hidden(vpn: VpnConnection) -> Verdict:
    """VPN connection keeps its pre-shared keys out of its description.

    If the keys are stored in the connection itself, a read-only call returns them.
    """
    if vpn.key_in_secrets_manager:
        return passed()
    if vpn.tunnels and all(one.certificate for one in vpn.tunnels):
        return passed("The tunnels use certificates.")
    return failed("Anyone who may describe VPN connections can read the pre-shared keys.")


@check(
    severity=Severity.LOW,
    finding_title="Client VPN endpoint does not log connections",
    remediation="Log connections to CloudWatch Logs.",
    cli="""
        aws ec2 modify-client-vpn-endpoint --client-vpn-endpoint-id ENDPOINT \\
          --connection-log-options Enabled=true,CloudwatchLogGroup=GROUP
    """,
    terraform="""
        resource "aws_ec2_client_vpn_endpoint" "this" {
          connection_log_options {
            enabled              = true
            cloudwatch_log_group = aws_cloudwatch_log_group.vpn.name
          }
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-51",
    family=Family.LOGGING,
)
def aws_ec2_client_vpn_endpoint_connections_logged(endpoint: ClientVpnEndpoint) -> Verdict:
    """Client VPN endpoint logs connections.

    The log shows from where and when stolen credentials are used.
    """
    if endpoint.connections_logged:
        return passed()
    return failed("Connections are not logged.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Client VPN endpoint requires only a certificate",
    remediation="Create an endpoint with federated or directory authentication, and with MFA.",
    reference="https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/client-authentication.html",
    family=Family.IAM,
)
def aws_ec2_client_vpn_endpoint_people_authenticated(endpoint: ClientVpnEndpoint) -> Verdict:
    """Client VPN endpoint authenticates users, not only certificates.

    A certificate is a file that can be copied. It identifies a laptop, not the person who uses it.
    """
    if set(endpoint.authentication) - {CERTIFICATE}:
        return passed()
    return failed("Only a certificate is required.")


@check(
    severity=Severity.HIGH,
    finding_title="Transit gateway accepts attachments automatically",
    remediation="Turn off automatic acceptance, and accept shared attachments one by one.",
    cli="""
        aws ec2 modify-transit-gateway --transit-gateway-id GATEWAY \\
          --options AutoAcceptSharedAttachments=disable
    """,
    terraform="""
        resource "aws_ec2_transit_gateway" "this" {
          auto_accept_shared_attachments = "disable"
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-23",
)
def aws_ec2_transit_gateway_attachments_accepted(gateway: TransitGateway) -> Verdict:
    """Transit gateway attaches networks of other accounts only after acceptance.

    With automatic acceptance, any account that the gateway is shared with can connect itself to
    your network.
    """
    if gateway.auto_accepts:
        return failed("Shared attachments are accepted automatically.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Transit gateway routes between all networks by default",
    remediation=(
        "Turn off the default association and propagation, and use one route table for each "
        "kind of network."
    ),
    cli="""
        aws ec2 modify-transit-gateway --transit-gateway-id GATEWAY --options \\
          DefaultRouteTableAssociation=disable,DefaultRouteTablePropagation=disable
    """,
    terraform="""
        resource "aws_ec2_transit_gateway" "this" {
          default_route_table_association = "disable"
          default_route_table_propagation = "disable"
        }
    """,
    reference=GATEWAY_DOCS,
)
def aws_ec2_transit_gateway_networks_apart(gateway: TransitGateway) -> Verdict:
    """Transit gateway does not route between all networks by default.

    With both defaults on, every attached network can reach every other, for example test and
    production.
    """
    if gateway.default_association and gateway.default_propagation:
        return failed("New attachments are associated and propagated by default.")
    return passed()
