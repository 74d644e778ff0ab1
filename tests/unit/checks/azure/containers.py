"""Cases of the checks of container registries and Kubernetes clusters."""

from typing import Any

from msgspec.structs import replace

from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.assets.aks import AksCluster, AksSettings
from posture.domain.azure.assets.container_registry import ContainerRegistry
from tests.unit.checks.evaluating import FAIL, PASS, Case, Compliant, Row, rows

CLUSTER = AksSettings(
    private=True,
    api_ranges=(),
    local_accounts=False,
    rbac=True,
    network_policy="cilium",
    public_pools=(),
    defender=True,
)
CLOSED = NetworkAccess(public="disabled", default_action="allow")
COMPLIANT: Compliant = {
    AksCluster: {"settings": CLUSTER},
    ContainerRegistry: {
        "admin_user": False,
        "anonymous_pull": False,
        "premium": True,
        "network": CLOSED,
    },
}


def cluster(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # settings of every type
    return {"settings": replace(CLUSTER, **changed)}


CLUSTERS: list[Row] = [
    ("api_server_restricted", cluster(private=False), FAIL),
    ("api_server_restricted", cluster(private=False, api_ranges=("198.51.100.0/24",)), PASS),
    ("api_server_restricted", cluster(private=False, api_ranges=("0.0.0.0/0",)), FAIL),
    (
        "api_server_restricted",
        cluster(private=False, api_ranges=("0.0.0.0/1", "128.0.0.0/1")),
        FAIL,
    ),
    ("local_accounts_disabled", cluster(local_accounts=True), FAIL),
    ("rbac_enabled", cluster(rbac=False), FAIL),
    ("network_policy_set", cluster(network_policy="none"), FAIL),
    ("nodes_private", cluster(public_pools=("web",)), FAIL),
    ("defender_enabled", cluster(defender=False), FAIL),
]
OPEN = {"network": NetworkAccess(public="enabled", default_action="allow")}
DENIED = {"network": NetworkAccess(public="enabled", default_action="deny")}
REGISTRIES: list[Row] = [
    ("admin_user_disabled", {"admin_user": True}, FAIL),
    ("public_access_restricted", OPEN, FAIL),
    ("public_access_restricted", DENIED, PASS),
    ("public_access_restricted", {**DENIED, "premium": False}, FAIL),
    ("anonymous_pull_disabled", {"anonymous_pull": True}, FAIL),
]
CASES: list[Case] = [
    *rows("azure_aks_cluster", CLUSTERS),
    *rows("azure_acr_registry", REGISTRIES),
]
