"""Cases of IAM's checks of roles that trust identity providers."""

from posture.domain.aws.policy import policy
from tests.unit.checks.aws.iam_roles import ACCOUNT, trusting
from tests.unit.checks.evaluating import (
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Facts,
    Row,
    rows,
)

WEB = "sts:AssumeRoleWithWebIdentity"
GITHUB = "token.actions.githubusercontent.com"
CLUSTER = "oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF0123456789"
COGNITO = "cognito-identity.amazonaws.com"
BITBUCKET = "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc"


def provider(issuer: str) -> dict[str, str]:
    return {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"}


def subject(issuer: str, *values: str, operator: str = "StringLike") -> Facts:
    return trusting(provider(issuer), WEB, **{operator: {f"{issuer}:sub": list(values)}})


def allowed(issuer: str) -> Facts:
    return {"Effect": "Allow", "Action": WEB, "Principal": provider(issuer)}


def refused(issuer: str, but: str) -> Facts:
    return allowed(issuer) | {
        "Effect": "Deny",
        "Condition": {"StringNotLike": {f"{issuer}:sub": but}},
    }


def trusts(*statements: Facts) -> Facts:
    return {"trust": policy({"Version": "2012-10-17", "Statement": list(statements)})}


def claim(issuer: str, name: str, value: str) -> Facts:
    return trusting(provider(issuer), WEB, StringLike={f"{issuer}:{name}": value})


def saml(**condition: object) -> Facts:
    corporate = {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/corporate"}
    return trusting(corporate, "sts:AssumeRoleWithSAML", **condition)


AUDIENCE: Facts = {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}}
FEDERATION_CASES: list[Row] = [
    ("ci_subject_limited", {}, NOT_APPLICABLE),
    ("ci_subject_limited", subject(CLUSTER, "*"), NOT_APPLICABLE),
    ("ci_subject_limited", trusting(provider(GITHUB), WEB), FAIL),
    ("ci_subject_limited", trusting(provider(GITHUB), WEB, **AUDIENCE), FAIL),
    ("ci_subject_limited", trusting(provider(GITHUB), "sts:*"), FAIL),
    ("ci_subject_limited", subject(GITHUB, "repo:acme/shop:ref:refs/heads/main"), PASS),
    ("ci_subject_limited", subject(GITHUB, "repo:acme/*"), PASS),
    ("ci_subject_limited", subject(GITHUB, "repo:acme*/shop:*"), FAIL),
    ("ci_subject_limited", subject(GITHUB, "repo:*"), FAIL),
    ("ci_subject_limited", subject(GITHUB, "repository_owner:acme"), PASS),
    ("ci_subject_limited", subject(GITHUB, "environment:production"), FAIL),
    ("ci_subject_limited", subject(GITHUB, "ref:refs/heads/main"), FAIL),
    ("ci_subject_limited", subject(GITHUB, "workflow:deploy"), FAIL),
    ("ci_subject_limited", subject(GITHUB, "event_name:push"), FAIL),
    ("ci_subject_limited", subject(GITHUB, "environment:production:repo:acme/shop"), PASS),
    ("ci_subject_limited", subject(GITHUB, "environment:*:repo:acme/shop"), FAIL),
    ("ci_subject_limited", subject(GITHUB, "environment:prod:repo:*"), FAIL),
    ("ci_subject_limited", subject(GITHUB, "repo:"), FAIL),
    ("ci_subject_limited", subject(GITHUB, "*:environment:production"), FAIL),
    ("ci_subject_limited", subject(GITHUB, "repo:acme/shop:*", "*"), FAIL),
    ("ci_subject_limited", subject(GITHUB, "repo:acme/shop:*", operator="StringNotLike"), FAIL),
    (
        "ci_subject_limited",
        subject(GITHUB, "repo:acme/shop:*", operator="StringLikeIfExists"),
        FAIL,
    ),
    (
        "ci_subject_limited",
        subject(GITHUB, "repo:acme/shop:*", operator="ForAllValues:StringLike"),
        FAIL,
    ),
    (
        "ci_subject_limited",
        subject(GITHUB, "repo:acme/shop:*", operator="ForAnyValue:StringLike"),
        PASS,
    ),
    (
        "ci_subject_limited",
        trusting(provider(GITHUB), WEB, StringEquals={f"{GITHUB}:repository_owner": "acme"}),
        PASS,
    ),
    ("ci_subject_limited", subject("gitlab.com", "project_path:acme/*:ref_type:branch:*"), PASS),
    ("ci_subject_limited", subject("gitlab.com", "project_path:*"), FAIL),
    ("ci_subject_limited", subject("gitlab.com", "ref_type:branch:ref:main"), FAIL),
    ("ci_subject_limited", subject("app.terraform.io", "organization:acme:project:*"), PASS),
    ("ci_subject_limited", subject("app.terraform.io", "organization:*:project:*"), FAIL),
    ("ci_subject_limited", trusts(allowed(GITHUB), refused(GITHUB, "repo:acme/*")), PASS),
    ("ci_subject_limited", trusts(allowed(GITHUB), refused(GITHUB, "repo:*")), FAIL),
    (
        "ci_subject_limited",
        subject(GITHUB, "repo:acme/shop:*", operator="StringEquals"),
        PASS,
    ),
    (
        "ci_subject_limited",
        trusting(
            provider(GITHUB),
            WEB,
            StringLike={f"{GITHUB}:sub": "repo:*"},
            StringEquals={f"{GITHUB}:sub": "repo:acme/shop:environment:production"},
        ),
        PASS,
    ),
    (
        "ci_subject_limited",
        trusting(provider(GITHUB), WEB, Null={f"{GITHUB}:sub": "false"}),
        FAIL,
    ),
    (
        "ci_subject_limited",
        trusting(
            {"Federated": [provider(one)["Federated"] for one in (GITHUB, "gitlab.com")]},
            WEB,
            StringLike={f"{GITHUB}:sub": "repo:acme/*"},
        ),
        PASS,
    ),
    (
        "ci_subject_limited",
        trusting(
            {"Federated": [provider(one)["Federated"] for one in (GITHUB, "gitlab.com")]},
            WEB,
            StringLikeIfExists={f"{GITHUB}:sub": "repo:acme/*"},
        ),
        FAIL,
    ),
    ("ci_subject_limited", subject("proidc.upbound.io", "mcp:acme/prod:provider:aws"), PASS),
    ("ci_subject_limited", subject("proidc.upbound.io", "mcp:*/prod:provider:aws"), FAIL),
    ("ci_subject_limited", claim("api.pulumi.com/oidc", "aud", "acme"), PASS),
    ("ci_subject_limited", claim("api.pulumi.com/oidc", "aud", "aws:acme"), PASS),
    ("ci_subject_limited", claim("api.pulumi.com/oidc", "aud", "aws:*"), FAIL),
    ("ci_subject_limited", claim("accounts.google.com", "aud", "123.apps.example"), PASS),
    ("ci_subject_limited", trusting({"Federated": "accounts.google.com"}, WEB), FAIL),
    ("ci_subject_limited", trusting(provider(BITBUCKET), WEB), NOT_APPLICABLE),
    ("ci_subject_limited", trusting(provider("ci.example.com"), WEB), UNKNOWN),
    ("ci_subject_limited", subject("ci.example.com", "*"), UNKNOWN),
    ("ci_subject_limited", subject("ci.example.com", "job:deploy"), NOT_APPLICABLE),
    ("ci_subject_limited", trusting({"Federated": COGNITO}, WEB), NOT_APPLICABLE),
    ("cluster_service_account_limited", {}, NOT_APPLICABLE),
    ("cluster_service_account_limited", trusting(provider(CLUSTER), WEB), FAIL),
    (
        "cluster_service_account_limited",
        subject(CLUSTER, "system:serviceaccount:shop:web", operator="StringEquals"),
        PASS,
    ),
    ("cluster_service_account_limited", subject(CLUSTER, "system:serviceaccount:shop:*"), PASS),
    ("cluster_service_account_limited", subject(CLUSTER, "system:serviceaccount:*:web"), FAIL),
    ("cluster_service_account_limited", subject(CLUSTER, "*"), FAIL),
    ("identity_pool_limited", {}, NOT_APPLICABLE),
    ("identity_pool_limited", trusting({"Federated": COGNITO}, WEB), FAIL),
    (
        "identity_pool_limited",
        trusting({"Federated": COGNITO}, WEB, StringEquals={f"{COGNITO}:aud": "eu-west-1:1-2"}),
        PASS,
    ),
    (
        "identity_pool_limited",
        trusting({"Federated": COGNITO}, WEB, StringLike={f"{COGNITO}:aud": "*"}),
        FAIL,
    ),
    (
        "identity_pool_limited",
        trusting(
            {"Federated": COGNITO},
            WEB,
            **{"ForAnyValue:StringLike": {f"{COGNITO}:amr": "authenticated"}},
        ),
        FAIL,
    ),
    ("saml_audience_limited", {}, NOT_APPLICABLE),
    ("saml_audience_limited", saml(), FAIL),
    (
        "saml_audience_limited",
        saml(StringEquals={"SAML:aud": "https://signin.aws.amazon.com/saml"}),
        PASS,
    ),
    ("saml_audience_limited", saml(StringEquals={"saml:iss": "https://idp.example.com"}), PASS),
]
# A compliant role is that of `iam_roles`.
COMPLIANT: Compliant = {}
CASES = rows("aws_iam_role", FEDERATION_CASES)
