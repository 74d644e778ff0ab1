"""Collects virtual machines, disks and snapshots."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.azure.collecting import SubscriptionClient, listing, named
from posture.collectors.azure.errors import GONE
from posture.collectors.azure.iam import ASSIGNMENTS_CALL, roles_of
from posture.collectors.azure.properties import flag, part, text
from posture.collectors.collecting import AssetCollector, Item, Read
from posture.domain.azure.assets.compute import (
    DiskAccess,
    DiskSnapshot,
    MachineSettings,
    ManagedDisk,
    VirtualMachine,
)
from posture.domain.azure.roles import RoleAssignment

MACHINES_CALL = "compute:ListMachines"
MACHINE_CALL = "compute:GetMachine"
DISKS_CALL = "compute:ListDisks"
DISK_CALL = "compute:GetDisk"
SNAPSHOTS_CALL = "compute:ListSnapshots"
SNAPSHOT_CALL = "compute:GetSnapshot"


def _machine(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    security = part(properties, "securityProfile")
    return {
        "settings": MachineSettings(
            linux_passwords=_linux_passwords(part(properties, "osProfile")),
            security_type=text(security, "securityType", default="standard"),
            encrypted_at_host=flag(security, "encryptionAtHost"),
        )
    }


async def _roles(client: SubscriptionClient, item: Item) -> tuple[RoleAssignment, ...]:
    identity = part(item.data, "identity")
    found = {text(identity, "principalId")}
    for one in part(identity, "userAssignedIdentities").values():
        found.add(text(one or {}, "principalId"))
    found.discard("")
    if not found:
        return ()
    return await roles_of(client, sorted(found))


def _linux_passwords(profile: Mapping[str, Any]) -> bool | None:
    linux = profile.get("linuxConfiguration")
    if linux is None:
        return None
    return not flag(part(profile, "linuxConfiguration"), "disablePasswordAuthentication")


def _access(properties: Mapping[str, Any]) -> DiskAccess:
    return DiskAccess(
        public=text(properties, "publicNetworkAccess", default="enabled"),
        policy=text(properties, "networkAccessPolicy", default="allowall"),
    )


def _disk(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    kind = text(part(properties, "encryption"), "type")
    return {"access": _access(properties), "own_key": "customerkey" in kind}


def _snapshot(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    return {"access": _access(item.data["properties"])}


MACHINES = AssetCollector(
    asset_type=VirtualMachine,
    regional=False,
    scattered=True,
    calls=(MACHINES_CALL, MACHINE_CALL),
    items=listing(MACHINES_CALL),
    find=named(MACHINE_CALL),
    listed=_machine,
    gone=GONE,
    reads=(Read(facts=("roles",), calls=(ASSIGNMENTS_CALL,), run=_roles),),
)

DISKS = AssetCollector(
    asset_type=ManagedDisk,
    regional=False,
    scattered=True,
    calls=(DISKS_CALL, DISK_CALL),
    items=listing(DISKS_CALL),
    find=named(DISK_CALL),
    listed=_disk,
)

SNAPSHOTS = AssetCollector(
    asset_type=DiskSnapshot,
    regional=False,
    scattered=True,
    calls=(SNAPSHOTS_CALL, SNAPSHOT_CALL),
    items=listing(SNAPSHOTS_CALL),
    find=named(SNAPSHOT_CALL),
    listed=_snapshot,
)

COLLECTORS: tuple[AssetCollector[SubscriptionClient, Any], ...] = (MACHINES, DISKS, SNAPSHOTS)
