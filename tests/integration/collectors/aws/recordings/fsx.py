"""FSx: file systems with and without backups, and those that can have none."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:fsx:{HOME}:{ACCOUNT_ID}:file-system"
LISTINGS = {"fsx:DescribeFileSystems"}


def _file_system(name: str, kind: str, **more: object) -> dict[str, Any]:
    return {
        "ResourceARN": f"{PLACE}/{name}",
        "FileSystemId": name,
        "FileSystemType": kind,
        "Lifecycle": "AVAILABLE",
        "OwnerId": ACCOUNT_ID,
    } | more


def _lustre(kind: str, **more: object) -> dict[str, Any]:
    return {"DeploymentType": kind, "AutomaticBackupRetentionDays": 0} | more


LINKED = _lustre("PERSISTENT_1", DataRepositoryConfiguration={"ImportPath": "s3://lake"})
ANSWERS: dict[str, Recording] = {
    "fsx:DescribeFileSystems": {
        "FileSystems": [
            _file_system(
                "kept", "WINDOWS", WindowsConfiguration={"AutomaticBackupRetentionDays": 7}
            ),
            _file_system(
                "bare", "OPENZFS", OpenZFSConfiguration={"AutomaticBackupRetentionDays": 0}
            ),
            _file_system("lasting", "LUSTRE", LustreConfiguration=_lustre("PERSISTENT_2")),
            _file_system("scratch", "LUSTRE", LustreConfiguration=_lustre("SCRATCH_2")),
            _file_system("linked", "LUSTRE", LustreConfiguration=LINKED),
            _file_system("ending", "ONTAP") | {"Lifecycle": "DELETING"},
            _file_system("shared", "ONTAP") | {"OwnerId": "999988887777"},
        ]
    },
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/kept": set(),
    f"{PLACE}/bare": {"fsx_file_system_backups_kept"},
    f"{PLACE}/lasting": {"fsx_file_system_backups_kept"},
    f"{PLACE}/scratch": set(),
    f"{PLACE}/linked": set(),
}
CALLS: dict[str, int] = {}
