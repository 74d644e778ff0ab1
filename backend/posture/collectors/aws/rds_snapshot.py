"""Collector of snapshots of RDS instances and clusters."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from posture.collectors.aws.collecting import Answer, Ask, AssetCollector, Item, Place, Read
from posture.collectors.aws.rds import LARGEST_PAGE, OTHER_SERVICES, named
from posture.domain.aws.assets.rds import RdsClusterSnapshot, RdsInstanceSnapshot


def _snapshots(call: str, key: str, kind: str) -> Callable[[Place, Ask], AsyncIterator[Item]]:
    async def items(place: Place, _ask: Ask) -> AsyncIterator[Item]:
        async for one in place.pages(call, key, MaxRecords=LARGEST_PAGE):
            if one["Engine"] not in OTHER_SERVICES:
                yield Item(one[f"{kind}Arn"], one[f"{kind}Identifier"], one)

    return items


def _snapshot(_place: Place, item: Item) -> Mapping[str, Any]:
    one = item.data
    return {"encrypted": bool(one.get("Encrypted") or one.get("StorageEncrypted"))}


def _sharing(call: str, parameter: str, result: str, key: str) -> Read:
    """Return a read of the accounts that a snapshot is shared with; only manual ones can be."""

    async def run(place: Place, item: Item) -> tuple[str, ...]:
        if item.data.get("SnapshotType", "manual") != "manual":
            return ()
        answer: Answer = await place.call(call, **{parameter: item.name})
        return tuple(
            account
            for one in answer[result].get(key) or ()
            if one["AttributeName"] == "restore"
            for account in one.get("AttributeValues") or ()
        )

    return Read(facts=("shared_with",), calls=(call,), run=run)


SNAPSHOTS = AssetCollector(
    asset_type=RdsInstanceSnapshot,
    regional=True,
    calls=("rds:DescribeDBSnapshots",),
    items=_snapshots("rds:DescribeDBSnapshots", "DBSnapshots", "DBSnapshot"),
    find=named("rds:DescribeDBSnapshots", "DBSnapshots", "DBSnapshot", "db-snapshot-id"),
    listed=_snapshot,
    gone=frozenset({"DBSnapshotNotFound", "DBSnapshotNotFoundFault"}),
    reads=(
        _sharing(
            "rds:DescribeDBSnapshotAttributes",
            "DBSnapshotIdentifier",
            "DBSnapshotAttributesResult",
            "DBSnapshotAttributes",
        ),
    ),
)

CLUSTER_SNAPSHOTS = AssetCollector(
    asset_type=RdsClusterSnapshot,
    regional=True,
    calls=("rds:DescribeDBClusterSnapshots",),
    items=_snapshots("rds:DescribeDBClusterSnapshots", "DBClusterSnapshots", "DBClusterSnapshot"),
    find=named(
        "rds:DescribeDBClusterSnapshots",
        "DBClusterSnapshots",
        "DBClusterSnapshot",
        "db-cluster-snapshot-id",
    ),
    listed=_snapshot,
    gone=frozenset({"DBClusterSnapshotNotFoundFault"}),
    reads=(
        _sharing(
            "rds:DescribeDBClusterSnapshotAttributes",
            "DBClusterSnapshotIdentifier",
            "DBClusterSnapshotAttributesResult",
            "DBClusterSnapshotAttributes",
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[Any], ...] = (SNAPSHOTS, CLUSTER_SNAPSHOTS)
