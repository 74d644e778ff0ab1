"""Rules about whether anybody hears when something happens to a region's databases."""

from posture.domain.aws.assets.rds import RdsRegion
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.html"
NO_INSTANCES = not_applicable("The region has no database instances.")


def _told(region: RdsRegion, source: str, needed: frozenset[str]) -> Verdict:
    """Evaluate whether subscriptions to all sources of a kind cover the categories that matter."""
    told: set[str] = set()
    for one in known(region.subscriptions):
        if one.source in {source, ""} and not one.limited:
            told |= one.categories or needed
    if missing := sorted(needed - told):
        return failed(f"Nobody is told of {source} events: {', '.join(missing)}.")
    return passed()


def _terraform(source: str, categories: str) -> str:
    return f"""
        resource "aws_db_event_subscription" "this" {{
          sns_topic        = aws_sns_topic.operations.arn
          source_type      = "{source}"
          event_categories = [{categories}]
        }}
    """


def _cli(source: str, categories: str) -> str:
    return f"""
        aws rds create-event-subscription --subscription-name {source}-events \\
          --sns-topic-arn TOPIC --source-type {source} --event-categories {categories}
    """


@check(
    severity=Severity.MEDIUM,
    remediation="Subscribe to maintenance, configuration changes and failures of all instances.",
    cli=_cli("db-instance", "maintenance 'configuration change' failure"),
    terraform=_terraform("db-instance", '"maintenance", "configuration change", "failure"'),
    reference=DOCS,
)
def aws_rds_region_instance_events_notified(region: RdsRegion) -> Verdict:
    """Somebody is told when an RDS instance fails, is changed or is maintained.

    A failure nobody hears of becomes an outage, a change nobody hears of a breach.
    """
    if not known(region.has_instances):
        return NO_INSTANCES
    needed = frozenset({"maintenance", "configuration change", "failure"})
    return _told(region, "db-instance", needed)


@check(
    severity=Severity.MEDIUM,
    remediation="Subscribe to maintenance and failures of all clusters.",
    cli=_cli("db-cluster", "maintenance failure"),
    terraform=_terraform("db-cluster", '"maintenance", "failure"'),
    reference=DOCS,
)
def aws_rds_region_cluster_events_notified(region: RdsRegion) -> Verdict:
    """Somebody is told when an RDS cluster fails or is maintained.

    A failover that nobody hears of leaves a cluster without its spare.
    """
    if not known(region.has_clusters):
        return not_applicable("The region has no clusters.")
    return _told(region, "db-cluster", frozenset({"maintenance", "failure"}))


@check(
    severity=Severity.LOW,
    remediation="Subscribe to configuration changes of all parameter groups.",
    cli=_cli("db-parameter-group", "'configuration change'"),
    terraform=_terraform("db-parameter-group", '"configuration change"'),
    reference=DOCS,
)
def aws_rds_region_parameter_group_events_notified(region: RdsRegion) -> Verdict:
    """Somebody is told when parameters of databases are changed.

    One parameter switches off TLS, or the log.
    """
    if not known(region.has_instances):
        return NO_INSTANCES
    return _told(region, "db-parameter-group", frozenset({"configuration change"}))


@check(
    severity=Severity.MEDIUM,
    remediation="Subscribe to configuration changes and failures of all DB security groups.",
    cli=_cli("db-security-group", "'configuration change' failure"),
    terraform=_terraform("db-security-group", '"configuration change", "failure"'),
    reference=DOCS,
)
def aws_rds_region_security_group_events_notified(region: RdsRegion) -> Verdict:
    """Somebody is told when a DB security group is changed.

    A change of what may connect is how a database becomes public.
    """
    if not known(region.has_instances):
        return NO_INSTANCES
    return _told(region, "db-security-group", frozenset({"configuration change", "failure"}))
