"""IoT Core: a policy for everything, and one for a device's own topics."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording, by_name

PLACE = f"arn:aws:iot:{HOME}:{ACCOUNT_ID}"
LISTINGS = {"iot:ListPolicies"}
OWN = f"{PLACE}:topic/${{iot:Connection.Thing.ThingName}}/*"


def _policy(action: str, resource: str) -> dict[str, str]:
    one = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {"policyDocument": json.dumps({"Statement": [one]})}


ANSWERS: dict[str, Recording] = {
    "iot:ListPolicies": {
        "policies": [
            {"policyName": name, "policyArn": f"{PLACE}:policy/{name}"} for name in ("wide", "own")
        ]
    },
    "iot:GetPolicy": by_name({"wide": _policy("iot:*", "*"), "own": _policy("iot:Publish", OWN)}),
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}:policy/wide": {"iot_policy_least_privilege"},
    f"{PLACE}:policy/own": set(),
}
CALLS = {"iot:GetPolicy": 2}
