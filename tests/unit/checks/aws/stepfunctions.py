"""Cases of Step Functions' checks: state machines."""

from posture.domain.aws.assets.stepfunctions import StateMachine
from tests.unit.checks.evaluating import FAIL, PASS, Compliant, Row, rows

COMPLIANT: Compliant = {StateMachine: {"log_level": "ALL", "logs_data": False, "secrets": ()}}
MACHINES: list[Row] = [
    ("logged", {"log_level": "OFF"}, FAIL),
    ("logged", {"log_level": "FATAL"}, PASS),
    ("data_not_logged", {"logs_data": True}, FAIL),
    ("definition_without_secrets", {"secrets": ("secret in line 2",)}, FAIL),
]
CASES = rows("aws_stepfunctions_state_machine", MACHINES)
