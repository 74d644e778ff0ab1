"""Cases of Resource Access Manager's checks."""

from posture.domain.aws.assets.ram import ResourceShare
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, Compliant, Row, rows

COMPLIANT: Compliant = {ResourceShare: {"external": False, "of_policy": False}}
SHARES: list[Row] = [
    ("organization_only", {"external": True}, FAIL),
    ("organization_only", {"external": True, "of_policy": True}, NOT_APPLICABLE),
]
CASES = rows("aws_ram_share", SHARES)
