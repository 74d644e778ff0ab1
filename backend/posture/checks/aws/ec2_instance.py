"""Rules about Amazon EC2 instances: how they are set up."""

from posture.domain.asset import Family
from posture.domain.aws.assets.ec2 import Instance
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

IMDS_DOCS = (
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html"
)
# One hop for the machine, one more for a container on it.
FARTHEST_HOP = 2
# Interfaces by which a machine joins networks; others are made by AWS services for themselves.
COUNTED_INTERFACES = frozenset({"interface", "efa", "trunk"})


@check(
    severity=Severity.HIGH,
    remediation="Require session tokens of the instance metadata service.",
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
    """EC2 instance answers metadata requests only with a session token (IMDSv2).

    Version 1 hands the role's credentials to any request that the machine can be tricked into
    making: one server-side request forgery is enough.
    """
    if not instance.metadata.enabled:
        return passed("The metadata service is off.")
    if instance.metadata.token_required:
        return passed()
    return failed("Requests without a token are answered.")


@check(
    severity=Severity.MEDIUM,
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
    """EC2 instance's metadata answers travel at most two hops.

    Tokens that travel farther reach other machines through proxies, gateways and VPNs that run on
    the instance.
    """
    if not instance.metadata.enabled:
        return passed("The metadata service is off.")
    if instance.metadata.hop_limit > FARTHEST_HOP:
        return failed(f"Hop limit {instance.metadata.hop_limit}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
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

    With a public address, nothing but its security groups stands between the machine and everyone.
    """
    if instance.public_ip:
        return failed(f"Public address {instance.public_ip}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Attach an instance profile and drop the long-lived keys on the machine.",
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

    Where there is no profile, programs that call AWS carry access keys in files, for ever valid.
    """
    return passed() if instance.profile_arn else failed("No instance profile.")


@check(
    severity=Severity.HIGH,
    remediation="Remove the public address, or the profile from what faces the internet.",
    reference=("https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html"),
    family=Family.IAM,
)
def aws_ec2_instance_profile_not_public(instance: Instance) -> Verdict:
    """EC2 instance with a public address carries no instance profile.

    Whoever breaks into the machine from the internet holds the profile's permissions too.
    """
    if instance.public_ip and instance.profile_arn:
        profile = instance.profile_arn.rpartition("/")[2]
        return failed(f"Public address {instance.public_ip} with the profile {profile}.")
    return passed()


@check(
    severity=Severity.HIGH,
    remediation="Move the secrets to Secrets Manager, read them at start, and renew them.",
    reference=("https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html"),
    family=Family.SECRETS,
)
def aws_ec2_instance_user_data_without_secrets(instance: Instance) -> Verdict:
    """EC2 instance's user data holds no secrets.

    Every program on the machine can read user data, and so can everybody who may describe it.
    """
    if secrets := known(instance.secrets_in_user_data):
        return failed(f"In the user data: {', '.join(secrets)}.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Connect networks by a router or a transit gateway, not through machines.",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-17",
    family=Family.NETWORK,
)
def aws_ec2_instance_single_interface(instance: Instance) -> Verdict:
    """EC2 instance has a single network interface.

    A machine in two networks is a bridge between them that no route table shows.
    """
    kinds = [one for one in instance.interface_types if one in COUNTED_INTERFACES]
    if len(kinds) > 1:
        return failed(f"{len(kinds)} interfaces: {', '.join(kinds)}.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Move the instance to a network that was planned for it.",
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
    family=Family.NETWORK,
)
def aws_ec2_instance_outside_default_vpc(instance: Instance) -> Verdict:
    """EC2 instance is not in a default network.

    Every subnet of a default network is public: machines in it are on the internet unasked.
    """
    if known(instance.in_default_vpc):
        return failed(f"In the default network {instance.vpc_id}.")
    return passed()
