"""Collector of Amazon S3 Tables: buckets of tables and their policies, never tables."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, owned, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.s3tables import TableBucket
from posture.domain.aws.policy import policy

LIST_CALL = "s3tables:ListTableBuckets"
POLICY_CALL = "s3tables:GetTableBucketPolicy"


def _item(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if not owned(client, one.get("ownerAccountId")):
        return None
    return Item(one["arn"], one["name"], {})


BUCKETS = AssetCollector(
    asset_type=TableBucket,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "tableBuckets", _item),
    reads=(
        read(
            "policy",
            POLICY_CALL,
            by=lambda item: {"tableBucketARN": item.resource_id},
            of=lambda response: policy(response["resourcePolicy"]),
            absent={"NotFoundException": None},
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (BUCKETS,)
