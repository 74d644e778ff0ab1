"""Checks of Amazon CloudWatch alarms."""

from posture.domain.aws.assets.cloudwatch import Alarm
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed


@check(
    severity=Severity.MEDIUM,
    finding_title="CloudWatch alarm goes off without any action",
    remediation="Set an action for the alarm state, such as an SNS topic, and enable the actions.",
    cli="aws cloudwatch enable-alarm-actions --alarm-names NAME",
    terraform="""
        resource "aws_cloudwatch_metric_alarm" "this" {
          alarm_actions   = [aws_sns_topic.alarms.arn]
          actions_enabled = true
        }
    """,
    reference="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html",
)
def aws_cloudwatch_alarm_acts(alarm: Alarm) -> Verdict:
    """CloudWatch alarm has an enabled action for its alarm state.

    An alarm that calls nobody is seen by those only who look at it.
    """
    if not alarm.actions and known(alarm.in_composite):
        return not_applicable("The rule of another alarm names it.")
    if not alarm.actions:
        return failed("It has no action for its alarm state.")
    return passed() if alarm.actions_enabled else failed("Its actions are disabled.")
