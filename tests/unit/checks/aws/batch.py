"""Cases of Batch's checks: job definitions."""

from posture.domain.aws.assets.batch import JobDefinition
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {JobDefinition: {"secrets": (), "privileged": ()}}
DEFINITIONS: list[Row] = [
    ("without_secrets", {"secrets": ("DB_PASSWORD (secret)",)}, FAIL),
    ("unprivileged", {"privileged": ("container",)}, FAIL),
]
CASES = rows("aws_batch_job_definition", DEFINITIONS)
