"""Cases of Comprehend's checks: models."""

from posture.domain.aws.assets.comprehend import ComprehendModel
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import DENIED, FAIL, UNKNOWN, Compliant, Row, rows

ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "comprehend:ImportModel", "Resource": "*"}
COMPLIANT: Compliant = {ComprehendModel: {"in_vpc": True, "plain_parts": (), "policy": None}}
MODELS: list[Row] = [
    ("trained_in_vpc", {"in_vpc": False}, FAIL),
    ("encrypted_with_own_key", {"plain_parts": ("model",)}, FAIL),
    ("policy_not_public", {"policy": policy({"Statement": ANYONE})}, FAIL),
    ("policy_not_public", {"policy": DENIED}, UNKNOWN),
]
CASES = rows("aws_comprehend_model", MODELS)
