"""Cases of Kinesis' checks."""

from posture.domain.aws.assets.kinesis import KinesisStream
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Compliant, Row, rows

OPEN = policy(
    '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "kinesis:PutRecord",'
    ' "Resource": "*"}}'
)
COMPLIANT: Compliant = {KinesisStream: {"encrypted": True, "retention_hours": 168, "policy": None}}
STREAMS: list[Row] = [
    ("encrypted", {"encrypted": False}, FAIL),
    ("encrypted", {"encrypted": DENIED}, UNKNOWN),
    ("records_kept", {"retention_hours": 24}, FAIL),
    ("records_kept", {"retention_hours": 168}, PASS),
    ("policy_not_public", {"policy": OPEN}, FAIL),
]
CASES = rows("aws_kinesis_stream", STREAMS)
