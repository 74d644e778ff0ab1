"""Checks of policies of devices in AWS IoT Core."""

from posture.domain.aws.assets.iot import IotPolicy
from posture.domain.aws.policy import Statement
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DATA_ACTIONS = ("iot:Connect", "iot:Publish", "iot:Receive", "iot:Subscribe")
KINDS = ("client/", "topic/", "topicfilter/")
# Conditions on the thing that is attached to the certificate.
OF_THING = "iot:connection.thing."


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
    wide = [one for one in known(iot_policy.policy).allowing if _is_wide(one)]
    actions = sorted({action for one in wide for action in DATA_ACTIONS if one.covers(action)})
    return failed(f"On any name: {', '.join(actions)}.") if actions else passed()


def _is_wide(one: Statement) -> bool:
    """Return whether a statement is about clients or topics of any name, for any device."""
    of_thing = any(key.startswith(OF_THING) for key, _ in one.requirements)
    return not of_thing and any(one.on_any("iot", kind) for kind in KINDS)
