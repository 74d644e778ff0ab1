"""Assets of Azure Kubernetes Service: managed clusters."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.azure.asset import AzureAsset
from posture.domain.evidence import Fact


class AksSettings(Struct, frozen=True, kw_only=True):
    """The settings of a cluster.

    Attributes:
        private: whether its API server has no public address.
        api_ranges: ranges of addresses that reach a public API server; empty for all.
        local_accounts: whether certificates that nobody can revoke give access.
        rbac: whether Kubernetes checks what an identity may do.
        network_policy: such as `calico`; `none` if pods can reach each other freely.
        public_pools: names of node pools whose nodes have public addresses.
        defender: whether Microsoft Defender watches it.
    """

    private: bool
    api_ranges: tuple[str, ...]
    local_accounts: bool
    rbac: bool
    network_policy: str
    public_pools: tuple[str, ...]
    defender: bool


class AksCluster(AzureAsset, frozen=True, kw_only=True):
    """A managed Kubernetes cluster."""

    service = "aks"
    family = Family.COMPUTE
    arm_type = "Microsoft.ContainerService/managedClusters"

    settings: Fact[AksSettings]
