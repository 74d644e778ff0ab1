"""Checks of customer policies, managed or inline: permissions without limits."""

from posture.domain.aws.assets.iam import IamPermissions
from posture.domain.aws.escalation import PASSED_TO, escalations, grants_on_any, passing_any_role
from posture.domain.aws.policy import Policy, Statement, combined
from posture.domain.aws.policy_model import grants_everything
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.pattern import is_wild, only_stars
from posture.domain.verdict import Verdict, failed, passed

LEAST_PRIVILEGE = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"
)
NEW_VERSION = """
    aws iam create-policy-version --policy-arn ARN --policy-document file://p.json --set-as-default
    aws iam put-role-policy --role-name ROLE --policy-name NAME --policy-document file://p.json
"""
SHOWN_COUNT = 3


@check(
    severity=Severity.HIGH,
    finding_title="IAM policy grants every action on every resource",
    remediation="Replace the statement with the actions and resources that are needed.",
    cli=NEW_VERSION,
    reference=LEAST_PRIVILEGE,
)
def aws_iam_policy_administration_not_granted(found: IamPermissions) -> Verdict:
    """IAM policy does not grant every action on every resource.

    Anyone with this policy can do everything, and so can anyone who steals one of their sessions.
    """
    more = known(found.more_policies)
    named = [one.name for one in found.documents if one.policy.grants_everything]
    documents = (*found.documents, *more.documents, *more.aws)
    together = not any(one.policy.grants_everything for one in documents) and grants_everything(
        combined(one.policy for one in documents)
    )
    if not named and not together:
        return passed()
    if more.boundary and not grants_everything(more.boundary):
        return passed("The permissions boundary does not allow everything.")
    if together:
        return failed("Its statements together grant every action on every resource.")
    return _granted_by(named, "Every action on every resource is granted by")


@check(
    severity=Severity.HIGH,
    finding_title="IAM policy lets its holder gain more permissions",
    remediation="Limit these actions to named roles, users and policies, or remove them.",
    cli=NEW_VERSION,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
)
def aws_iam_policy_privilege_escalation_absent(found: IamPermissions) -> Verdict:
    """IAM policy gives its holder no way to gain more permissions.

    A user, group or role is asked about all its policies together, within its boundary. Some
    permissions are as powerful as all of them: writing policies, creating credentials for
    others, passing any role to one's own code, or running commands on a resource with a stronger
    role.
    """
    more = known(found.more_policies)
    documents = (*found.documents, *more.documents, *more.aws)
    all_ways = [*escalations(combined(one.policy for one in documents), more.boundary)]
    if not all_ways:
        return passed()
    # What one other document grants is a finding of its own.
    others = {way for one in (*more.documents, *more.aws) for way in escalations(one.policy)}
    for one in found.documents:
        of_document = {*escalations(one.policy)}
        if ways := [way for way in all_ways if way in of_document]:
            return failed(f"{one.name} grants {_shown(ways)}.")
    if ways := [way for way in all_ways if way not in others]:
        return failed(f"Its policies together grant {_shown(ways)}.")
    return passed("One of its other policies has the finding.")


def _shown(ways: list[str]) -> str:
    more = len(ways) - SHOWN_COUNT
    return f"{', '.join(ways[:SHOWN_COUNT])}{f' and {more} more' if more > 0 else ''}"


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM policy lets every role be passed to every service",
    remediation=(
        "Limit the statement to the roles that may be passed, or to the service that may "
        "receive them."
    ),
    cli=NEW_VERSION,
    terraform="""
        statement {
          actions   = ["iam:PassRole"]
          resources = [aws_iam_role.application.arn]
          condition {
            test     = "StringEquals"
            variable = "iam:PassedToService"
            values   = ["lambda.amazonaws.com"]
          }
        }
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
)
def aws_iam_policy_pass_role_limited(found: IamPermissions) -> Verdict:
    """IAM policy does not let every role be passed to every service.

    Anyone who can pass an administrator role to a service that runs their code is an administrator.
    """
    named = [one.name for one in found.documents if any(map(_to_any, passing_any_role(one.policy)))]
    return _granted_by(named, "Passing any role is allowed by")


def _to_any(statement: Statement) -> bool:
    services = statement.required_values(PASSED_TO)
    return not services or any(is_wild(service) for service in services)


@check(
    severity=Severity.HIGH,
    finding_title="IAM policy lets its holder assume any role",
    remediation="List the roles that may be assumed.",
    cli=NEW_VERSION,
    terraform="""
        statement {
          actions   = ["sts:AssumeRole"]
          resources = ["arn:aws:iam::ACCOUNT:role/ROLE"]
        }
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html",
)
def aws_iam_policy_role_assumption_limited(found: IamPermissions) -> Verdict:
    """IAM policy does not let its holder assume any role.

    The holder has the permissions of every role that trusts the account, including the strongest.
    """
    named = [one.name for one in found.documents if _assumes_any(one.policy)]
    return _granted_by(named, "Assuming any role is allowed by")


def _assumes_any(policy: Policy) -> bool:
    return grants_on_any(policy, "sts:AssumeRole", "iam", "role/")


@check(
    severity=Severity.LOW,
    finding_title="IAM policy grants all actions of a service",
    remediation="List the actions that are needed.",
    cli=NEW_VERSION,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21",
)
def aws_iam_policy_service_wildcards_absent(found: IamPermissions) -> Verdict:
    """IAM policy does not grant all actions of a service.

    A wildcard also grants the actions that AWS will add to the service in future.
    """
    whole = {
        action
        for one in found.documents
        for statement in one.policy.allowing
        for action in statement.actions
        if _whole_service(action)
    }
    if whole:
        return failed(f"Granted with a wildcard: {', '.join(sorted(whole))}.")
    return passed()


def _whole_service(action: str) -> bool:
    return only_stars(action.partition(":")[2] or action)


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM policy allows everything but a list of actions",
    remediation="List the allowed actions with Action instead of NotAction.",
    cli=NEW_VERSION,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
)
def aws_iam_policy_grants_named(found: IamPermissions) -> Verdict:
    """IAM policy lists what it allows, not what it leaves out.

    Allow with NotAction grants all other services, including those that AWS will add in future.
    """
    named = [
        one.name
        for one in found.documents
        if any(
            statement.not_actions and statement.on_everything for statement in one.policy.allowing
        )
    ]
    return _granted_by(named, "All actions but some are granted by")


def _granted_by(named: list[str], what: str) -> Verdict:
    return failed(f"{what} {', '.join(named)}.") if named else passed()
