"""Rules about IAM roles: which accounts and services they trust, and whether they are used."""

from posture.domain.asset import Family
from posture.domain.aws.assets.iam import IamRole
from posture.domain.aws.policy import Statement
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

SERVICE_LINKED = "A service of AWS owns the role."
ASSUME = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
SOURCE_KEYS = frozenset(
    {"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"}
)
MAXIMUM_IDLE_DAYS = 90
MAXIMUM_SESSION_HOURS = 4
ADMINISTRATOR = frozenset({"AdministratorAccess"})
READ_EVERYTHING = frozenset({"ReadOnlyAccess"})
AI_SERVICES = frozenset(
    {"bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com", "sagemaker.amazonaws.com"}
)
FAR_TOO_MUCH = frozenset(
    {
        "AdministratorAccess",
        "AmazonBedrockFullAccess",
        "AmazonS3FullAccess",
        "AmazonSageMakerFullAccess",
        "BedrockAgentCoreFullAccess",
        "IAMFullAccess",
        "PowerUserAccess",
        "SecretsManagerReadWrite",
    }
)


@check(
    severity=Severity.CRITICAL,
    remediation="Name the principals that may assume the role, or the organization they are in.",
    cli="aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
)
def aws_iam_role_trust_not_public(role: IamRole) -> Verdict:
    """IAM role does not trust everyone.

    A trust policy that names everyone lets anybody with any AWS account become the role; an
    external id does not change that, for it is no secret.
    """
    if any(one.covers_any(ASSUME) for one in role.trust.public):
        return failed("Every AWS principal in the world may assume the role.")
    return passed()


@check(
    severity=Severity.HIGH,
    remediation="Demand an external id of the other account, unique to the relationship.",
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
    """IAM role that another account may assume demands an external id.

    A vendor that serves many customers can be talked into using your role for one of them, unless
    the role asks for an id that only your own contract has.
    """
    foreign: set[str] = set()
    for one in role.trust.allowing:
        if one.covers("sts:AssumeRole") and not _demands_external_id(one):
            foreign |= one.foreign_accounts(role.account_id)
    if foreign:
        return failed(f"Trusted without an external id: {', '.join(sorted(foreign))}.")
    return passed()


def _demands_external_id(statement: Statement) -> bool:
    """Return whether it does; what names an organization needs none, for it trusts no stranger."""
    values = statement.pinned("sts:ExternalId")
    return (bool(values) and "*" not in values) or statement.names_callers


@check(
    severity=Severity.HIGH,
    remediation="Grant the other account the few reads it needs in place of ReadOnlyAccess.",
    cli="""
        aws iam detach-role-policy --role-name ROLE \\
          --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
    """,
    reference="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ReadOnlyAccess.html",
)
def aws_iam_role_cross_account_read_limited(role: IamRole) -> Verdict:
    """IAM role that another account may assume cannot read everything.

    ReadOnlyAccess reads data, not only settings: every object, every parameter, every log line.
    """
    if not role.attached_aws_policies(READ_EVERYTHING):
        return passed()
    foreign = {"everyone"} if any(one.for_anyone for one in role.trust.allowing) else set()
    for one in role.trust.allowing:
        foreign |= one.foreign_accounts(role.account_id)
    if foreign:
        return failed(f"ReadOnlyAccess for {', '.join(sorted(foreign))}.")
    return passed("Only principals of the account itself may assume the role.")


@check(
    severity=Severity.MEDIUM,
    remediation="Demand aws:SourceAccount or aws:SourceArn of the services that assume the role.",
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
    """IAM role that services of AWS assume demands that they act for its own account.

    A service works for all of its customers; without the condition another one of them may get it
    to use your role.
    """
    if role.service_linked:
        return not_applicable(SERVICE_LINKED)
    if not role.trusted_services:
        return not_applicable("No service may assume the role.")
    open_to: set[str] = set()
    for one in role.trust.allowing:
        if one.covers("sts:AssumeRole") and not one.names_by(SOURCE_KEYS):
            open_to |= {*one.principals.get("Service", ())}
    if open_to:
        return failed(f"For whoever they act: {', '.join(sorted(open_to))}.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Delete the role, or take away the permissions that nobody misses.",
    cli="aws iam delete-role --role-name ROLE",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage_delete.html",
)
def aws_iam_role_used(role: IamRole) -> Verdict:
    """IAM role was used within 90 days.

    What nobody uses nobody watches, and its trust and its permissions stay as they once were.
    """
    if role.service_linked:
        return not_applicable(SERVICE_LINKED)
    unused_days = role.age_days if role.idle_days is None else role.idle_days
    if unused_days > MAXIMUM_IDLE_DAYS:
        return failed(f"The role was not used for {unused_days} days.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Limit sessions of administrators to the hours that a task takes.",
    cli="aws iam update-role --role-name ROLE --max-session-duration 3600",
    terraform="""
        resource "aws_iam_role" "administrator" {
          max_session_duration = 3600
        }
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html",
)
def aws_iam_role_administrator_session_limited(role: IamRole) -> Verdict:
    """IAM role with administrator access ends its sessions after 4 hours or less.

    A stolen session of an administrator works until it ends, and nothing but deleting the role's
    permissions ends it sooner.
    """
    if not role.attached_aws_policies(ADMINISTRATOR):
        return not_applicable("The role is no administrator's.")
    hours = known(role.maximum_session_hours)
    if hours > MAXIMUM_SESSION_HOURS:
        return failed(f"A session can last {hours} hours.")
    return passed()


@check(
    severity=Severity.HIGH,
    family=Family.AI,
    remediation="Grant the role the buckets, models and keys of its own job alone.",
    cli="aws iam detach-role-policy --role-name ROLE --policy-arn ARN",
    reference="https://docs.aws.amazon.com/sagemaker/latest/dg/security_iam_id-based-policy-examples.html",
)
def aws_iam_role_ai_service_least_privilege(role: IamRole) -> Verdict:
    """IAM role of an AI service has none of AWS's full-access policies.

    Code in a notebook, a training job or an agent's tool acts with this role, and so does whoever
    gets a prompt or a package into it.
    """
    services = role.trusted_services & AI_SERVICES
    if not services:
        return not_applicable("No AI service may assume the role.")
    if found := role.attached_aws_policies(FAR_TOO_MUCH):
        return failed(f"{', '.join(sorted(services))} may use {', '.join(sorted(found))}.")
    return passed()
