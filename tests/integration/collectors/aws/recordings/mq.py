"""MQ: a public broker of ActiveMQ without logs, and a closed one of RabbitMQ."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:mq:{HOME}:{ACCOUNT_ID}:broker"
LISTINGS = {"mq:ListBrokers"}


def _broker(name: str, state: str = "RUNNING") -> dict[str, str]:
    return {
        "brokerArn": f"{PLACE}:{name}:b-{name}",
        "brokerId": f"b-{name}",
        "brokerName": name,
        "brokerState": state,
    }


def _described(received: ReceivedCall) -> Body:
    if received.names("b-open"):
        return {
            "brokerState": "RUNNING",
            "engineType": "ActiveMQ",
            "publiclyAccessible": True,
            "logs": {"general": True, "audit": False},
        }
    return {
        "brokerState": "RUNNING",
        "engineType": "RabbitMQ",
        "publiclyAccessible": False,
        "logs": {"general": True},
        "autoMinorVersionUpgrade": True,
    }


ENDING = _broker("ending", "DELETION_IN_PROGRESS")
ANSWERS: dict[str, Recording] = {
    "mq:ListBrokers": {"brokerSummaries": [_broker("open"), _broker("closed"), ENDING]},
    "mq:DescribeBroker": _described,
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}:open:b-open": {
        "mq_broker_public_access_disabled",
        "mq_broker_logged",
        "mq_broker_upgraded_automatically",
    },
    f"{PLACE}:closed:b-closed": set(),
}
CALLS = {"mq:DescribeBroker": 2}
