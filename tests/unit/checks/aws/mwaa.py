"""Cases of the checks of Managed Workflows for Apache Airflow."""

from posture.domain.aws.assets.mwaa import AirflowEnvironment
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {AirflowEnvironment: {"access": "PRIVATE_ONLY"}}
ENVIRONMENTS: list[Row] = [
    ("web_server_private", {"access": "PUBLIC_ONLY"}, FAIL),
    ("web_server_private", {"access": "PUBLIC_AND_PRIVATE"}, FAIL),
]
CASES = rows("aws_mwaa_environment", ENVIRONMENTS)
