"""Checks of IAM roles that external identities assume with a token of their identity provider."""

from collections.abc import Callable
from functools import partial
from itertools import chain

from posture.domain.aws.assets.iam import IamRole
from posture.domain.aws.policy import Statement
from posture.domain.aws.policy_model import federated_strangers
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.pattern import is_wild, only_stars
from posture.domain.shared_issuers import ISSUERS, OWN_ISSUERS, names_customer
from posture.domain.verdict import Verdict, failed, not_applicable, passed

WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
SAML = "sts:AssumeRoleWithSAML"
COGNITO = "cognito-identity.amazonaws.com"
CLUSTERS = "oidc.eks."
SAML_PROVIDER = ":saml-provider/"
DETAILS_CALL = "iam:GetAccountAuthorizationDetails"


@check(
    severity=Severity.CRITICAL,
    finding_title="IAM role trusts any customer of a shared CI or sign-in service",
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
    """IAM role for a shared CI or sign-in service requires a claim that identifies its owner.

    The issuer signs tokens for all its customers. Without a condition on a claim that names the
    owner, anyone's pipeline or application can assume the role.
    """
    trusted = {
        _issuer(one): one for one in _providers(role, WEB_IDENTITY) if SAML_PROVIDER not in one
    }
    shared = trusted.keys() & ISSUERS.rows.keys()
    open_to = {
        issuer
        for issuer in shared
        if federated_strangers(role.trust, trusted[issuer], WEB_IDENTITY, _owner_claims(issuer))
    }
    if open_to:
        return failed(f"Any customer of {', '.join(sorted(open_to))} is trusted.")
    for issuer in trusted.keys() - shared - {COGNITO}:
        limits = {f"{issuer}:{claim}": _limits for claim in ("sub", "aud")}
        if not issuer.startswith(OWN_ISSUERS.facts) and federated_strangers(
            role.trust, trusted[issuer], WEB_IDENTITY, limits
        ):
            known(ISSUERS.of(issuer, DETAILS_CALL))
    if not shared:
        return not_applicable("No shared issuer of tokens may assume the role.")
    return passed()


def _owner_claims(issuer: str) -> dict[str, Callable[[str], bool]]:
    """Return the claims of an issuer that name its customer, with the tests of their values."""
    return {
        f"{issuer}:{claim}": partial(names_customer, prefixes=prefixes)
        for claim, prefixes in ISSUERS.rows[issuer].items()
    }


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
    trusted = [one for one in _providers(role, WEB_IDENTITY) if _issuer(one).startswith(CLUSTERS)]
    if not trusted:
        return not_applicable("No pod of an EKS cluster may assume the role.")
    for one in trusted:
        claims = {f"{_issuer(one)}:sub": _names_namespace}
        if federated_strangers(role.trust, one, WEB_IDENTITY, claims):
            return failed(f"Any service account of {_issuer(one)} is trusted.")
    return passed()


def _names_namespace(subject: str) -> bool:
    namespace = subject.removeprefix("system:serviceaccount:").partition(":")[0]
    return bool(namespace) and not is_wild(namespace)


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
    trusted = [one for one in _providers(role, WEB_IDENTITY) if _issuer(one) == COGNITO]
    if not trusted:
        return not_applicable("No identity pool may assume the role.")
    claims = {f"{COGNITO}:{claim}": _fixed for claim in ("aud", "sub")}
    if any(federated_strangers(role.trust, one, WEB_IDENTITY, claims) for one in trusted):
        return failed("Users of any identity pool of any account are trusted.")
    return passed()


def _fixed(value: str) -> bool:
    return bool(value) and not is_wild(value)


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
    trusted = [one for one in _providers(role, SAML) if SAML_PROVIDER in one]
    if not trusted:
        return not_applicable("No SAML provider may assume the role.")
    claims = {"saml:aud": _limits, "saml:iss": _limits}
    if any(federated_strangers(role.trust, one, SAML, claims) for one in trusted):
        return failed("Assertions for any application are accepted.")
    return passed()


def _limits(value: str) -> bool:
    return bool(value) and not only_stars(value)


def _providers(role: IamRole, action: str) -> tuple[str, ...]:
    """Return the identity providers that a role trusts with an action."""
    found = (_federated(one) for one in role.trust.allowing if one.covers(action))
    return tuple(dict.fromkeys(chain.from_iterable(found)))


def _federated(statement: Statement) -> tuple[str, ...]:
    return statement.principals.get("Federated", ())


def _issuer(provider: str) -> str:
    """Return the token issuer of a provider, as the prefix of its condition keys."""
    return provider.rpartition(":oidc-provider/")[2].lower()
