"""Rules about IAM roles that identities from outside AWS assume with a token of their own."""

from posture.domain.aws.assets.iam import IamRole
from posture.domain.aws.policy import Statement
from posture.domain.check import Severity, check
from posture.domain.pattern import WILD
from posture.domain.verdict import Verdict, failed, not_applicable, passed

WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
SAML = "sts:AssumeRoleWithSAML"
COGNITO = "cognito-identity.amazonaws.com"
# One issuer for all customers of a service: only the subject tells whose token it is. The text
# before a subject's customer is the service's own.
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
# Claims beside the subject that name the customer.
NAMING_CLAIMS = ("repository", "repository_id", "repository_owner", "repository_owner_id")


@check(
    severity=Severity.CRITICAL,
    remediation="Demand a subject that names your own organization and repository.",
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
    """IAM role for a shared CI service demands a subject that names who may assume it.

    The issuer signs tokens for all of its customers: without the subject, any pipeline of anybody
    in the world becomes the role.
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
    open_to = {issuer for one, issuer in trusting if not _names_customer(one, issuer)}
    if open_to:
        return failed(f"Any customer's pipeline at {', '.join(sorted(open_to))} is trusted.")
    return passed()


def _names_customer(statement: Statement, issuer: str) -> bool:
    if any(_all_fixed(statement.pinned(f"{issuer}:{claim}")) for claim in NAMING_CLAIMS):
        return True
    subjects = statement.pinned(f"{issuer}:sub")
    return bool(subjects) and all(
        _fixed_start(subject, SHARED_ISSUERS[issuer]) for subject in subjects
    )


def _all_fixed(values: tuple[str, ...]) -> bool:
    return bool(values) and not any(WILD & set(value.partition("/")[0]) for value in values)


def _fixed_start(subject: str, prefixes: tuple[str, ...]) -> bool:
    """Return whether a subject pattern names one customer in full before its first wildcard."""
    for prefix in prefixes:
        if subject.lower().startswith(prefix):
            customer = subject[len(prefix) :].replace(":", "/").partition("/")[0]
            return bool(customer) and not WILD & set(customer)
    return not WILD & set(subject)


@check(
    severity=Severity.HIGH,
    remediation="Demand the namespace and service account that the role is for.",
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
    """IAM role for pods of a cluster demands the service account that it is for.

    Without it every pod in the cluster, whatever its namespace, can become the role.
    """
    trusting = [
        (one, issuer)
        for one in role.trust.allowing
        if one.covers(WEB_IDENTITY)
        for issuer in _issuers(one)
        if issuer.startswith("oidc.eks.")
    ]
    if not trusting:
        return not_applicable("No cluster's pods may assume the role.")
    for one, issuer in trusting:
        subjects = one.pinned(f"{issuer}:sub")
        if not subjects or any(_any_account(subject) for subject in subjects):
            return failed(f"Any service account of {issuer} is trusted.")
    return passed()


def _any_account(subject: str) -> bool:
    namespace = subject.removeprefix("system:serviceaccount:").partition(":")[0]
    return not namespace or bool(WILD & set(namespace))


@check(
    severity=Severity.HIGH,
    remediation="Demand the id of your own identity pool as the token's audience.",
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
    """IAM role for a Cognito identity pool demands that the token is that pool's.

    Cognito signs tokens for every pool of every account: without the audience, anybody's pool will
    do.
    """
    trusting = [
        one for one in role.trust.allowing if one.covers(WEB_IDENTITY) and COGNITO in _issuers(one)
    ]
    if not trusting:
        return not_applicable("No identity pool may assume the role.")
    if any(_unnamed(one.pinned(f"{COGNITO}:aud")) for one in trusting):
        return failed("Users of any identity pool in the world are trusted.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Demand the audience that AWS's sign-in page expects.",
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
    """IAM role for SAML sign-in demands the audience that assertions for AWS have.

    An assertion that the identity provider wrote for another application is then refused here.
    """
    trusting = [one for one in role.trust.allowing if one.covers(SAML) and _federated(one)]
    if not trusting:
        return not_applicable("No SAML provider may assume the role.")
    if any(_unnamed((*one.pinned("SAML:aud"), *one.pinned("SAML:iss"))) for one in trusting):
        return failed("Assertions for any application are accepted.")
    return passed()


def _unnamed(values: tuple[str, ...]) -> bool:
    return not values or "*" in values


def _federated(statement: Statement) -> tuple[str, ...]:
    return statement.principals.get("Federated", ())


def _issuers(statement: Statement) -> tuple[str, ...]:
    """Return the token issuers that it trusts, as their condition keys begin."""
    return tuple(name.rpartition(":oidc-provider/")[2].lower() for name in _federated(statement))
