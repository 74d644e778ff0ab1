"""MSK Connect: a connector in plain text without logs, and one that is well kept."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:kafkaconnect:{HOME}:{ACCOUNT_ID}:connector"
LISTINGS = {"kafkaconnect:ListConnectors"}


def _connector(name: str, state: str, traffic: str, **more: object) -> dict[str, Any]:
    return {
        "connectorArn": f"{PLACE}/{name}/1",
        "connectorName": name,
        "connectorState": state,
        "kafkaClusterEncryptionInTransit": {"encryptionType": traffic},
    } | more


LOGGED = {"logDelivery": {"workerLogDelivery": {"s3": {"enabled": True}}}}
ANSWERS: dict[str, Recording] = {
    "kafkaconnect:ListConnectors": {
        "connectors": [
            _connector("plain", "RUNNING", "PLAINTEXT"),
            _connector("kept", "RUNNING", "TLS", **LOGGED),
            _connector("ending", "DELETING", "PLAINTEXT"),
        ]
    },
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/plain/1": {"msk_connector_traffic_encrypted", "msk_connector_logged"},
    f"{PLACE}/kept/1": set(),
}
CALLS: dict[str, int] = {}
