"""Step Functions: a silent state machine with a password, and one that logs everything."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:states:{HOME}:{ACCOUNT_ID}:stateMachine"
LISTINGS = {"stepfunctions:ListStateMachines"}
CALL = {"Type": "Task", "Parameters": {"password": "Zk3-mX9q!rT7"}, "End": True}


def _machine(received: ReceivedCall) -> Body:
    arn = received.members["stateMachineArn"]
    silent = arn.endswith(":silent")
    logging = {"level": "ALL", "includeExecutionData": True}
    return {
        "stateMachineArn": arn,
        "name": arn.rpartition(":")[2],
        "roleArn": "arn:x",
        "type": "STANDARD",
        "creationDate": 1,
        "definition": json.dumps({"States": {"call": CALL} if silent else {}}),
    } | ({} if silent else {"loggingConfiguration": logging})


ANSWERS: dict[str, Recording] = {
    "stepfunctions:ListStateMachines": {
        "stateMachines": [
            {"stateMachineArn": f"{PLACE}:{one}", "name": one, "type": "STANDARD"}
            for one in ("silent", "loud")
        ]
    },
    "stepfunctions:DescribeStateMachine": _machine,
}
FAILED = {
    f"{PLACE}:silent": {
        "stepfunctions_state_machine_logged",
        "stepfunctions_state_machine_definition_without_secrets",
    },
    f"{PLACE}:loud": {"stepfunctions_state_machine_data_not_logged"},
}
CALLS = {"stepfunctions:DescribeStateMachine": 2}
