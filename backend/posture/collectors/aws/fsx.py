"""Collector of Amazon FSx: file systems, from their listing."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, of_listing, owned
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.fsx import FsxFileSystem

LIST_CALL = "fsx:DescribeFileSystems"
SETTINGS = {
    "WINDOWS": "WindowsConfiguration",
    "LUSTRE": "LustreConfiguration",
    "ONTAP": "OntapConfiguration",
    "OPENZFS": "OpenZFSConfiguration",
}
LUSTRE = "LUSTRE"


def _item(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("Lifecycle") == "DELETING" or not owned(client, one.get("OwnerId")):
        return None
    return Item(one["ResourceARN"], one["FileSystemId"], one)


def _backup_days(one: Mapping[str, Any]) -> int | None:
    settings = one[SETTINGS[one["FileSystemType"]]]
    if one["FileSystemType"] == LUSTRE and _has_no_backups(one, settings):
        return None
    days: int = settings["AutomaticBackupRetentionDays"]
    return days


def _has_no_backups(one: Mapping[str, Any], settings: Mapping[str, Any]) -> bool:
    """Return whether FSx cannot back a file system of Lustre up: scratch, or linked to S3."""
    return (
        settings["DeploymentType"].startswith("SCRATCH")
        or bool(settings.get("DataRepositoryConfiguration"))
        or one.get("StorageType") == "INTELLIGENT_TIERING"
    )


FILE_SYSTEMS = AssetCollector(
    asset_type=FsxFileSystem,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "FileSystems", _item),
    transition=in_state("creating", "updating", path=("Lifecycle",)),
    reads=(of_listing("backup_days", LIST_CALL, _backup_days),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (FILE_SYSTEMS,)
