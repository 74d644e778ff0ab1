"""Cases of Systems Manager's checks: parameters."""

from posture.domain.aws.assets.ssm import SsmParameter
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Compliant, Row, rows

COMPLIANT: Compliant = {SsmParameter: {"name": "/prod/db-password", "kind": "SecureString"}}
PARAMETERS: list[Row] = [
    ("secrets_encrypted", {}, PASS),
    ("secrets_encrypted", {"kind": "String"}, FAIL),
    ("secrets_encrypted", {"kind": "StringList", "name": "API_KEY"}, FAIL),
    ("secrets_encrypted", {"kind": "String", "name": "/prod/db-host"}, NOT_APPLICABLE),
    ("secrets_encrypted", {"kind": "String", "name": "/passwords/length"}, NOT_APPLICABLE),
    ("secrets_encrypted", {"kind": "String", "name": "DB_PASSWORD_ARN"}, NOT_APPLICABLE),
]
CASES = rows("aws_ssm_parameter", PARAMETERS)
