"""Collection of S3: facts from its responses, and the number of calls."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.check import Check
from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME
from tests.emulator.faults import Endpoint, error
from tests.emulator.recorded import Body, ReceivedCall, Recording, recorded
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service == "s3"]
OF_BUCKETS = [one for one in CHECKS if one.id.startswith("aws_s3_bucket_")]
EVERYWHERE = {"bucket_customer_provided_keys_blocked", "bucket_mfa_delete_enabled"}
NEGLECTED = EVERYWHERE | {
    "bucket_acls_disabled",
    "bucket_encrypted_with_kms",
    "bucket_event_notifications_enabled",
    "bucket_lifecycle_configured",
    "bucket_object_lock_enabled",
    "bucket_replicated_to_other_region",
    "bucket_tls_required",
}


def failed(outcome: Outcome, name: str) -> set[str]:
    return {
        check_id.removeprefix("aws_s3_")
        for (check_id, resource), one in outcome.verdicts.items()
        if re.match(f"{name}(?!-copy)", resource.split(":", 5)[5]) and one.status == "fail"
    }


FAILURES = {
    "prod-orders-acme": EVERYWHERE | {"bucket_object_lock_enabled"},
    "prod-customer-exports-acme": NEGLECTED
    | {
        "bucket_access_logged",
        "bucket_policy_not_public",
        "bucket_policy_other_accounts_absent",
        "bucket_public_access_blocked",
        "bucket_versioning_enabled",
    },
    "marketing-site-acme": NEGLECTED
    | {"bucket_access_logged", "bucket_acl_not_public", "bucket_public_access_blocked"},
    "ml-training-data-acme": NEGLECTED
    | {
        "bucket_access_logged",
        "bucket_policy_other_accounts_absent",
        "bucket_public_access_blocked",
        "bucket_versioning_enabled",
    },
    "account": {"account_public_access_blocked"},
    "accesspoint/exports": {"access_point_public_access_blocked"},
    "accesspoint/orders-readers": set(),
    "accesspoint/orders-everywhere": {"multi_region_access_point_public_access_blocked"},
    "aws-glue-assets-": {"predictable_name_owned"},
}


async def test_assets_are_evaluated(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME, FORGOTTEN))
    assert {name: failed(outcome, name) for name in FAILURES} == FAILURES
    assert outcome.reads.coverage == 1


async def test_each_bucket_needs_one_call_for_each_setting(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, OF_BUCKETS, regions=(HOME,))
    buckets = len({resource for _, resource in outcome.verdicts})
    assert cloud.calls.pop("sts:GetCallerIdentity") == 1
    assert cloud.calls.pop("s3control:GetPublicAccessBlock") == 1
    # One listing of all buckets, and one for where a replica is.
    assert cloud.calls.pop("s3:ListBuckets") == 2
    assert cloud.calls["s3:HeadBucket"] == 0
    settings = {call: count for call, count in cloud.calls.items() if count}
    assert set(settings.values()) == {buckets}
    assert len(settings) == 11


ARN = "arn:aws:s3:::"


def listing(regions: Mapping[str, str | None]) -> Recording:
    def answer(received: ReceivedCall) -> Body:
        prefix = received.members.get("prefix", "")
        found = "".join(
            f"<Bucket><Name>{name}</Name>"
            + (f"<BucketRegion>{region}</BucketRegion>" if region else "")
            + "</Bucket>"
            for name, region in sorted(regions.items())
            if name.startswith(prefix)
        )
        return (
            '<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<Owner><ID>o</ID></Owner><Buckets>{found}</Buckets></ListAllMyBucketsResult>"
        )

    return answer


ENCRYPTION = """<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Rule>
    <ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms:dsse</SSEAlgorithm>
    </ApplyServerSideEncryptionByDefault>
    <BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes>
  </Rule>
</ServerSideEncryptionConfiguration>"""
PLAIN_ENCRYPTION = ENCRYPTION.replace("aws:kms:dsse", "AES256")
REPLICATION = """<ReplicationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Role>r</Role>
  <Rule><Status>{status}</Status>{limit}
    <Destination><Bucket>arn:aws:s3:::{bucket}</Bucket></Destination>
  </Rule>
