"""Cases of CloudWatch Logs' checks: log groups and resource policies."""

from posture.domain.aws.assets.logs import LogDestination, LogGroup, LogsRegion
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Compliant, Row, rows

SERVICE = {
    "Effect": "Allow",
    "Principal": {"Service": "route53.amazonaws.com"},
    "Action": "logs:PutLogEvents",
    "Resource": "*",
}
WRITERS = policy({"Statement": SERVICE})
ANYONE = policy({"Statement": SERVICE | {"Principal": "*"}})
COMPLIANT: Compliant = {
    LogGroup: {"retention_days": 365, "kms_key": "key", "delivery": False},
    LogsRegion: {"policies": {"dns": WRITERS}},
    LogDestination: {"policy": None},
}
FORWARDED = {"delivery": True, "kms_key": None}
GROUPS: list[Row] = [
    ("retention_set", {}, PASS),
    ("retention_set", {"retention_days": None}, FAIL),
    ("retention_set", FORWARDED, NOT_APPLICABLE),
    ("encrypted_with_kms", {}, PASS),
    ("encrypted_with_kms", {"kms_key": None}, FAIL),
    ("encrypted_with_kms", FORWARDED, NOT_APPLICABLE),
]
OPEN = "resource_policies_not_public"
CASES = [
    *rows("aws_logs_destination", [("policy_not_public", {"policy": ANYONE}, FAIL)]),
    *rows("aws_logs_group", GROUPS),
    *rows(
        "aws_logs_region",
        [
            (OPEN, {"policies": {}}, PASS),
            (OPEN, {"policies": {"dns": WRITERS, "other": ANYONE}}, FAIL),
        ],
    ),
]
