"""Checks of Azure Databricks."""

from posture.domain.azure.assets.databricks import DatabricksWorkspace
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://learn.microsoft.com/azure/databricks/security/network"


@check(
    severity=Severity.MEDIUM,
    finding_title="Databricks workspace has a public endpoint",
    remediation="Disable public network access, and connect by private endpoints.",
    cli="az databricks workspace update --ids ID --public-network-access Disabled",
    terraform="""
        resource "azurerm_databricks_workspace" "this" {
          public_network_access_enabled = false
        }
    """,
    reference=f"{DOCS}/classic/private-link",
)
def azure_databricks_workspace_public_access_disabled(workspace: DatabricksWorkspace) -> Verdict:
    """Databricks workspace cannot be reached over a public endpoint.

    A stolen token can then read its data from everywhere.
    """
    if known(workspace.public) == "disabled":
        return passed()
    return failed("Public network access is enabled.")


@check(
    severity=Severity.HIGH,
    finding_title="Databricks clusters have public addresses",
    remediation="Make the workspace anew with secure cluster connectivity.",
    cli="az databricks workspace update --ids ID --enable-no-public-ip true",
    terraform="""
        resource "azurerm_databricks_workspace" "this" {
          custom_parameters {
            no_public_ip = true
          }
        }
    """,
    reference=f"{DOCS}/classic/secure-cluster-connectivity",
)
def azure_databricks_workspace_clusters_private(workspace: DatabricksWorkspace) -> Verdict:
    """Databricks clusters have no public addresses.

    An open port of a cluster is otherwise open to the internet.
    """
    public = known(workspace.public_nodes)
    if public is None:
        return not_applicable("The workspace has no setting for it.")
    return failed("Secure cluster connectivity is off.") if public else passed()
