"""Rules about what instances are started from: launch templates and machine images."""

from posture.domain.asset import Family
from posture.domain.aws.assets.ec2_template import LaunchTemplate, MachineImage, TemplateVersion
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

TEMPLATE_DOCS = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html"


def _named(versions: list[TemplateVersion]) -> str:
    return "version " + " and ".join(str(one.number) for one in versions)


@check(
    severity=Severity.HIGH,
    remediation="Make a version that requires session tokens, and make it the default.",
    cli="""
        aws ec2 create-launch-template-version --launch-template-id TEMPLATE \\
          --source-version '$Latest' \\
          --launch-template-data '{"MetadataOptions":{"HttpTokens":"required"}}'
    """,
    terraform="""
        resource "aws_launch_template" "this" {
          metadata_options { http_tokens = "required" }
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-170",
)
def aws_ec2_launch_template_imdsv2_required(template: LaunchTemplate) -> Verdict:
    """Launch template's default and latest versions require IMDSv2.

    Every machine that a template starts repeats its mistake, by the hundred when a group scales.
    """
    open_versions = [
        one
        for one in known(template.versions)
        if not one.metadata_off and one.http_tokens != "required"
    ]
    if not open_versions:
        return passed()
    said = [one for one in open_versions if one.http_tokens]
    if said:
        return failed(f"Tokens are optional in {_named(said)}.")
    if known(template.region_tokens) == "required":
        return passed("Left to the region, which requires tokens.")
    return failed(f"Tokens are left to the region, which requires none: {_named(open_versions)}.")


@check(
    severity=Severity.MEDIUM,
    remediation="Make a version without public addresses, and make it the default.",
    terraform="""
        resource "aws_launch_template" "this" {
          network_interfaces { associate_public_ip_address = false }
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-25",
    family=Family.NETWORK,
)
def aws_ec2_launch_template_no_public_ip(template: LaunchTemplate) -> Verdict:
    """Launch template's default and latest versions ask for no public address.

    What scales by itself also goes on the internet by itself.
    """
    public = [one for one in known(template.versions) if one.public_ip]
    if public:
        return failed(f"Public addresses are asked for in {_named(public)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Set Encrypted for every disk, or turn on the region's encryption by default.",
    terraform="""
        resource "aws_launch_template" "this" {
          block_device_mappings {
            device_name = "/dev/xvda"
            ebs { encrypted = true }
          }
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-181",
    family=Family.STORAGE,
)
def aws_ec2_launch_template_disks_encrypted(template: LaunchTemplate) -> Verdict:
    """Launch template's default and latest versions encrypt the disks that they define.

    A disk is encrypted when it is made or never: what a template forgets is a migration later.
    """
    plain = [one for one in known(template.versions) if one.unencrypted_disks]
    if not plain:
        return passed()
    if known(template.region_encrypts):
        return passed("The region encrypts every new disk.")
    disks = sorted({disk for one in plain for disk in one.unencrypted_disks})
    return failed(f"Not encrypted in {_named(plain)}: {', '.join(disks)}.")


@check(
    severity=Severity.HIGH,
    remediation="Read secrets from Secrets Manager at start; delete the versions that hold them.",
    cli="""
        aws ec2 delete-launch-template-versions --launch-template-id TEMPLATE --versions VERSION
    """,
    reference=TEMPLATE_DOCS,
    family=Family.SECRETS,
)
def aws_ec2_launch_template_without_secrets(template: LaunchTemplate) -> Verdict:
    """Launch template holds no secrets in the user data of any version.

    Old versions stay readable to everybody who may describe templates, for as long as they exist.
    """
    if secrets := known(template.secrets):
        return failed(f"In the user data: {', '.join(secrets)}.")
    return passed()


@check(
    severity=Severity.CRITICAL,
    remediation="Take back the launch permission of all, and look for what was in the image.",
    cli="""
        aws ec2 modify-image-attribute --image-id IMAGE \\
          --launch-permission 'Remove=[{Group=all}]'
    """,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html",
)
def aws_ec2_image_not_public(image: MachineImage) -> Verdict:
    """Machine image is not public.

    Anybody can start it and read its disk: sources, keys, shell history, customers' data.
    """
    return failed("Every AWS account may start it.") if image.public else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Copy the image with encryption, and deregister this one.",
    cli="""
        aws ec2 copy-image --source-region REGION --source-image-id IMAGE --name NAME --encrypted
    """,
    terraform="""
        resource "aws_ami_copy" "this" {
          encrypted = true
        }
    """,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIEncryption.html",
    family=Family.STORAGE,
)
def aws_ec2_image_encrypted(image: MachineImage) -> Verdict:
    """Machine image's disks are encrypted.

    Every machine started from a plain image has a plain disk, unless somebody thinks of it.
    """
    if image.unencrypted_disks:
        return failed(f"Not encrypted: {', '.join(image.unencrypted_disks)}.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Set the image's IMDS support to v2.0; it cannot be taken back.",
    cli="aws ec2 modify-image-attribute --image-id IMAGE --imds-support v2.0",
    terraform="""
        resource "aws_ami" "this" {
          imds_support = "v2.0"
        }
    """,
    reference=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html"
    ),
)
def aws_ec2_image_imdsv2_by_default(image: MachineImage) -> Verdict:
    """Machine image starts instances that require IMDSv2.

    The image goes where no template and no region setting reaches: to whom it is shared with.
    """
    return passed() if image.imdsv2 else failed("Instances from it answer IMDSv1 by default.")
