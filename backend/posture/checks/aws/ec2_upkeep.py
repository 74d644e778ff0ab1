"""Checks of the maintenance of Amazon EC2 instances."""

from posture.domain.asset import Family
from posture.domain.aws.assets.ec2 import Instance
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

OLDEST_DAYS = 180
LONGEST_STOP_DAYS = 30
RUNNING = "running"
STOPPED = "stopped"


@check(
    severity=Severity.LOW,
    finding_title="EC2 instance has no detailed monitoring",
    remediation="Turn on detailed monitoring.",
    cli="aws ec2 monitor-instances --instance-ids INSTANCE",
    terraform="""
        resource "aws_instance" "this" {
          monitoring = true
        }
    """,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html",
    family=Family.LOGGING,
)
def aws_ec2_instance_detailed_monitoring(instance: Instance) -> Verdict:
    """EC2 instance is monitored every minute.

    With a measurement every five minutes, a burst of mining or of data theft can be over before
    a graph shows it.
    """
    return passed() if instance.detailed_monitoring else failed("Only basic monitoring is on.")


@check(
    severity=Severity.MEDIUM,
    finding_title="EC2 instance has run for more than 180 days",
    remediation="Replace the instance with one from a current image, and do so regularly.",
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-best-practices.html",
)
def aws_ec2_instance_started_recently(instance: Instance) -> Verdict:
    """EC2 instance was started within the last 180 days.

    An instance that runs that long uses an old kernel, even if its packages were patched since.
    """
    if instance.state != RUNNING:
        return not_applicable(f"The instance is {instance.state}.")
    if instance.age_days > OLDEST_DAYS:
        return failed(f"It has run for {instance.age_days} days.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="EC2 instance has been stopped for more than 30 days",
    remediation="Create an image of it if you need one, and terminate it.",
    cli="aws ec2 terminate-instances --instance-ids INSTANCE",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-4",
)
def aws_ec2_instance_not_stopped_for_long(instance: Instance) -> Verdict:
    """EC2 instance has not been stopped for more than 30 days.

    Nobody patches a stopped instance, and somebody may start it again with all its old
    vulnerabilities.
    """
    if instance.state != STOPPED:
        return not_applicable(f"The instance is {instance.state}.")
    if instance.stopped_days is None:
        return passed("AWS does not report since when it is stopped.")
    if instance.stopped_days > LONGEST_STOP_DAYS:
        return failed(f"It has been stopped for {instance.stopped_days} days.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="EC2 instance was started from a deprecated image",
    remediation="Start a new instance from the current version of the image.",
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html",
)
def aws_ec2_instance_image_current(instance: Instance) -> Verdict:
    """EC2 instance was started from an image that is not deprecated.

    A deprecated image gets no more fixes, so later vulnerabilities are still in the instance.
    """
    image = known(instance.image)
    if image is None:
        return not_applicable("Its image is gone, or no longer shared with this account.")
    if image.deprecated_days is not None:
        return failed(f"Its image has been deprecated for {image.deprecated_days} days.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="EC2 instance was started from a stranger's public image",
    remediation="Use your own images, AWS's, or those of a verified AWS Marketplace seller.",
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharing-amis.html",
)
def aws_ec2_instance_image_trusted(instance: Instance) -> Verdict:
    """EC2 instance was not started from a stranger's public image.

    Anyone can publish an image under a well-known name, with a back door in it.
    """
    image = known(instance.image)
    if image is None:
        return not_applicable("Its image is gone, or no longer shared with this account.")
    if image.public and not image.owner_alias:
        return failed("Its image is public, and not from you, AWS or AWS Marketplace.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="EC2 instance is paravirtual",
    remediation="Move to an HVM image on a current instance type.",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-24",
)
def aws_ec2_instance_hardware_virtualization(instance: Instance) -> Verdict:
    """EC2 instance uses hardware virtualization (HVM).

    Paravirtual instances run on old hosts without current isolation, and their images get no
    fixes.
    """
    if instance.virtualization == "paravirtual":
        return failed("The virtualization type is paravirtual.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="EC2 instance is not managed by AWS Systems Manager",
    remediation="Install the SSM agent, and give the profile AmazonSSMManagedInstanceCore.",
    reference=(
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
        "systems-manager-setting-up-ec2.html"
    ),
)
def aws_ec2_instance_managed_by_ssm(instance: Instance) -> Verdict:
    """EC2 instance is managed by AWS Systems Manager.

    Without Systems Manager there is no inventory and no remote patching, and people open SSH
    instead.
    """
    if instance.state != RUNNING:
        return not_applicable(f"The instance is {instance.state}.")
    if known(instance.managed_by_ssm):
        return passed()
    return failed("Systems Manager does not know the instance.")


@check(
    severity=Severity.LOW,
    finding_title="EC2 instance has no termination protection",
    remediation="Turn on termination protection for instances that are not replaced automatically.",
    cli="""
        aws ec2 modify-instance-attribute --instance-id INSTANCE --disable-api-termination
    """,
    terraform="""
        resource "aws_instance" "this" {
          disable_api_termination = true
        }
    """,
    reference=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/"
        "Using_ChangingDisableAPITermination.html"
    ),
)
def aws_ec2_instance_termination_protected(instance: Instance) -> Verdict:
    """EC2 instance is protected against termination by one mistaken call.

    Termination deletes the root volume. With protection on, it takes a second, deliberate call.
    """
    if known(instance.termination_protected):
        return passed()
    return failed("Termination protection is off.")


@check(
    severity=Severity.LOW,
    finding_title="EC2 instance is not EBS-optimized",
    remediation="Turn on EBS optimization.",
    cli="aws ec2 modify-instance-attribute --instance-id INSTANCE --ebs-optimized",
    terraform="""
        resource "aws_instance" "this" {
          ebs_optimized = true
        }
    """,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html",
    family=Family.STORAGE,
)
def aws_ec2_instance_ebs_optimized(instance: Instance) -> Verdict:
    """EC2 instance has dedicated bandwidth to its EBS volumes.

    Without it, a flood on the network also slows down every volume.
    """
    if instance.ebs_optimized:
        return passed()
    if known(instance.ebs_optimized_by_default):
        return passed("Its instance type is always EBS-optimized.")
    return failed("EBS optimization is off.")