</ReplicationConfiguration>"""
VERSIONING = """<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Status>Enabled</Status></VersioningConfiguration>"""
NOTIFICATION = """<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  {}</NotificationConfiguration>"""


def chosen(*suffixes: str) -> list[Check[Any]]:
    return [one for one in CHECKS if one.id.removeprefix("aws_s3_bucket_") in suffixes]


async def test_encryption_is_read_with_what_it_blocks() -> None:
    answers = {"s3:ListBuckets": listing({"b": HOME}), "s3:GetBucketEncryption": ENCRYPTION}
    wanted = chosen("encrypted", "encrypted_with_kms", "customer_provided_keys_blocked")
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, wanted, regions=(HOME,))
    assert {one.status for one in outcome.verdicts.values()} == {"pass"}
    assert cloud.calls["s3:GetBucketEncryption"] == 1


EVENTS = {
    "EventBridge is on by being there": ("<EventBridgeConfiguration/>", "pass"),
    "nothing is told to nobody": ("", "fail"),
}


@pytest.mark.parametrize("name", EVENTS)
async def test_notifications_are_read(name: str) -> None:
    inner, status = EVENTS[name]
    answers = {
        "s3:ListBuckets": listing({"b": HOME}),
        "s3:GetBucketNotificationConfiguration": NOTIFICATION.format(inner),
    }
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, chosen("event_notifications_enabled"), regions=(HOME,))
    (verdict,) = outcome.verdicts.values()
    assert verdict.status == status


ONE_PREFIX = "<Filter><Prefix>logs/</Prefix></Filter>"
ONE_TAG = "<Filter><Tag><Key>copy</Key><Value>yes</Value></Tag></Filter>"
WITH_KMS = (
    "<SourceSelectionCriteria><SseKmsEncryptedObjects><Status>{}</Status>"
    "</SseKmsEncryptedObjects></SourceSelectionCriteria>"
)
KMS_LEFT_OUT = "New objects are encrypted with a KMS key, and such are not replicated."
PARTS = "Only objects with some prefixes or tags are replicated."
REPLICAS = {
    "to another region": ("Enabled", "far", "", "pass", "Replicated to us-east-1."),
    "without a prefix": (
        "Enabled",
        "far",
        "<Filter><Prefix></Prefix></Filter>",
        "pass",
        "Replicated to us-east-1.",
    ),
    "by a prefix": ("Enabled", "far", ONE_PREFIX, "fail", PARTS),
    "by an old prefix": ("Enabled", "far", "<Prefix>logs/</Prefix>", "fail", PARTS),
    "by a tag": ("Enabled", "far", ONE_TAG, "fail", PARTS),
    "of KMS objects, without a word about them": ("Enabled", "far", "", "fail", KMS_LEFT_OUT),
    "of KMS objects, by a rule that leaves them out": (
        "Enabled",
        "far",
        WITH_KMS.format("Disabled"),
        "fail",
        KMS_LEFT_OUT,
    ),
    "of KMS objects": (
        "Enabled",
        "far",
        WITH_KMS.format("Enabled"),
        "pass",
        "Replicated to us-east-1.",
    ),
    "within the region": ("Enabled", "near", "", "fail", "Replicated within eu-central-1 only."),
    "by a rule that is off": ("Disabled", "far", "", "fail", "No replication rule is enabled."),
    "to another account": ("Enabled", "theirs", "", "unknown", "NotOwned: s3:ListBuckets"),
}


@pytest.mark.parametrize("name", REPLICAS)
async def test_a_replica_is_looked_up_by_its_name(name: str) -> None:
    status, bucket, limit, expected, message = REPLICAS[name]
    answers = {
        "s3:ListBuckets": listing({"b": HOME, "far": FORGOTTEN, "near": HOME, "nearby": FORGOTTEN}),
        "s3:GetBucketVersioning": VERSIONING,
        "s3:GetBucketEncryption": ENCRYPTION if "KMS" in name else PLAIN_ENCRYPTION,
        "s3:GetBucketReplication": REPLICATION.format(status=status, bucket=bucket, limit=limit),
    }
    async with recorded(answers) as cloud:
        outcome = await run(
            cloud.url,
            chosen("replicated_to_other_region"),
            regions=(HOME,),
            resource_ids=[f"{ARN}b"],
        )
    (verdict,) = outcome.verdicts.values()
    assert (str(verdict.status), verdict.message) == (expected, message)


async def test_a_run_for_one_bucket_makes_the_calls_of_that_bucket(cloud: Endpoint) -> None:
    outcome = await run(
        cloud.url, CHECKS, regions=(HOME, FORGOTTEN), resource_ids=[f"{ARN}legacy-backups-acme"]
    )
    assert {resource for _, resource in outcome.verdicts} == {f"{ARN}legacy-backups-acme"}
    assert {count for count in cloud.calls.values() if count} == {1}
    assert cloud.calls["s3:HeadBucket"] == 0


async def test_a_bucket_of_another_account_is_not_an_asset() -> None:
    async with recorded({"s3:ListBuckets": listing({"backups-2": HOME})}) as cloud:
        outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=[f"{ARN}backups"])
    assert not outcome.verdicts
    assert cloud.calls == Counter({"s3:ListBuckets": 1})


def access_points(received: ReceivedCall) -> Body:
    second = received.members.get("nextToken") == "more"
    name, token = ("two", "") if second else ("one", "<NextToken>more</NextToken>")
    return f"""<ListAccessPointsResult xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/">
      {token}<AccessPointList><AccessPoint><Name>{name}</Name><NetworkOrigin>VPC</NetworkOrigin>
      <Bucket>b</Bucket></AccessPoint></AccessPointList></ListAccessPointsResult>"""


ACCESS_POINT = """<GetAccessPointResult xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/">
  <Name>one</Name><Bucket>b</Bucket><PublicAccessBlockConfiguration>
  <BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>
  <BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets>
  </PublicAccessBlockConfiguration></GetAccessPointResult>"""


async def test_access_points_are_read_to_the_last_page() -> None:
    answers: dict[str, Recording] = {
        "s3control:ListAccessPoints": access_points,
        "s3control:GetAccessPoint": ACCESS_POINT,
    }
    wanted = [one for one in CHECKS if one.id == "aws_s3_access_point_public_access_blocked"]
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, wanted, regions=(HOME,))
    assert {resource.rpartition("/")[2] for _, resource in outcome.verdicts} == {"one", "two"}
    assert {one.status for one in outcome.verdicts.values()} == {"pass"}
    assert cloud.calls["s3control:ListAccessPoints"] == 2


NAMES = [one for one in CHECKS if one.id == "aws_s3_predictable_name_owned"]
GLUE = f"aws-glue-assets-{ACCOUNT_ID}-{HOME}"


def heads(answers: Mapping[str, int]) -> Recording:
    def answer(received: ReceivedCall) -> Body:
        status = answers.get(received.path.strip("/"), 404)
        return "" if status == 200 else error("s3:HeadBucket", "x", status)

    return answer


async def test_a_predictable_name_that_exists_but_is_not_listed_belongs_to_another_account() -> (
    None
):
    answers = {"s3:HeadBucket": heads({GLUE: 403}), "s3:ListBuckets": listing({"b": HOME})}
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, NAMES, regions=(HOME,))
    assert failed(outcome, GLUE) == {"predictable_name_owned"}
    assert len(outcome.verdicts) == 1
    assert cloud.calls["s3:HeadBucket"] == 4


async def test_a_predictable_name_that_is_denied_but_listed_belongs_to_the_account() -> None:
    answers = {"s3:HeadBucket": heads({GLUE: 403}), "s3:ListBuckets": listing({GLUE: HOME})}
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, NAMES, regions=(HOME,))
    (verdict,) = outcome.verdicts.values()
    assert verdict.status == "pass"


async def test_if_all_names_are_denied_the_permission_is_missing() -> None:
    async with recorded({"s3:HeadBucket": error("s3:HeadBucket", "AccessDenied")}) as cloud:
        outcome = await run(cloud.url, NAMES, regions=(HOME,))
    assert not outcome.verdicts
    assert str(outcome.unlisted[0].unread) == "AccessDenied: s3:HeadBucket"
