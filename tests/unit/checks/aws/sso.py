"""Cases of the checks of IAM Identity Center."""

from posture.domain.aws.assets.sso import PermissionSet
from tests.unit.checks.evaluating import FAIL, PASS, Compliant, Row, rows

COMPLIANT: Compliant = {
    PermissionSet: {"session_minutes": 240, "administrator": True, "single_users": 0}
}
SETS: list[Row] = [
    ("administrators_few", {"single_users": 2}, FAIL),
    ("session_short", {"session_minutes": 241}, FAIL),
    ("session_short", {"session_minutes": 720, "administrator": False}, PASS),
]
CASES = rows("aws_ssoadmin_permission_set", SETS)
