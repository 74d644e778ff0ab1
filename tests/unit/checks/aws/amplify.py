"""Cases of Amplify's checks: applications."""

from posture.domain.aws.assets.amplify import AmplifyApp
from tests.unit.checks.evaluating import DENIED, FAIL, UNKNOWN, Compliant, Row, rows

COMPLIANT: Compliant = {AmplifyApp: {"secrets": (), "branch_secrets": ()}}
APPS: list[Row] = [
    ("variables_without_secrets", {"secrets": ("TOKEN (secret)",)}, FAIL),
    ("variables_without_secrets", {"branch_secrets": ("branch main: TOKEN (secret)",)}, FAIL),
    ("variables_without_secrets", {"branch_secrets": DENIED}, UNKNOWN),
    ("variables_without_secrets", {"secrets": ("TOKEN (secret)",), "branch_secrets": DENIED}, FAIL),
]
CASES = rows("aws_amplify_app", APPS)
