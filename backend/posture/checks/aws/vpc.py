"""Rules about networks of Amazon VPC, their subnets and their route tables."""

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
    """VPC keeps a flow log of its traffic.

    Without one, nobody can say afterwards who talked to the broken machine, or where data went.
    """
    logs = known(vpc.flow_logs)
    if any(one.active for one in logs):
        return passed()
    return failed("No active flow log." if logs else "No flow log.")


@check(
    severity=Severity.LOW,
    remediation="Make a flow log with the traffic type ALL, or at least REJECT.",
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
    """VPC's flow log shows the traffic that was rejected.

    Scans, and machines that try what they never did, show in what was refused.
    """
    logs = [one for one in known(vpc.flow_logs) if one.active]
    if not logs:
        return not_applicable("It has no active flow log.")
    if any(one.traffic in {"ALL", "REJECT"} for one in logs):
        return passed()
    return failed("Flow logs hold accepted traffic only.")


@check(
    severity=Severity.MEDIUM,
    remediation="Repair the destination, or the role or bucket policy that lets logs be written.",
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-troubleshooting.html",
    family=Family.LOGGING,
)
def aws_vpc_network_flow_logs_delivered(vpc: Vpc) -> Verdict:
    """VPC's flow logs arrive where they are sent.

    A flow log that cannot be written looks switched on and keeps nothing.
    """
    logs = [one for one in known(vpc.flow_logs) if one.active]
    if not logs:
        return not_applicable("It has no active flow log.")
    if broken := [f"{one.id}: {one.delivery_error}" for one in logs if one.delivery_error]:
        return failed(f"Not delivered: {'; '.join(broken)}.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Make an interface endpoint for the EC2 API in the network.",
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
    """VPC reaches the EC2 API by an endpoint of its own.

    Otherwise machines need a way to the internet to manage themselves, and keep it for the rest.
    """
    if any(_service(one) == "ec2" for one in known(vpc.endpoint_services)):
        return passed()
    return failed("No endpoint for the EC2 API.")


@check(
    severity=Severity.LOW,
    remediation="Make gateway endpoints for S3 and DynamoDB; they cost nothing.",
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
    """VPC in use reaches S3 and DynamoDB by endpoints.

    An endpoint has a policy: it is where you can say that machines reach your buckets and no
    one else's.
    """
    if not known(vpc.interface_count):
        return not_applicable("Nothing is in it.")
    reached = {_service(one) for one in known(vpc.endpoint_services)}
    if missing := [one for one in GATEWAY_SERVICES if one not in reached]:
        return failed(f"No endpoint for {' and '.join(missing)}.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Add a subnet in another availability zone.",
    reference=ZONES_DOCS,
)
def aws_vpc_network_spans_zones(vpc: Vpc) -> Verdict:
    """VPC has subnets in at least two availability zones.

    What lives in one zone goes down with it.
    """
    zones = sorted({one.zone for one in known(vpc.subnets)})
    if len(zones) < FEWEST_ZONES:
        return failed(f"Subnets in {zones[0]} only." if zones else "No subnets.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Keep machines in private subnets, and load balancers and gateways in public ones.",
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
)
def aws_vpc_network_public_and_private_apart(vpc: Vpc) -> Verdict:
    """VPC has private subnets beside public ones.

    Where all subnets are of one kind, machines that need no internet sit where it reaches them.
    """
    subnets = known(vpc.subnets)
    if not subnets:
        return failed("No subnets.")
    kinds = {one.public for one in subnets}
    if len(kinds) > 1:
        return passed()
    return failed(f"All subnets are {'public' if kinds.pop() else 'private'}.")


@check(
    severity=Severity.MEDIUM,
    remediation="Move what is in it to a network made for it, and delete the default one.",
    cli="aws ec2 delete-vpc --vpc-id VPC",
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
)
def aws_vpc_network_default_empty(vpc: Vpc) -> Verdict:
    """Default VPC has nothing in it.

    All of its subnets are public and give out public addresses: what starts there by mistake is
    on the internet.
    """
    if not vpc.default:
        return not_applicable("Not the default network of its region.")
    if count := known(vpc.interface_count):
        return failed(f"{count} network interfaces are in it.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Turn off the subnet's automatic public IPv4 addresses.",
    cli="aws ec2 modify-subnet-attribute --subnet-id SUBNET --no-map-public-ip-on-launch",
    terraform="""
        resource "aws_subnet" "this" {
          map_public_ip_on_launch = false
        }
    """,
    reference=SUBNET_DOCS,
)
def aws_vpc_subnet_no_public_ip_by_default(subnet: Subnet) -> Verdict:
    """Subnet gives no public IPv4 address to what starts in it.

    A machine should be on the internet because somebody decided so, not because of its subnet.
    """
    if subnet.public_ipv4_on_launch:
        return failed("Public IPv4 addresses are given on launch.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Route ::/0 to an egress-only gateway, or give no IPv6 addresses on launch.",
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
    """Subnet routed to the internet gives no IPv6 address to what starts in it.

    Every IPv6 address is a public one: the route alone decides whether the internet comes in.
    """
    if not subnet.ipv6_on_launch:
        return passed()
    if known(subnet.public_ipv6):
        return failed("IPv6 addresses are given on launch, and ::/0 goes to an internet gateway.")
    return passed("IPv6 addresses are given, but no route leads in.")


@check(
    severity=Severity.LOW,
    remediation="Give public subnets a route table of their own; drop the main table's route.",
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
)
def aws_vpc_route_table_main_private(table: RouteTable) -> Verdict:
    """Main route table leads to no internet gateway.

    Every subnet for which nobody picks a table gets this one, and would be public unasked.
    """
    if not table.main:
        return not_applicable("Not the main route table of its network.")
    if table.internet_gateway:
        return failed(f"Its default route goes to {table.internet_gateway}.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Delete the route, or point it to what replaced its target.",
    cli="""
        aws ec2 delete-route --route-table-id ROUTE_TABLE --destination-cidr-block RANGE
    """,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html",
)
def aws_vpc_route_table_no_dead_ends(table: RouteTable) -> Verdict:
    """Route table has no route whose target is gone.

    Traffic into a black hole is a failure that waits, often of a firewall or a VPN once trusted.
    """
    if table.dead_ends:
        return failed(f"Black holes: {', '.join(table.dead_ends)}.")
    return passed()


def _service(name: str) -> str:
    """Return which AWS service an endpoint's name ends in: `com.amazonaws.REGION.s3`, `aws.…`."""
    return name.rpartition(".")[2]
