"""Collector of Amazon MSK: provisioned and serverless clusters, from one listing."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.kafka import MskCluster

CLUSTERS_CALL = "kafka:ListClustersV2"
SERVERLESS = "SERVERLESS"
SERVERLESS_FACTS: Mapping[str, Any] = {
    "public": False,
    "authentication": ("iam",),
    "unauthenticated": False,
    "client_traffic": "TLS",
    "brokers_encrypted": True,
    "logged": None,
}


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("State") == "DELETING":
        return None
    return Item(one["ClusterArn"], one["ClusterName"], one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    if item.data.get("ClusterType") == SERVERLESS:
        return SERVERLESS_FACTS
    one = item.data["Provisioned"]
    nodes = one["BrokerNodeGroupInfo"]
    public = (nodes.get("ConnectivityInfo") or {}).get("PublicAccess") or {}
    clients = one.get("ClientAuthentication")
    transit = (one.get("EncryptionInfo") or {}).get("EncryptionInTransit") or {}
    targets = (one.get("LoggingInfo") or {}).get("BrokerLogs") or {}
    return {
        "public": bool(public) and public["Type"] != "DISABLED",
        "authentication": _authentication(clients or {}),
        # Without any setting clients do not sign in.
        "unauthenticated": clients is None
        or (clients.get("Unauthenticated") or {}).get("Enabled", False),
        "client_traffic": transit.get("ClientBroker", "TLS_PLAINTEXT"),
        "brokers_encrypted": transit.get("InCluster", True),
        "logged": any(each.get("Enabled") for each in targets.values()),
    }


def _authentication(clients: Mapping[str, Any]) -> tuple[str, ...]:
    sasl = clients.get("Sasl") or {}
    ways = {"iam": sasl.get("Iam"), "scram": sasl.get("Scram"), "tls": clients.get("Tls")}
    return tuple(name for name, way in ways.items() if (way or {}).get("Enabled"))


CLUSTERS = AssetCollector(
    asset_type=MskCluster,
    regional=True,
    calls=(CLUSTERS_CALL,),
    items=listing(CLUSTERS_CALL, "ClusterInfoList", _item),
    listed=_listed,
    transition=in_state("creating", "updating", path=("State",)),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (CLUSTERS,)
