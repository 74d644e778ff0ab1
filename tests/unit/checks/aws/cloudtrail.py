"""Cases of CloudTrail's checks: trails, and what they record of a region."""

from typing import Any

from posture.checks.aws import cloudtrail_region
from posture.checks.catalog import checks_of
from posture.domain.aws.assets.cloudtrail import (
    DATA,
    MANAGEMENT,
    CloudTrailRegion,
    CloudTrailTrail,
    EventSelector,
    FieldFilter,
    Recording,
)
from posture.domain.aws.assets.s3 import EVERYONE, Grant, PublicAccessBlock
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
    Facts,
    Row,
    rows,
)

BLOCKED = PublicAccessBlock(*[True] * 4)
PUBLIC = policy(
    {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}}
)


COMPLIANT: Compliant = {
    CloudTrailTrail: {
        "multi_region": True,
        "organization": False,
        "log_file_validation": True,
        "kms_key": "key",
        "log_group": "group",
        "bucket": "logs",
        "logging": True,
        "delivery_error": None,
        "logs_delivered_hours_ago": 1,
        "insights": ("ApiCallRateInsight",),
        "bucket_public_access_block": BLOCKED,
        "bucket_account_public_access_block": PublicAccessBlock(),
        "bucket_policy": None,
        "bucket_grants": (Grant("owner", "FULL_CONTROL"),),
        "bucket_logging_target": "logs-of-logs",
        "bucket_mfa_delete": True,
    },
    CloudTrailRegion: {
        "logging_trails": ("t",),
        "recordings": (
            Recording(
                "t",
                (
                    EventSelector(category=MANAGEMENT),
                    EventSelector(category=DATA, resource_types=("AWS::S3::Object",)),
                ),
            ),
        ),
    },
}
OPEN = PublicAccessBlock()
TRAIL_CASES: list[Row] = [
    ("trail_logging_enabled", {}, PASS),
    ("trail_logging_enabled", {"logging": False}, FAIL),
    ("trail_logging_enabled", {"logging": DENIED}, UNKNOWN),
    ("trail_encrypted_with_cmk", {}, PASS),
    ("trail_encrypted_with_cmk", {"kms_key": None}, FAIL),
    ("trail_log_file_validation_enabled", {}, PASS),
    ("trail_log_file_validation_enabled", {"log_file_validation": False}, FAIL),
    ("trail_delivered_to_cloudwatch", {}, PASS),
    ("trail_delivered_to_cloudwatch", {"logs_delivered_hours_ago": 23}, PASS),
    ("trail_delivered_to_cloudwatch", {"logs_delivered_hours_ago": 24}, FAIL),
    ("trail_delivered_to_cloudwatch", {"logs_delivered_hours_ago": None}, FAIL),
    ("trail_delivered_to_cloudwatch", {"logs_delivered_hours_ago": DENIED}, UNKNOWN),
    ("trail_delivered_to_cloudwatch", {"log_group": None}, FAIL),
    ("trail_delivery_working", {}, PASS),
    ("trail_delivery_working", {"delivery_error": "AccessDenied"}, FAIL),
    ("trail_delivery_working", {"delivery_error": DENIED}, UNKNOWN),
    ("trail_insights_enabled", {}, PASS),
    ("trail_insights_enabled", {"insights": ()}, FAIL),
    ("trail_insights_enabled", {"insights": DENIED}, UNKNOWN),
    ("trail_insights_enabled", {"insights": (), "logging": False}, NOT_APPLICABLE),
    ("trail_bucket_access_logged", {}, PASS),
    ("trail_bucket_access_logged", {"bucket_logging_target": None}, FAIL),
    ("trail_bucket_access_logged", {"bucket_logging_target": DENIED}, UNKNOWN),
    ("trail_bucket_not_public", {}, PASS),
    ("trail_bucket_not_public", {"bucket_policy": PUBLIC}, PASS),
    (
        "trail_bucket_not_public",
        {"bucket_policy": PUBLIC, "bucket_public_access_block": OPEN},
        FAIL,
    ),
    (
        "trail_bucket_not_public",
        {
            "bucket_policy": PUBLIC,
            "bucket_public_access_block": OPEN,
            "bucket_account_public_access_block": BLOCKED,
        },
        PASS,
    ),
    (
        "trail_bucket_not_public",
        {"bucket_grants": (Grant(EVERYONE, "READ"),), "bucket_public_access_block": OPEN},
        FAIL,
    ),
    ("trail_bucket_not_public", {"bucket_policy": DENIED}, UNKNOWN),
    ("trail_bucket_not_public", {"bucket_grants": DENIED}, UNKNOWN),
    ("trail_bucket_mfa_delete_enabled", {}, PASS),
    ("trail_bucket_mfa_delete_enabled", {"bucket_mfa_delete": False}, FAIL),
    ("trail_bucket_mfa_delete_enabled", {"bucket_mfa_delete": DENIED}, UNKNOWN),
    ("trail_bucket_mfa_delete_enabled", {"logging": False}, NOT_APPLICABLE),
]


