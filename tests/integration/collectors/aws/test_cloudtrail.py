"""What the engine collects from CloudTrail's answers, and with how many calls."""

from typing import Any

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME
from tests.emulator.faults import Endpoint
from tests.emulator.recorded import Recording, recorded
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service == "cloudtrail"]
TRAIL = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT_ID}:trail/"


def failed(outcome: Outcome, resource_id: str) -> set[str]:
    return {
        check_id.removeprefix("aws_cloudtrail_")
        for (check_id, resource), one in outcome.verdicts.items()
        if resource == resource_id and one.status == "fail"
    }


async def test_a_trail_is_evaluated_once_with_the_facts_of_its_bucket(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME, FORGOTTEN))

    bucket = {"trail_bucket_access_logged", "trail_bucket_mfa_delete_enabled"}
    assert failed(outcome, f"{TRAIL}object-access") == bucket | {"trail_delivered_to_cloudwatch"}
    unsafe = bucket | {
        "trail_encrypted_with_cmk",
        "trail_log_file_validation_enabled",
        "trail_insights_enabled",
        "trail_delivered_to_cloudwatch",
    }
    assert failed(outcome, f"{TRAIL}home-only") == unsafe
    assert failed(outcome, f"{TRAIL}public-bucket") == unsafe | {"trail_bucket_not_public"}
    assert len({resource for _, resource in outcome.verdicts if "trail/" in resource}) == 4
    assert outcome.reads.coverage == 1


async def test_a_region_is_recorded_by_trails_of_other_regions_too(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME, FORGOTTEN))
    for region in (HOME, FORGOTTEN):
        assert not failed(outcome, f"arn:aws:cloudtrail:{region}:{ACCOUNT_ID}:region")


async def test_trails_that_share_a_bucket_share_its_reads(cloud: Endpoint) -> None:
    await run(cloud.url, CHECKS, regions=(HOME, FORGOTTEN))
    assert cloud.calls["cloudtrail:DescribeTrails"] == 2
    assert cloud.calls["cloudtrail:GetTrailStatus"] == 4
    assert cloud.calls["cloudtrail:GetEventSelectors"] == 3
    assert cloud.calls["s3:GetBucketPolicy"] == 2  # one for each bucket, wherever its trails are


async def test_answers_of_cloudtrail_are_parsed() -> None:
    trail = {
        "Name": "org",
        "S3BucketName": "logs",
        "IsMultiRegionTrail": True,
        "HomeRegion": HOME,
        "TrailARN": f"{TRAIL}org",
        "CloudWatchLogsLogGroupArn": "arn:aws:logs:eu-central-1:1:log-group:trail:*",
    }
    only_some = {
        "AdvancedEventSelectors": [
            {
                "FieldSelectors": [
                    {"Field": "eventCategory", "Equals": ["Data"]},
                    {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
                    {"Field": "readOnly", "Equals": ["false"]},
                    {"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::logs/"]},
                ]
            },
            {
                "FieldSelectors": [
                    {"Field": "eventCategory", "Equals": ["Management"]},
                    {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]},
                ]
            },
        ]
    }
    answers: dict[str, Recording] = {
        "cloudtrail:DescribeTrails": {"trailList": [trail]},
        "cloudtrail:GetTrailStatus": {
            "IsLogging": True,
            "LatestDeliveryError": "NoSuchBucket",
            "LatestCloudWatchLogsDeliveryTime": 1500000000.0,
        },
        "cloudtrail:GetEventSelectors": only_some,
        "cloudtrail:GetInsightSelectors": {"InsightSelectors": []},
    }
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, CHECKS, regions=(HOME,))
    assert failed(outcome, f"{TRAIL}org") >= {
        "trail_delivery_working",
        "trail_delivered_to_cloudwatch",
        "trail_insights_enabled",
    }
    assert failed(outcome, f"arn:aws:cloudtrail:{HOME}:{ACCOUNT_ID}:region") == {
        "region_s3_object_reads_recorded"
    }
    unread = outcome.verdicts["aws_cloudtrail_trail_bucket_access_logged", f"{TRAIL}org"]
    assert unread.message == "NotRecorded: s3:ListBuckets"


