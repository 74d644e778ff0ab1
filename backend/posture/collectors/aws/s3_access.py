"""Collector of access points to Amazon S3 buckets, and of predictable bucket names."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import date
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.aws.s3 import BUCKETS_CALL, block, own_bucket
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.collectors.errors import CallError
from posture.collectors.stepping import together
from posture.domain.aws.assets.s3 import (
    S3AccessPoint,
    S3MultiRegionAccessPoint,
    S3PredictableName,
)
from posture.domain.dated import DatedTable

ACCESS_POINTS_CALL = "s3control:ListAccessPoints"
MULTI_REGION_CALL = "s3control:ListMultiRegionAccessPoints"
HEAD_CALL = "s3:HeadBucket"
# Multi-Region Access Points are listed in one region, wherever their buckets are.
# Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRestrictions.html
MULTI_REGION_HOME = "us-west-2"
LARGEST_PAGE = 1000
# No such bucket; no access, or another owner; in another region.
EXISTS_OR_NOT = frozenset({"NotFound", "AccessDenied", "301", "307"})
PREDICTABLE: DatedTable[str] = DatedTable(
    source="https://www.aquasec.com/blog/bucket-monopoly-breaching-aws-accounts-through-shadow-resources/",
    read_on=date(2026, 11, 25),
    note="The page could not be read again on 2026-11-29; buckets of EMR Studio have this form.",
    rows={
        "Glue": "aws-glue-assets-{account}-{region}",
        "SageMaker": "sagemaker-{region}-{account}",
        "EMR": "aws-emr-studio-{account}-{region}",
        "CodeStar": "aws-codestar-{region}-{account}",
    },
)


async def _access_points(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    request: dict[str, Any] = {"AccountId": client.account_id, "MaxResults": LARGEST_PAGE}
    while True:
        response = await client.call(ACCESS_POINTS_CALL, **request)
        for one in response.get("AccessPointList", ()):
            arn = client.arn("s3", f"accesspoint/{one['Name']}")
            if one.get("AccessPointArn", arn) == arn:
                yield Item(arn, one["Name"], one)
        if not response.get("NextToken"):
            return
        request["NextToken"] = response["NextToken"]


async def _named_access_points(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        if not arn.endswith(".mrap"):
            yield Item(arn, arn.rpartition("/")[2], {})


def _access_point(response: Response) -> Mapping[str, Any]:
    return {
        "bucket": response["Bucket"],
        "public_access_block": block(response.get("PublicAccessBlockConfiguration", {})),
    }


async def _multi_region(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    if client.partition != "aws":
        return
    home = client.at(MULTI_REGION_HOME)
    request: dict[str, Any] = {"AccountId": client.account_id}
    while True:
        response = await home.call(MULTI_REGION_CALL, **request)
        for one in response.get("AccessPoints", ()):
            name = one.get("Alias") or one["Name"]
            yield Item(client.arn("s3", f"accesspoint/{name}", region=""), one["Name"], one)
        if not response.get("NextToken"):
            return
        request["NextToken"] = response["NextToken"]


async def _predictable(client: RegionClient, ask: Ask) -> AsyncIterator[Item]:
    names = {
        of_service: pattern.format(account=client.account_id, region=client.region)
        for of_service, pattern in PREDICTABLE.rows.items()
    }
    if ask.only is not None and ask.only.isdisjoint(_arn(client, one) for one in names.values()):
        return
    refusals = dict(
        zip(
            names,
            await together(_refusal(client, one) for one in names.values()),
            strict=True,
        )
    )
    if all(error and error.code == "AccessDenied" for error in refusals.values()):
        # If all are denied, the caller lacks the permission; the buckets need not exist.
        raise CallError("AccessDenied", HEAD_CALL)
    for of_service, name in names.items():
        error = refusals[of_service]
        if error and error.code == "NotFound":
            continue
        own = error is None or await own_bucket(client, name) is not None
        data = {"of_service": of_service, "own": own}
        yield Item(_arn(client, name), name, data)


def _arn(client: RegionClient, bucket: str) -> str:
    return f"arn:{client.partition}:s3:::{bucket}"


async def _refusal(client: RegionClient, name: str) -> CallError | None:
    """Return the error of a call that expects the bucket in this account; None without one."""
    try:
        await client.call(HEAD_CALL, Bucket=name, ExpectedBucketOwner=client.account_id)
    except CallError as error:
        if error.code in EXISTS_OR_NOT:
            return error
        raise
    return None


ACCESS_POINTS = AssetCollector(
    asset_type=S3AccessPoint,
    regional=True,
    calls=(ACCESS_POINTS_CALL,),
    items=_access_points,
    find=_named_access_points,
    gone=frozenset({"NoSuchAccessPoint"}),
    reads=(
        read(
            ("bucket", "public_access_block"),
            "s3control:GetAccessPoint",
            by=lambda item: {"AccountId": item.resource_id.split(":")[4], "Name": item.name},
            of=_access_point,
        ),
    ),
)

MULTI_REGION_ACCESS_POINTS = AssetCollector(
    asset_type=S3MultiRegionAccessPoint,
    regional=False,
    calls=(MULTI_REGION_CALL,),
    items=_multi_region,
    listed=lambda _client, item: {
        "public_access_block": block(item.data.get("PublicAccessBlock", {}))
    },
)

PREDICTABLE_NAMES = AssetCollector(
    asset_type=S3PredictableName,
    regional=True,
    calls=(HEAD_CALL, BUCKETS_CALL),
    items=_predictable,
    listed=lambda _client, item: item.data,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (
    ACCESS_POINTS,
    MULTI_REGION_ACCESS_POINTS,
    PREDICTABLE_NAMES,
)
