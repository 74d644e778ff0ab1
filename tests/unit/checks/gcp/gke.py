"""Cases of the checks of clusters."""

from typing import Any

from posture.domain.gcp.assets.gke import Anonymous, ControlPlane, GkeCluster, NodePool
from tests.unit.checks.evaluating import FAIL, PASS, Case, Compliant, Row, rows

POOL = NodePool("web", True, "nodes@shop.iam.gserviceaccount.com", True, True, True)  # noqa: FBT003  # a good pool
PLANE = ControlPlane(public=False, limited=False, networks=(), google=False)
COMPLIANT: Compliant = {
    GkeCluster: {
        "autopilot": False,
        "control_plane": PLANE,
        "legacy_authorization": False,
        "static_credentials": (),
        "pools": (POOL,),
        "node_account": "",
        "identities": True,
        "network_policy": True,
        "secrets_encrypted": True,
        "shielded": True,
        "channel": True,
        "anonymous": Anonymous(allowed=False, bindings=()),
        "logged": True,
        "binary_authorization": True,
    }
}
DEFAULT = "1-compute@developer.gserviceaccount.com"
AUTOPILOT = {"autopilot": True, "pools": ()}
BINDINGS = ("system:authenticated",)


def plane(
    *networks: str, limited: bool = True, google: bool = False, public: bool = True
) -> dict[str, Any]:
    return {"control_plane": ControlPlane(public, limited, networks, google)}


def pool(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # parts of every type
    return {"pools": (POOL, POOL._replace(**changed))}


CLUSTERS: list[Row] = [
    ("control_plane_restricted", plane(limited=False), FAIL),
    ("control_plane_restricted", plane("0.0.0.0/0"), FAIL),
    ("control_plane_restricted", plane("0.0.0.0/1", "128.0.0.0/1"), FAIL),
    ("control_plane_restricted", plane("10.0.0.0/8"), PASS),
    ("control_plane_restricted", plane(google=True), FAIL),
    ("control_plane_restricted", plane(public=False, limited=False), PASS),
    ("legacy_authorization_disabled", {"legacy_authorization": True}, FAIL),
    ("static_credentials_disabled", {"static_credentials": ("username",)}, FAIL),
    ("nodes_private", pool(private=False), FAIL),
    ("node_service_account_dedicated", pool(account=""), FAIL),
    ("node_service_account_dedicated", pool(account="default"), FAIL),
    ("node_service_account_dedicated", pool(account=DEFAULT), FAIL),
    ("node_service_account_dedicated", AUTOPILOT, FAIL),
    ("node_service_account_dedicated", AUTOPILOT | {"node_account": POOL.account}, PASS),
    ("workload_identity_enabled", {"identities": False}, FAIL),
    ("workload_identity_enabled", pool(hides_metadata=False), FAIL),
    ("workload_identity_enabled", AUTOPILOT | {"identities": False}, PASS),
    ("network_policy_enabled", {"network_policy": False}, FAIL),
    ("secrets_encrypted", {"secrets_encrypted": False}, FAIL),
    ("nodes_shielded", {"shielded": False}, FAIL),
    ("nodes_shielded", pool(integrity=False), FAIL),
    ("nodes_shielded", AUTOPILOT | {"shielded": False}, PASS),
    ("upgraded_automatically", {"channel": False}, PASS),
    ("upgraded_automatically", {"channel": False} | pool(upgraded=False), FAIL),
    ("anonymous_access_limited", {"anonymous": Anonymous(False, BINDINGS)}, FAIL),  # noqa: FBT003  # allowed
    ("anonymous_access_limited", {"anonymous": Anonymous(True, ())}, PASS),  # noqa: FBT003  # as above
    ("anonymous_access_limited", {"anonymous": Anonymous(True, ())} | plane(), FAIL),  # noqa: FBT003  # as above
    ("logging_enabled", {"logged": False}, FAIL),
    ("binary_authorization_enabled", {"binary_authorization": False}, FAIL),
]
CASES: list[Case] = rows("gcp_gke_cluster", CLUSTERS)
