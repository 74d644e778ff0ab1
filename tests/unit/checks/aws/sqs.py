"""Cases of SQS's checks: queues."""

from typing import Any

from posture.domain.aws.assets.sqs import SqsQueue
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Compliant, Row, rows

SEND = "sqs:SendMessage"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:orders"
COMPLIANT: Compliant = {SqsQueue: {"policy": None, "encrypted": True}}


def granting(principal: object, action: str = SEND, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # members of a statement
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    return {"policy": policy({"Statement": statement | more})}


def limited(key: str, value: str, operator: str = "StringEquals") -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


SNS = {"Service": "sns.amazonaws.com"}
PUBLIC, CONFINED = "policy_not_public", "service_callers_confined"
QUEUES: list[Row] = [
    (PUBLIC, {}, PASS),
    (PUBLIC, granting("*"), FAIL),
    (PUBLIC, granting({"AWS": "*"}), FAIL),
    (PUBLIC, granting("*", **limited("aws:SourceAccount", "123456789012")), PASS),
    (PUBLIC, granting("*", **limited("aws:SourceArn", TOPIC, "ArnEquals")), PASS),
    (PUBLIC, granting("*", **limited("aws:PrincipalOrgID", "*", "StringLike")), FAIL),
    (PUBLIC, granting({"AWS": "arn:aws:iam::999988887777:root"}), PASS),
    (PUBLIC, granting(SNS), PASS),
    (PUBLIC, {"policy": DENIED}, UNKNOWN),
    (CONFINED, {}, PASS),
    (CONFINED, granting(SNS), FAIL),
    (CONFINED, granting(SNS, **limited("aws:SourceArn", TOPIC, "ArnEquals")), PASS),
    (CONFINED, granting(SNS, **limited("aws:SourceAccount", "123456789012")), PASS),
    (CONFINED, {"policy": DENIED}, UNKNOWN),
    ("encrypted", {}, PASS),
    ("encrypted", {"encrypted": False}, FAIL),
    ("encrypted", {"encrypted": DENIED}, UNKNOWN),
]
CASES = rows("aws_sqs_queue", QUEUES)
