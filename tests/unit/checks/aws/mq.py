"""Cases of MQ's checks."""

from posture.domain.aws.assets.mq import MqBroker
from tests.unit.checks.evaluating import DENIED, FAIL, UNKNOWN, Compliant, Row, rows

COMPLIANT: Compliant = {MqBroker: {"public": False, "missing_logs": (), "minor_upgrades": True}}
BROKERS: list[Row] = [
    ("public_access_disabled", {"public": True}, FAIL),
    ("public_access_disabled", {"public": DENIED}, UNKNOWN),
    ("logged", {"missing_logs": ("audit",)}, FAIL),
    ("upgraded_automatically", {"minor_upgrades": False}, FAIL),
]
CASES = rows("aws_mq_broker", BROKERS)
