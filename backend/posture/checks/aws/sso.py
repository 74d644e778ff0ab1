"""Checks of sets of permissions of IAM Identity Center."""

from posture.domain.aws.assets.sso import PermissionSet
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/singlesignon/latest/userguide"
HOUR = 60
LONGEST_MINUTES = 12 * HOUR
LONGEST_OF_ADMINISTRATOR_MINUTES = 4 * HOUR


@check(
    severity=Severity.HIGH,
    finding_title="Permissions of administrators are assigned to single users",
    remediation="Assign the permission set to a group, and remove the assignments of users.",
    cli="""
        aws sso-admin delete-account-assignment --instance-arn ARN --permission-set-arn ARN \\
          --target-type AWS_ACCOUNT --target-id ACCOUNT --principal-type USER --principal-id ID
    """,
    terraform="""
        resource "aws_ssoadmin_account_assignment" "this" {
          principal_type = "GROUP"
          principal_id   = aws_identitystore_group.administrators.group_id
        }
    """,
    reference=f"{DOCS}/useraccess.html",
)
def aws_ssoadmin_permission_set_administrators_few(permissions: PermissionSet) -> Verdict:
    """Permissions of administrators are assigned to groups only.

    A group shows who is an administrator. Single assignments stay when a person changes the team.
    """
    count = known(permissions.single_users)
    return failed(f"Assignments to users: {count}.") if count else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Sessions of the permission set last too long",
    remediation="Limit sessions to 12 hours, those of administrators to 4 hours.",
    cli="""
        aws sso-admin update-permission-set --instance-arn ARN --permission-set-arn ARN \\
          --session-duration PT4H
    """,
    terraform="""
        resource "aws_ssoadmin_permission_set" "this" {
          session_duration = "PT4H"
        }
    """,
    reference=f"{DOCS}/howtosessionduration.html",
)
def aws_ssoadmin_permission_set_session_short(permissions: PermissionSet) -> Verdict:
    """Sessions of the permission set last 12 hours at most, those of administrators 4 hours.

    Credentials that are stolen from a machine work until the session ends.
    """
    minutes = known(permissions.session_minutes)
    longest = LONGEST_MINUTES
    if known(permissions.administrator):
        longest = LONGEST_OF_ADMINISTRATOR_MINUTES
    if minutes <= longest:
        return passed()
    return failed(f"Sessions last {minutes} minutes; at most {longest} are right.")
