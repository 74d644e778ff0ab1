"""Collector of Amazon S3 Vectors: buckets with policy and encryption, never vectors."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.s3vectors import VectorBucket
from posture.domain.aws.policy import policy

LIST_CALL = "s3vectors:ListVectorBuckets"
ONE_CALL = "s3vectors:GetVectorBucket"
POLICY_CALL = "s3vectors:GetVectorBucketPolicy"


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["vectorBucketArn"], one["vectorBucketName"], {})


def _by_arn(item: Item) -> Mapping[str, Any]:
    return {"vectorBucketArn": item.resource_id}


BUCKETS = AssetCollector(
    asset_type=VectorBucket,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "vectorBuckets", _item),
    reads=(
        read(
            "encryption",
            ONE_CALL,
            by=_by_arn,
            of=lambda response: response["vectorBucket"]["encryptionConfiguration"]["sseType"],
        ),
        read(
            "policy",
            POLICY_CALL,
            by=_by_arn,
            of=lambda response: policy(response["policy"]),
            absent={"NotFoundException": None},
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (BUCKETS,)
