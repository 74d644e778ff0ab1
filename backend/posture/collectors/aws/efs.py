"""Collector of Amazon EFS: file systems with policies and mount targets, and access points."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, owned, read
from posture.collectors.aws.ec2_routing import routing
from posture.collectors.aws.kms import DESCRIBE_CALL, own_key
from posture.collectors.collecting import Ask, AssetCollector, Item, Read, in_state
from posture.collectors.errors import CallError, ContradictionError
from posture.domain.aws.assets.efs import EfsAccessPoint, EfsFileSystem, MountTarget
from posture.domain.aws.policy import policy

SYSTEMS_CALL = "efs:DescribeFileSystems"
POINTS_CALL = "efs:DescribeAccessPoints"
TARGETS_CALL = "efs:DescribeMountTargets"
ROUTES_CALL = "ec2:DescribeRouteTables"
NO_SYSTEM = "FileSystemNotFound"
NO_POINT = "AccessPointNotFound"
LARGEST_PAGE = 100


async def _systems(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(SYSTEMS_CALL, "FileSystems", MaxItems=LARGEST_PAGE):
        if owned(client, one.get("OwnerId")):
            yield _system(client, one)


async def _named_systems(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in _named(client, SYSTEMS_CALL, "FileSystems", "FileSystemId", arns):
        if owned(client, one.get("OwnerId")):
            yield _system(client, one)


def _system(client: RegionClient, one: Mapping[str, Any]) -> Item:
    arn = one.get("FileSystemArn") or client.arn(
        "elasticfilesystem", f"file-system/{one['FileSystemId']}"
    )
    return Item(arn, one.get("Name") or one["FileSystemId"], one)


async def _points(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(POINTS_CALL, "AccessPoints", MaxResults=LARGEST_PAGE):
        if owned(client, one.get("OwnerId")):
            yield _point(one)


async def _named_points(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in _named(client, POINTS_CALL, "AccessPoints", "AccessPointId", arns):
        if owned(client, one.get("OwnerId")):
            yield _point(one)


def _point(one: Mapping[str, Any]) -> Item:
    return Item(one["AccessPointArn"], one.get("Name") or one["AccessPointId"], one)


async def _named(
    client: RegionClient, call: str, key: str, parameter: str, arns: Iterable[str]
) -> AsyncIterator[Mapping[str, Any]]:
    """Yield the descriptions of the ARNs, one call each; leave out what no longer exists."""
    for arn in arns:
        try:
            response = await client.call(call, **{parameter: arn.rpartition("/")[2]})
        except CallError as error:
            if error.code not in {NO_SYSTEM, NO_POINT}:
                raise
            continue
        for one in response[key]:
            yield one


def _system_listed(client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "account_id": client.account_id,
        "encrypted": item.data.get("Encrypted", False),
        "one_zone": item.data.get("AvailabilityZoneName") or None,
    }


def _point_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "user": (item.data.get("PosixUser") or {}).get("Uid"),
        "path": (item.data.get("RootDirectory") or {}).get("Path") or "/",
    }


def _id(item: Item) -> Mapping[str, Any]:
    return {"FileSystemId": item.data["FileSystemId"]}


async def _own_key(client: RegionClient, item: Item) -> bool:
    key = item.data.get("KmsKeyId")
    return await own_key(client, key) if key else False


def _backed_up(response: Response) -> bool:
    return response["BackupPolicy"]["Status"] in {"ENABLED", "ENABLING"}


async def _mount_targets(client: RegionClient, item: Item) -> tuple[MountTarget, ...]:
    found = [one async for one in client.pages(TARGETS_CALL, "MountTargets", **_id(item))]
    if len(found) < item.data["NumberOfMountTargets"]:
        what = f"{item.data['NumberOfMountTargets']} mount targets, but {len(found)} listed"
        raise ContradictionError(what, TARGETS_CALL)
    if not found:
        return ()
    tables = await routing(client)
    return tuple(
        MountTarget(
            one["SubnetId"],
            one["AvailabilityZoneName"],
            tables.of(one["SubnetId"], one.get("VpcId", "")).reaches_internet("0.0.0.0/0"),
        )
        for one in found
    )


FILE_SYSTEMS = AssetCollector(
    asset_type=EfsFileSystem,
    regional=True,
    calls=(SYSTEMS_CALL,),
    items=_systems,
    find=_named_systems,
    listed=_system_listed,
    transition=in_state("creating", "updating", path=("LifeCycleState",)),
    gone=frozenset({NO_SYSTEM}),
    reads=(
        Read(facts=("own_key",), calls=(DESCRIBE_CALL,), run=_own_key),
        read(
            "policy",
            "efs:DescribeFileSystemPolicy",
            by=_id,
            of=lambda response: policy(response["Policy"]),
            absent={"PolicyNotFound": None},
        ),
        read(
            "backed_up",
            "efs:DescribeBackupPolicy",
            by=_id,
            of=_backed_up,
            absent={"PolicyNotFound": False},
        ),
        Read(facts=("mount_targets",), calls=(TARGETS_CALL, ROUTES_CALL), run=_mount_targets),
    ),
)

ACCESS_POINTS = AssetCollector(
    asset_type=EfsAccessPoint,
    regional=True,
    calls=(POINTS_CALL,),
    items=_points,
    find=_named_points,
    listed=_point_listed,
    transition=in_state("creating", path=("LifeCycleState",)),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (FILE_SYSTEMS, ACCESS_POINTS)
