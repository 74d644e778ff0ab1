"""The check of the monitoring of an account: one rule for all classes of events."""

from posture.domain.aws.assets.monitoring import MonitoredEvents
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed


@check(
    severity=Severity.LOW,
    finding_title="No alarm reaches people after events that they should know of",
    remediation="Count the events with a metric filter, and let an alarm send to a topic.",
    cli="""
        aws logs put-metric-filter --log-group-name GROUP --filter-name NAME \\
          --filter-pattern PATTERN \\
          --metric-transformations metricName=NAME,metricNamespace=CIS,metricValue=1
    """,
    terraform="""
        resource "aws_cloudwatch_log_metric_filter" "this" {
          log_group_name = aws_cloudwatch_log_group.trail.name
          pattern        = "{ ($.userIdentity.type = \\"Root\\") }"
          metric_transformation {
            name      = "root-usage"
            namespace = "CIS"
            value     = "1"
          }
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html",
)
def aws_cloudwatch_events_alarmed(events: MonitoredEvents) -> Verdict:
    """An alarm reaches people after events that they should know of.

    The record of an attack helps when somebody reads it in time. Rules of EventBridge and other
    systems that read the trail are not seen here.
    """
    gap = known(events.gap)
    return passed() if gap is None else failed(f"For {events.title}: {gap}")
