"""Lambda's layers: a public one, and one without a policy."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import error
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:lambda:{HOME}:{ACCOUNT_ID}:layer"
KINDS = {"LambdaLayer"}
LISTINGS = {"lambda:ListLayers"}
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "lambda:GetLayerVersion"}


def _policy(received: ReceivedCall) -> Body:
    if "/open/" in received.path:
        return {"Policy": json.dumps({"Statement": ANYONE})}
    return error(received.call, "ResourceNotFoundException", 404)


ANSWERS: dict[str, Recording] = {
    "lambda:ListLayers": {
        "Layers": [
            {
                "LayerName": name,
                "LatestMatchingVersion": {"LayerVersionArn": f"{PLACE}:{name}:3", "Version": 3},
            }
            for name in ("open", "closed")
        ]
    },
    "lambda:GetLayerVersionPolicy": _policy,
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}:open:3": {"lambda_layer_policy_not_public"},
    f"{PLACE}:closed:3": set(),
}
CALLS = {"lambda:GetLayerVersionPolicy": 2}
