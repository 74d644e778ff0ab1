"""Rules about target groups: how load balancers speak to what stands behind them."""

from posture.domain.aws.assets.elbv2 import TargetGroup
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"


@check(
    severity=Severity.LOW,
    remediation="Create the target group anew with HTTPS or TLS, which cannot be changed.",
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
    """Target group is spoken to over TLS.

    What is decrypted at the load balancer otherwise crosses the network in clear.
    """
    match group.protocol:
        case "HTTPS" | "TLS" | "QUIC":
            return passed()
        case "HTTP":
            return failed("Requests go on over plain HTTP.")
        case protocol:
            return not_applicable(f"{protocol or group.target_type} passes on what clients sent.")


@check(
    severity=Severity.LOW,
    remediation="Check the health of targets over HTTPS.",
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
    """Target group has its health checked over TLS.

    A check in clear can be answered by another, which then gets the traffic.
    """
    match group.health_check_protocol:
        case "HTTPS":
            return passed()
        case "HTTP":
            return failed("Health is checked over plain HTTP.")
        case protocol:
            return not_applicable(f"{protocol or 'No network'} checks say nothing of TLS.")
