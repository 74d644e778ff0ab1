"""Cases of Kendra's checks."""

from posture.domain.aws.assets.kendra import KendraIndex
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, Compliant, Row, rows

COMPLIANT: Compliant = {KendraIndex: {"tokens_verified": True, "own_key": True}}
INDEXES: list[Row] = [
    ("results_by_user", {"tokens_verified": False}, FAIL),
    ("results_by_user", {"tokens_verified": None}, NOT_APPLICABLE),
    ("encrypted_with_own_key", {"own_key": False}, FAIL),
]
CASES = rows("aws_kendra_index", INDEXES)
