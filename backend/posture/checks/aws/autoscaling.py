"""Checks of groups of Amazon EC2 Auto Scaling."""

from posture.domain.aws.assets.autoscaling import AutoScalingGroup
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, not_applicable, passed

CONTROLS = "https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html"
UPDATE = "aws autoscaling update-auto-scaling-group --auto-scaling-group-name NAME {}"


@check(
    severity=Severity.LOW,
    finding_title="Auto Scaling group does not ask its load balancer which hosts are well",
    remediation="Add ELB to the health checks.",
    cli=UPDATE.format("--health-check-type ELB"),
    terraform="""
        resource "aws_autoscaling_group" "this" {
          health_check_type = "ELB"
        }
    """,
    reference=f"{CONTROLS}#autoscaling-1",
)
def aws_autoscaling_group_balancer_health_checked(group: AutoScalingGroup) -> Verdict:
    """Auto Scaling group replaces instances that its load balancer finds unhealthy.

    Otherwise an instance that runs but does not serve stays.
    """
    if not group.behind_balancer:
        return not_applicable("No load balancer uses it.")
    if "ELB" in group.health_checks or "VPC_LATTICE" in group.health_checks:
        return passed()
    return failed(f"The health checks are those of {', '.join(group.health_checks)}.")


@check(
    severity=Severity.LOW,
    finding_title="Auto Scaling group starts instances in one zone",
    remediation="Add subnets of other zones.",
    cli=UPDATE.format("--vpc-zone-identifier SUBNETS"),
    terraform="""
        resource "aws_autoscaling_group" "this" {
          vpc_zone_identifier = aws_subnet.private[*].id
        }
    """,
    reference=f"{CONTROLS}#autoscaling-2",
)
def aws_autoscaling_group_several_zones(group: AutoScalingGroup) -> Verdict:
    """Auto Scaling group starts instances in several zones.

    When a zone fails, all instances in it do.
    """
    if len(set(group.zones)) > 1:
        return passed()
    return failed(f"It uses {', '.join(group.zones) or 'no zone'} only.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Auto Scaling group uses a launch configuration",
    remediation="Make a launch template from it, and use that.",
    cli=UPDATE.format("--launch-template LaunchTemplateName=TEMPLATE"),
    terraform="""
        resource "aws_autoscaling_group" "this" {
          launch_template {
            id = aws_launch_template.this.id
          }
        }
    """,
    reference=f"{CONTROLS}#autoscaling-9",
)
def aws_autoscaling_group_from_launch_template(group: AutoScalingGroup) -> Verdict:
    """Auto Scaling group uses a launch template.

    Launch configurations take no new settings, such as those that protect credentials of
    instances, and cannot be changed.
    """
    if group.launch_configuration:
        return failed(f"It uses {group.launch_configuration}.")
    return passed()
