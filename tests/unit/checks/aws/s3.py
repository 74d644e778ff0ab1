"""Cases of S3's checks: buckets, access points and the account's settings."""

from typing import Any

from posture.checks.aws import s3, s3_access, s3_data
from posture.domain.aws.assets.s3 import (
    ANY_AWS_ACCOUNT,
    EVERYONE,
    Encryption,
    Grant,
    PublicAccessBlock,
    Replica,
    S3AccessPoint,
    S3Account,
    S3Bucket,
    S3MultiRegionAccessPoint,
    S3PredictableName,
)
from posture.domain.aws.policy import Policy, policy
from posture.domain.evidence import Unread
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Case, Compliant

ACCOUNT = "123456789012"
OTHER = "arn:aws:iam::999988887777:root"
ALL = PublicAccessBlock(*4 * [True])
NONE = PublicAccessBlock()
NO_POLICY = PublicAccessBlock(
    block_public_acls=True, ignore_public_acls=True, restrict_public_buckets=True
)
# The bucket of the assets that the tests build.
BUCKET = "arn:aws:x:eu-west-1:123456789012:it"
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
NO_TLS: dict[str, Any] = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": PLAIN,
}


def having(*statements: dict[str, Any]) -> dict[str, Policy]:
    return {"policy": policy({"Statement": list(statements)})}


def grant(principal: object, action: str = "s3:GetObject") -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}


def only_if(operator: str, key: str, value: str) -> dict[str, object]:
    return {"Condition": {operator: {key: value}}}


def acl(grantee: str, permission: str) -> dict[str, tuple[Grant, ...]]:
    return {"grants": (Grant("owner", "FULL_CONTROL"), Grant(grantee, permission))}


OPEN: dict[str, Any] = {"public_access_block": NONE, "account_public_access_block": NONE}
COMPLIANT: Compliant = {
    S3Bucket: {
        "account_id": ACCOUNT,
        "public_access_block": ALL,
        "account_public_access_block": ALL,
        **having(NO_TLS),
        "grants": (Grant("owner", "FULL_CONTROL"),),
        "object_ownership": "BucketOwnerEnforced",
        "encryption": Encryption("aws:kms", sse_c_blocked=True),
        "versioning": True,
        "mfa_delete": True,
        "logging_target": "logs",
        "lifecycle": True,
        "object_lock": True,
        "notified": ("EventBridgeConfiguration",),
        "replicas": (Replica("copy", "us-east-1", with_kms=True),),
    },
    S3Account: {"public_access_block": ALL},
    S3AccessPoint: {"bucket": "data", "public_access_block": ALL},
    S3MultiRegionAccessPoint: {"public_access_block": ALL},
    S3PredictableName: {"of_service": "Glue", "own": True},
}

