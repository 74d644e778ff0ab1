"""Collects managed clusters of Azure Kubernetes Service."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    listing,
    named,
)
from posture.collectors.azure.properties import flag, members, part, text, value
from posture.collectors.collecting import Item
from posture.domain.azure.assets.aks import AksCluster, AksSettings

CLUSTERS_CALL = "aks:ListClusters"
CLUSTER_CALL = "aks:GetCluster"
CILIUM = "cilium"


def _cluster(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    server = part(properties, "apiServerAccessProfile")
    network = part(properties, "networkProfile")
    policy = text(network, "networkPolicy", default="none")
    if policy == "none" and text(network, "networkDataplane") == CILIUM:
        policy = CILIUM
    defender = part(part(part(properties, "securityProfile"), "defender"), "securityMonitoring")
    return {
        "settings": AksSettings(
            private=flag(server, "enablePrivateCluster")
            or text(properties, "publicNetworkAccess") == "disabled",
            api_ranges=tuple(map(str, value(server, "authorizedIPRanges", list) or [])),
            local_accounts=not flag(properties, "disableLocalAccounts"),
            rbac=flag(properties, "enableRBAC", default=True),
            network_policy=policy,
            public_pools=tuple(
                text(one, "name")
                for one in members(properties, "agentPoolProfiles")
                if flag(one, "enableNodePublicIP")
            ),
            defender=flag(defender, "enabled"),
        )
    }


CLUSTERS = ArmCollector(
    asset_type=AksCluster,
    calls=(CLUSTERS_CALL, CLUSTER_CALL),
    items=listing(CLUSTERS_CALL),
    find=named(CLUSTER_CALL),
    listed=_cluster,
)

COLLECTORS: Collectors = (CLUSTERS,)
