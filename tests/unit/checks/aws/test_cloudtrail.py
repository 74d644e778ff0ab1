"""What the rules about CloudTrail say of trails and regions in every state that matters."""

from collections.abc import Callable
from typing import Any

import pytest

from posture.checks.aws import cloudtrail as on_trail
from posture.checks.aws import cloudtrail_region as on_region
from posture.domain.aws.assets.cloudtrail import (
    DATA,
    MANAGEMENT,
    CloudTrailRegion,
    CloudTrailTrail,
    EventSelector,
    Recording,
)
from posture.domain.aws.assets.s3 import EVERYONE, Grant, PublicAccessBlock
from posture.domain.aws.policy import policy
from posture.domain.evidence import Unread
from posture.domain.verdict import VerdictStatus

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = VerdictStatus
DENIED = Unread("AccessDenied", "cloudtrail:GetTrailStatus")
BLOCKED = PublicAccessBlock(*[True] * 4)
PUBLIC = policy(
    {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}}
)


def trail(**changed: Any) -> CloudTrailTrail:  # noqa: ANN401  # facts of every type
    facts: dict[str, Any] = {
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
    }
    return CloudTrailTrail(
        resource_id="arn:aws:cloudtrail:eu-central-1:1:trail/t", region="r", **facts | changed
    )


OPEN = PublicAccessBlock()
TRAIL_CASES = [
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


@pytest.mark.parametrize(("rule", "changed", "status"), TRAIL_CASES)
def test_a_trail_is_judged(rule: str, changed: dict[str, Any], status: VerdictStatus) -> None:
    assert getattr(on_trail, f"aws_cloudtrail_{rule}")(trail(**changed)).status == status


def region(*selectors: EventSelector) -> CloudTrailRegion:
    return CloudTrailRegion(
        resource_id="arn:aws:cloudtrail:eu-central-1:1:region",
        region="eu-central-1",
        logging_trails=("t",),
        recordings=(Recording("t", selectors),),
    )


def management(**more: Any) -> EventSelector:  # noqa: ANN401  # as above
    return EventSelector(category=MANAGEMENT, **more)


def data(kind: str, **more: Any) -> EventSelector:  # noqa: ANN401  # as above
    return EventSelector(category=DATA, resource_types=(kind,), **more)


S3 = "AWS::S3::Object"
READS, WRITES = {"writes": False}, {"reads": False}
REGION_CASES: list[tuple[str, tuple[EventSelector, ...], VerdictStatus]] = [
    ("management_events_recorded", (management(),), PASS),
    ("management_events_recorded", (management(**READS), management(**WRITES)), PASS),
    ("management_events_recorded", (management(**WRITES),), FAIL),
    ("management_events_recorded", (management(**READS),), FAIL),
    ("management_events_recorded", (management(limited=True),), FAIL),
    ("management_events_recorded", (management(sources=("kms.amazonaws.com",)),), FAIL),
    ("management_events_recorded", (data(S3),), FAIL),
    ("management_events_recorded", (), FAIL),
    ("s3_object_writes_recorded", (data(S3),), PASS),
    ("s3_object_writes_recorded", (data(S3, **WRITES),), PASS),
    ("s3_object_writes_recorded", (data(S3, **READS),), FAIL),
    ("s3_object_writes_recorded", (data(S3, resources=("arn:aws:s3:::one/",)),), FAIL),
    ("s3_object_writes_recorded", (management(),), FAIL),
    ("s3_object_reads_recorded", (data(S3),), PASS),
    ("s3_object_reads_recorded", (data(S3, **WRITES),), FAIL),
    ("s3_object_reads_recorded", (data(S3, limited=True),), FAIL),
    ("bedrock_calls_recorded", (management(),), PASS),
    ("bedrock_calls_recorded", (management(**READS),), FAIL),
    ("bedrock_calls_recorded", (management(sources=("kms.amazonaws.com",)),), FAIL),
    ("bedrock_calls_recorded", (management(sources=("bedrock.amazonaws.com",)),), PASS),
    ("bedrock_calls_recorded", (data("AWS::Bedrock::AgentAlias"),), PASS),
    ("bedrock_calls_recorded", (data(S3),), FAIL),
]


@pytest.mark.parametrize(("rule", "selectors", "status"), REGION_CASES)
def test_a_region_is_judged_by_what_is_recorded_of_it(
    rule: str, selectors: tuple[EventSelector, ...], status: VerdictStatus
) -> None:
    judge: Callable[[CloudTrailRegion], Any] = getattr(on_region, f"aws_cloudtrail_region_{rule}")
    assert judge(region(*selectors)).status == status


@pytest.mark.parametrize(
    "rule",
    [
        "trail_logging",
        "management_events_recorded",
        "s3_object_writes_recorded",
        "s3_object_reads_recorded",
        "bedrock_calls_recorded",
    ],
)
def test_a_region_whose_trails_could_not_be_read_is_unknown(rule: str) -> None:
    blind = CloudTrailRegion(resource_id="r", region="r", logging_trails=DENIED, recordings=DENIED)
    assert getattr(on_region, f"aws_cloudtrail_region_{rule}")(blind).status == UNKNOWN


@pytest.mark.parametrize(("trails", "status"), [(("t",), PASS), ((), FAIL)])
def test_a_region_needs_a_trail_that_logs(trails: tuple[str, ...], status: VerdictStatus) -> None:
    seen = CloudTrailRegion(resource_id="r", region="r", logging_trails=trails, recordings=())
    assert on_region.aws_cloudtrail_region_trail_logging(seen).status == status
