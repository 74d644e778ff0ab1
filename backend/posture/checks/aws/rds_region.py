"""Checks of event notifications for the databases of a region."""

from posture.domain.aws.assets.rds import RdsRegion
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.html"
NO_INSTANCES = not_applicable("The region has no database instances.")


def _notified(region: RdsRegion, source: str, needed: frozenset[str]) -> Verdict:
    """Return a pass if subscriptions to all sources of a type cover the needed categories."""
    notified: set[str] = set()
    for one in known(region.subscriptions):
        if one.source in {source, ""} and not one.limited:
            notified |= one.categories or needed
    if missing := sorted(needed - notified):
        return failed(f"No subscription for {source} events: {', '.join(missing)}.")
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
    finding_title="Nobody is notified about critical events of RDS instances",
    remediation="Subscribe to maintenance, configuration changes and failures of all instances.",
    cli=_cli("db-instance", "maintenance 'configuration change' failure"),
    terraform=_terraform("db-instance", '"maintenance", "configuration change", "failure"'),
    reference=DOCS,
)
def aws_rds_region_instance_events_notified(region: RdsRegion) -> Verdict:
    """Somebody is notified when an RDS instance fails, is changed or is maintained.

    Unnoticed failures become outages, and unnoticed changes can open a database to attackers.
    """
    if not known(region.has_instances):
        return NO_INSTANCES
    needed = frozenset({"maintenance", "configuration change", "failure"})
    return _notified(region, "db-instance", needed)


@check(
    severity=Severity.MEDIUM,
    finding_title="Nobody is notified about critical events of RDS clusters",
    remediation="Subscribe to maintenance and failures of all clusters.",
    cli=_cli("db-cluster", "maintenance failure"),
    terraform=_terraform("db-cluster", '"maintenance", "failure"'),
    reference=DOCS,
)
def aws_rds_region_cluster_events_notified(region: RdsRegion) -> Verdict:
    """Somebody is notified when an RDS cluster fails or is maintained.

    After an unnoticed failover a cluster may be without a standby.
    """
    if not known(region.has_clusters):
        return not_applicable("The region has no clusters.")
    return _notified(region, "db-cluster", frozenset({"maintenance", "failure"}))


@check(
    severity=Severity.LOW,
    finding_title="Nobody is notified when database parameters are changed",
    remediation="Subscribe to configuration changes of all parameter groups.",
    cli=_cli("db-parameter-group", "'configuration change'"),
    terraform=_terraform("db-parameter-group", '"configuration change"'),
    reference=DOCS,
)
def aws_rds_region_parameter_group_events_notified(region: RdsRegion) -> Verdict:
    """Somebody is notified when database parameters are changed.

    A single parameter can turn off TLS or logging.
    """
    if not known(region.has_instances):
        return NO_INSTANCES
    return _notified(region, "db-parameter-group", frozenset({"configuration change"}))


@check(
    severity=Severity.MEDIUM,
    finding_title="Nobody is notified when a DB security group is changed",
    remediation="Subscribe to configuration changes and failures of all DB security groups.",
    cli=_cli("db-security-group", "'configuration change' failure"),
    terraform=_terraform("db-security-group", '"configuration change", "failure"'),
    reference=DOCS,
)
def aws_rds_region_security_group_events_notified(region: RdsRegion) -> Verdict:
    """Somebody is notified when a DB security group is changed.

    A change of who may connect can make a database public.
    """
    if not known(region.has_instances):
        return NO_INSTANCES
    return _notified(region, "db-security-group", frozenset({"configuration change", "failure"}))
