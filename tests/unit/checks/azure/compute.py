"""Cases of the checks of virtual machines, disks and snapshots."""

from dataclasses import replace
from typing import Any

from posture.domain.azure.assets.compute import (
    DiskAccess,
    DiskSnapshot,
    MachineSettings,
    ManagedDisk,
    VirtualMachine,
)
from posture.domain.azure.roles import CONTRIBUTOR, RoleAssignment
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant, Row, rows

SETTINGS = MachineSettings(
    linux_passwords=False, security_type="trustedlaunch", encrypted_at_host=True
)
CLOSED = DiskAccess(public="disabled", policy="denyall")
EVERYWHERE = {"access": DiskAccess(public="enabled", policy="allowall")}
PRIVATE = {"access": DiskAccess(public="enabled", policy="allowprivate")}
COMPLIANT: Compliant = {
    VirtualMachine: {"settings": SETTINGS, "roles": ()},
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
    *rows("azure_compute_disk", DISKS),
    *rows("azure_compute_snapshot", SNAPSHOTS),
]
