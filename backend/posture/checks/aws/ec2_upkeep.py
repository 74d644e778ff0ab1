"""Rules about Amazon EC2 instances: how they are looked after."""

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
    """EC2 instance is measured every minute.

    Every five minutes, a burst of mining or of stolen data is over before a graph shows it.
    """
    return passed() if instance.detailed_monitoring else failed("Basic monitoring only.")


@check(
    severity=Severity.MEDIUM,
    remediation="Replace the instance by one from a current image, and do so by schedule.",
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-best-practices.html",
)
def aws_ec2_instance_started_recently(instance: Instance) -> Verdict:
    """EC2 instance has been started anew within the last 180 days.

    What has run that long runs a kernel of that time, whatever was patched on its disk since.
    """
    if instance.state != RUNNING:
        return not_applicable(f"It is {instance.state}.")
    if instance.age_days > OLDEST_DAYS:
        return failed(f"Running for {instance.age_days} days.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Make an image of it if need be, and terminate it.",
    cli="aws ec2 terminate-instances --instance-ids INSTANCE",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-4",
)
def aws_ec2_instance_not_stopped_for_long(instance: Instance) -> Verdict:
    """EC2 instance has not been stopped for more than 30 days.

    What nobody runs nobody patches, until somebody starts it again with all its old holes.
    """
    if instance.state != STOPPED:
        return not_applicable(f"It is {instance.state}.")
    if instance.stopped_days is None:
        return passed("AWS does not say since when it is stopped.")
    if instance.stopped_days > LONGEST_STOP_DAYS:
        return failed(f"Stopped for {instance.stopped_days} days.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Start its successor from the current version of the image.",
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html",
)
def aws_ec2_instance_image_current(instance: Instance) -> Verdict:
    """EC2 instance was started from an image that is not deprecated.

    A deprecated image no longer gets fixes: all that was found since is still in the machine.
    """
    image = known(instance.image)
    if image is None:
        return not_applicable("Its image is gone, or no longer shared with this account.")
    if image.deprecated_days is not None:
        return failed(f"Its image is deprecated since {image.deprecated_days} days.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Use images of your own, of AWS or of a verified AWS Marketplace seller.",
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
        return failed("Its image is public, and neither yours nor AWS's nor of AWS Marketplace.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Move to an HVM image on a current instance type.",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-24",
)
def aws_ec2_instance_hardware_virtualization(instance: Instance) -> Verdict:
    """EC2 instance runs on hardware virtualization (HVM).

    Paravirtual machines run on old hosts without current isolation, and their images get no fixes.
    """
    if instance.virtualization == "paravirtual":
        return failed("Virtualization is paravirtual.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Install the SSM agent and give the profile AmazonSSMManagedInstanceCore.",
    reference=(
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
        "systems-manager-setting-up-ec2.html"
    ),
)
def aws_ec2_instance_managed_by_ssm(instance: Instance) -> Verdict:
    """EC2 instance is managed by AWS Systems Manager.

    Without it there is no inventory and no patching at a distance, and people open SSH instead.
    """
    if instance.state != RUNNING:
        return not_applicable(f"It is {instance.state}.")
    if known(instance.managed_by_ssm):
        return passed()
    return failed("Not known to Systems Manager.")


@check(
    severity=Severity.LOW,
    remediation="Turn on termination protection for machines that are not replaced by themselves.",
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
    """EC2 instance cannot be terminated by one mistaken call.

    Termination deletes the root disk; with protection on, it takes a second, deliberate call.
    """
    if known(instance.termination_protected):
        return passed()
    return failed("Termination protection is off.")


@check(
    severity=Severity.LOW,
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
    """EC2 instance has bandwidth of its own to its disks.

    Without it, a flood on the network is also a stall of every disk.
    """
    if instance.ebs_optimized:
        return passed()
    if known(instance.ebs_optimized_by_default):
        return passed("Its type always is.")
    return failed("EBS optimization is off.")
