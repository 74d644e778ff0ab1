"""Checks of the configuration of Amazon EC2 instances."""

from posture.domain.asset import Family
from posture.domain.aws.assets.ec2 import Instance
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

IMDS_DOCS = (
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html"
)
# One hop for the instance, one more for a container on it.
MOST_HOPS = 2
# Interfaces that join an instance to networks; AWS services create the others for themselves.
COUNTED_INTERFACES = frozenset({"interface", "efa", "trunk"})


@check(
    severity=Severity.HIGH,
    finding_title="EC2 instance accepts metadata requests without a token (IMDSv1)",
    remediation="Require session tokens for the instance metadata service.",
    cli="""
        aws ec2 modify-instance-metadata-options --instance-id INSTANCE --http-tokens required
    """,
    terraform="""
        resource "aws_instance" "this" {
          metadata_options { http_tokens = "required" }
        }
    """,
    reference=IMDS_DOCS,
)
def aws_ec2_instance_imdsv2_required(instance: Instance) -> Verdict:
    """EC2 instance requires a session token for metadata requests (IMDSv2).

    Version 1 returns the role's credentials to any request that the instance can be tricked
    into making: one server-side request forgery is enough.
    """
    if not instance.metadata.enabled:
        return passed("The metadata service is off.")
    if instance.metadata.token_required:
        return passed()
    return failed("The metadata service answers requests without a token.")


@check(
    severity=Severity.MEDIUM,
    finding_title="EC2 instance sends metadata answers over more than two hops",
    remediation="Set the hop limit to 1, or 2 where containers need the metadata service.",
    cli="""
        aws ec2 modify-instance-metadata-options --instance-id INSTANCE \\
          --http-put-response-hop-limit 1
    """,
    terraform="""
        resource "aws_instance" "this" {
          metadata_options { http_put_response_hop_limit = 1 }
        }
    """,
    reference=IMDS_DOCS,
)
def aws_ec2_instance_imds_stays_local(instance: Instance) -> Verdict:
    """EC2 instance sends metadata answers over at most two hops.

    With a higher limit, tokens can reach other machines through proxies, gateways and VPNs that
    run on the instance.
    """
    if not instance.metadata.enabled:
        return passed("The metadata service is off.")
    if instance.metadata.hop_limit > MOST_HOPS:
        return failed(f"The hop limit is {instance.metadata.hop_limit}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="EC2 instance has a public IPv4 address",
    remediation="Put the instance in a private subnet, behind a load balancer or NAT gateway.",
    terraform="""
        resource "aws_instance" "this" {
          associate_public_ip_address = false
        }
    """,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html",
    family=Family.NETWORK,
)
def aws_ec2_instance_no_public_ip(instance: Instance) -> Verdict:
    """EC2 instance has no public IPv4 address.

    With a public address, only security groups protect the instance from everybody on the
    internet.
    """
    if instance.public_ip:
        return failed(f"The public address is {instance.public_ip}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="EC2 instance has no instance profile",
    remediation="Attach an instance profile, and delete the long-lived keys on the instance.",
    cli="""
        aws ec2 associate-iam-instance-profile --instance-id INSTANCE \\
          --iam-instance-profile Name=PROFILE
    """,
    terraform="""
        resource "aws_instance" "this" {
          iam_instance_profile = aws_iam_instance_profile.this.name
        }
    """,
    reference=("https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html"),
    family=Family.IAM,
)
def aws_ec2_instance_profile_attached(instance: Instance) -> Verdict:
    """EC2 instance gets its AWS credentials from an instance profile.

    Without a profile, programs that call AWS read long-lived access keys from files.
    """
    return passed() if instance.profile_arn else failed("No instance profile is attached.")


@check(
    severity=Severity.HIGH,
    finding_title="EC2 instance has both a public address and an instance profile",
    remediation="Remove the public address, or remove the profile from the exposed instance.",
    reference=("https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html"),
    family=Family.IAM,
)
def aws_ec2_instance_profile_not_public(instance: Instance) -> Verdict:
    """EC2 instance with a public address has no instance profile.

    Anyone who breaks into the instance from the internet also gets the permissions of the profile.
    """
    if instance.public_ip and instance.profile_arn:
        profile = instance.profile_arn.rpartition("/")[2]
        return failed(f"Public address {instance.public_ip}, instance profile {profile}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="EC2 instance has secrets in its user data",
    remediation="Move the secrets to Secrets Manager, read them at start, and rotate them.",
    reference=("https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html"),
    family=Family.SECRETS,
)
def aws_ec2_instance_user_data_without_secrets(instance: Instance) -> Verdict:
    """EC2 instance has no secrets in its user data.

    Every program on the instance can read the user data, and so can everybody who may describe
    the instance.
    """
    if secrets := known(instance.secrets_in_user_data):
        return failed(f"Secrets in the user data: {', '.join(secrets)}.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="EC2 instance has several network interfaces",
    remediation="Connect networks with a router or a transit gateway, not through instances.",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-17",
    family=Family.NETWORK,
)
def aws_ec2_instance_single_interface(instance: Instance) -> Verdict:
    """EC2 instance has a single network interface.

    An instance in two networks connects them in a way that no route table shows.
    """
    kinds = [one for one in instance.interface_types if one in COUNTED_INTERFACES]
    if len(kinds) > 1:
        return failed(f"{len(kinds)} interfaces: {', '.join(kinds)}.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="EC2 instance is in a default VPC",
    remediation="Move the instance to a VPC that was designed for it.",
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
    family=Family.NETWORK,
)
def aws_ec2_instance_outside_default_vpc(instance: Instance) -> Verdict:
    """EC2 instance is not in a default VPC.

    Every subnet of a default VPC is public, so instances in it get internet access by default.
    """
    if known(instance.in_default_vpc):
        return failed(f"The instance is in the default VPC {instance.vpc_id}.")
    return passed()
