"""Checks of target groups: how load balancers connect to their targets."""

from posture.domain.aws.assets.elbv2 import TargetGroup
from posture.domain.check import Severity, check
from posture.domain.evidence import contradiction, known
from posture.domain.verdict import Verdict, failed, not_applicable, passed, unknown

CALL = "elbv2:DescribeTargetGroups"
ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"


@check(
    severity=Severity.LOW,
    finding_title="Target group receives requests over plain HTTP",
    remediation="Create a new target group with HTTPS or TLS; the protocol cannot be changed.",
    cli="aws elbv2 create-target-group --name NAME --protocol HTTPS --port 443 --vpc-id VPC",
    terraform="""
        resource "aws_lb_target_group" "this" {
          protocol = "HTTPS"
          port     = 443
        }
    """,
    reference=f"{ALB}/load-balancer-target-groups.html",
)
def aws_elbv2_target_group_protocol_encrypted(group: TargetGroup) -> Verdict:
    """Target group receives requests over TLS.

    Otherwise traffic that is decrypted at the load balancer crosses the network unencrypted.
    """
    if group.protocol is None and group.target_type != "lambda":
        return unknown(contradiction(f"{group.target_type} targets without protocol", CALL))
    match group.protocol:
        case "HTTPS" | "TLS" | "QUIC":
            return passed()
        case "HTTP":
            return failed("The protocol is HTTP.")
        case protocol:
            return not_applicable(
                f"{protocol or group.target_type} targets get the traffic as clients sent it."
            )


@check(
    severity=Severity.LOW,
    finding_title="Target group's health checks use plain HTTP",
    remediation="Use HTTPS for the health checks of targets.",
    cli="aws elbv2 modify-target-group --target-group-arn ARN --health-check-protocol HTTPS",
    terraform="""
        resource "aws_lb_target_group" "this" {
          health_check {
            protocol = "HTTPS"
          }
        }
    """,
    reference=f"{ALB}/target-group-health-checks.html",
)
def aws_elbv2_target_group_health_check_encrypted(group: TargetGroup) -> Verdict:
    """Target group's health checks use TLS.

    Another machine can answer an unencrypted health check, and would then get the traffic.
    """
    match known(group.health_check_protocol):
        case "HTTPS":
            return passed()
        case "HTTP":
            return failed("The health check protocol is HTTP.")
        case protocol:
            return not_applicable(
                f"The health check protocol is {protocol or 'none'}, not HTTP or HTTPS."
            )
