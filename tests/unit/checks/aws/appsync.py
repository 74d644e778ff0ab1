"""Cases of AppSync's checks: GraphQL APIs."""

from posture.domain.aws.assets.appsync import GraphqlApi
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {GraphqlApi: {"by_key": False, "logged": "ERROR", "private": False}}
APIS: list[Row] = [
    ("keys_refused", {"by_key": True}, FAIL),
    ("keys_refused", {"by_key": True, "private": True}, FAIL),
    ("errors_logged", {"logged": "NONE"}, FAIL),
]
CASES = rows("aws_appsync_api", APIS)
