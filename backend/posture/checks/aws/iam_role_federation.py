"""Checks of IAM roles that external identities assume with a token of their identity provider."""

from posture.domain.aws.assets.iam import IamRole
from posture.domain.aws.policy import Statement
from posture.domain.check import Severity, check
from posture.domain.pattern import WILD
from posture.domain.verdict import Verdict, failed, not_applicable, passed

WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
SAML = "sts:AssumeRoleWithSAML"
COGNITO = "cognito-identity.amazonaws.com"
# One issuer serves all customers of such a service, so only the subject identifies the customer.
# The values are the texts that stand before the customer's name in a subject.
SHARED_ISSUERS = {
    "token.actions.githubusercontent.com": (
        "repo:",
        "repository_owner:",
        "repository_owner_id:",
        "repository_id:",
        "job_workflow_ref:",
        "enterprise:",
    ),
    "gitlab.com": ("project_path:",),
    "app.terraform.io": ("organization:",),
    "agent.buildkite.com": ("organization:",),
    "api.pulumi.com/oidc": ("pulumi:deploy:org:", "pulumi:environments:org:"),
    "oidc.vercel.com": ("owner:",),
}
# Claims other than the subject that identify the customer.
NAMING_CLAIMS = ("repository", "repository_id", "repository_owner", "repository_owner_id")


@check(
    severity=Severity.CRITICAL,
    finding_title="IAM role trusts the pipelines of any customer of a CI service",
    remediation="Require a subject that contains your own organization and repository.",
    cli="aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json",
    terraform="""
        condition {
          test     = "StringLike"
          variable = "token.actions.githubusercontent.com:sub"
          values   = ["repo:ORGANIZATION/REPOSITORY:ref:refs/heads/main"]
        }
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub",
)
def aws_iam_role_ci_subject_limited(role: IamRole) -> Verdict:
    """IAM role for a shared CI service requires a subject that identifies its owner.

    The issuer signs tokens for all its customers. Without a condition on the subject, anyone's
    pipeline can assume the role.
    """
    trusting = [
        (one, issuer)
        for one in role.trust.allowing
        if one.covers(WEB_IDENTITY)
        for issuer in _issuers(one)
        if issuer in SHARED_ISSUERS
    ]
    if not trusting:
        return not_applicable("No shared CI service may assume the role.")
    open_to = {issuer for one, issuer in trusting if not _identifies_customer(one, issuer)}
    if open_to:
        return failed(f"Any customer's pipeline at {', '.join(sorted(open_to))} is trusted.")
    return passed()


def _identifies_customer(statement: Statement, issuer: str) -> bool:
    if any(_all_fixed(statement.required_values(f"{issuer}:{claim}")) for claim in NAMING_CLAIMS):
        return True
    subjects = statement.required_values(f"{issuer}:sub")
    return bool(subjects) and all(
        _fixed_start(subject, SHARED_ISSUERS[issuer]) for subject in subjects
    )


def _all_fixed(values: tuple[str, ...]) -> bool:
    return bool(values) and not any(WILD & set(value.partition("/")[0]) for value in values)


def _fixed_start(subject: str, prefixes: tuple[str, ...]) -> bool:
    """Return whether a subject pattern contains one whole customer before its first wildcard.

    A subject can be composed of other claims, such as `environment:production`, which any customer
    can have. The customer then follows in a later part, or nowhere.
    """
    lowered = f":{subject.lower()}"
    for prefix in prefixes:
        start = lowered.find(f":{prefix}")
        if start < 0 or WILD & set(subject[:start]):
            continue
        customer = subject[start + len(prefix) :].replace(":", "/").partition("/")[0]
        if customer and not WILD & set(customer):
            return True
    return False


@check(
    severity=Severity.HIGH,
    finding_title="IAM role trusts every service account of an EKS cluster",
    remediation="Require the namespace and the service account that the role is for.",
    cli="aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json",
    terraform="""
        condition {
          test     = "StringEquals"
          variable = "${local.issuer}:sub"
          values   = ["system:serviceaccount:NAMESPACE:NAME"]
        }
    """,
    reference="https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html",
)
def aws_iam_role_cluster_service_account_limited(role: IamRole) -> Verdict:
    """IAM role for pods of an EKS cluster requires a specific service account.

    Without this condition every pod in the cluster, in any namespace, can assume the role.
    """
    trusting = [
        (one, issuer)
        for one in role.trust.allowing
        if one.covers(WEB_IDENTITY)
        for issuer in _issuers(one)
        if issuer.startswith("oidc.eks.")
    ]
    if not trusting:
        return not_applicable("No pod of an EKS cluster may assume the role.")
    for one, issuer in trusting:
        subjects = one.required_values(f"{issuer}:sub")
        if not subjects or any(_any_account(subject) for subject in subjects):
            return failed(f"Any service account of {issuer} is trusted.")
    return passed()


def _any_account(subject: str) -> bool:
    namespace = subject.removeprefix("system:serviceaccount:").partition(":")[0]
    return not namespace or bool(WILD & set(namespace))


@check(
    severity=Severity.HIGH,
    finding_title="IAM role trusts any Cognito identity pool",
    remediation="Require the ID of your own identity pool as the token's audience.",
    cli="aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json",
    terraform="""
        condition {
          test     = "StringEquals"
          variable = "cognito-identity.amazonaws.com:aud"
          values   = [aws_cognito_identity_pool.this.id]
        }
    """,
    reference="https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html#trust-policies",
)
def aws_iam_role_identity_pool_limited(role: IamRole) -> Verdict:
    """IAM role for a Cognito identity pool accepts only tokens of that pool.

    Cognito signs tokens for the pools of all accounts. Without a condition on the audience, a token
    from anyone's pool is accepted.
    """
    trusting = [
        one for one in role.trust.allowing if one.covers(WEB_IDENTITY) and COGNITO in _issuers(one)
    ]
    if not trusting:
        return not_applicable("No identity pool may assume the role.")
    if any(_unlimited(one.required_values(f"{COGNITO}:aud")) for one in trusting):
        return failed("Users of any identity pool of any account are trusted.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM role accepts SAML assertions for any application",
    remediation="Require the audience that the AWS sign-in page expects.",
    cli="aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json",
    terraform="""
        condition {
          test     = "StringEquals"
          variable = "SAML:aud"
          values   = ["https://signin.aws.amazon.com/saml"]
        }
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html",
)
def aws_iam_role_saml_audience_limited(role: IamRole) -> Verdict:
    """IAM role for SAML sign-in requires the audience of AWS.

    With this condition, an assertion that was issued for another application is rejected.
    """
    trusting = [one for one in role.trust.allowing if one.covers(SAML) and _federated(one)]
    if not trusting:
        return not_applicable("No SAML provider may assume the role.")
    if any(
        _unlimited((*one.required_values("SAML:aud"), *one.required_values("SAML:iss")))
        for one in trusting
    ):
        return failed("Assertions for any application are accepted.")
    return passed()


def _unlimited(values: tuple[str, ...]) -> bool:
    return not values or "*" in values


def _federated(statement: Statement) -> tuple[str, ...]:
    return statement.principals.get("Federated", ())


def _issuers(statement: Statement) -> tuple[str, ...]:
    """Return the token issuers that a statement trusts, as the prefixes of their condition keys."""
    return tuple(name.rpartition(":oidc-provider/")[2].lower() for name in _federated(statement))
