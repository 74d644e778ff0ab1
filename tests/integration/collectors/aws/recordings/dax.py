"""DAX: a cluster as the API makes it, one with all encryption, and one that is being deleted."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:dax:{HOME}:{ACCOUNT_ID}:cache"
LISTINGS = {"dax:DescribeClusters"}


def _cluster(name: str, **more: object) -> dict[str, Any]:
    return {"ClusterName": name, "ClusterArn": f"{PLACE}/{name}", "Status": "available", **more}


ANSWERS: dict[str, Recording] = {
    "dax:DescribeClusters": {
        "Clusters": [
            _cluster("plain"),
            _cluster(
                "safe",
                SSEDescription={"Status": "ENABLED"},
                ClusterEndpointEncryptionType="TLS",
            ),
            _cluster("ending", Status="deleting"),
        ]
    }
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/plain": {"dax_cluster_encrypted", "dax_cluster_tls_required"},
    f"{PLACE}/safe": set(),
}
CALLS: dict[str, int] = {}
