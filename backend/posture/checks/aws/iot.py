"""Checks of policies of devices in AWS IoT Core."""

from posture.domain.aws.assets.iot import IotPolicy
from posture.domain.aws.policy import Statement
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

CONNECT, SUBSCRIBE = "iot:Connect", "iot:Subscribe"
# What devices do with data, and the kind of resource that it is done to.
DATA_ACTIONS = {
    CONNECT: "client/",
    "iot:DeleteThingShadow": "thing/",
    "iot:GetThingShadow": "thing/",
    "iot:Publish": "topic/",
    "iot:Receive": "topic/",
    SUBSCRIBE: "topicfilter/",
    "iot:UpdateThingShadow": "thing/",
}
# A policy takes the wildcards of MQTT literally: this filter is a subscription to all topics.
ALL_TOPICS = ":topicfilter/#"
# Conditions on the thing that is attached to the certificate.
OF_THING = "iot:connection.thing."
ATTACHED = "iot:Connection.Thing.IsAttached"


@check(
    severity=Severity.HIGH,
    finding_title="IoT policy lets each device use all topics or names",
    remediation="Name topics and clients, with policy variables for the device's own.",
    cli="""
        aws iot create-policy-version --policy-name POLICY --policy-document file://policy.json \\
          --set-as-default
    """,
    terraform="""
        resource "aws_iot_policy" "this" {
          policy = jsonencode({
            Statement = [{
              Effect   = "Allow"
              Action   = "iot:Publish"
              Resource = "arn:aws:iot:*:*:topic/$${iot:Connection.Thing.ThingName}/*"
            }]
          })
        }
    """,
    reference="https://docs.aws.amazon.com/iot/latest/developerguide/example-iot-policies.html",
)
def aws_iot_policy_least_privilege(iot_policy: IotPolicy) -> Verdict:
    """IoT policy lets devices use named topics and names only.

    One device that is taken apart otherwise reads and sends the messages of all others.
    """
    allowing = [*known(iot_policy.policy).allowing]
    actions = [action for action in DATA_ACTIONS if any(_is_wide(one, action) for one in allowing)]
    return failed(f"On any name: {', '.join(actions)}.") if actions else passed()


def _is_wide(one: Statement, action: str) -> bool:
    """Return whether a statement allows an action on any name, for any device."""
    if not one.covers(action) or any(key.startswith(OF_THING) for key, _ in one.requirements):
        return False
    # A client has the name of the thing that is attached to its certificate.
    if action == CONNECT and set(one.condition(ATTACHED)) == {"true"}:
        return False
    if action == SUBSCRIBE and any(each.endswith(ALL_TOPICS) for each in one.resources):
        return True
    return one.on_any("iot", DATA_ACTIONS[action])
