"""Cases of the checks of Lambda's layers."""

from posture.domain.aws.assets.lambda_layer import LambdaLayer
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import FAIL, PASS, Compliant, Row, rows

COMPLIANT: Compliant = {LambdaLayer: {"policy": None}}
EVERYONE = {"Effect": "Allow", "Principal": "*", "Action": "lambda:GetLayerVersion"}
MEMBERS = EVERYONE | {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}
LAYERS: list[Row] = [
    ("policy_not_public", {"policy": policy({"Statement": EVERYONE})}, FAIL),
    ("policy_not_public", {"policy": policy({"Statement": MEMBERS})}, PASS),
]
CASES = rows("aws_lambda_layer", LAYERS)
