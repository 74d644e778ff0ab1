"""Cases of Route 53's checks: hosted zones."""

from posture.domain.aws.assets.route53 import HostedZone
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Row,
    rows,
)

COMPLIANT: Compliant = {HostedZone: {"private": False, "queries_logged": True}}
ZONES: list[Row] = [
    ("queries_logged", {}, PASS),
    ("queries_logged", {"queries_logged": False}, FAIL),
    ("queries_logged", {"queries_logged": False, "private": True}, NOT_APPLICABLE),
    ("queries_logged", {"queries_logged": DENIED, "private": True}, NOT_APPLICABLE),
    ("queries_logged", {"queries_logged": DENIED}, UNKNOWN),
]
CASES = rows("aws_route53_zone", ZONES)
