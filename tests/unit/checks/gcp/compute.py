"""Cases of the checks of machines, their project's settings, images and disks."""

from typing import Any

from posture.domain.gcp.assets.compute import (
    ComputeDisk,
    ComputeImage,
    ComputeInstance,
    ComputeProject,
    MachineAccount,
    Reach,
)
from posture.domain.gcp.assets.notebooks import Shielding
from posture.domain.gcp.iam import Binding
from posture.domain.network import ALL_PORTS, Ports
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
    Row,
    rows,
)

SHIELDED = Shielding(vtpm=True, integrity=True, secure_boot=True)
OWN = MachineAccount("web@shop.iam.gserviceaccount.com", frozenset({"cloud-platform"}))
FULL = "https://www.googleapis.com/auth/cloud-platform"
DEFAULT = MachineAccount("1-compute@developer.gserviceaccount.com", frozenset({FULL}))
LOGIN = {"enable-oslogin": "true"}
COMPLIANT: Compliant = {
    ComputeInstance: {
        "public": False,
        "gke": False,
        "windows": False,
        "accounts": (OWN,),
        "ip_forwarding": False,
        "shielding": SHIELDED,
        "confidential": True,
        "metadata": {},
        "project_metadata": LOGIN | {"ssh-keys": "a:ssh-rsa a"},
        "secrets": (),
        "reach": Reach((), ()),
    },
    ComputeProject: {"metadata": LOGIN | {"enable-oslogin-2fa": "true"}},
    ComputeImage: {"policy": ()},
    ComputeDisk: {"customer_key": True},
}


def reached(*tcp: Ports, udp: tuple[Ports, ...] = ()) -> dict[str, Any]:
    return {"public": True, "reach": Reach(tcp, udp)}


def own(**values: str) -> dict[str, Any]:
    return {"metadata": {name.replace("_", "-"): one for name, one in values.items()}}


KEYS = {"project_metadata": {"ssh-keys": "a:ssh-rsa a"}}
INSTANCES: list[Row] = [
    ("not_reachable_from_internet", reached(Ports(22, 22)), FAIL),
    ("not_reachable_from_internet", reached(ALL_PORTS), FAIL),
    ("not_reachable_from_internet", reached(udp=(ALL_PORTS,)), FAIL),
    ("not_reachable_from_internet", reached(Ports(443, 443)), PASS),
    ("not_reachable_from_internet", {"reach": Reach((ALL_PORTS,), ())}, PASS),
    ("not_reachable_from_internet", {"reach": DENIED}, PASS),
    ("not_reachable_from_internet", {"public": True, "reach": DENIED}, UNKNOWN),
    ("no_public_ip", {"public": True}, FAIL),
    ("no_public_ip", {"public": True, "gke": True}, FAIL),
    ("default_service_account_not_used", {"accounts": (DEFAULT,)}, FAIL),
    ("default_service_account_not_used", {"accounts": ()}, PASS),
    ("default_service_account_not_used", {"accounts": (DEFAULT,), "gke": True}, NOT_APPLICABLE),
    ("default_service_account_not_full_scope", {"accounts": (DEFAULT,)}, FAIL),
    (
        "default_service_account_not_full_scope",
        {"accounts": (DEFAULT._replace(scopes=frozenset()),)},
        PASS,
    ),
    (
        "default_service_account_not_full_scope",
        {"accounts": (DEFAULT,), "gke": True},
        NOT_APPLICABLE,
    ),
    ("project_ssh_keys_blocked", KEYS, FAIL),
    ("project_ssh_keys_blocked", KEYS | own(block_project_ssh_keys="true"), PASS),
    ("project_ssh_keys_blocked", {"project_metadata": {}}, PASS),
    ("project_ssh_keys_blocked", own(enable_oslogin="false"), FAIL),
    ("oslogin_enabled", own(enable_oslogin="false"), FAIL),
    ("oslogin_enabled", {"project_metadata": {}}, FAIL),
    ("oslogin_enabled", {"project_metadata": {}} | own(enable_oslogin="y"), PASS),
    ("oslogin_enabled", {"windows": True}, NOT_APPLICABLE),
    ("serial_port_disabled", own(serial_port_enable="1"), FAIL),
    ("serial_port_disabled", {"project_metadata": {"serial-port-enable": "true"}}, FAIL),
    (
        "serial_port_disabled",
        {"project_metadata": {"serial-port-enable": "true"}} | own(serial_port_enable="false"),
        PASS,
    ),
    ("ip_forwarding_disabled", {"ip_forwarding": True}, FAIL),
    ("ip_forwarding_disabled", {"ip_forwarding": True, "gke": True}, NOT_APPLICABLE),
    ("shielded", {"shielding": SHIELDED._replace(vtpm=False)}, FAIL),
    ("shielded", {"shielding": SHIELDED._replace(integrity=False)}, FAIL),
    ("shielded", {"shielding": SHIELDED._replace(secure_boot=False)}, PASS),
    ("confidential", {"confidential": False}, FAIL),
    ("metadata_no_secrets", {"secrets": ("startup-script: secret in line 1",)}, FAIL),
]
PROJECTS: list[Row] = [
    ("oslogin_enabled", {"metadata": {}}, FAIL),
    ("oslogin_enabled", {"metadata": {"enable-oslogin": "false"}}, FAIL),
    ("oslogin_2fa_enabled", {"metadata": LOGIN}, FAIL),
]
PUBLIC = Binding("roles/compute.imageUser", frozenset({"allAuthenticatedUsers"}))
CASES: list[Case] = [
    *rows("gcp_compute_instance", INSTANCES),
    *rows("gcp_compute_project", PROJECTS),
    *rows("gcp_compute_image", [("not_public", {"policy": (PUBLIC,)}, FAIL)]),
    *rows("gcp_compute_disk", [("customer_managed_key", {"customer_key": False}, FAIL)]),
]
