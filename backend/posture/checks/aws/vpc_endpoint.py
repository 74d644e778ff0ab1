"""Checks of the endpoints of Amazon VPC, and of services that are offered through endpoints."""

from posture.domain.aws.assets.vpc_endpoint import VpcEndpoint, VpcEndpointService
from posture.domain.aws.policy_model import public, strangers
from posture.domain.check import Severity, check
from posture.domain.evidence import contradiction, known
from posture.domain.verdict import Verdict, failed, not_applicable, passed, unknown

POLICY_DOCS = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"
SERVICE_DOCS = "https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html"
# Condition keys whose values name the owner of the resources that may be reached.
ENDPOINTS_CALL = "ec2:DescribeVpcEndpoints"
OWNER_KEYS = ("aws:resourceaccount", "aws:resourceorgid", "s3:resourceaccount")
FEWEST_ZONES = 2


@check(
    severity=Severity.MEDIUM,
    finding_title="VPC endpoint's policy allows anyone to reach anything",
    remediation=(
        "Limit the policy to the principals of your organization, or to the resources that "
        "may be reached."
    ),
    cli="""
        aws ec2 modify-vpc-endpoint --vpc-endpoint-id ENDPOINT --policy-document file://policy.json
    """,
    terraform="""
        resource "aws_vpc_endpoint_policy" "this" {
          vpc_endpoint_id = aws_vpc_endpoint.this.id
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [{
              Effect    = "Allow"
              Principal = "*"
              Action    = "*"
              Resource  = "*"
              Condition = { StringEquals = { "aws:ResourceOrgID" = "o-example" } }
            }]
          })
        }
    """,
    reference=POLICY_DOCS,
)
def aws_vpc_endpoint_policy_bounded(endpoint: VpcEndpoint) -> Verdict:
    """VPC endpoint's policy limits who may use it, or what may be reached.

    Through an endpoint without limits, malware inside the network can copy data to an attacker's
    bucket with the attacker's own credentials.
    """
    if endpoint.policy is None and endpoint.type == "Gateway":
        return unknown(contradiction("a gateway endpoint without policy", ENDPOINTS_CALL))
    if endpoint.policy is None:
        return not_applicable("The service of the endpoint does not support policies.")
    others = strangers(endpoint.policy, OWNER_KEYS)
    if any(one.on_everything for one in public(endpoint.policy, keys=others)):
        return failed("The policy allows anyone to reach the resources of any account.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Interface endpoint is in one availability zone only",
    remediation="Add a subnet in another availability zone to the endpoint.",
    cli="""
        aws ec2 modify-vpc-endpoint --vpc-endpoint-id ENDPOINT --add-subnet-ids SUBNET
    """,
    terraform="""
        resource "aws_vpc_endpoint" "this" {
          subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]
        }
    """,
    reference="https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html",
)
def aws_vpc_endpoint_spans_zones(endpoint: VpcEndpoint) -> Verdict:
    """Interface endpoint is in at least two availability zones.

    If its only zone fails, machines in the other zones lose the service too.
    """
    if endpoint.type != "Interface":
        return not_applicable("This is not an interface endpoint.")
    # An endpoint takes one subnet of each zone.
    if len(endpoint.subnet_ids) < FEWEST_ZONES:
        return failed(f"Number of availability zones: {len(endpoint.subnet_ids)}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="VPC endpoint service allows every AWS account to connect",
    remediation="List the accounts, users or roles that may connect.",
    cli="""
        aws ec2 modify-vpc-endpoint-service-permissions --service-id SERVICE \\
          --remove-allowed-principals '*' --add-allowed-principals arn:aws:iam::ACCOUNT:root
    """,
    terraform="""
        resource "aws_vpc_endpoint_service_allowed_principal" "this" {
          vpc_endpoint_service_id = aws_vpc_endpoint_service.this.id
          principal_arn           = "arn:aws:iam::111122223333:root"
        }
    """,
    reference=SERVICE_DOCS,
)
def aws_vpc_endpoint_service_principals_named(service: VpcEndpointService) -> Verdict:
    """VPC endpoint service lists who may connect.

    With `*` allowed, every AWS account may request a private connection to your network.
    """
    if "*" in known(service.principals):
        return failed("Every AWS account may connect.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="VPC endpoint service accepts connections automatically",
    remediation="Require acceptance of connections.",
    cli="""
        aws ec2 modify-vpc-endpoint-service-configuration --service-id SERVICE \\
          --acceptance-required
    """,
    terraform="""
        resource "aws_vpc_endpoint_service" "this" {
          acceptance_required = true
        }
    """,
    reference=f"{SERVICE_DOCS}#accept-reject-connection-requests",
)
def aws_vpc_endpoint_service_acceptance_required(service: VpcEndpointService) -> Verdict:
    """VPC endpoint service requires acceptance of each connection.

    An allowed account has many users; acceptance shows each new connection to the owner of the
    service.
    """
    if service.acceptance_required:
        return passed()
    return failed("Connections are accepted automatically.")


@check(
    severity=Severity.LOW,
    finding_title="VPC endpoint service is offered in one availability zone only",
    remediation="Place the load balancer behind the service in more availability zones.",
    reference=SERVICE_DOCS,
)
def aws_vpc_endpoint_service_spans_zones(service: VpcEndpointService) -> Verdict:
    """VPC endpoint service is offered in at least two availability zones.

    Consumers in other zones cannot connect, and the failure of one zone stops the service.
    """
    if service.zone_count < FEWEST_ZONES:
        return failed(f"Number of availability zones: {service.zone_count}.")
    return passed()
