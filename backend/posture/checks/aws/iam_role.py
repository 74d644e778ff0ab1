"""Checks of IAM roles: which accounts and services they trust, and whether they are used."""

from posture.domain.asset import Family
from posture.domain.aws.assets.iam import IamRole
from posture.domain.aws.managed_policies import POLICIES, Power, policies_with, promises_ai
from posture.domain.aws.policy_model import (
    ACCOUNT_KEYS,
    CALLER_KEYS,
    SOURCE_KEYS,
    foreign_accounts,
    public,
    services_for_strangers,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import UnknownFactError, Unread, known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

SERVICE_LINKED = "The role is service-linked: only AWS can change it."
UNMODIFIABLE = "Only AWS can change the role."
CONTROL_TOWER = "AWS Control Tower needs the role, and lets nobody else change it."
ORGANIZATION_CALL = "organizations:ListAccounts"
ASSUME = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
# A caller whom a condition names by one of these is a known one.
NAMING_KEYS = CALLER_KEYS - ACCOUNT_KEYS | {"sts:externalid"}
MAXIMUM_IDLE_DAYS = 90
MAXIMUM_SESSION_HOURS = 4
ADMINISTRATOR = policies_with(Power.ADMINISTRATION)
READ_ONLY = policies_with(Power.READING)
DETAILS_CALL = "iam:GetAccountAuthorizationDetails"
AI_SERVICES = frozenset(
    {"bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com", "sagemaker.amazonaws.com"}
)
FULL_ACCESS = policies_with(*Power) - READ_ONLY - policies_with(Power.CLOUDSHELL)


def kept_by_control_tower(role: IamRole) -> bool:
    """Return whether Control Tower keeps a role as it is, and trusts only its own accounts.

    Anyone can give a role such a name outside its organization, so the trust decides.

    Raises:
        UnknownFactError: another account of the organization could be the audit account.
    """
    if not role.of_control_tower or public(role.trust, actions=ASSUME):
        return False
    manager = known(role.managing_account)
    if manager is None:
        return False
    others = foreign_accounts(role.trust, role.account_id) - {manager}
    if others:
        what = f"{', '.join(sorted(others))} may be the audit account"
        raise UnknownFactError(Unread(f"NotKnown({what})", ORGANIZATION_CALL))
    return True


@check(
    severity=Severity.CRITICAL,
    finding_title="IAM role can be assumed by everyone",
    remediation="List the principals that may assume the role, or limit it to your organization.",
    cli="aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
)
def aws_iam_role_trust_not_public(role: IamRole) -> Verdict:
    """IAM role does not trust everyone.

    A trust policy that allows everyone lets anyone with an AWS account assume the role. An external
    ID does not prevent this, because it is not a secret.
    """
    if public(role.trust, actions=ASSUME):
        return failed("Any AWS principal of any account may assume the role.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="IAM role can be assumed from another account without an external ID",
    remediation="Require an external ID from the other account, unique to this relationship.",
    cli="aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json",
    terraform="""
        condition {
          test     = "StringEquals"
          variable = "sts:ExternalId"
          values   = [var.external_id]
        }
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
)
def aws_iam_role_cross_account_external_id_required(role: IamRole) -> Verdict:
    """IAM role that another account may assume requires an external ID.

    A vendor with many customers can be tricked into using your role for another customer, unless
    the role requires an ID that only your contract has.
    """
    foreign = foreign_accounts(
        role.trust, role.account_id, actions=("sts:AssumeRole",), keys=NAMING_KEYS
    )
    if foreign and kept_by_control_tower(role):
        return not_applicable(CONTROL_TOWER)
    if foreign:
        return failed(f"Trusted without an external ID: {', '.join(sorted(foreign))}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Another account can read everything through the IAM role",
    remediation=(
        "Replace ReadOnlyAccess with the few read permissions that the other account needs."
    ),
    cli="""
        aws iam detach-role-policy --role-name ROLE \\
          --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
    """,
    reference="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ReadOnlyAccess.html",
)
def aws_iam_role_cross_account_read_limited(role: IamRole) -> Verdict:
    """IAM role that another account may assume cannot read everything.

    ReadOnlyAccess reads data as well as settings: every object, every parameter, every log entry.
    """
    if not role.attached_aws_policies(READ_ONLY):
        return passed()
    foreign = {"everyone"} if any(one.for_anyone for one in role.trust.allowing) else set()
    foreign |= foreign_accounts(role.trust, role.account_id)
    if foreign and kept_by_control_tower(role):
        return not_applicable(CONTROL_TOWER)
    if foreign:
        return failed(f"ReadOnlyAccess is available to {', '.join(sorted(foreign))}.")
    return passed("Only principals of the account itself may assume the role.")


@check(
    severity=Severity.MEDIUM,
    finding_title="AWS services can assume the IAM role for any account",
    remediation=(
        "Require aws:SourceAccount or aws:SourceArn from the services that assume the role."
    ),
    cli="aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json",
    terraform="""
        condition {
          test     = "StringEquals"
          variable = "aws:SourceAccount"
          values   = [data.aws_caller_identity.current.account_id]
        }
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention",
)
def aws_iam_role_service_trust_source_limited(role: IamRole) -> Verdict:
    """IAM role that AWS services assume is limited to requests for its own account.

    A service works for all its customers. Without the condition, another customer may get it to use
    your role.
    """
    if role.unmodifiable or role.of_control_tower:
        return not_applicable(UNMODIFIABLE)
    if not role.trusted_services:
        return not_applicable("No AWS service may assume the role.")
    open_to = services_for_strangers(role.trust, actions=("sts:AssumeRole",), keys=SOURCE_KEYS)
    if open_to:
        return failed(f"Trusted on behalf of any account: {', '.join(sorted(open_to))}.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="IAM role was not used for 90 days",
    remediation="Delete the role, or remove the permissions that are no longer needed.",
    cli="aws iam delete-role --role-name ROLE",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage_delete.html",
)
def aws_iam_role_used(role: IamRole) -> Verdict:
    """IAM role was used in the last 90 days.

    Nobody watches an unused role, while its trust policy and permissions stay in force.
    """
    if role.service_linked:
        return not_applicable(SERVICE_LINKED)
    if kept_by_control_tower(role):
        return not_applicable(CONTROL_TOWER)
    unused_days = role.age_days if role.idle_days is None else role.idle_days
    if unused_days > MAXIMUM_IDLE_DAYS:
        return failed(f"The role has not been used for {unused_days} days.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Administrator sessions of the IAM role can last more than 4 hours",
    remediation="Limit administrator sessions to the hours that a task takes.",
    cli="aws iam update-role --role-name ROLE --max-session-duration 3600",
    terraform="""
        resource "aws_iam_role" "administrator" {
          max_session_duration = 3600
        }
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html",
)
def aws_iam_role_administrator_session_limited(role: IamRole) -> Verdict:
    """IAM role with administrator access limits its sessions to 4 hours or less.

    A stolen administrator session works until it expires, unless somebody notices and revokes it.
    """
    if not role.attached_aws_policies(ADMINISTRATOR):
        return not_applicable("The role does not have AdministratorAccess.")
    if role.unmodifiable or role.of_control_tower:
        return not_applicable(UNMODIFIABLE)
    hours = known(role.maximum_session_hours)
    if hours > MAXIMUM_SESSION_HOURS:
        return failed(f"A session can last {hours} hours.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="IAM role of an AI service has an AWS full-access policy",
    family=Family.AI,
    remediation="Grant the role only the buckets, models and keys that its own work needs.",
    cli="aws iam detach-role-policy --role-name ROLE --policy-arn ARN",
    reference="https://docs.aws.amazon.com/sagemaker/latest/dg/security_iam_id-based-policy-examples.html",
)
def aws_iam_role_ai_service_least_privilege(role: IamRole) -> Verdict:
    """IAM role of an AI service has none of AWS's full-access policies.

    Code in a notebook, a training job or an agent's tool acts with this role, and so does anyone
    who gets a prompt or a package into it.
    """
    services = role.trusted_services & AI_SERVICES
    if not services:
        return not_applicable("No AI service may assume the role.")
    if found := role.attached_aws_policies(FULL_ACCESS):
        return failed(f"{', '.join(sorted(services))} may use {', '.join(sorted(found))}.")
    for name in filter(promises_ai, role.aws_policies):
        known(POLICIES.of(name, DETAILS_CALL))
    return passed()
