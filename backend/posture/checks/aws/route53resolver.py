"""Checks of the logs of DNS queries by Amazon Route 53 Resolver."""

from posture.domain.aws.arn import locate
from posture.domain.aws.assets.route53resolver import QueryLog
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide"


@check(
    severity=Severity.LOW,
    finding_title="Log of DNS queries logs no network, or fails for one",
    remediation="Associate the networks, and let Resolver write to the destination.",
    cli="""
        aws route53resolver associate-resolver-query-log-config \\
          --resolver-query-log-config-id ID --resource-id VPC
    """,
    terraform="""
        resource "aws_route53_resolver_query_log_config_association" "this" {
          resolver_query_log_config_id = aws_route53_resolver_query_log_config.this.id
          resource_id                  = aws_vpc.this.id
        }
    """,
    reference=f"{DOCS}/resolver-query-logs.html",
)
def aws_route53resolver_query_log_working(log: QueryLog) -> Verdict:
    """Log of DNS queries logs the queries of networks.

    Names that a network asks for show programs of an attacker before they do anything else.
    """
    if not log.networks:
        return failed("No network is associated.")
    found = known(log.failed_networks)
    return failed(f"It fails for {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Log of DNS queries goes to another account",
    remediation="Log to the own account, or accept the finding if the account is trusted.",
    cli="aws route53resolver delete-resolver-query-log-config --resolver-query-log-config-id ID",
    reference=f"{DOCS}/resolver-query-logs-choosing-target-resource.html",
)
def aws_route53resolver_query_log_of_own_account(log: QueryLog) -> Verdict:
    """Log of DNS queries stays in its account.

    The queries of a network show what runs in it, and whom it talks to. The ARN of a bucket does
    not name its account.
    """
    place = locate(log.destination)
    if place is None or place.account in {"", log.account_id}:
        return passed()
    return failed(f"The destination is {log.destination}.")
