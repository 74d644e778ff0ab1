"""Checks of the settings of a region that apply to everything Amazon EC2 creates in it."""

from posture.domain.asset import Family
from posture.domain.aws.assets.ec2_region import Ec2Region
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed


@check(
    severity=Severity.MEDIUM,
    finding_title="EBS encryption by default is off in the region",
    remediation="Turn on EBS encryption by default in the region.",
    cli="aws ec2 enable-ebs-encryption-by-default --region REGION",
    terraform="""
        resource "aws_ebs_encryption_by_default" "this" {
          enabled = true
        }
    """,
    reference="https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
    family=Family.STORAGE,
)
def aws_ec2_account_ebs_encrypted_by_default(region: Ec2Region) -> Verdict:
    """Region encrypts every new EBS volume and snapshot.

    With encryption by default, nobody can forget to encrypt the next volume.
    """
    if known(region.ebs_encrypted):
        return passed()
    return failed("New volumes are encrypted only on request.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Region does not require IMDSv2 for new instances",
    remediation="Require IMDSv2 for all new instances in the region.",
    cli="""
        aws ec2 modify-instance-metadata-defaults --region REGION --http-tokens required
    """,
    terraform="""
        resource "aws_ec2_instance_metadata_defaults" "this" {
          http_tokens = "required"
        }
    """,
    reference=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html"
    ),
)
def aws_ec2_account_imdsv2_by_default(region: Ec2Region) -> Verdict:
    """Region requires IMDSv2 for new instances.

    An instance that somebody starts by hand, or from an old template, is then safe as well.
    """
    if (tokens := known(region.imds_tokens)) == "required":
        return passed()
    return failed(f"Session tokens are {tokens or 'not set, so they are optional'}.")


@check(
    severity=Severity.HIGH,
    finding_title="Region allows EBS snapshots to be public",
    remediation="Block all public sharing of snapshots in the region.",
    cli="""
        aws ec2 enable-snapshot-block-public-access --region REGION --state block-all-sharing
    """,
    terraform="""
        resource "aws_ebs_snapshot_block_public_access" "this" {
          state = "block-all-sharing"
        }
    """,
    reference="https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html",
    family=Family.STORAGE,
)
def aws_ec2_account_snapshots_blocked_from_public(region: Ec2Region) -> Verdict:
    """Region blocks public sharing of EBS snapshots, existing ones too.

    One wrong click makes the content of a volume public. The block prevents that.
    """
    match state := known(region.snapshot_block):
        case "block-all-sharing":
            return passed()
        case "block-new-sharing":
            return failed("Only new sharing is blocked; public snapshots stay public.")
        case _:
            return failed(f"The state is {state}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Region allows machine images to be made public",
    remediation="Block new public sharing of images in the region.",
    cli="""
        aws ec2 enable-image-block-public-access --region REGION \\
          --image-block-public-access-state block-new-sharing
    """,
    terraform="""
        resource "aws_ec2_image_block_public_access" "this" {
          state = "block-new-sharing"
        }
    """,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html",
)
def aws_ec2_account_images_blocked_from_public(region: Ec2Region) -> Verdict:
    """Region blocks new public sharing of machine images.

    Images contain the keys, source code and configuration of the machine that they were made
    from.
    """
    if (state := known(region.image_block)) == "block-new-sharing":
        return passed()
    return failed(f"The state is {state}.")


@check(
    severity=Severity.LOW,
    finding_title="EC2 serial console access is allowed in the region",
    remediation="Turn off serial console access in the region; turn it on only for a repair.",
    cli="aws ec2 disable-serial-console-access --region REGION",
    terraform="""
        resource "aws_ec2_serial_console_access" "this" {
          enabled = false
        }
    """,
    reference=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/"
        "configure-access-to-serial-console.html"
    ),
)
def aws_ec2_account_serial_console_off(region: Ec2Region) -> Verdict:
    """Region does not allow the EC2 serial console.

    The console bypasses all security groups of an instance, and leaves no trace in its network.
    """
    if known(region.serial_console):
        return failed("Serial console access is on.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Region does not block traffic from internet gateways",
    remediation="Block internet gateway traffic in the region, with exclusions where it is needed.",
    cli="""
        aws ec2 modify-vpc-block-public-access-options --region REGION \\
          --internet-gateway-block-mode block-ingress
    """,
    terraform="""
        resource "aws_vpc_block_public_access_options" "this" {
          internet_gateway_block_mode = "block-ingress"
        }
    """,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html",
    family=Family.NETWORK,
)
def aws_ec2_account_internet_gateways_blocked(region: Ec2Region) -> Verdict:
    """Region blocks inbound internet gateway traffic, except for named exclusions.

    The block holds whatever anyone configures in route tables and security groups.
    """
    if (mode := known(region.internet_block)).startswith("block-"):
        return passed()
    return failed(f"VPC Block Public Access is {mode}.")


@check(
    severity=Severity.LOW,
    finding_title="Region starts instances from any image",
    remediation="List the owners whose images you trust, try audit mode, then enable the list.",
    cli="""
        aws ec2 enable-allowed-images-settings --region REGION \\
          --allowed-images-settings-state enabled
    """,
    terraform="""
        resource "aws_ec2_allowed_images_settings" "this" {
          state = "enabled"
          image_criterion { image_providers = ["amazon", "self"] }
        }
    """,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-allowed-amis.html",
)
def aws_ec2_account_images_allowed_by_list(region: Ec2Region) -> Verdict:
    """Region starts instances only from a list of allowed images.

    Without the list, an instance may be started from a stranger's image that a search by name
    finds first.
    """
    if (state := known(region.allowed_images)) == "enabled":
        return passed()
    return failed(f"The setting Allowed AMIs is {state}.")


@check(
    severity=Severity.LOW,
    finding_title="Region encrypts new EBS volumes with AWS's own key",
    remediation="Set a customer managed key as the region's key for EBS encryption.",
    cli="aws ec2 modify-ebs-default-kms-key-id --region REGION --kms-key-id KEY",
    terraform="""
        resource "aws_ebs_default_kms_key" "this" {
          key_arn = aws_kms_key.this.arn
        }
    """,
    reference="https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html",
    family=Family.STORAGE,
)
def aws_ec2_account_ebs_key_customer_managed(region: Ec2Region) -> Verdict:
    """Region encrypts new EBS volumes with a customer managed key.

    The key that AWS manages cannot be shared or disabled, and everybody in the account can use
    it.
    """
    if known(region.ebs_default_key).endswith("alias/aws/ebs"):
        return failed("The key is AWS's own: alias/aws/ebs.")
    return passed()
