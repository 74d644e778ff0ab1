"""Cases of IoT Core's checks."""

from typing import Any

from posture.domain.aws.assets.iot import IotPolicy
from posture.domain.aws.policy import Policy, policy
from tests.unit.checks.evaluating import FAIL, PASS, Compliant, Row, rows


def _allow(action: str, resource: str, **more: Any) -> Policy:  # noqa: ANN401  # parts of a policy
    one = {"Effect": "Allow", "Action": action, "Resource": resource}
    return policy({"Statement": one | more})


OWN = "arn:aws:iot:eu-west-1:123456789012:topic/${iot:Connection.Thing.ThingName}/*"
ATTACHED = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
DETACHED = {"Bool": {"iot:Connection.Thing.IsAttached": ["true", "false"]}}
PLACE = "arn:aws:iot:eu-west-1:123456789012"
NAMED = {"StringEquals": {"iot:Connection.Thing.ThingTypeName": "sensor"}}
COMPLIANT: Compliant = {IotPolicy: {"policy": _allow("iot:Publish", OWN)}}
POLICIES: list[Row] = [
    ("least_privilege", {"policy": _allow("iot:*", "*")}, FAIL),
    ("least_privilege", {"policy": _allow("iot:Publish", "*")}, FAIL),
    ("least_privilege", {"policy": _allow("iot:Publish", "arn:aws:iot:*:1:topic/*")}, FAIL),
    ("least_privilege", {"policy": _allow("iot:Publish", "*", Condition=ATTACHED)}, FAIL),
    ("least_privilege", {"policy": _allow("iot:Publish", "*", Condition=NAMED)}, PASS),
    ("least_privilege", {"policy": _allow("iot:Connect", "*", Condition=ATTACHED)}, PASS),
    ("least_privilege", {"policy": _allow("iot:Connect", "*", Condition=DETACHED)}, FAIL),
    ("least_privilege", {"policy": _allow("iot:Connect", "*")}, FAIL),
    ("least_privilege", {"policy": _allow("iot:Subscribe", f"{PLACE}:topicfilter/#")}, FAIL),
    ("least_privilege", {"policy": _allow("iot:Subscribe", f"{PLACE}:topicfilter/a/#")}, PASS),
    ("least_privilege", {"policy": _allow("iot:UpdateThingShadow", f"{PLACE}:thing/*")}, FAIL),
    ("least_privilege", {"policy": _allow("iot:DescribeJobExecution", "*")}, PASS),
]
CASES = rows("aws_iot_policy", POLICIES)
