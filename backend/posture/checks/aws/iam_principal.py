"""Rules about users, groups and roles: which policies of AWS are attached to them."""

from posture.domain.asset import Family
from posture.domain.aws.assets.iam import IamGroup, IamPrincipal
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ADMINISTRATOR = frozenset({"AdministratorAccess"})
IAM_FULL_ACCESS = frozenset({"IAMFullAccess"})
CLOUDSHELL_FULL_ACCESS = frozenset({"AWSCloudShellFullAccess"})
AI_FULL_ACCESS = frozenset(
    {"AmazonBedrockFullAccess", "AmazonSageMakerFullAccess", "BedrockAgentCoreFullAccess"}
)
DETACH = """
    aws iam detach-role-policy --role-name ROLE --policy-arn ARN
    aws iam detach-group-policy --group-name GROUP --policy-arn ARN
    aws iam detach-user-policy --user-name USER --policy-arn ARN
"""


@check(
    severity=Severity.HIGH,
    remediation="Attach a policy with the actions and resources that are needed instead.",
    cli=DETACH,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
)
def aws_iam_principal_administrator_access_not_attached(principal: IamPrincipal) -> Verdict:
    """IAM user, group or role is no administrator of the account.

    Each one that is can do everything, and so can whoever gets hold of its credentials.
    """
    return _without(principal, ADMINISTRATOR)


@check(
    severity=Severity.HIGH,
    remediation="Grant the few IAM actions that are needed, on the roles and users they are for.",
    cli=DETACH,
    reference="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/IAMFullAccess.html",
)
def aws_iam_principal_iam_full_access_not_attached(principal: IamPrincipal) -> Verdict:
    """IAM user, group or role does not have full access to IAM.

    Who can write policies and create credentials can make itself an administrator.
    """
    return _without(principal, IAM_FULL_ACCESS)


@check(
    severity=Severity.MEDIUM,
    remediation="Attach a policy that allows CloudShell without file transfer.",
    cli=DETACH,
    reference="https://docs.aws.amazon.com/cloudshell/latest/userguide/sec-auth-with-identities.html",
)
def aws_iam_principal_cloudshell_full_access_not_attached(principal: IamPrincipal) -> Verdict:
    """IAM user, group or role does not have full access to CloudShell.

    Full access includes file transfer and the internet: a way out for data that no network control
    of yours sees.
    """
    return _without(principal, CLOUDSHELL_FULL_ACCESS)


@check(
    severity=Severity.MEDIUM,
    family=Family.AI,
    remediation="Grant the models, agents and notebooks that are worked with.",
    cli=DETACH,
    reference="https://docs.aws.amazon.com/bedrock/latest/userguide/security-iam-awsmanpol.html",
)
def aws_iam_principal_ai_full_access_not_attached(principal: IamPrincipal) -> Verdict:
    """IAM user, group or role does not have full access to Bedrock or SageMaker.

    Full access includes turning guardrails and logging off, taking any model away, and running up
    bills on the largest ones.
    """
    return _without(principal, AI_FULL_ACCESS)


def _without(principal: IamPrincipal, names: frozenset[str]) -> Verdict:
    if found := principal.attached_aws_policies(names):
        return failed(f"Attached: {', '.join(sorted(found))}.")
    return passed()


@check(
    severity=Severity.HIGH,
    remediation="Register MFA devices for the group's members, or take them out of it.",
    cli="aws iam remove-user-from-group --group-name GROUP --user-name USER",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#enable-mfa-for-privileged-users",
)
def aws_iam_group_administrators_mfa_enabled(group: IamGroup) -> Verdict:
    """Members of an administrators' group all have MFA.

    One member's stolen password, or key, is otherwise the whole account.
    """
    if not group.attached_aws_policies(ADMINISTRATOR):
        return passed("The group's members are no administrators.")
    if without := known(group.members_without_mfa):
        return failed(f"Administrators without MFA: {', '.join(sorted(without))}.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Delete the group, or put the users in it whom it was made for.",
    cli="aws iam delete-group --group-name GROUP",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html",
)
def aws_iam_group_used(group: IamGroup) -> Verdict:
    """IAM group has members.

    An empty group that still holds permissions is one membership away from granting them.
    """
    if not group.attached and not group.documents:
        return not_applicable("The group grants nothing.")
    if not known(group.members):
        return failed("The group grants permissions and has no members.")
    return passed()
