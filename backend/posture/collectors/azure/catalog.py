"""All Azure collectors."""

from typing import Any

from posture.collectors.azure import (
    ai,
    aks,
    app_service,
    compute,
    container_registry,
    cosmos_db,
    databricks,
    edge,
    flexible_servers,
    iam,
    key_vault,
    machine_learning,
    network,
    search,
    sql,
    storage,
    subscription,
)
from posture.collectors.azure.collecting import SubscriptionClient
from posture.collectors.collecting import AssetCollector

COLLECTORS: tuple[AssetCollector[SubscriptionClient, Any], ...] = (
    *ai.COLLECTORS,
    *aks.COLLECTORS,
    *app_service.COLLECTORS,
    *compute.COLLECTORS,
    *container_registry.COLLECTORS,
    *cosmos_db.COLLECTORS,
    *databricks.COLLECTORS,
    *edge.COLLECTORS,
    *flexible_servers.COLLECTORS,
    *iam.COLLECTORS,
    *key_vault.COLLECTORS,
    *machine_learning.COLLECTORS,
    *network.COLLECTORS,
    *search.COLLECTORS,
    *sql.COLLECTORS,
    *storage.COLLECTORS,
    *subscription.COLLECTORS,
)
