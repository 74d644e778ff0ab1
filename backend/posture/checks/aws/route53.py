"""Checks of hosted zones of Amazon Route 53."""

from posture.domain.aws.assets.route53 import HostedZone
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed


@check(
    severity=Severity.LOW,
    finding_title="Public hosted zone does not log its DNS queries",
    remediation="Log the queries to a log group of CloudWatch in us-east-1.",
    cli="""
        aws route53 create-query-logging-config --hosted-zone-id ID \\
          --cloud-watch-logs-log-group-arn ARN
    """,
    terraform="""
        resource "aws_route53_query_log" "this" {
          zone_id                  = aws_route53_zone.this.zone_id
          cloudwatch_log_group_arn = aws_cloudwatch_log_group.dns.arn
        }
    """,
    reference="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html",
)
def aws_route53_zone_queries_logged(zone: HostedZone) -> Verdict:
    """Public hosted zone logs its DNS queries.

    The log shows who looks for which names, and from where an attack starts.
    """
    if zone.private:
        return not_applicable("The zone is private.")
    return passed() if known(zone.queries_logged) else failed("Queries are not logged.")
