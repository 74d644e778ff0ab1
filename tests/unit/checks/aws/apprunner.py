"""Cases of App Runner's checks: services."""

from posture.domain.aws.assets.apprunner import AppRunnerService
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Compliant, Row, rows

COMPLIANT: Compliant = {AppRunnerService: {"secrets": (), "public": False, "web_acl": False}}
SERVICES: list[Row] = [
    ("variables_without_secrets", {"secrets": ("DB_PASSWORD (secret)",)}, FAIL),
    ("ingress_protected", {"public": True}, FAIL),
    ("ingress_protected", {"public": True, "web_acl": True}, PASS),
    ("ingress_protected", {"public": True, "web_acl": DENIED}, UNKNOWN),
    ("ingress_protected", {"web_acl": DENIED}, PASS),
]
CASES = rows("aws_apprunner_service", SERVICES)
