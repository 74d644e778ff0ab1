"""Cases of the checks of networks: subnets, routes, ACLs, interfaces, endpoints and links."""

from posture.domain.aws.assets.network_acl import AclEntry, NetworkAcl
from posture.domain.aws.assets.network_interface import ElasticIp, NetworkInterface
from posture.domain.aws.assets.network_link import (
    ClientVpnEndpoint,
    PeeringRoute,
    TransitGateway,
    Tunnel,
    VpcPeering,
    VpnConnection,
)
from posture.domain.aws.assets.vpc import FlowLog, NetworkSubnet, RouteTable, Subnet, Vpc
from posture.domain.aws.assets.vpc_endpoint import VpcEndpoint, VpcEndpointService
from posture.domain.aws.firewall import FirewallRule
from posture.domain.aws.policy import policy
from posture.domain.network import Ports
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Facts,
    Row,
    rows,
)

ANYONE, ANYONE_V6 = "0.0.0.0/0", "::/0"


def entry(  # an entry has that many parts
    number: int,
    protocol: str = "-1",
    ports: Ports | None = None,
    *,
    allow: bool = True,
    egress: bool = False,
    source: str = ANYONE,
) -> AclEntry:
    rule = FirewallRule(protocol=protocol, ports=ports, ranges=(source,))
    return AclEntry(number=number, egress=egress, allow=allow, rule=rule)


def entries(*found: AclEntry) -> Facts:
    return {"entries": (*found, entry(32767, allow=False))}


SSH, RDP = Ports(22, 22), Ports(3389, 3389)
LOG = FlowLog("fl-1", "ALL", active=True, delivery_error="")
PRIVATE, PUBLIC = NetworkSubnet("a", public=False), NetworkSubnet("b", public=True)
COMPLIANT: Compliant = {
    Vpc: {
        "default": False,
        "flow_logs": (LOG,),
        "endpoint_services": (
            "com.amazonaws.eu-west-1.ec2",
            "com.amazonaws.eu-west-1.s3",
            "com.amazonaws.eu-west-1.dynamodb",
        ),
        "subnets": (PRIVATE, PUBLIC),
        "interface_count": 3,
    },
    Subnet: {"public_ipv4_on_launch": False, "ipv6_on_launch": False, "public_ipv6": False},
    RouteTable: {"main": True, "internet_gateway": "", "dead_ends": ()},
    NetworkAcl: {
        "default": False,
        "subnet_ids": ("subnet-1",),
        **entries(entry(100, "tcp", Ports(443, 443))),
    },
    NetworkInterface: {
        "attached": True,
        "requester_managed": False,
        "instance_id": "i-1",
        "source_dest_check": True,
    },
    ElasticIp: {"public_ip": "54.0.0.1", "associated": True},
    VpcEndpoint: {
        "account_id": "123456789012",
        "type": "Interface",
        "service_name": "com.amazonaws.eu-west-1.ec2",
        "policy": policy({"Statement": []}),
        "subnet_ids": ("subnet-1", "subnet-2"),
    },
    VpcEndpointService: {
        "acceptance_required": True,
        "zone_count": 2,
        "principals": ("arn:aws:iam::999988887777:root",),
    },
    VpcPeering: {"ranges": ("10.1.0.0/16", "10.2.0.0/16"), "routes": ()},
    VpnConnection: {
        "tunnels": (Tunnel(up=True, certificate=False, ike_versions=("ikev2",), logged=True),) * 2,
        "key_in_secrets_manager": True,
    },
    ClientVpnEndpoint: {
        "connections_logged": True,
        "authentication": ("federated-authentication", "certificate-authentication"),
    },
    TransitGateway: {
        "auto_accepts": False,
        "default_association": False,
        "default_propagation": True,
    },
}


def logs(*found: FlowLog) -> Facts:
    return {"flow_logs": found}


def allows(**more: object) -> Facts:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", **more}
    return {"policy": policy({"Statement": [statement]})}


def tunnels(*changed: Facts) -> Facts:
    facts: Facts = {"up": True, "certificate": False, "ike_versions": ("ikev2",), "logged": True}
    return {"tunnels": tuple(Tunnel(**facts | one) for one in changed)}


def routes(*destinations: str) -> Facts:
    return {"routes": tuple(PeeringRoute("rtb-1", one) for one in destinations)}


