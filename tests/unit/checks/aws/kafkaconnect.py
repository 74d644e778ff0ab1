"""Cases of MSK Connect's checks."""

from posture.domain.aws.assets.kafkaconnect import MskConnector
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {MskConnector: {"traffic": "TLS", "logged": True}}
CONNECTORS: list[Row] = [
    ("traffic_encrypted", {"traffic": "PLAINTEXT"}, FAIL),
    ("logged", {"logged": False}, FAIL),
]
CASES = rows("aws_msk_connector", CONNECTORS)
