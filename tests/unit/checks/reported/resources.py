"""The policies of keys, buckets, functions and secrets."""

from posture.domain.verdict import VerdictStatus
from tests.unit.checks.evaluating import FAIL, PASS
from tests.unit.checks.reported.case import (
    ANYONE,
    DENY,
    OTHER,
    OWN,
    Reported,
    Statement,
    account,
    service,
    when,
)

# The asset that the tests build, as a bucket: itself and its objects.
BUCKET = "arn:aws:x:eu-west-1:123456789012:it"
OBJECTS = [BUCKET, f"{BUCKET}/*"]
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
