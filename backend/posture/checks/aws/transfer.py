"""Checks of AWS Transfer Family: protocols, endpoints, security policies and logs."""

from posture.domain.asset import Family
from posture.domain.aws.assets.transfer import TransferServer, TransferUser
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/transfer/latest/userguide"
UPDATE = "aws transfer update-server --server-id SERVER {}"
# Policies with key exchanges by SHA-1 or with CBC; newer ones have neither.
OLD_POLICIES = frozenset({"", "TransferSecurityPolicy-2018-11", "TransferSecurityPolicy-2020-06"})


@check(
    severity=Severity.HIGH,
    finding_title="Transfer server speaks FTP",
    remediation="Turn off FTP; use SFTP, or FTPS where clients need it.",
    cli=UPDATE.format("--protocols SFTP"),
    terraform="""
        resource "aws_transfer_server" "this" {
          protocols = ["SFTP"]
        }
    """,
    reference=f"{DOCS}/create-server-ftp.html",
    family=Family.NETWORK,
)
def aws_transfer_server_old_protocols_refused(server: TransferServer) -> Verdict:
    """Transfer server does not speak FTP.

    Files and passwords cross the network in plain text with it.
    """
    return failed("FTP is on.") if "FTP" in known(server.protocols) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Transfer server has an endpoint without security groups",
    remediation="Move the endpoint into a VPC, and limit its callers by a security group.",
    terraform="""
        resource "aws_transfer_server" "this" {
          endpoint_type = "VPC"
          endpoint_details {
            vpc_id             = aws_vpc.this.id
            subnet_ids         = [aws_subnet.public.id]
            security_group_ids = [aws_security_group.partners.id]
          }
        }
    """,
    reference=f"{DOCS}/create-server-in-vpc.html",
    family=Family.NETWORK,
)
def aws_transfer_server_in_vpc(server: TransferServer) -> Verdict:
    """Transfer server has its endpoint in a VPC.

    Security groups then decide which networks can try to sign in.
    """
    return passed() if known(server.in_vpc) else failed("Its endpoint is open to every network.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Transfer server accepts weak algorithms",
    remediation="Choose a newer security policy; old clients may need an update.",
    cli=UPDATE.format("--security-policy-name TransferSecurityPolicy-2024-01"),
    terraform="""
        resource "aws_transfer_server" "this" {
          security_policy_name = "TransferSecurityPolicy-2024-01"
        }
    """,
    reference=f"{DOCS}/security-policies.html",
    family=Family.NETWORK,
)
def aws_transfer_server_policy_current(server: TransferServer) -> Verdict:
    """Transfer server accepts current algorithms only.

    The first security policies contain key exchanges and ciphers that are broken.
    """
    name = known(server.policy)
    if name in OLD_POLICIES:
        return failed(f"The security policy is {name or 'not set'}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Transfer server writes no logs",
    remediation="Send structured logs to a log group.",
    terraform="""
        resource "aws_transfer_server" "this" {
          structured_log_destinations = ["${aws_cloudwatch_log_group.transfer.arn}:*"]
        }
    """,
    reference=f"{DOCS}/structured-logging.html",
    family=Family.LOGGING,
)
def aws_transfer_server_logged(server: TransferServer) -> Verdict:
    """Transfer server writes logs.

    They show who signed in from where, and which files were read.
    """
    return passed() if known(server.logged) else failed("It has no log.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Transfer user sees the whole bucket",
    remediation="Give the user a logical home directory, or a session policy for its folder.",
    cli="""
        aws transfer update-user --server-id SERVER --user-name USER \\
          --home-directory-type LOGICAL --home-directory-mappings Entry=/,Target=/BUCKET/USER
    """,
    terraform="""
        resource "aws_transfer_user" "this" {
          home_directory_type = "LOGICAL"
          home_directory_mappings {
            entry  = "/"
            target = "/${aws_s3_bucket.files.id}/$${Transfer:UserName}"
          }
        }
    """,
    reference=f"{DOCS}/logical-dir-mappings.html",
    family=Family.IAM,
)
def aws_transfer_user_home_confined(user: TransferUser) -> Verdict:
    """Transfer user sees a directory of its own only.

    Users share one role as a rule. Without a limit each of them can list the files of all others.
    """
    confined = known(user.confined)
    if confined is None:
        return not_applicable("The permissions of the file system decide.")
    return passed() if confined else failed("Neither a session policy nor a folder limits it.")
