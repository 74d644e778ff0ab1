"""Cases of MSK's checks."""

from posture.domain.aws.assets.kafka import MskCluster
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, Compliant, Row, rows

COMPLIANT: Compliant = {
    MskCluster: {
        "public": False,
        "authentication": ("iam",),
        "unauthenticated": False,
        "client_traffic": "TLS",
        "brokers_encrypted": True,
        "logged": True,
    }
}
CLUSTERS: list[Row] = [
    ("public_access_disabled", {"public": True}, FAIL),
    ("clients_authenticated", {"unauthenticated": True}, FAIL),
    ("clients_authenticated", {"authentication": ()}, FAIL),
    ("traffic_encrypted", {"client_traffic": "TLS_PLAINTEXT"}, FAIL),
    ("traffic_encrypted", {"brokers_encrypted": False}, FAIL),
    ("broker_logs_delivered", {"logged": False}, FAIL),
    ("broker_logs_delivered", {"logged": None}, NOT_APPLICABLE),
]
CASES = rows("aws_msk_cluster", CLUSTERS)
