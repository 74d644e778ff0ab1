"""Policies as users of scanners reported them, each with the verdict by AWS's own documentation.

They are kinds, not copies: what a condition, an exception or a principal really takes away.
"""

from typing import Any, NamedTuple

import pytest

from posture.domain.aws.assets.iam import Document, MorePolicies
from posture.domain.aws.assets.s3 import PublicAccessBlock
from posture.domain.aws.policy import policy
from posture.domain.verdict import VerdictStatus
from tests.unit.checks.evaluating import CHECKS, FAIL, PASS, build
from tests.unit.checks.test_catalog import COMPLIANT

OWN, OTHER = "123456789012", "999988887777"
# The asset that the tests build, as a bucket: itself and its objects.
BUCKET = "arn:aws:x:eu-west-1:123456789012:it"
OBJECTS = [BUCKET, f"{BUCKET}/*"]
UNBLOCKED = {
    "public_access_block": PublicAccessBlock(),
    "account_public_access_block": PublicAccessBlock(),
}
ANYONE: dict[str, Any] = {"Effect": "Allow", "Principal": "*"}
DENY: dict[str, Any] = {"Effect": "Deny", "Principal": "*"}
Statement = dict[str, Any]


class Reported(NamedTuple):
    """A policy's statements, the check that they are about, and the words for the case."""

    name: str
    check: str
    statements: tuple[Statement, ...]
    status: VerdictStatus


def when(operator: str, key: str, value: object) -> Statement:
    return {"Condition": {operator: {key: value}}}


def service(name: str) -> Statement:
    return {"Effect": "Allow", "Principal": {"Service": name}}


def account(name: str) -> Statement:
    return {"Effect": "Allow", "Principal": {"AWS": name}}


