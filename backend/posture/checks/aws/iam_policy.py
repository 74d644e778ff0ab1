"""Rules about policy documents of your own, managed or inline: power that has no bounds."""

from posture.domain.aws.assets.iam import IamPermissions
from posture.domain.aws.escalation import PASSED_TO, escalations, grants_on_any, passing_any_role
from posture.domain.aws.policy import Policy, Statement
from posture.domain.check import Severity, check
from posture.domain.pattern import WILD, only_stars
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
    remediation="Replace the statement by the actions and resources that are needed.",
    cli=NEW_VERSION,
    reference=LEAST_PRIVILEGE,
)
def aws_iam_policy_administration_not_granted(found: IamPermissions) -> Verdict:
    """IAM policy does not grant every action on every resource.

    Whoever has it can do everything, and whatever steals one of their sessions can too.
    """
    named = [one.name for one in found.documents if one.policy.grants_everything]
    return _without(named, "Every action on every resource is granted by")


@check(
    severity=Severity.HIGH,
    remediation="Name the roles, users and policies that the actions are for, or take them away.",
    cli=NEW_VERSION,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
)
def aws_iam_policy_privilege_escalation_absent(found: IamPermissions) -> Verdict:
    """IAM policy gives its holder no way to more permissions than it grants.

    Some permissions are as good as all of them: to write policies, to create others' credentials,
    to pass any role to code of one's own, to run commands where a stronger role is.
    """
    for one in found.documents:
        if ways := [*escalations(one.policy)]:
            more = len(ways) - SHOWN_COUNT
            others = f" and {more} more" if more > 0 else ""
            return failed(f"{one.name} grants {', '.join(ways[:SHOWN_COUNT])}{others}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Name the roles that may be passed, or the service they may be passed to.",
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

    Whoever can pass an administrator's role to something that runs code is an administrator.
    """
    named = [one.name for one in found.documents if any(map(_to_any, passing_any_role(one.policy)))]
    return _without(named, "Any role may be passed by")


def _to_any(statement: Statement) -> bool:
    services = statement.pinned(PASSED_TO)
    return not services or any(WILD & set(service) for service in services)


@check(
    severity=Severity.HIGH,
    remediation="Name the roles that may be assumed.",
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
    """IAM policy does not let its holder assume whatever role there is.

    Its holder then has the sum of all roles that trust the account, the strongest included.
    """
    named = [one.name for one in found.documents if _assumes_any(one.policy)]
    return _without(named, "Any role may be assumed by")


def _assumes_any(policy: Policy) -> bool:
    return grants_on_any(policy, "sts:AssumeRole", "iam", "role/")


@check(
    severity=Severity.LOW,
    remediation="Name the actions that are needed.",
    cli=NEW_VERSION,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21",
)
def aws_iam_policy_service_wildcards_absent(found: IamPermissions) -> Verdict:
    """IAM policy grants no service's actions wholesale.

    A wildcard grants what the service will be able to do next year, too.
    """
    whole = {
        action
        for one in found.documents
        for statement in one.policy.allowing
        for action in statement.actions
        if _whole_service(action)
    }
    if whole:
        return failed(f"Granted wholesale: {', '.join(sorted(whole))}.")
    return passed()


def _whole_service(action: str) -> bool:
    return only_stars(action.partition(":")[2] or action)


@check(
    severity=Severity.MEDIUM,
    remediation="Name what is granted rather than what is not.",
    cli=NEW_VERSION,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
)
def aws_iam_policy_grants_named(found: IamPermissions) -> Verdict:
    """IAM policy says what it grants, not what it leaves out.

    Allow with NotAction grants every other service, those included that AWS has yet to invent.
    """
    named = [
        one.name
        for one in found.documents
        if any(
            statement.not_actions and statement.on_everything for statement in one.policy.allowing
        )
    ]
    return _without(named, "All but a few actions are granted by")


def _without(named: list[str], what: str) -> Verdict:
    return failed(f"{what} {', '.join(named)}.") if named else passed()
