"""CloudWatch: alarms with and without actions; one is named by another alarm."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

KINDS = {"Alarm"}
PLACE = f"arn:aws:cloudwatch:{HOME}:{ACCOUNT_ID}:alarm"
TOPIC = f"arn:aws:sns:{HOME}:{ACCOUNT_ID}:alarms"
LISTINGS = {"cloudwatch:DescribeAlarms"}


def _alarm(name: str, *actions: str) -> Body:
    return {
        "AlarmName": name,
        "AlarmArn": f"{PLACE}:{name}",
        "ActionsEnabled": True,
        "AlarmActions": list(actions),
    }


def _alarms(received: ReceivedCall) -> Body:
    named = received.members.get("AlarmNames")
    metric = [_alarm("cpu"), _alarm("disk"), _alarm("memory", TOPIC)]
    both = [_alarm("both", TOPIC) | {"AlarmRule": 'ALARM("cpu") OR OK(memory)'}]  # type: ignore[operator]  # a dict
    return {
        "MetricAlarms": [one for one in metric if not named or one["AlarmName"] in named],  # type: ignore[index]  # as above
        "CompositeAlarms": [one for one in both if not named or one["AlarmName"] in named],
    }


ANSWERS: dict[str, Recording] = {"cloudwatch:DescribeAlarms": _alarms}
FAILED: dict[str, set[str]] = {
    f"{PLACE}:cpu": set(),
    f"{PLACE}:disk": {"cloudwatch_alarm_acts"},
    f"{PLACE}:memory": set(),
    f"{PLACE}:both": set(),
}
CALLS = {"cloudwatch:DescribeAlarms": 2}