def recording(*selectors: EventSelector) -> Facts:
    return {"recordings": (Recording("t", selectors),)}


def management(**more: Any) -> EventSelector:  # noqa: ANN401  # as above
    return EventSelector(category=MANAGEMENT, **more)


def data(kind: str, **more: Any) -> EventSelector:  # noqa: ANN401  # as above
    return EventSelector(category=DATA, resource_types=(kind,), **more)


S3 = "AWS::S3::Object"
READS, WRITES = {"writes": False}, {"reads": False}
KMS_ONLY = FieldFilter(equals=("kms.amazonaws.com",))
BEDROCK_ONLY = FieldFilter(equals=("bedrock.amazonaws.com",))
ALL_BUT_KMS = FieldFilter(not_equals=("kms.amazonaws.com",))
ALL_BUT_IAM = FieldFilter(not_equals=("kms.amazonaws.com", "iam.amazonaws.com"))
ALL_BUT_BEDROCK = FieldFilter(not_starts_with=("bedrock",))
ONE_BUCKET = FieldFilter(starts_with=("arn:aws:s3:::one/",))
NO_BUCKET = FieldFilter(not_starts_with=("arn:aws:s3",))
NO_PUTS = FieldFilter(not_equals=("PutObject", "DeleteObject"))
NO_GETS = FieldFilter(not_starts_with=("Get", "Head", "List"))
REGION_CASES: list[Row] = [
    ("management_events_recorded", recording(management()), PASS),
    ("management_events_recorded", recording(management(**READS), management(**WRITES)), PASS),
    ("management_events_recorded", recording(management(**WRITES)), FAIL),
    ("management_events_recorded", recording(management(**READS)), FAIL),
    ("management_events_recorded", recording(management(limited=True)), FAIL),
    ("management_events_recorded", recording(management(sources=KMS_ONLY)), FAIL),
    ("management_events_recorded", recording(management(sources=ALL_BUT_KMS)), PASS),
    ("management_events_recorded", recording(management(sources=ALL_BUT_IAM)), FAIL),
    ("management_events_recorded", recording(management(names=NO_PUTS)), FAIL),
    ("management_events_recorded", recording(data(S3)), FAIL),
    ("management_events_recorded", recording(), FAIL),
    ("s3_object_writes_recorded", recording(data(S3)), PASS),
    ("s3_object_writes_recorded", recording(data(S3, **WRITES)), PASS),
    ("s3_object_writes_recorded", recording(data(S3, **READS)), FAIL),
    ("s3_object_writes_recorded", recording(data(S3, resources=ONE_BUCKET)), FAIL),
    ("s3_object_writes_recorded", recording(data(S3, resources=NO_BUCKET)), FAIL),
    ("s3_object_writes_recorded", recording(data(S3, names=NO_PUTS)), FAIL),
    ("s3_object_writes_recorded", recording(data(S3, names=NO_GETS)), PASS),
    ("s3_object_writes_recorded", recording(data(S3, sources=ALL_BUT_KMS)), PASS),
    ("s3_object_reads_recorded", recording(data(S3, names=NO_PUTS)), PASS),
    ("s3_object_reads_recorded", recording(data(S3, names=NO_GETS)), FAIL),
    ("s3_object_reads_recorded", recording(data(S3, resources=NO_BUCKET)), FAIL),
    ("s3_object_writes_recorded", recording(management()), FAIL),
    ("s3_object_reads_recorded", recording(data(S3)), PASS),
    ("s3_object_reads_recorded", recording(data(S3, **WRITES)), FAIL),
    ("s3_object_reads_recorded", recording(data(S3, limited=True)), FAIL),
    ("bedrock_calls_recorded", recording(management()), PASS),
    ("bedrock_calls_recorded", recording(management(**READS)), FAIL),
    ("bedrock_calls_recorded", recording(management(sources=KMS_ONLY)), FAIL),
    ("bedrock_calls_recorded", recording(management(sources=BEDROCK_ONLY)), PASS),
    ("bedrock_calls_recorded", recording(management(sources=ALL_BUT_BEDROCK)), FAIL),
    ("bedrock_calls_recorded", recording(management(limited=True)), FAIL),
    ("bedrock_calls_recorded", recording(data("AWS::Bedrock::AgentAlias")), PASS),
    ("bedrock_calls_recorded", recording(data(S3)), FAIL),
    ("trail_logging", {}, PASS),
    ("trail_logging", {"logging_trails": ()}, FAIL),
]
BLIND: Facts = {"logging_trails": DENIED, "recordings": DENIED}
CASES = [
    *rows("aws_cloudtrail", TRAIL_CASES),
    *rows("aws_cloudtrail_region", REGION_CASES),
    *(Case(one, BLIND, UNKNOWN) for one in checks_of([cloudtrail_region])),
]
