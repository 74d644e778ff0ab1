"""Collects virtual machines, disks and snapshots."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    listing,
    named,
)
from posture.collectors.azure.errors import GONE
from posture.collectors.azure.iam import ASSIGNMENTS_CALL, roles_of
from posture.collectors.azure.properties import flag, part, text
from posture.collectors.collecting import Item, Read
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
NO_IDENTITY = "none"


def _machine(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    return {"settings": machine_settings(item.data["properties"])}


def machine_settings(profile: Mapping[str, Any]) -> MachineSettings:
    """Return the settings of a machine, or of the machines of a scale set."""
    security = part(profile, "securityProfile")
    firmware = part(security, "uefiSettings")
    return MachineSettings(
        linux_passwords=_linux_passwords(part(profile, "osProfile")),
        security_type=text(security, "securityType", default="standard"),
        secure_boot=flag(firmware, "secureBootEnabled"),
        tpm=flag(firmware, "vTpmEnabled"),
        encrypted_at_host=flag(security, "encryptionAtHost"),
    )


async def identity_roles(client: SubscriptionClient, item: Item) -> tuple[RoleAssignment, ...]:
    """Return the roles of the identities of a machine or scale set.

    Raises:
        TypeError: the principal of an identity is not there, so its roles are not known.
    """
    identity = part(item.data, "identity")
    kinds = {one.strip() for one in text(identity, "type", default=NO_IDENTITY).split(",")}
    assigned = part(identity, "userAssignedIdentities")
    found = {text(one or {}, "principalId") for one in assigned.values()}
    if "systemassigned" in kinds:
        found.add(text(identity, "principalId"))
    if "" in found or ("userassigned" in kinds and not assigned):
        raise TypeError("principalId")
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


MACHINES = ArmCollector(
    asset_type=VirtualMachine,
    calls=(MACHINES_CALL, MACHINE_CALL),
    items=listing(MACHINES_CALL),
    find=named(MACHINE_CALL),
    listed=_machine,
    gone=GONE,
    reads=(Read(facts=("roles",), calls=(ASSIGNMENTS_CALL,), run=identity_roles),),
)

DISKS = ArmCollector(
    asset_type=ManagedDisk,
    calls=(DISKS_CALL, DISK_CALL),
    items=listing(DISKS_CALL),
    find=named(DISK_CALL),
    listed=_disk,
)

SNAPSHOTS = ArmCollector(
    asset_type=DiskSnapshot,
    calls=(SNAPSHOTS_CALL, SNAPSHOT_CALL),
    items=listing(SNAPSHOTS_CALL),
    find=named(SNAPSHOT_CALL),
    listed=_snapshot,
)

COLLECTORS: Collectors = (MACHINES, DISKS, SNAPSHOTS)