BLOCKED = s3.aws_s3_bucket_public_access_blocked
POLICY = s3.aws_s3_bucket_policy_not_public
ACL = s3.aws_s3_bucket_acl_not_public
WRITE = s3.aws_s3_bucket_public_write_denied
OTHERS = s3.aws_s3_bucket_policy_other_accounts_absent
TLS = s3.aws_s3_bucket_tls_required
KMS = s3_data.aws_s3_bucket_encrypted_with_kms
COPIES = s3_data.aws_s3_bucket_replicated_to_other_region
WRITABLE = having(grant("*", "s3:PutObject"))
CASES = [
    Case(BLOCKED, OPEN, FAIL, "BlockPublicAcls, IgnorePublicAcls"),
    Case(BLOCKED, {"public_access_block": NONE}, PASS),
    Case(BLOCKED, OPEN | {"public_access_block": NO_POLICY}, FAIL, ": BlockPublicPolicy."),
    Case(BLOCKED, {"account_public_access_block": DENIED}, PASS),
    Case(BLOCKED, OPEN | {"account_public_access_block": DENIED}, UNKNOWN),
    Case(s3.aws_s3_account_public_access_blocked, {"public_access_block": NONE}, FAIL),
    Case(POLICY, OPEN | having(grant("*")), FAIL, "read"),
    Case(POLICY, OPEN | having(grant({"AWS": "*"}, "s3:*")), FAIL, "write"),
    Case(POLICY, having(grant("*")), PASS, "RestrictPublicBuckets"),
    Case(POLICY, having(grant("*")) | {"public_access_block": NONE}, PASS, "account"),
    Case(
        POLICY,
        OPEN | having(grant("*") | only_if("StringEquals", "aws:SourceVpce", "vpce-1")),
        PASS,
    ),
    Case(POLICY, OPEN | {"policy": None}, PASS),
    Case(POLICY, {"policy": DENIED}, UNKNOWN),
    Case(ACL, OPEN | acl(EVERYONE, "READ"), FAIL, "READ"),
    Case(ACL, OPEN | acl(ANY_AWS_ACCOUNT, "WRITE"), FAIL),
    Case(ACL, acl(EVERYONE, "READ"), PASS, "IgnorePublicAcls"),
    Case(ACL, acl(EVERYONE, "READ") | {"public_access_block": NONE}, PASS, "account"),
    Case(ACL, OPEN | acl("somebody", "READ"), PASS),
    Case(WRITE, OPEN | WRITABLE, FAIL, "policy"),
    Case(WRITE, OPEN | having(grant("*", "s3:Put*")), FAIL),
    Case(WRITE, OPEN | having(grant("*")), PASS),
    Case(WRITE, OPEN | acl(EVERYONE, "WRITE_ACP"), FAIL, "ACL"),
    Case(WRITE, OPEN | acl(EVERYONE, "READ"), PASS),
    Case(WRITE, OPEN | WRITABLE | acl(EVERYONE, "FULL_CONTROL"), FAIL, "policy, ACL"),
    Case(WRITE, WRITABLE, PASS, "Block Public Access"),
    Case(WRITE, WRITABLE | {"public_access_block": NONE}, PASS),
    Case(WRITE, WRITABLE | OPEN | {"account_public_access_block": DENIED}, UNKNOWN),
    Case(s3.aws_s3_bucket_acls_disabled, {"object_ownership": None}, FAIL, "not set"),
    Case(s3.aws_s3_bucket_acls_disabled, {"object_ownership": "ObjectWriter"}, FAIL),
    Case(OTHERS, having(grant({"AWS": OTHER})), FAIL, "999988887777"),
    Case(OTHERS, having(grant({"AWS": "999988887777"})), FAIL),
    Case(OTHERS, having(grant({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})), PASS),
    Case(OTHERS, having(grant("*")), FAIL, "every account"),
    Case(
        OTHERS,
        having(grant("*") | only_if("StringEquals", "aws:PrincipalAccount", "999988887777")),
        FAIL,
        "999988887777",
    ),
    Case(
        OTHERS,
        having(grant("*") | only_if("StringEquals", "aws:PrincipalAccount", ACCOUNT)),
        PASS,
    ),
    Case(
        OTHERS,
        having(grant("*") | only_if("StringEquals", "aws:PrincipalOrgID", "o-1")),
        PASS,
    ),
    Case(
        OTHERS,
        having(grant({"AWS": OTHER}) | only_if("StringEquals", "aws:PrincipalOrgID", "o-1")),
        PASS,
    ),
    Case(OTHERS, having(grant({"Service": "logging.s3.amazonaws.com"})), PASS),
    Case(OTHERS, {"policy": None}, PASS),
    Case(TLS, {"policy": None}, FAIL),
    Case(TLS, having(NO_TLS | {"Principal": {"AWS": "*"}}), PASS),
    Case(TLS, having(NO_TLS | {"Action": "*"}), PASS),
    Case(TLS, having(NO_TLS | {"Action": "s3:GetObject"}), FAIL),
    Case(TLS, having(NO_TLS | {"Effect": "Allow"}), FAIL),
    Case(TLS, having(NO_TLS | {"Principal": {"AWS": OTHER}}), FAIL),
    Case(TLS, having(NO_TLS | only_if("Bool", "aws:SecureTransport", "true")), FAIL),
    Case(TLS, having(NO_TLS | only_if("Null", "aws:SecureTransport", "false")), FAIL),
    Case(TLS, having(NO_TLS | only_if("BoolIfExists", "aws:securetransport", "False")), PASS),
    Case(TLS, having(NO_TLS | {"Resource": [BUCKET, f"{BUCKET}/*"]}), PASS),
    Case(TLS, having(NO_TLS | {"Resource": BUCKET}), FAIL),
    Case(TLS, having(NO_TLS | {"Resource": f"{BUCKET}/public/*"}), FAIL),
    Case(
        TLS,
        having(NO_TLS | {"Condition": PLAIN | {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}}),
        FAIL,
    ),
    Case(
        TLS,
        having(NO_TLS | {"Condition": PLAIN | {"StringEquals": {"aws:SourceVpce": "vpce-0a1b"}}}),
        FAIL,
    ),
    Case(
        TLS,
        having(
            NO_TLS | {"Action": "s3:Get*"},
            {"NotAction": "s3:Get*"} | {name: NO_TLS[name] for name in NO_TLS if name != "Action"},
        ),
        PASS,
    ),
    Case(
        OTHERS,
        having(grant({"AWS": OTHER}) | only_if("StringNotEquals", "aws:PrincipalOrgID", "o-1")),
        FAIL,
    ),
    Case(
        OTHERS,
        having(
            grant({"AWS": OTHER}),
            grant("*", "*")
            | {"Effect": "Deny"}
            | only_if("StringNotEquals", "aws:PrincipalOrgID", "o-1"),
        ),
        PASS,
    ),
    Case(
        s3_access.aws_s3_access_point_public_access_blocked,
        {"public_access_block": NONE},
        FAIL,
        "data",
    ),
    Case(
        s3_access.aws_s3_multi_region_access_point_public_access_blocked,
        {"public_access_block": NO_POLICY},
        FAIL,
        "BlockPublicPolicy",
    ),
    Case(s3_access.aws_s3_predictable_name_owned, {"own": False}, FAIL, "Glue"),
    Case(s3_data.aws_s3_bucket_versioning_enabled, {"versioning": False}, FAIL),
    Case(s3_data.aws_s3_bucket_mfa_delete_enabled, {"mfa_delete": False}, FAIL),
    Case(s3_data.aws_s3_bucket_encrypted, {"encryption": None}, FAIL),
    Case(KMS, {"encryption": Encryption("AES256", sse_c_blocked=True)}, FAIL, "AES256"),
    Case(KMS, {"encryption": Encryption("aws:kms:dsse", sse_c_blocked=True)}, PASS),
    Case(KMS, {"encryption": None}, FAIL, "none"),
    Case(
        s3_data.aws_s3_bucket_customer_provided_keys_blocked,
        {"encryption": Encryption("aws:kms", sse_c_blocked=False)},
        FAIL,
    ),
    Case(s3_data.aws_s3_bucket_access_logged, {"logging_target": None}, FAIL),
    Case(s3_data.aws_s3_bucket_lifecycle_configured, {"lifecycle": False}, FAIL),
    Case(s3_data.aws_s3_bucket_object_lock_enabled, {"object_lock": False}, FAIL),
    Case(s3_data.aws_s3_bucket_event_notifications_enabled, {"notified": ()}, FAIL),
    Case(COPIES, {"versioning": False, "replicas": DENIED}, FAIL, "Versioning is off"),
    Case(COPIES, {"replicas": ()}, FAIL),
    Case(COPIES, {"replicas": (Replica("copy", "eu-west-1", with_kms=True),)}, FAIL, "eu-west-1"),
    Case(COPIES, {"replicas": (Replica("copy", "us-east-1"),)}, FAIL, "KMS key"),
    Case(
        COPIES,
        {
            "replicas": (Replica("copy", "us-east-1"),),
            "encryption": Encryption("AES256", sse_c_blocked=True),
        },
        PASS,
    ),
    Case(
        COPIES,
        {"replicas": (Replica("copy", "us-east-1"), Replica("far", "eu-north-1", with_kms=True))},
        PASS,
        "eu-north-1",
    ),
    Case(COPIES, {"replicas": (Replica("far", "eu-north-1", partial=True),)}, FAIL, "prefixes"),
    Case(
        COPIES,
        {
            "replicas": (
                Replica("far", "eu-north-1", partial=True),
                Replica("near", "eu-west-1", with_kms=True),
            )
        },
        FAIL,
        "eu-west-1",
    ),
    Case(
        COPIES,
        {
            "replicas": (
                Replica("near", "eu-west-1", with_kms=True),
                Replica("far", "eu-north-1", with_kms=True),
            )
        },
        PASS,
        "eu-north-1",
    ),
    Case(
        COPIES,
        {"replicas": (Replica("theirs", Unread("NotOwned", "s3:ListBuckets"), with_kms=True),)},
        UNKNOWN,
        "NotOwned: s3:ListBuckets",
    ),
]
