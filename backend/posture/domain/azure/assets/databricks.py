"""Assets of Azure Databricks: workspaces."""

from posture.domain.asset import Family
from posture.domain.azure.asset import AzureAsset
from posture.domain.evidence import Fact


class DatabricksWorkspace(AzureAsset, frozen=True, kw_only=True):
    """A workspace.

    Attributes:
        public: `enabled` or `disabled`.
        public_nodes: whether its clusters have public addresses; None if Azure does not say so.
    """

    service = "databricks"
    family = Family.AI
    arm_type = "Microsoft.Databricks/workspaces"

    public: Fact[str]
    public_nodes: Fact[bool | None]
