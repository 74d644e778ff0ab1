"""Checks of Amazon EC2 Auto Scaling: groups, and launch configurations of old groups."""

from posture.domain.asset import Family
from posture.domain.aws.assets.autoscaling import AutoScalingGroup, LaunchConfiguration
from posture.domain.check import Severity, check
from posture.domain.evidence import known
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


@check(
    severity=Severity.HIGH,
    finding_title="Launch configuration does not require IMDSv2",
    remediation="Make a launch template that requires session tokens, and use that.",
    terraform="""
        resource "aws_launch_configuration" "this" {
          metadata_options {
            http_tokens = "required"
          }
        }
    """,
    reference=f"{CONTROLS}#autoscaling-3",
)
def aws_autoscaling_launch_configuration_imdsv2_required(
    configuration: LaunchConfiguration,
) -> Verdict:
    """Launch configuration requires IMDSv2.

    Without session tokens, one request that a server can be made to send reads the credentials of
    the instance.
    """
    return passed() if configuration.imdsv2 else failed("Session tokens are not required.")


@check(
    severity=Severity.HIGH,
    finding_title="Launch configuration gives instances public addresses",
    remediation="Make a launch template without public addresses, and use that.",
    terraform="""
        resource "aws_launch_configuration" "this" {
          associate_public_ip_address = false
        }
    """,
    reference=f"{CONTROLS}#autoscaling-5",
    family=Family.NETWORK,
)
def aws_autoscaling_launch_configuration_no_public_ip(
    configuration: LaunchConfiguration,
) -> Verdict:
    """Launch configuration gives instances no public addresses.

    Instances that start automatically would also be exposed to the internet automatically.
    """
    if configuration.public_ip is None:
        return not_applicable("The subnets decide, which are evaluated themselves.")
    return failed("Public addresses are requested.") if configuration.public_ip else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="Launch configuration has secrets in its user data",
    remediation="Read secrets from Secrets Manager at start; change those that were readable.",
    cli="aws autoscaling delete-launch-configuration --launch-configuration-name NAME",
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
    family=Family.SECRETS,
)
def aws_autoscaling_launch_configuration_without_secrets(
    configuration: LaunchConfiguration,
) -> Verdict:
    """Launch configuration has no secrets in its user data.

    Everyone who may describe launch configurations reads it, and so does each process of an
    instance.
    """
    if secrets := known(configuration.secrets):
        return failed(f"Secrets in the user data: {', '.join(secrets)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Launch configuration starts instances with unencrypted disks",
    remediation="Make a launch template whose disks are encrypted, or encrypt all by default.",
    cli="aws ec2 enable-ebs-encryption-by-default",
    terraform="""
        resource "aws_launch_configuration" "this" {
          root_block_device {
            encrypted = true
          }
        }
    """,
    reference="https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
    family=Family.STORAGE,
)
def aws_autoscaling_launch_configuration_disks_encrypted(
    configuration: LaunchConfiguration,
) -> Verdict:
    """Launch configuration starts instances with encrypted disks.

    Data of thousands of short-lived instances would lie on unencrypted disks and in snapshots.
    """
    if configuration.names_disks and not configuration.plain_disks:
        return passed("Disks that it does not name are those of the image.")
    if known(configuration.region_encrypts):
        return passed("The region encrypts every new disk.")
    if not configuration.names_disks:
        return not_applicable("It names no disks: the image decides.")
    return failed(f"Not encrypted: {', '.join(configuration.plain_disks)}.")
