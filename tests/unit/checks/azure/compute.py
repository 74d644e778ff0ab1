"""Cases of the checks of virtual machines, scale sets, disks and snapshots."""

from typing import Any

from msgspec.structs import replace

from posture.domain.azure.assets.compute import (
    DiskAccess,
    DiskSnapshot,
    MachineSettings,
    ManagedDisk,
    ScaleSet,
    VirtualMachine,
)
from posture.domain.azure.assets.network import PublicInterface
from posture.domain.azure.roles import CONTRIBUTOR, RoleAssignment
from posture.domain.azure.security_rules import SecurityRule
from posture.domain.network import WORLD, Ports
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant, Row, rows

SETTINGS = MachineSettings(
    linux_passwords=False,
    security_type="trustedlaunch",
    secure_boot=True,
    tpm=True,
    encrypted_at_host=True,
)
CLOSED_INTERFACE = PublicInterface(basic=False, groups=())
CLOSED = DiskAccess(public="disabled", policy="denyall")
EVERYWHERE = {"access": DiskAccess(public="enabled", policy="allowall")}
PRIVATE = {"access": DiskAccess(public="enabled", policy="allowprivate")}
COMPLIANT: Compliant = {
    VirtualMachine: {"settings": SETTINGS, "roles": ()},
    ScaleSet: {"settings": SETTINGS, "public": (CLOSED_INTERFACE,), "unguarded": (), "roles": ()},
    ManagedDisk: {"access": CLOSED, "own_key": True},
    DiskSnapshot: {"access": CLOSED},
}


def machine(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # settings of every type
    return {"settings": replace(SETTINGS, **changed)}


def role(scope: str, role: str = CONTRIBUTOR) -> dict[str, Any]:
    return {"roles": (RoleAssignment(role, scope, "id", "serviceprincipal", conditional=False),)}


MACHINES: list[Row] = [
    ("linux_password_disabled", machine(linux_passwords=True), FAIL),
    ("linux_password_disabled", machine(linux_passwords=None), NOT_APPLICABLE),
    ("trusted_launch_enabled", machine(security_type="standard"), FAIL),
    ("trusted_launch_enabled", machine(security_type="confidentialvm"), PASS),
    ("trusted_launch_enabled", machine(secure_boot=False), FAIL),
    ("trusted_launch_enabled", machine(security_type="confidentialvm", tpm=False), FAIL),
    ("encrypted_at_host", machine(encrypted_at_host=False), FAIL),
    ("identity_without_privileged_role", role("/subscriptions/one"), FAIL),
    (
        "identity_without_privileged_role",
        role("/providers/microsoft.management/managementgroups/root"),
        FAIL,
    ),
    ("identity_without_privileged_role", role("/subscriptions/one/resourcegroups/web"), PASS),
    ("identity_without_privileged_role", role("/subscriptions/one", "reader"), PASS),
]
SSH = SecurityRule("ssh", 100, allows=True, protocol="tcp", ports=(Ports(22, 22),), sources=WORLD)
WITHOUT_PROFILE = {"settings": None}
OPEN = {"public": (PublicInterface(basic=False, groups=((SSH,),)),)}
GUARDED = {"public": (PublicInterface(basic=False, groups=((SSH,), ())),)}
BASIC = {"public": (PublicInterface(basic=True, groups=()),)}
SETS: list[Row] = [
    ("linux_password_disabled", machine(linux_passwords=True), FAIL),
    ("linux_password_disabled", machine(linux_passwords=None), NOT_APPLICABLE),
    ("linux_password_disabled", WITHOUT_PROFILE, NOT_APPLICABLE),
    ("trusted_launch_enabled", machine(security_type="standard"), FAIL),
    ("trusted_launch_enabled", machine(tpm=False), FAIL),
    ("trusted_launch_enabled", WITHOUT_PROFILE, NOT_APPLICABLE),
    ("encrypted_at_host", machine(encrypted_at_host=False), FAIL),
    ("encrypted_at_host", WITHOUT_PROFILE, NOT_APPLICABLE),
    ("identity_without_privileged_role", role("/subscriptions/one"), FAIL),
    ("identity_without_privileged_role", role("/subscriptions/one/resourcegroups/web"), PASS),
    ("management_not_public", {"public": ()}, NOT_APPLICABLE),
    ("management_not_public", OPEN, FAIL),
    ("management_not_public", GUARDED, PASS),
    ("management_not_public", BASIC, FAIL),
    ("has_security_group", {"unguarded": ("eth0",)}, FAIL),
    ("has_security_group", WITHOUT_PROFILE, NOT_APPLICABLE),
]
DISKS: list[Row] = [
    ("public_access_disabled", EVERYWHERE, FAIL),
    ("public_access_disabled", PRIVATE, PASS),
    ("customer_managed_key", {"own_key": False}, FAIL),
]
SNAPSHOTS: list[Row] = [
    ("public_access_disabled", EVERYWHERE, FAIL),
    ("public_access_disabled", PRIVATE, PASS),
]
CASES: list[Case] = [
    *rows("azure_compute_machine", MACHINES),
    *rows("azure_compute_scale_set", SETS),
    *rows("azure_compute_disk", DISKS),
    *rows("azure_compute_snapshot", SNAPSHOTS),
]
