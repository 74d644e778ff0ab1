"""Cases of the checks of Machine Learning, AI Search and Databricks."""

from typing import Any

from msgspec.structs import replace

from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.assets.databricks import DatabricksWorkspace
from posture.domain.azure.assets.machine_learning import (
    ComputeSettings,
    LearningCompute,
    LearningWorkspace,
    ModelRegistry,
    OnlineEndpoint,
    WorkspaceSettings,
)
from posture.domain.azure.assets.search import SearchService
from posture.domain.azure.diagnostics import DiagnosticSetting
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant, Row, rows

WORKSPACE = WorkspaceSettings(
    project=False,
    isolation="allowonlyapprovedoutbound",
    own_key=True,
    datastore_keys=False,
    public_behind_network=False,
)
COMPUTE = ComputeSettings(
    kind="computeinstance",
    node_public_ip=False,
    in_subnet=True,
    ssh="disabled",
    local_auth=False,
    idle_shutdown=True,
)
NETWORK = NetworkAccess(public="disabled", default_action="allow", private_endpoints=1)
LOGGED = DiagnosticSetting(frozenset(), frozenset({"alllogs"}), exported=True)
COMPLIANT: Compliant = {
    LearningWorkspace: {
        "settings": WORKSPACE,
        "public": "disabled",
        "network": NETWORK,
        "diagnostics": (LOGGED,),
    },
    LearningCompute: {"settings": COMPUTE, "isolated": False},
    OnlineEndpoint: {"auth": "aadtoken", "public": "disabled"},
    ModelRegistry: {"network": NETWORK},
    SearchService: {"local_auth": False, "network": NETWORK},
    DatabricksWorkspace: {"public": "disabled", "public_nodes": False},
}


def workspace(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # settings of every type
    return {"settings": replace(WORKSPACE, **changed)}


def compute(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return {"settings": replace(COMPUTE, **changed)}


PROJECT = workspace(project=True)
OPEN = NetworkAccess(public="enabled", default_action="allow")
WORKSPACES: list[Row] = [
    ("public_access_disabled", {"public": "enabled"}, FAIL),
    ("public_access_disabled", {"public": None}, PASS),
    ("public_access_disabled", {"public": None, "network": OPEN}, FAIL),
    ("public_access_disabled", {"public": None, **workspace(public_behind_network=True)}, FAIL),
    ("public_access_disabled", PROJECT, NOT_APPLICABLE),
    ("outbound_approved_only", workspace(isolation="disabled"), FAIL),
    ("outbound_approved_only", workspace(isolation="allowinternetoutbound"), FAIL),
    ("outbound_approved_only", PROJECT, NOT_APPLICABLE),
    ("customer_managed_key", workspace(own_key=False), FAIL),
    ("customer_managed_key", PROJECT, NOT_APPLICABLE),
    ("datastore_identity_based", workspace(datastore_keys=True), FAIL),
    ("datastore_identity_based", PROJECT, NOT_APPLICABLE),
    ("private_endpoint_used", {"network": OPEN}, FAIL),
    ("private_endpoint_used", PROJECT, NOT_APPLICABLE),
    ("logged", {"diagnostics": ()}, FAIL),
]
ATTACHED = compute(kind="kubernetes", node_public_ip=True, ssh="enabled", local_auth=True)
COMPUTES: list[Row] = [
    ("without_public_ip", compute(node_public_ip=True), FAIL),
    ("without_public_ip", {**compute(node_public_ip=True), "isolated": True}, PASS),
    ("without_public_ip", ATTACHED, NOT_APPLICABLE),
    ("ssh_closed", compute(ssh="enabled"), FAIL),
    ("ssh_closed", compute(ssh="notspecified"), PASS),
    ("ssh_closed", compute(ssh="notspecified", in_subnet=False), FAIL),
    ("ssh_closed", ATTACHED, NOT_APPLICABLE),
    ("local_auth_disabled", compute(local_auth=True), FAIL),
    ("local_auth_disabled", ATTACHED, NOT_APPLICABLE),
    ("instance_idle_shutdown", compute(idle_shutdown=False), FAIL),
    ("instance_idle_shutdown", compute(kind="amlcompute", idle_shutdown=False), NOT_APPLICABLE),
]
ENDPOINTS: list[Row] = [
    ("entra_auth", {"auth": "key"}, FAIL),
    ("public_access_disabled", {"public": "enabled"}, FAIL),
]
SEARCH: list[Row] = [
    ("public_access_restricted", {"network": OPEN}, FAIL),
    ("public_access_restricted", {"network": replace(OPEN, default_action="deny")}, PASS),
    ("local_auth_disabled", {"local_auth": True}, FAIL),
]
DATABRICKS: list[Row] = [
    ("public_access_disabled", {"public": "enabled"}, FAIL),
    ("clusters_private", {"public_nodes": True}, FAIL),
    ("clusters_private", {"public_nodes": None}, NOT_APPLICABLE),
]
CASES: list[Case] = [
    *rows("azure_ml_workspace", WORKSPACES),
    *rows("azure_ml_compute", COMPUTES),
    *rows("azure_ml_online_endpoint", ENDPOINTS),
    *rows("azure_ml_registry", [("public_access_disabled", {"network": OPEN}, FAIL)]),
    *rows("azure_search_service", SEARCH),
    *rows("azure_databricks_workspace", DATABRICKS),
]
