"""Rules about the endpoints of Amazon VPC, and the services offered by endpoint."""

from posture.domain.aws.assets.vpc_endpoint import VpcEndpoint, VpcEndpointService
from posture.domain.aws.policy import Statement
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

POLICY_DOCS = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"
SERVICE_DOCS = "https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html"
# Conditions that name whose resources may be reached, as others name who may reach them.
RESOURCE_KEYS = ("aws:ResourceAccount", "aws:ResourceOrgID", "s3:ResourceAccount")
FEWEST_ZONES = 2


def _boundless(statement: Statement) -> bool:
    """Return whether a statement lets anybody through to anybody's resources."""
    named = any(value.strip("*") for key in RESOURCE_KEYS for value in statement.condition(key))
    return statement.public and statement.on_everything and not named


@check(
    severity=Severity.MEDIUM,
    remediation="Name your organization's principals, or the resources that may be reached.",
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
    """VPC endpoint's policy names who may pass, or what may be reached.

    Through an endpoint open to all, malware inside the network can carry data to an attacker's
    own bucket with the attacker's own keys.
    """
    if endpoint.policy is None:
        return not_applicable("Its service takes no policy.")
    if any(map(_boundless, endpoint.policy.statements)):
        return failed("Anybody may pass to anybody's resources.")
    return passed()


@check(
    severity=Severity.LOW,
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

    With its only zone gone, machines in the others lose the service it leads to.
    """
    if endpoint.type != "Interface":
        return not_applicable("Not an interface endpoint.")
    # An endpoint takes one subnet of each zone.
    if len(endpoint.subnet_ids) < FEWEST_ZONES:
        return failed(f"In {len(endpoint.subnet_ids)} availability zones.")
    return passed()


@check(
    severity=Severity.HIGH,
    remediation="Name the accounts, users or roles that may connect.",
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
    """VPC endpoint service names who may connect.

    With `*` allowed, every AWS account there is may ask for a private way into your network.
    """
    if "*" in known(service.principals):
        return failed("Every AWS account may connect.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Require that connections are accepted.",
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
    """VPC endpoint service connects nobody before somebody accepts.

    An allowed account is many people; acceptance shows each new connection to its owner.
    """
    if service.acceptance_required:
        return passed()
    return failed("Connections are accepted by themselves.")


@check(
    severity=Severity.LOW,
    remediation="Spread the load balancer behind the service over more zones.",
    reference=SERVICE_DOCS,
)
def aws_vpc_endpoint_service_spans_zones(service: VpcEndpointService) -> Verdict:
    """VPC endpoint service is offered in at least two availability zones.

    Consumers in other zones cannot connect, and all of them fail with the one.
    """
    if service.zone_count < FEWEST_ZONES:
        return failed(f"Offered in {service.zone_count} availability zones.")
    return passed()