DATA_OF_S3 = [
    {"Field": "eventCategory", "Equals": ["Data"]},
    {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
]
MANAGEMENT = [{"Field": "eventCategory", "Equals": ["Management"]}]
BOTH = {"region_s3_object_reads_recorded", "region_s3_object_writes_recorded"}
MANAGED = {"region_management_events_recorded", "region_bedrock_calls_recorded"}
SELECTED: dict[str, tuple[list[dict[str, Any]], set[str]]] = {
    "all objects": (DATA_OF_S3, set()),
    "all but the log bucket": (
        [*DATA_OF_S3, {"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::logs/"]}],
        set(),
    ),
    "all but another bucket": (
        [*DATA_OF_S3, {"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::logs-2/"]}],
        BOTH,
    ),
    "no bucket": ([*DATA_OF_S3, {"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3"]}], BOTH),
    "one bucket": (
        [*DATA_OF_S3, {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::one/"]}],
        BOTH,
    ),
    "no text files": ([*DATA_OF_S3, {"Field": "resources.ARN", "NotEndsWith": [".txt"]}], BOTH),
    "no puts": (
        [*DATA_OF_S3, {"Field": "eventName", "NotEquals": ["PutObject"]}],
        {"region_s3_object_writes_recorded"},
    ),
    "no gets": (
        [*DATA_OF_S3, {"Field": "eventName", "NotStartsWith": ["Get", "Head"]}],
        {"region_s3_object_reads_recorded"},
    ),
    "not one caller": (
        [*DATA_OF_S3, {"Field": "userIdentity.arn", "NotEquals": ["arn:aws:iam::1:user/etl"]}],
        BOTH,
    ),
    "management": (MANAGEMENT, set()),
    "management without KMS": (
        [*MANAGEMENT, {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}],
        set(),
    ),
    "management without Bedrock": (
        [*MANAGEMENT, {"Field": "eventSource", "NotEquals": ["bedrock.amazonaws.com"]}],
        MANAGED,
    ),
}


@pytest.mark.parametrize("name", SELECTED)
async def test_a_selector_records_what_it_does_not_exclude(name: str) -> None:
    fields, expected = SELECTED[name]
    trail = {
        "Name": "org",
        "S3BucketName": "logs",
        "IsMultiRegionTrail": True,
        "HomeRegion": HOME,
        "TrailARN": f"{TRAIL}org",
    }
    answers: dict[str, Recording] = {
        "cloudtrail:DescribeTrails": {"trailList": [trail]},
        "cloudtrail:GetTrailStatus": {"IsLogging": True},
        "cloudtrail:GetEventSelectors": {"AdvancedEventSelectors": [{"FieldSelectors": fields}]},
    }
    names = BOTH if fields[0] == DATA_OF_S3[0] else MANAGED
    chosen = [one for one in CHECKS if one.id.removeprefix("aws_cloudtrail_") in names]
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, chosen, regions=(HOME,))
    assert failed(outcome, f"arn:aws:cloudtrail:{HOME}:{ACCOUNT_ID}:region") == expected


OBJECTS = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
GLOBAL = "us-east-1"
BASIC: dict[str, tuple[dict[str, Any], dict[str, Any], str, set[str]]] = {
    "all objects": ({"DataResources": [OBJECTS]}, {}, HOME, set()),
    "no object": ({"DataResources": [OBJECTS | {"Values": []}]}, {}, HOME, BOTH),
    "one bucket": ({"DataResources": [OBJECTS | {"Values": ["arn:aws:s3:::b/"]}]}, {}, HOME, BOTH),
    "no global events": (
        {"DataResources": [OBJECTS]},
        {"IncludeGlobalServiceEvents": False},
        GLOBAL,
        {"region_management_events_recorded"},
    ),
    "no global events elsewhere": (
        {"DataResources": [OBJECTS]},
        {"IncludeGlobalServiceEvents": False},
        HOME,
        set(),
    ),
}


@pytest.mark.parametrize("name", BASIC)
async def test_a_basic_selector_records_what_it_names(name: str) -> None:
    selector, more, region, expected = BASIC[name]
    arn = f"arn:aws:cloudtrail:{region}:{ACCOUNT_ID}:"
    trail = {"Name": "t", "S3BucketName": "logs", "HomeRegion": region, "TrailARN": f"{arn}trail/t"}
    answers: dict[str, Recording] = {
        "cloudtrail:DescribeTrails": {"trailList": [trail | more]},
        "cloudtrail:GetTrailStatus": {"IsLogging": True},
        "cloudtrail:GetEventSelectors": {"EventSelectors": [selector]},
    }
    names = BOTH | {"region_management_events_recorded"}
    chosen = [one for one in CHECKS if one.id.removeprefix("aws_cloudtrail_") in names]
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, chosen, regions=(region,))
    assert failed(outcome, f"{arn}region") == expected


async def test_a_trail_of_the_organization_is_no_asset_here_but_records_the_region() -> None:
    arn = f"arn:aws:cloudtrail:{HOME}:777788889999:trail/org"
    trail = {"Name": "org", "S3BucketName": "logs", "HomeRegion": HOME, "TrailARN": arn}
    answers: dict[str, Recording] = {
        "cloudtrail:DescribeTrails": {"trailList": [trail | {"IsOrganizationTrail": True}]},
        "cloudtrail:GetTrailStatus": {"IsLogging": True},
    }
    names = {"region_trail_logging", "trail_log_file_validation_enabled"}
    chosen = [one for one in CHECKS if one.id.removeprefix("aws_cloudtrail_") in names]
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, chosen, regions=(HOME,))
    (verdict,) = outcome.verdicts.values()
    assert verdict.message == "Recorded by org."
