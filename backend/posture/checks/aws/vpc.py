"""Checks of networks of Amazon VPC, their subnets and their route tables."""

from posture.domain.asset import Family
from posture.domain.aws.assets.vpc import RouteTable, Subnet, Vpc
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

FLOW_LOG_DOCS = "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html"
SUBNET_DOCS = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html"
ZONES_DOCS = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-best-practices.html"
FEWEST_ZONES = 2
GATEWAY_SERVICES = ("s3", "dynamodb")


@check(
    severity=Severity.MEDIUM,
    finding_title="VPC has no active flow log",
    remediation="Send the network's flow log to CloudWatch Logs or S3.",
    cli="""
        aws ec2 create-flow-logs --resource-type VPC --resource-ids VPC --traffic-type ALL \\
          --log-destination-type s3 --log-destination arn:aws:s3:::BUCKET
    """,
    terraform="""
        resource "aws_flow_log" "this" {
          vpc_id               = aws_vpc.this.id
          traffic_type         = "ALL"
          log_destination_type = "s3"
          log_destination      = aws_s3_bucket.logs.arn
        }
    """,
    reference=FLOW_LOG_DOCS,
    family=Family.LOGGING,
)
def aws_vpc_network_flow_logs_enabled(vpc: Vpc) -> Verdict:
    """VPC has an active flow log.

    Without a flow log nobody can find out later who connected to a compromised machine, or where
    data was sent.
    """
    logs = known(vpc.flow_logs)
    if any(one.active for one in logs):
        return passed()
    return failed("No flow log is active." if logs else "The VPC has no flow log.")


@check(
    severity=Severity.LOW,
    finding_title="VPC's flow logs do not record rejected traffic",
    remediation="Create a flow log with the traffic type ALL, or at least REJECT.",
    terraform="""
        resource "aws_flow_log" "this" {
          vpc_id       = aws_vpc.this.id
          traffic_type = "ALL"
        }
    """,
    reference=FLOW_LOG_DOCS,
    family=Family.LOGGING,
)
def aws_vpc_network_flow_logs_show_rejected(vpc: Vpc) -> Verdict:
    """VPC's flow log records rejected traffic.

    Rejected traffic reveals port scans, and machines that try unusual connections.
    """
    logs = [one for one in known(vpc.flow_logs) if one.active]
    if not logs:
        return not_applicable("The VPC has no active flow log.")
    if any(one.traffic in {"ALL", "REJECT"} for one in logs):
        return passed()
    return failed("Flow logs record accepted traffic only.")