ORG = {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}
OWN_DATA = {"Condition": {"StringEquals": {"aws:ResourceOrgID": "o-1"}}}
NETWORKS: list[Row] = [
    ("flow_logs_enabled", logs(), FAIL),
    ("flow_logs_enabled", logs(FlowLog("fl-1", "ALL", active=False, delivery_error="")), FAIL),
    ("flow_logs_enabled", {"flow_logs": DENIED}, UNKNOWN),
    ("flow_logs_show_rejected", logs(), NOT_APPLICABLE),
    (
        "flow_logs_show_rejected",
        logs(FlowLog("fl-1", "REJECT", active=True, delivery_error="")),
        PASS,
    ),
    (
        "flow_logs_show_rejected",
        logs(FlowLog("fl-1", "ACCEPT", active=True, delivery_error="")),
        FAIL,
    ),
    ("flow_logs_show_rejected", {"flow_logs": DENIED}, UNKNOWN),
    ("flow_logs_delivered", logs(), NOT_APPLICABLE),
    (
        "flow_logs_delivered",
        logs(LOG, FlowLog("fl-2", "ALL", active=True, delivery_error="Access error")),
        FAIL,
    ),
    ("flow_logs_delivered", {"flow_logs": DENIED}, UNKNOWN),
    ("ec2_api_private", {"endpoint_services": ("com.amazonaws.eu-west-1.ec2messages",)}, FAIL),
    ("ec2_api_private", {"endpoint_services": DENIED}, UNKNOWN),
    ("data_services_private", {"endpoint_services": ("com.amazonaws.eu-west-1.s3",)}, FAIL),
    ("data_services_private", {"endpoint_services": (), "interface_count": 0}, NOT_APPLICABLE),
    ("data_services_private", {"endpoint_services": DENIED}, UNKNOWN),
    ("spans_zones", {"subnets": (PRIVATE, PRIVATE)}, FAIL),
    ("spans_zones", {"subnets": ()}, FAIL),
    ("spans_zones", {"subnets": DENIED}, UNKNOWN),
    ("public_and_private_apart", {"subnets": (PUBLIC, PUBLIC)}, FAIL),
    ("public_and_private_apart", {"subnets": (PRIVATE,)}, FAIL),
    ("public_and_private_apart", {"subnets": ()}, FAIL),
    ("public_and_private_apart", {"subnets": DENIED}, UNKNOWN),
    ("default_empty", {}, NOT_APPLICABLE),
    ("default_empty", {"interface_count": DENIED}, NOT_APPLICABLE),
    ("default_empty", {"default": True}, FAIL),
    ("default_empty", {"default": True, "interface_count": 0}, PASS),
    ("default_empty", {"default": True, "interface_count": DENIED}, UNKNOWN),
]
SUBNETS: list[Row] = [
    ("no_public_ip_by_default", {"public_ipv4_on_launch": True}, FAIL),
    ("no_public_ipv6_by_default", {"public_ipv6": DENIED}, PASS),
    ("no_public_ipv6_by_default", {"public_ipv6": True}, PASS),
    ("no_public_ipv6_by_default", {"ipv6_on_launch": True}, PASS),
    ("no_public_ipv6_by_default", {"ipv6_on_launch": True, "public_ipv6": True}, FAIL),
    ("no_public_ipv6_by_default", {"ipv6_on_launch": True, "public_ipv6": DENIED}, UNKNOWN),
]
TABLES: list[Row] = [
    ("main_private", {"internet_gateway": "igw-1"}, FAIL),
    ("main_private", {"main": False, "internet_gateway": "igw-1"}, NOT_APPLICABLE),
    ("no_dead_ends", {"dead_ends": ("10.9.0.0/16",)}, FAIL),
]
DENY_SSH = entry(90, "tcp", SSH, allow=False)
ACLS: list[Row] = [
    ("filters_internet", entries(entry(100)), FAIL),
    ("filters_internet", entries(entry(100, source=ANYONE_V6)), FAIL),
    ("filters_internet", entries(entry(100, "tcp", Ports(0, 65535))), FAIL),
    ("filters_internet", entries(entry(100, source="10.0.0.0/8")), PASS),
    ("filters_internet", entries(entry(100, egress=True)), PASS),
    ("filters_internet", entries(entry(90, allow=False), entry(100)), PASS),
    ("filters_internet", entries(entry(100), entry(110, allow=False)), FAIL),
    ("ssh_closed_to_internet", entries(entry(100)), FAIL),
    ("ssh_closed_to_internet", entries(entry(100, "tcp", Ports(20, 30))), FAIL),
    ("ssh_closed_to_internet", entries(entry(100, "udp", SSH)), PASS),
    ("ssh_closed_to_internet", entries(DENY_SSH, entry(100)), PASS),
    ("ssh_closed_to_internet", entries(entry(80), DENY_SSH), FAIL),
    ("ssh_closed_to_internet", entries(DENY_SSH, entry(100, source=ANYONE_V6)), FAIL),
    (
        "ssh_closed_to_internet",
        entries(entry(90, "tcp", SSH, allow=False, source="198.51.100.0/24"), entry(100)),
        FAIL,
    ),
    ("rdp_closed_to_internet", entries(entry(100, "tcp", RDP)), FAIL),
    ("rdp_closed_to_internet", entries(entry(100, "tcp", SSH)), PASS),
    ("in_use", {"subnet_ids": ()}, FAIL),
    ("in_use", {"subnet_ids": (), "default": True}, NOT_APPLICABLE),
]
INTERFACES: list[Row] = [
    ("attached", {"attached": False}, FAIL),
    ("attached", {"attached": False, "requester_managed": True}, NOT_APPLICABLE),
    ("source_checked", {"source_dest_check": False}, FAIL),
    ("source_checked", {"source_dest_check": False, "requester_managed": True}, NOT_APPLICABLE),
]
ENDPOINTS: list[Row] = [
    ("policy_bounded", {"policy": None}, NOT_APPLICABLE),
    ("policy_bounded", {"policy": None, "type": "Gateway"}, UNKNOWN),
    ("policy_bounded", allows(), FAIL),
    ("policy_bounded", allows(Principal={"AWS": "*"}), FAIL),
    ("policy_bounded", allows(Principal={"AWS": "123456789012"}), PASS),
    ("policy_bounded", allows(**ORG), PASS),
    ("policy_bounded", allows(**OWN_DATA), PASS),
    ("policy_bounded", allows(Resource="arn:aws:s3:::our-bucket/*"), PASS),
    ("policy_bounded", allows(Effect="Deny"), PASS),
    ("spans_zones", {"subnet_ids": ("subnet-1",)}, FAIL),
    ("spans_zones", {"subnet_ids": (), "type": "Gateway"}, NOT_APPLICABLE),
]
SERVICES: list[Row] = [
    ("principals_named", {"principals": ("*",)}, FAIL),
    ("principals_named", {"principals": ()}, PASS),
    ("principals_named", {"principals": DENIED}, UNKNOWN),
    ("acceptance_required", {"acceptance_required": False}, FAIL),
    ("spans_zones", {"zone_count": 1}, FAIL),
]
PEERINGS: list[Row] = [
    ("routes_least_access", routes("10.2.1.0/24"), PASS),
    ("routes_least_access", routes("10.2.0.0/16"), FAIL),
    ("routes_least_access", routes("10.0.0.0/8"), FAIL),
    ("routes_least_access", routes(ANYONE), FAIL),
    ("routes_least_access", routes("2001:db8::/32", "pl-1"), PASS),
    ("routes_least_access", {"routes": DENIED}, UNKNOWN),
]
VPNS: list[Row] = [
    ("tunnels_up", tunnels({}, {"up": False}), FAIL),
    ("tunnels_up", tunnels(), FAIL),
    ("ikev2_only", tunnels({}, {"ike_versions": ("ikev1", "ikev2")}), FAIL),
    ("ikev2_only", tunnels({}, {"ike_versions": ()}), FAIL),
    ("logged", tunnels({}, {"logged": False}), FAIL),
    ("key_hidden", {"key_in_secrets_manager": False}, FAIL),
    (
        "key_hidden",
        {"key_in_secrets_manager": False, **tunnels({"certificate": True}, {"certificate": True})},
        PASS,
    ),
]
CLIENT_VPNS: list[Row] = [
    ("connections_logged", {"connections_logged": False}, FAIL),
    ("people_authenticated", {"authentication": ("certificate-authentication",)}, FAIL),
    ("people_authenticated", {"authentication": ("directory-service-authentication",)}, PASS),
]
GATEWAYS: list[Row] = [
    ("attachments_accepted", {"auto_accepts": True}, FAIL),
    ("networks_apart", {"default_association": True}, FAIL),
    ("networks_apart", {"default_association": True, "default_propagation": False}, PASS),
]
CASES = [
    *rows("aws_vpc_network", NETWORKS),
    *rows("aws_vpc_subnet", SUBNETS),
    *rows("aws_vpc_route_table", TABLES),
    *rows("aws_ec2_network_acl", ACLS),
    *rows("aws_ec2_network_interface", INTERFACES),
    *rows("aws_ec2_elastic_ip", [("associated", {"associated": False}, FAIL)]),
    *rows("aws_vpc_endpoint", ENDPOINTS),
    *rows("aws_vpc_endpoint_service", SERVICES),
    *rows("aws_vpc_peering", PEERINGS),
    *rows("aws_vpc_vpn_connection", VPNS),
    *rows("aws_ec2_client_vpn_endpoint", CLIENT_VPNS),
    *rows("aws_ec2_transit_gateway", GATEWAYS),
]
