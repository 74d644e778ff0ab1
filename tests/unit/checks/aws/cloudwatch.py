"""Cases of CloudWatch's checks: alarms."""

from posture.domain.aws.assets.cloudwatch import Alarm
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Row,
    rows,
)

COMPLIANT: Compliant = {
    Alarm: {"actions_enabled": True, "actions": ("arn:aws:sns:x:1:t",), "in_composite": False}
}
ACTS = "alarm_acts"
ALARMS: list[Row] = [
    (ACTS, {}, PASS),
    (ACTS, {"actions_enabled": False}, FAIL),
    (ACTS, {"actions": ()}, FAIL),
    (ACTS, {"actions": (), "in_composite": True}, NOT_APPLICABLE),
    (ACTS, {"actions": (), "in_composite": DENIED}, UNKNOWN),
    (ACTS, {"in_composite": DENIED}, PASS),
]
CASES = rows("aws_cloudwatch", ALARMS)
