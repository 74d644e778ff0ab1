"""MSK: an open cluster, a closed one, and one without servers."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:kafka:{HOME}:{ACCOUNT_ID}:cluster"
LISTINGS = {"kafka:ListClustersV2"}


def _cluster(name: str, **more: object) -> dict[str, Any]:
    return {"clusterArn": f"{PLACE}/{name}/1", "clusterName": name, "state": "ACTIVE"} | more


PUBLIC = {"connectivityInfo": {"publicAccess": {"type": "SERVICE_PROVIDED_EIPS"}}}
OPEN = _cluster(
    "open",
    clusterType="PROVISIONED",
    provisioned={
        "brokerNodeGroupInfo": PUBLIC,
        "clientAuthentication": {"unauthenticated": {"enabled": True}},
        "encryptionInfo": {"encryptionInTransit": {"clientBroker": "TLS_PLAINTEXT"}},
    },
)
CLOSED = _cluster(
    "closed",
    clusterType="PROVISIONED",
    provisioned={
        "brokerNodeGroupInfo": {},
        "clientAuthentication": {"sasl": {"iam": {"enabled": True}}},
        "encryptionInfo": {"encryptionInTransit": {"clientBroker": "TLS", "inCluster": True}},
        "loggingInfo": {"brokerLogs": {"s3": {"enabled": True}}},
    },
)
CLUSTERS = [OPEN, CLOSED, _cluster("small", clusterType="SERVERLESS", serverless={})]
ANSWERS: dict[str, Recording] = {
    "kafka:ListClustersV2": {
        "clusterInfoList": [*CLUSTERS, _cluster("ending") | {"state": "DELETING"}]
    },
}
WRONG = (
    "public_access_disabled",
    "clients_authenticated",
    "traffic_encrypted",
    "broker_logs_delivered",
)
FAILED: dict[str, set[str]] = {
    f"{PLACE}/open/1": {f"msk_cluster_{one}" for one in WRONG},
    f"{PLACE}/closed/1": set(),
    f"{PLACE}/small/1": set(),
}
CALLS: dict[str, int] = {}
