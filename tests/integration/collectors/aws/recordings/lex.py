"""Lex: a public bot, and one without a policy."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import error
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:lex:{HOME}:{ACCOUNT_ID}:bot"
SERVICES = {"lex"}
LISTINGS = {"lexv2-models:ListBots"}
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "lex:*", "Resource": "*"}


def _policy(received: ReceivedCall) -> Body:
    if "OPEN" in received.path:
        return {"policy": json.dumps({"Statement": ANYONE})}
    return error(received.call, "ResourceNotFoundException", 404)


ANSWERS: dict[str, Recording] = {
    "lexv2-models:ListBots": {
        "botSummaries": [
            {"botId": "OPEN", "botName": "open", "botStatus": "Available"},
            {"botId": "CLOSED", "botName": "closed", "botStatus": "Available"},
            {"botId": "ENDING", "botName": "ending", "botStatus": "Deleting"},
        ]
    },
    "lexv2-models:DescribeResourcePolicy": _policy,
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/OPEN": {"lex_bot_policy_not_public"},
    f"{PLACE}/CLOSED": set(),
}
CALLS = {"lexv2-models:DescribeResourcePolicy": 2}
