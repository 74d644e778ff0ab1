"""EventBridge: an open bus, a rule with a secret and a target elsewhere, a schedule."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

BUS = f"arn:aws:events:{HOME}:{ACCOUNT_ID}:event-bus/default"
RULE = f"arn:aws:events:{HOME}:{ACCOUNT_ID}:rule/nightly"
SCHEDULE = f"arn:aws:scheduler:{HOME}:{ACCOUNT_ID}:schedule/default/report"
SECRET = json.dumps({"password": "Zk3-mX9q!rT7"})
OPEN = {
    "Statement": {"Effect": "Allow", "Principal": "*", "Action": "events:*", "Resource": BUS},
}
LISTINGS = {"events:ListEventBuses", "events:ListRules", "scheduler:ListSchedules"}
ANSWERS: dict[str, Recording] = {
    "events:ListEventBuses": {
        "EventBuses": [{"Name": "default", "Arn": BUS, "Policy": json.dumps(OPEN)}]
    },
    "events:ListRules": {
        "Rules": [
            {"Name": "nightly", "Arn": RULE, "State": "ENABLED", "EventBusName": "default"},
            {
                "Name": "of-aws",
                "Arn": f"{RULE}-2",
                "State": "ENABLED",
                "ManagedBy": "config.amazonaws.com",
            },
        ]
    },
    "events:ListTargetsByRule": {
        "Targets": [
            {
                "Id": "1",
                "Arn": "arn:aws:events:eu-west-1:999988887777:event-bus/x",
                "Input": SECRET,
            },
        ]
    },
    "scheduler:ListSchedules": {
        "Schedules": [{"Arn": SCHEDULE, "Name": "report", "GroupName": "default"}]
    },
    "scheduler:GetSchedule": {
        "Arn": SCHEDULE,
        "Name": "report",
        "GroupName": "default",
        "Target": {"Arn": "arn:x", "RoleArn": "arn:y", "Input": SECRET},
    },
}
FAILED = {
    BUS: {"events_bus_policy_not_public"},
    RULE: {"events_rule_targets_of_own_account", "events_rule_inputs_without_secrets"},
    SCHEDULE: {"scheduler_schedule_inputs_without_secrets"},
}
CALLS: dict[str, int] = {}
