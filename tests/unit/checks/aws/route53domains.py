"""Cases of the checks of registered domains."""

from posture.domain.aws.assets.route53domains import RegisteredDomain
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {RegisteredDomain: {"locked": True, "renewed": True}}
DOMAINS: list[Row] = [
    ("transfer_locked", {"locked": False}, FAIL),
    ("renewed_automatically", {"renewed": False}, FAIL),
]
CASES = rows("aws_route53_domain", DOMAINS)
