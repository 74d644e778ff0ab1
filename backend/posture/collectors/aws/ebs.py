"""Collector of the volumes and snapshots of Amazon EBS."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.aws.collecting import RegionClient, owned
from posture.collectors.aws.ec2_network import PAGE, arn_id, by_ids, name_of, parsed
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.ebs import EbsSnapshot, EbsVolume

VOLUMES_CALL = "ec2:DescribeVolumes"
SNAPSHOTS_CALL = "ec2:DescribeSnapshots"
PERMISSION_CALL = "ec2:DescribeSnapshotAttribute"
BACKUPS_CALL = "backup:ListProtectedResources"
OWN = {"OwnerIds": ["self"], "MaxResults": PAGE}


async def _volumes(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(VOLUMES_CALL, "Volumes", MaxResults=PAGE):
        if owned(client, one.get("OwnerId")):
            yield _volume(client, one)


async def _named_volumes(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, VOLUMES_CALL, "Volumes", "volume-id", arns):
        if owned(client, one.get("OwnerId")):
            yield _volume(client, one)


def _volume(client: RegionClient, one: Mapping[str, Any]) -> Item:
    arn = client.arn("ec2", f"volume/{one['VolumeId']}")
    return Item(arn, name_of(one, one["VolumeId"]), one)


def _volume_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "encrypted": item.data.get("Encrypted", False),
        "attached": item.data["State"] != "available",
        "age_days": (datetime.now(UTC) - item.data["CreateTime"]).days,
    }


async def _has_snapshot(client: RegionClient, item: Item) -> bool:
    async def make() -> frozenset[str]:
        return frozenset(one["VolumeId"] for one in await _own_snapshots(client))

    return arn_id(item.resource_id) in await client.once("ec2 volumes with snapshots", make)


async def _backed_up(client: RegionClient, item: Item) -> bool:
    async def make() -> frozenset[str]:
        pages = client.pages(BACKUPS_CALL, "Results", MaxResults=PAGE)
        return frozenset([one["ResourceArn"] async for one in pages])

    return item.resource_id in await client.once("backup protected resources", make)


def _kept(snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
    kept = ("SnapshotId", "OwnerId", "VolumeId", "Encrypted", "StartTime")
    return {
        **{name: snapshot[name] for name in kept if name in snapshot},
        "Name": name_of(snapshot, snapshot["SnapshotId"]),
    }


async def _own_snapshots(client: RegionClient) -> list[Mapping[str, Any]]:
    return await parsed(client, SNAPSHOTS_CALL, "Snapshots", _kept, **OWN)


async def _snapshots(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await _own_snapshots(client):
        if owned(client, one.get("OwnerId")):
            yield _snapshot(client, one)


async def _named_snapshots(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, SNAPSHOTS_CALL, "Snapshots", "snapshot-id", arns):
        if owned(client, one.get("OwnerId")):
            yield _snapshot(client, _kept(one))


def _snapshot(client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(client.arn("ec2", f"snapshot/{one['SnapshotId']}"), one["Name"], one)


def _snapshot_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "encrypted": item.data.get("Encrypted", False),
        "age_days": (datetime.now(UTC) - item.data["StartTime"]).days,
    }


async def _public(client: RegionClient, item: Item) -> bool:
    """List the public snapshots once, and confirm each of them by its permissions."""

    async def make() -> frozenset[str]:
        everybody = {**OWN, "RestorableByUserIds": ["all"]}
        pages = client.pages(SNAPSHOTS_CALL, "Snapshots", **everybody)
        return frozenset([one["SnapshotId"] async for one in pages])

    snapshot_id = arn_id(item.resource_id)
    if snapshot_id not in await client.once("ec2 snapshots that all may restore", make):
        return False
    response = await client.call(
        PERMISSION_CALL, SnapshotId=snapshot_id, Attribute="createVolumePermission"
    )
    allowed = response["CreateVolumePermissions"]
    if any(not one.get("Group") and not one.get("UserId") for one in allowed):
        raise ContradictionError("a permission of nobody", PERMISSION_CALL)
    return any(one.get("Group") == "all" for one in allowed)


VOLUMES = AssetCollector(
    asset_type=EbsVolume,
    regional=True,
    calls=(VOLUMES_CALL,),
    items=_volumes,
    find=_named_volumes,
    listed=_volume_listed,
    reads=(
        Read(facts=("has_snapshot",), calls=(SNAPSHOTS_CALL,), run=_has_snapshot),
        Read(facts=("backed_up",), calls=(BACKUPS_CALL,), run=_backed_up),
    ),
)

SNAPSHOTS = AssetCollector(
    asset_type=EbsSnapshot,
    regional=True,
    calls=(SNAPSHOTS_CALL,),
    items=_snapshots,
    find=_named_snapshots,
    listed=_snapshot_listed,
    gone=frozenset({"InvalidSnapshot.NotFound"}),
    reads=(Read(facts=("public",), calls=(SNAPSHOTS_CALL, PERMISSION_CALL), run=_public),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (VOLUMES, SNAPSHOTS)