@check(
    severity=Severity.MEDIUM,
    finding_title="VPC's flow logs are not delivered",
    remediation="Fix the destination, or the role or bucket policy that lets logs be written.",
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-troubleshooting.html",
    family=Family.LOGGING,
)
def aws_vpc_network_flow_logs_delivered(vpc: Vpc) -> Verdict:
    """VPC's flow logs are delivered to their destination.

    A flow log that cannot be written looks active but keeps nothing.
    """
    logs = [one for one in known(vpc.flow_logs) if one.active]
    if not logs:
        return not_applicable("The VPC has no active flow log.")
    if broken := [f"{one.id}: {one.delivery_error}" for one in logs if one.delivery_error]:
        return failed(f"Not delivered: {'; '.join(broken)}.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="VPC has no endpoint for the EC2 API",
    remediation="Create an interface endpoint for the EC2 API in the VPC.",
    cli="""
        aws ec2 create-vpc-endpoint --vpc-id VPC --vpc-endpoint-type Interface \\
          --service-name com.amazonaws.REGION.ec2 --subnet-ids SUBNET
    """,
    terraform="""
        resource "aws_vpc_endpoint" "ec2" {
          vpc_id            = aws_vpc.this.id
          vpc_endpoint_type = "Interface"
          service_name      = "com.amazonaws.eu-central-1.ec2"
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-10",
)
def aws_vpc_network_ec2_api_private(vpc: Vpc) -> Verdict:
    """VPC has an endpoint for the EC2 API.

    Without it, machines need internet access to call the EC2 API, and can use that access for
    anything else.
    """
    if any(_service(one) == "ec2" for one in known(vpc.endpoint_services)):
        return passed()
    return failed("The VPC has no endpoint for the EC2 API.")


@check(
    severity=Severity.LOW,
    finding_title="VPC has no endpoints for S3 and DynamoDB",
    remediation="Create gateway endpoints for S3 and DynamoDB; they are free of charge.",
    cli="""
        aws ec2 create-vpc-endpoint --vpc-id VPC --service-name com.amazonaws.REGION.s3 \\
          --route-table-ids ROUTE_TABLE
    """,
    terraform="""
        resource "aws_vpc_endpoint" "s3" {
          vpc_id          = aws_vpc.this.id
          service_name    = "com.amazonaws.eu-central-1.s3"
          route_table_ids = [aws_route_table.this.id]
        }
    """,
    reference="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
)
def aws_vpc_network_data_services_private(vpc: Vpc) -> Verdict:
    """VPC in use has endpoints for S3 and DynamoDB.

    The policy of an endpoint can limit machines to your own buckets and tables.
    """
    if not known(vpc.interface_count):
        return not_applicable("The VPC has no network interfaces.")
    reached = {_service(one) for one in known(vpc.endpoint_services)}
    if missing := [one for one in GATEWAY_SERVICES if one not in reached]:
        return failed(f"No endpoint for {' and '.join(missing)}.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="VPC has subnets in fewer than two availability zones",
    remediation="Add a subnet in another availability zone.",
    reference=ZONES_DOCS,
)
def aws_vpc_network_spans_zones(vpc: Vpc) -> Verdict:
    """VPC has subnets in at least two availability zones.

    Resources in a single zone fail together with the zone.
    """
    zones = sorted({one.zone for one in known(vpc.subnets)})
    if len(zones) < FEWEST_ZONES:
        return failed(f"Subnets in {zones[0]} only." if zones else "The VPC has no subnets.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="VPC does not separate public and private subnets",
    remediation="Keep machines in private subnets, and load balancers and gateways in public ones.",
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
)
def aws_vpc_network_public_and_private_apart(vpc: Vpc) -> Verdict:
    """VPC has both public and private subnets.

    If all subnets are of one kind, machines that need no internet access share subnets with those
    that do.
    """
    subnets = known(vpc.subnets)
    if not subnets:
        return failed("The VPC has no subnets.")
    kinds = {one.public for one in subnets}
    if len(kinds) > 1:
        return passed()
    return failed(f"All subnets are {'public' if kinds.pop() else 'private'}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Default VPC is in use",
    remediation="Move its resources to a dedicated VPC, and delete the default one.",
    cli="aws ec2 delete-vpc --vpc-id VPC",
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
)
def aws_vpc_network_default_empty(vpc: Vpc) -> Verdict:
    """Default VPC is not in use.

    All its subnets are public and assign public addresses, so anything that is launched there by
    mistake is on the internet.
    """
    if not vpc.default:
        return not_applicable("This is not the default VPC of its region.")
    if count := known(vpc.interface_count):
        return failed(f"The VPC has {count} network interfaces.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Subnet assigns public IPv4 addresses by default",
    remediation="Turn off automatic public IPv4 addresses of the subnet.",
    cli="aws ec2 modify-subnet-attribute --subnet-id SUBNET --no-map-public-ip-on-launch",
    terraform="""
        resource "aws_subnet" "this" {
          map_public_ip_on_launch = false
        }
    """,
    reference=SUBNET_DOCS,
)
def aws_vpc_subnet_no_public_ip_by_default(subnet: Subnet) -> Verdict:
    """Subnet does not assign public IPv4 addresses by default.

    A machine should be on the internet because somebody decided so, not because of its subnet.
    """
    if subnet.public_ipv4_on_launch:
        return failed("Public IPv4 addresses are assigned on launch.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Public subnet assigns IPv6 addresses by default",
    remediation=(
        "Route ::/0 to an egress-only internet gateway, or turn off automatic IPv6 addresses."
    ),
    cli="""
        aws ec2 modify-subnet-attribute --subnet-id SUBNET --no-assign-ipv6-address-on-creation
    """,
    terraform="""
        resource "aws_subnet" "this" {
          assign_ipv6_address_on_creation = false
        }
    """,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
)
def aws_vpc_subnet_no_public_ipv6_by_default(subnet: Subnet) -> Verdict:
    """Subnet with a route to the internet does not assign IPv6 addresses by default.

    Every IPv6 address is public; only the route decides whether the internet can reach it.
    """
    if not subnet.ipv6_on_launch:
        return passed()
    if known(subnet.public_ipv6):
        return failed(
            "IPv6 addresses are assigned on launch, and ::/0 is routed to an internet gateway."
        )
    return passed("IPv6 addresses are assigned, but ::/0 is not routed to an internet gateway.")


@check(
    severity=Severity.LOW,
    finding_title="Main route table routes to an internet gateway",
    remediation=(
        "Give public subnets their own route table, and remove the route from the main table."
    ),
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
)
def aws_vpc_route_table_main_private(table: RouteTable) -> Verdict:
    """Main route table has no route to an internet gateway.

    Every subnet without an explicit route table uses the main one, and would be public by mistake.
    """
    if not table.main:
        return not_applicable("This is not the main route table of its VPC.")
    if table.internet_gateway:
        return failed(f"The default route leads to {table.internet_gateway}.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Route table has routes whose target no longer exists",
    remediation="Delete the route, or point it to the replacement of its target.",
    cli="""
        aws ec2 delete-route --route-table-id ROUTE_TABLE --destination-cidr-block RANGE
    """,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html",
)
def aws_vpc_route_table_no_dead_ends(table: RouteTable) -> Verdict:
    """Route table has no routes whose target no longer exists.

    Traffic on such a route is dropped. The missing target is often a firewall or a VPN connection.
    """
    if table.dead_ends:
        return failed(f"Routes without a target: {', '.join(table.dead_ends)}.")
    return passed()


def _service(name: str) -> str:
    """Return the AWS service of an endpoint's name, its last part: `com.amazonaws.REGION.s3`."""
    return name.rpartition(".")[2]
