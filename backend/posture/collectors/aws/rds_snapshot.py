"""Collector of snapshots of RDS instances and clusters."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response
from posture.collectors.aws.rds import LARGEST_PAGE, named
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.rds import RdsClusterSnapshot, RdsInstanceSnapshot


def _snapshots(
    call: str, key: str, kind: str
) -> Callable[[RegionClient, Ask], AsyncIterator[Item]]:
    async def items(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
        # Snapshots of DocumentDB and Neptune are shared and encrypted as those of RDS are.
        async for one in client.pages(call, key, MaxRecords=LARGEST_PAGE):
            yield Item(one[f"{kind}Arn"], one[f"{kind}Identifier"], one)

    return items


def _snapshot(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    return {"encrypted": bool(one.get("Encrypted") or one.get("StorageEncrypted"))}


def _sharing(call: str, parameter: str, result: str, key: str) -> Read[RegionClient]:
    """Return a read of the accounts that a snapshot is shared with; only manual ones can be."""

    async def run(client: RegionClient, item: Item) -> tuple[str, ...]:
        if item.data.get("SnapshotType", "manual") != "manual":
            return ()
        response: Response = await client.call(call, **{parameter: item.name})
        attributes = {one["AttributeName"]: one for one in response[result].get(key) or ()}
        if "restore" not in attributes:
            raise ContradictionError("a manual snapshot without restore attribute", call)
        return tuple(attributes["restore"]["AttributeValues"])

    return Read(facts=("shared_with",), calls=(call,), run=run)


SNAPSHOTS = AssetCollector(
    asset_type=RdsInstanceSnapshot,
    regional=True,
    calls=("rds:DescribeDBSnapshots",),
    items=_snapshots("rds:DescribeDBSnapshots", "DBSnapshots", "DBSnapshot"),
    find=named(
        "rds:DescribeDBSnapshots", "DBSnapshots", "DBSnapshot", "db-snapshot-id", without=()
    ),
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
        without=(),
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

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (SNAPSHOTS, CLUSTER_SNAPSHOTS)