SNS = {**service("sns.amazonaws.com"), "Action": "sts:AssumeRole"}
SOURCE = "aws_iam_role_service_trust_source_limited"
ROLE_TRUST = [
    Reported(
        "a source organization",
        SOURCE,
        (SNS | when("StringEquals", "aws:SourceOrgID", "o-1"),),
        PASS,
    ),
    Reported(
        "paths of a source organization",
        SOURCE,
        (SNS | when("ForAnyValue:StringLike", "aws:SourceOrgPaths", ["o-1/r-1/*"]),),
        PASS,
    ),
    Reported(
        "a source by a pattern of its own account",
        SOURCE,
        (SNS | when("ArnLike", "aws:SourceArn", f"arn:aws:sns:*:{OWN}:*"),),
        PASS,
    ),
    Reported(
        "a source of any account",
        SOURCE,
        (SNS | when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:*"),),
        FAIL,
    ),
    Reported(
        "a source account that can be any",
        SOURCE,
        (SNS | when("StringLike", "aws:SourceAccount", "*"),),
        FAIL,
    ),
    Reported(
        "a source VPC, which a service does not have",
        SOURCE,
        (SNS | when("StringEquals", "aws:SourceVpc", "vpc-1"),),
        FAIL,
    ),
]
EXTERNAL = "aws_iam_role_cross_account_external_id_required"
ASSUME: Statement = {"Action": "sts:AssumeRole"}
ROLE_TRUST += [
    Reported("a principal that was deleted", EXTERNAL, (account("AROAEXAMPLEID") | ASSUME,), PASS),
    Reported("the own account as a number", EXTERNAL, (account(OWN) | ASSUME,), PASS),
    Reported("another account as a number", EXTERNAL, (account(OTHER) | ASSUME,), FAIL),
    Reported(
        "another account with an external id",
        EXTERNAL,
        (account(OTHER) | ASSUME | when("StringEquals", "sts:ExternalId", "a"),),
        PASS,
    ),
    Reported(
        "another account with any external id",
        EXTERNAL,
        (account(OTHER) | ASSUME | when("StringLike", "sts:ExternalId", "*"),),
        FAIL,
    ),
    Reported(
        "another account with MFA alone",
        EXTERNAL,
        (account(OTHER) | ASSUME | when("Bool", "aws:MultiFactorAuthPresent", "true"),),
        FAIL,
    ),
    Reported(
        "a denial of another account",
        EXTERNAL,
        ({"Effect": "Deny", "Principal": {"AWS": OTHER}} | ASSUME,),
        PASS,
    ),
]
TRUSTED = "aws_iam_role_trust_not_public"
ROLE_TRUST += [
    Reported(
        "everyone in a list",
        TRUSTED,
        ({"Effect": "Allow", "Principal": {"AWS": [OWN, "*"]}} | ASSUME,),
        FAIL,
    ),
    Reported(
        "everyone of the organization",
        TRUSTED,
        (ANYONE | ASSUME | when("StringEquals", "aws:PrincipalOrgID", "o-1"),),
        PASS,
    ),
    Reported(
        "roles of the own account",
        TRUSTED,
        (ANYONE | ASSUME | when("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{OWN}:role/x*"),),
        PASS,
    ),
    Reported(
        "a role's name in any account",
        TRUSTED,
        (ANYONE | ASSUME | when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/x"),),
        FAIL,
    ),
    Reported(
        "everyone but the own account",
        TRUSTED,
        ({"Effect": "Allow", "NotPrincipal": {"AWS": OWN}} | ASSUME,),
        FAIL,
    ),
]
ASSUMING = "aws_iam_policy_role_assumption_limited"
ADMIN = "aws_iam_policy_administration_not_granted"
DECRYPT = "aws_iam_policy_decryption_limited"
ESCALATE = "aws_iam_policy_privilege_escalation_absent"


def allow(action: object, resource: object = "*", **more: Any) -> Statement:  # noqa: ANN401  # JSON
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: object, resource: object = "*", **more: Any) -> Statement:  # noqa: ANN401  # JSON
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


GRANTS = [
    Reported("any role", ASSUMING, (allow("sts:AssumeRole"),), FAIL),
    Reported("any role, by a wildcard of the service", ASSUMING, (allow("sts:*"),), FAIL),
    Reported(
        "any role of the account",
        ASSUMING,
        (allow("sts:AssumeRole", f"arn:aws:iam::{OWN}:role/*"),),
        FAIL,
    ),
    Reported(
        "one role's name in every account",
        ASSUMING,
        (allow("sts:AssumeRole", "arn:aws:iam::*:role/audit"),),
        PASS,
    ),
    Reported("any role, denied", ASSUMING, (deny("sts:AssumeRole"),), PASS),
    Reported(
        "any role, allowed and denied",
        ASSUMING,
        (allow("sts:AssumeRole"), deny("sts:AssumeRole")),
        PASS,
    ),
    Reported("everything", ADMIN, (allow("*:*"),), FAIL),
    Reported("everything in a list", ADMIN, (allow(["s3:Get*", "*"], ["*"]),), FAIL),
    Reported(
        "everything with MFA",
        ADMIN,
        (allow("*", **when("Bool", "aws:MultiFactorAuthPresent", "true")),),
        FAIL,
    ),
    Reported(
        "a denial of everything without MFA",
        ADMIN,
        (
            {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}
            | when("BoolIfExists", "aws:MultiFactorAuthPresent", "false"),
        ),
        PASS,
    ),
    Reported(
        "all actions, in capitals",
        "aws_iam_policy_kms_full_access_absent",
        (allow("KMS:*"),),
        FAIL,
    ),
    Reported(
        "all actions on one key",
        "aws_iam_policy_kms_full_access_absent",
        (allow("kms:*", "arn:aws:kms:eu-west-1:1:key/a"),),
        PASS,
    ),
    Reported(
        "every key of every account",
        DECRYPT,
        (allow("kms:Decrypt", "arn:aws:kms:*:*:key/*"),),
        FAIL,
    ),
    Reported(
        "every key of the account",
        DECRYPT,
        (allow("kms:Decrypt", f"arn:aws:kms:eu-west-1:{OWN}:key/*"),),
        FAIL,
    ),
    Reported(
        "every key but one",
        DECRYPT,
        ({"Effect": "Allow", "Action": "kms:Decrypt", "NotResource": "arn:aws:kms:*:*:key/a"},),
        FAIL,
    ),
    Reported("new versions of policies", ESCALATE, (allow("iam:CreatePolicyVersion"),), FAIL),
    Reported(
        "one's own keys and password",
        ESCALATE,
        (
            allow(
                ["iam:CreateAccessKey", "iam:UpdateLoginProfile"],
                "arn:aws:iam::*:user/${aws:username}",
            ),
        ),
        PASS,
    ),
]
KEY_PUBLIC = "aws_kms_key_policy_not_public"
USE: Statement = {"Action": "kms:Decrypt", "Resource": "*"}
KEYS = [
    Reported(
        "by a service for the own account",
        KEY_PUBLIC,
        (
            ANYONE
            | USE
            | {
                "Condition": {
                    "StringEquals": {
                        "kms:CallerAccount": OWN,
                        "kms:ViaService": "s3.eu-west-1.amazonaws.com",
                    }
                }
            },
        ),
        PASS,
    ),
    Reported(
        "by a service for any account",
        KEY_PUBLIC,
        (ANYONE | USE | when("StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com"),),
        FAIL,
    ),
    Reported(
        "an encryption context alone",
        KEY_PUBLIC,
        (
            ANYONE
            | USE
            | when("StringEquals", "kms:EncryptionContext:aws:s3:arn", "arn:aws:s3:::x"),
        ),
        FAIL,
    ),
    Reported(
        "principals of the own account",
        KEY_PUBLIC,
        (ANYONE | USE | when("StringEquals", "aws:PrincipalAccount", [OWN]),),
        PASS,
    ),
    Reported("a service", KEY_PUBLIC, (service("logs.eu-west-1.amazonaws.com") | USE,), PASS),
    Reported(
        "a principal that was deleted",
        "aws_kms_key_policy_own_account_only",
        (account("AIDAEXAMPLE") | USE,),
        PASS,
    ),
]
PUBLIC = "aws_s3_bucket_policy_not_public"
READ: Statement = {"Action": "s3:GetObject", "Resource": OBJECTS}
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
LIMITS: dict[str, tuple[Statement, VerdictStatus]] = {
    "an endpoint": (when("StringEquals", "aws:SourceVpce", "vpce-1"), PASS),
    "a VPC": (when("StringEquals", "aws:SourceVpc", "vpc-1"), PASS),
    "an organization": (when("StringEquals", "aws:PrincipalOrgID", "o-1"), PASS),
    "an office": (when("IpAddress", "aws:SourceIp", "198.51.100.0/24"), PASS),
    "the own access points": (when("StringEquals", "s3:DataAccessPointAccount", OWN), PASS),
    "any endpoint": (when("StringLike", "aws:SourceVpce", "*"), FAIL),
    "every endpoint but one": (when("StringNotEquals", "aws:SourceVpce", "vpce-1"), FAIL),
    "a VPC, if the request has one": (when("StringEqualsIfExists", "aws:SourceVpc", "v"), FAIL),
    "the halves of the internet": (
        when("IpAddress", "aws:SourceIp", ["0.0.0.0/1", "128.0.0.0/1"]),
        FAIL,
    ),
    "every address but an office's": (
        when("NotIpAddress", "aws:SourceIp", "198.51.100.0/24"),
        FAIL,
    ),
    "a referrer": (when("StringLike", "aws:Referer", "https://shop.example/*"), FAIL),
    "a user agent": (when("StringEquals", "aws:UserAgent", "secret"), FAIL),
    "TLS": (when("Bool", "aws:SecureTransport", "true"), FAIL),
    "a tag of the object": (when("StringEquals", "s3:ExistingObjectTag/public", "yes"), FAIL),
    "a canned ACL": (when("StringEquals", "s3:x-amz-acl", "bucket-owner-full-control"), FAIL),
    "a date": (when("DateLessThan", "aws:CurrentTime", "2099-01-01T00:00:00Z"), FAIL),
}
OTHERS = "aws_s3_bucket_policy_other_accounts_absent"
OAI = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"
CLOUDFRONT = service("cloudfront.amazonaws.com") | when(
    "StringEquals", "AWS:SourceArn", f"arn:aws:cloudfront::{OWN}:distribution/E1"
)
TLS = "aws_s3_bucket_tls_required"
PLAIN = when("Bool", "aws:SecureTransport", "false")
EVERY: Statement = {"Action": "s3:*", "Resource": OBJECTS}
BUCKETS = [
    *(
        Reported(f"everyone, limited by {name}", PUBLIC, (ANYONE | READ | limit,), status)
        for name, (limit, status) in LIMITS.items()
    ),
    Reported("an origin access identity", PUBLIC, (account(OAI) | READ,), PASS),
    Reported("an origin access identity", OTHERS, (account(OAI) | READ,), PASS),
    Reported("an origin access control", OTHERS, (CLOUDFRONT | READ,), PASS),
    Reported(
        "another account of the organization",
        OTHERS,
        (account(OTHER) | READ | when("StringEquals", "aws:PrincipalOrgID", "o-1"),),
        PASS,
    ),
    Reported(
        "a denial of another account",
        OTHERS,
        ({"Effect": "Deny", "Principal": {"AWS": OTHER}} | EVERY,),
        PASS,
    ),
    Reported(
        "the own and another account",
        OTHERS,
        ({"Effect": "Allow", "Principal": {"AWS": [OWN, OTHER]}} | READ,),
        FAIL,
    ),
    Reported(
        "a Boolean of JSON",
        TLS,
        (DENY | EVERY | when("Bool", "aws:SecureTransport", value=False),),
        PASS,
    ),
    Reported(
        "other capitals",
        TLS,
        (
            DENY
            | {"Action": "S3:*", "Resource": "*"}
            | when("Bool", "AWS:securetransport", "FALSE"),
        ),
        PASS,
    ),
    Reported(
        "for requests that have the key",
        TLS,
        (DENY | EVERY | when("BoolIfExists", "aws:SecureTransport", "false"),),
        PASS,
    ),
    Reported(
        "a denial of TLS", TLS, (DENY | EVERY | when("Bool", "aws:SecureTransport", "true"),), FAIL
    ),
    Reported("for reads alone", TLS, (DENY | READ | PLAIN,), FAIL),
    Reported(
        "for everyone but the own account",
        TLS,
        ({"Effect": "Deny", "NotPrincipal": {"AWS": OWN}} | EVERY | PLAIN,),
        FAIL,
    ),
    Reported(
        "for other accounts alone",
        TLS,
        (
            DENY
            | EVERY
            | {
                "Condition": PLAIN["Condition"] | {"StringNotEquals": {"aws:PrincipalAccount": OWN}}
            },
        ),
        FAIL,
    ),
    Reported(
        "an old version of TLS alone",
        TLS,
        (DENY | EVERY | when("NumericLessThan", "s3:TlsVersion", "1.2"),),
        FAIL,
    ),
]
CALLERS = "aws_lambda_function_service_callers_confined"
INVOKE: Statement = {"Action": "lambda:InvokeFunction", "Resource": "*"}
URL: Statement = {"Action": "lambda:InvokeFunctionUrl", "Resource": "*"}
FUNCTION_PUBLIC = "aws_lambda_function_policy_not_public"
S3_CALLS = service("s3.amazonaws.com") | INVOKE
FUNCTIONS = [
    Reported(
        "a URL without authentication",
        FUNCTION_PUBLIC,
        (ANYONE | URL | when("StringEquals", "lambda:FunctionUrlAuthType", "NONE"),),
        FAIL,
    ),
    Reported(
        "a URL for every AWS account",
        FUNCTION_PUBLIC,
        (ANYONE | URL | when("StringEquals", "lambda:FunctionUrlAuthType", "AWS_IAM"),),
        FAIL,
    ),
    Reported(
        "a source of the own account",
        FUNCTION_PUBLIC,
        (
            ANYONE
            | INVOKE
            | when("ArnLike", "AWS:SourceArn", f"arn:aws:execute-api:eu-west-1:{OWN}:*/*"),
        ),
        PASS,
    ),
    Reported(
        "the organization",
        FUNCTION_PUBLIC,
        (ANYONE | INVOKE | when("StringEquals", "aws:PrincipalOrgID", "o-1"),),
        PASS,
    ),
    Reported(
        "an API",
        CALLERS,
        (
            service("apigateway.amazonaws.com")
            | INVOKE
            | when("ArnLike", "AWS:SourceArn", f"arn:aws:execute-api:eu-west-1:{OWN}:a/*"),
        ),
        PASS,
    ),
    Reported(
        "a bucket by its name",
        CALLERS,
        (S3_CALLS | when("ArnLike", "AWS:SourceArn", "arn:aws:s3:::b"),),
        FAIL,
    ),
    Reported(
        "a bucket by its name and account",
        CALLERS,
        (
            S3_CALLS
            | {
                "Condition": {
                    "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::b"},
                    "StringEquals": {"AWS:SourceAccount": OWN},
                }
            },
        ),
        PASS,
    ),
    Reported("a topic of anyone", CALLERS, (service("sns.amazonaws.com") | INVOKE,), FAIL),
    Reported(
        "topics of the organization",
        CALLERS,
        (service("sns.amazonaws.com") | INVOKE | when("StringEquals", "aws:SourceOrgID", "o-1"),),
        PASS,
    ),
    Reported(
        "one skill",
        CALLERS,
        (
            service("alexa-appkit.amazon.com")
            | INVOKE
            | when("StringEquals", "lambda:EventSourceToken", "amzn1.ask.skill.x"),
        ),
        PASS,
    ),
    Reported(
        "pulls by the organization",
        "aws_ecr_repository_policy_not_public",
        (
            ANYONE
            | {"Action": "ecr:BatchGetImage"}
            | when("StringEquals", "aws:PrincipalOrgID", "o-1"),
        ),
        PASS,
    ),
    Reported(
        "a denial of everyone",
        "aws_secretsmanager_secret_policy_not_public",
        (DENY | {"Action": "secretsmanager:*", "Resource": "*"},),
        PASS,
    ),
    Reported(
        "everyone, by a tag of the secret",
        "aws_secretsmanager_secret_policy_not_public",
        (
            ANYONE
            | {"Action": "secretsmanager:GetSecretValue", "Resource": "*"}
            | when("StringEquals", "secretsmanager:ResourceTag/a", "b"),
        ),
        FAIL,
    ),
]


@pytest.mark.parametrize(
    "case",
    [*ROLE_TRUST, *GRANTS, *KEYS, *BUCKETS, *FUNCTIONS],
    ids=lambda case: f"{case.check}: {case.name}",
)
def test_a_policy_is_evaluated_as_aws_documents_it(case: Reported) -> None:
    rule = CHECKS[case.check]
    kind = next(one for one in COMPLIANT if issubclass(one, rule.asset_type))
    found = policy({"Version": "2012-10-17", "Statement": list(case.statements)})
    facts: dict[str, Any] = {"policy": found}
    if case.check.startswith("aws_iam_role_"):
        facts = {"trust": found}
    elif case.check.startswith("aws_iam_policy_"):
        facts = {"documents": (Document("p", found),), "more_policies": MorePolicies()}
    elif case.check == PUBLIC:
        facts |= UNBLOCKED

    verdict = rule(build(kind, COMPLIANT[kind] | facts))

    assert verdict.status is case.status, verdict
