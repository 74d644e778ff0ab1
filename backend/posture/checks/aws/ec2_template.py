"""Checks of what instances are started from: launch templates and machine images."""

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
    finding_title="Launch template does not require IMDSv2",
    remediation="Create a version that requires session tokens, and make it the default.",
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

    Every instance started from a template repeats its mistakes, by the hundred when a group
    scales out.
    """
    open_versions = [
        one
        for one in known(template.versions)
        if not one.metadata_off and one.http_tokens != "required"
    ]
    if not open_versions:
        return passed()
    explicit = [one for one in open_versions if one.http_tokens]
    if explicit:
        return failed(f"Session tokens are optional in {_named(explicit)}.")
    if known(template.region_tokens) == "required":
        return passed("The region requires session tokens.")
    return failed(f"Neither the region nor {_named(open_versions)} requires session tokens.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Launch template requests public addresses",
    remediation="Create a version without public addresses, and make it the default.",
    terraform="""
        resource "aws_launch_template" "this" {
          network_interfaces { associate_public_ip_address = false }
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-25",
    family=Family.NETWORK,
)
def aws_ec2_launch_template_no_public_ip(template: LaunchTemplate) -> Verdict:
    """Launch template's default and latest versions request no public address.

    Instances that start automatically would also be exposed to the internet automatically.
    """
    public = [one for one in known(template.versions) if one.public_ip]
    if public:
        return failed(f"Public addresses are requested in {_named(public)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Launch template defines unencrypted disks",
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

    A disk is encrypted when it is created or never: what a template forgets becomes a migration
    later.
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
    finding_title="Launch template has secrets in its user data",
    remediation="Read secrets from Secrets Manager at start; delete the versions that hold them.",
    cli="""
        aws ec2 delete-launch-template-versions --launch-template-id TEMPLATE --versions VERSION
    """,
    reference=TEMPLATE_DOCS,
    family=Family.SECRETS,
)
def aws_ec2_launch_template_without_secrets(template: LaunchTemplate) -> Verdict:
    """Launch template has no secrets in the user data of any version.

    Everybody who may describe templates can read old versions, as long as they exist.
    """
    if secrets := known(template.secrets):
        return failed(f"Secrets in the user data: {', '.join(secrets)}.")
    return passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="Machine image is public",
    remediation="Remove the launch permission for all accounts, and find out what it contains.",
    cli="""
        aws ec2 modify-image-attribute --image-id IMAGE \\
          --launch-permission 'Remove=[{Group=all}]'
    """,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html",
)
def aws_ec2_image_not_public(image: MachineImage) -> Verdict:
    """Machine image is not public.

    Anybody can start it and read its disk: source code, keys, shell history, customers' data.
    """
    return failed("Every AWS account may start instances from it.") if image.public else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Machine image has unencrypted disks",
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

    Every instance started from an unencrypted image gets an unencrypted disk, unless somebody
    prevents it.
    """
    if plain := known(image.unencrypted_disks):
        return failed(f"Not encrypted: {', '.join(plain)}.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Machine image starts instances that accept IMDSv1",
    remediation="Set the image's IMDS support to v2.0; this cannot be undone.",
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

    An image can be shared with other accounts, where no template and no region setting of yours
    applies.
    """
    return (
        passed() if image.imdsv2 else failed("Instances started from it accept IMDSv1 by default.")
    )
