"""Cases of CloudWatch Logs' checks: log groups."""

from posture.domain.aws.assets.logs import LogGroup
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Compliant, Row, rows

COMPLIANT: Compliant = {LogGroup: {"retention_days": 365, "kms_key": "key", "delivery": False}}
FORWARDED = {"delivery": True, "kms_key": None}
GROUPS: list[Row] = [
    ("retention_set", {}, PASS),
    ("retention_set", {"retention_days": None}, FAIL),
    ("retention_set", FORWARDED, NOT_APPLICABLE),
    ("encrypted_with_kms", {}, PASS),
    ("encrypted_with_kms", {"kms_key": None}, FAIL),
    ("encrypted_with_kms", FORWARDED, NOT_APPLICABLE),
]
CASES = rows("aws_logs_group", GROUPS)
