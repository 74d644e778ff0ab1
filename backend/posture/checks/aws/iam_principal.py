"""Checks of users, groups and roles: which AWS managed policies are attached to them."""

from posture.checks.aws.iam_role import CONTROL_TOWER, kept_by_control_tower
from posture.domain.asset import Family
from posture.domain.aws.assets.iam import IamGroup, IamPrincipal, IamRole
from posture.domain.aws.managed_policies import POLICIES, Power, policies_with, promises_ai
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, VerdictStatus, failed, not_applicable, passed

DETAILS_CALL = "iam:GetAccountAuthorizationDetails"
ADMINISTRATOR = policies_with(Power.ADMINISTRATION)
IAM_FULL_ACCESS = policies_with(Power.IAM)
CLOUDSHELL_FULL_ACCESS = policies_with(Power.CLOUDSHELL)
AI_FULL_ACCESS = policies_with(Power.BEDROCK, Power.SAGEMAKER)
DETACH = """
    aws iam detach-role-policy --role-name ROLE --policy-arn ARN
    aws iam detach-group-policy --group-name GROUP --policy-arn ARN
    aws iam detach-user-policy --user-name USER --policy-arn ARN
"""


@check(
    severity=Severity.HIGH,
    finding_title="IAM user, group or role is an administrator of the account",
    remediation="Attach a policy with only the actions and resources that are needed.",
    cli=DETACH,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
)
def aws_iam_principal_administrator_access_not_attached(principal: IamPrincipal) -> Verdict:
    """IAM user, group or role is not an administrator of the account.

    An administrator can do everything, and so can anyone who obtains its credentials.
    """
    verdict = _without(principal, ADMINISTRATOR)
    if (
        verdict.status is VerdictStatus.FAIL
        and isinstance(principal, IamRole)
        and kept_by_control_tower(principal)
    ):
        return not_applicable(CONTROL_TOWER)
    return verdict


@check(
    severity=Severity.HIGH,
    finding_title="IAM user, group or role has full access to IAM",
    remediation=(
        "Grant only the IAM actions that are needed, on the roles and users that they are for."
    ),
    cli=DETACH,
    reference="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/IAMFullAccess.html",
)
def aws_iam_principal_iam_full_access_not_attached(principal: IamPrincipal) -> Verdict:
    """IAM user, group or role does not have full access to IAM.

    A principal that can write policies and create credentials can make itself an administrator.
    """
    return _without(principal, IAM_FULL_ACCESS)


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM user, group or role has full access to CloudShell",
    remediation="Attach a policy that allows CloudShell without file transfer.",
    cli=DETACH,
    reference="https://docs.aws.amazon.com/cloudshell/latest/userguide/sec-auth-with-identities.html",
)
def aws_iam_principal_cloudshell_full_access_not_attached(principal: IamPrincipal) -> Verdict:
    """IAM user, group or role does not have full access to CloudShell.

    Full access includes file transfer and internet access, so data can leave without passing any
    network control of yours.
    """
    return _without(principal, CLOUDSHELL_FULL_ACCESS)


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM user, group or role has full access to Bedrock or SageMaker",
    family=Family.AI,
    remediation="Grant access only to the models, agents and notebooks that are needed.",
    cli=DETACH,
    reference="https://docs.aws.amazon.com/bedrock/latest/userguide/security-iam-awsmanpol.html",
)
def aws_iam_principal_ai_full_access_not_attached(principal: IamPrincipal) -> Verdict:
    """IAM user, group or role does not have full access to Bedrock or SageMaker.

    Full access includes turning off guardrails and logging, copying any model, and running up large
    bills.
    """
    verdict = _without(principal, AI_FULL_ACCESS)
    if verdict.status is VerdictStatus.PASS:
        for name in filter(promises_ai, principal.aws_policies):
            known(POLICIES.of(name, DETAILS_CALL))
    return verdict


def _without(principal: IamPrincipal, names: frozenset[str]) -> Verdict:
    if found := principal.attached_aws_policies(names):
        return failed(f"Attached: {', '.join(sorted(found))}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Administrators' group has members without MFA",
    remediation="Register MFA devices for the group's members, or remove them from the group.",
    cli="aws iam remove-user-from-group --group-name GROUP --user-name USER",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#enable-mfa-for-privileged-users",
)
def aws_iam_group_administrators_mfa_enabled(group: IamGroup) -> Verdict:
    """All members of an administrators' group have MFA.

    Without MFA, one member's stolen password gives control of the whole account.
    """
    if not group.attached_aws_policies(ADMINISTRATOR):
        return passed("The group does not grant administrator access.")
    if without := known(group.members_without_mfa):
        return failed(f"Administrators without MFA: {', '.join(sorted(without))}.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="IAM group with permissions has no members",
    remediation="Delete the group, or add the users that it was created for.",
    cli="aws iam delete-group --group-name GROUP",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html",
)
def aws_iam_group_used(group: IamGroup) -> Verdict:
    """IAM group has members.

    Nobody reviews an empty group, and adding a user to it grants all its permissions at once.
    """
    if not group.attached and not group.documents:
        return not_applicable("The group grants no permissions.")
    if not known(group.members):
        return failed("The group grants permissions but has no members.")
    return passed()
