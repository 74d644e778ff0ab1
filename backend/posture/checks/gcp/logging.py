"""Checks of what a project exports of its logs, and of which changes raise an alarm."""

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.logging import ProjectLogging
from posture.domain.gcp.log_filters import Term, covers
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://cloud.google.com/logging/docs"
ALERTS = f"{DOCS}/alerting/log-based-alerts"
ALERT_FIX = "Make a metric with the filter, and an alert policy that notifies people about it."
ALERT_CLI = "gcloud logging metrics create NAME --description=TEXT --log-filter=FILTER"
ALERT_HCL = """
    resource "google_logging_metric" "this" {
      name   = "changes"
      filter = "FILTER"
    }
"""
METHOD = "protopayload.methodname"
RESOURCE = "resource.type"
ROLE = "protopayload.servicedata.policydelta.bindingdeltas.role"
ACTION = "protopayload.servicedata.policydelta.bindingdeltas.action"
# What each filter must find; the Benchmark of CIS writes them so.
OWNERS = frozenset(
    {Term(ACTION, "remove"), Term(ROLE, "roles/owner"), Term(ACTION, "add")}
    | {Term("protopayload.servicename", "cloudresourcemanager.googleapis.com")}
)
AUDIT = frozenset(
    {
        Term(METHOD, "setiampolicy"),
        Term("protopayload.servicedata.policydelta.auditconfigdeltas", "*"),
    }
)
ROLES = frozenset(
    {Term(RESOURCE, "iam_role")}
    | {
        Term(METHOD, f"google.iam.admin.v1.{one}")
        for one in ("createrole", "deleterole", "updaterole")
    }
)
FIREWALLS = frozenset(
    {Term(RESOURCE, "gce_firewall_rule")}
    | {Term(METHOD, f"compute.firewalls.{one}") for one in ("patch", "insert", "delete")}
)
ROUTES = frozenset(
    {Term(RESOURCE, "gce_route")}
    | {Term(METHOD, f"compute.routes.{one}") for one in ("delete", "insert")}
)
NETWORKS = frozenset(
    {Term(RESOURCE, "gce_network")}
    | {
        Term(METHOD, f"compute.networks.{one}")
        for one in ("insert", "patch", "delete", "removepeering", "addpeering")
    }
)
BUCKETS = frozenset({Term(RESOURCE, "gcs_bucket"), Term(METHOD, "storage.setiampermissions")})
DATABASES = frozenset({Term(METHOD, "cloudsql.instances.update")})


def _raises(project: ProjectLogging, wanted: frozenset[Term]) -> Verdict:
    found = any(covers(_plain(one), wanted) for one in known(project.alarms))
    return passed() if found else failed("No alert policy with a notification channel covers it.")


def _plain(written: str) -> str:
    """Return a filter with names of methods as they are: some are written with their version."""
    return written.replace('"v1.', '"').replace('"beta.', '"')


@check(
    severity=Severity.MEDIUM,
    finding_title="Project does not export all its logs",
    remediation="Make a sink without a filter, to a place that the project's people cannot change.",
    cli="gcloud logging sinks create NAME storage.googleapis.com/BUCKET",
    terraform="""
        resource "google_logging_project_sink" "this" {
          name        = "all"
          destination = "storage.googleapis.com/BUCKET"
        }
    """,
    reference=f"{DOCS}/export/configure_export_v2",
)
def gcp_logging_project_sink_covers_all(project: ProjectLogging) -> Verdict:
    """Project exports all its logs by a sink without a filter.

    Logs in the project end after 30 days, and an administrator of the project can delete them. A
    sink of the organization is not looked at.
    """
    for one in known(project.sinks):
        if not one.disabled and not one.filter and not one.excludes:
            return passed()
    return failed("No sink of the project exports all logs.")


@check(
    severity=Severity.LOW,
    finding_title="New owners of the project raise no alarm",
    remediation=ALERT_FIX,
    cli=ALERT_CLI,
    terraform=ALERT_HCL,
    reference=ALERTS,
)
def gcp_logging_project_ownership_changes_alerted(project: ProjectLogging) -> Verdict:
    """Changes of the project's owners raise an alarm.

    A new owner can do everything.
    """
    return _raises(project, OWNERS)


@check(
    severity=Severity.LOW,
    finding_title="Changes of audit logs raise no alarm",
    remediation=ALERT_FIX,
    cli=ALERT_CLI,
    terraform=ALERT_HCL,
    reference=ALERTS,
)
def gcp_logging_audit_configuration_changes_alerted(project: ProjectLogging) -> Verdict:
    """Changes of which audit logs are kept raise an alarm.

    Attackers switch logs off before they read data.
    """
    return _raises(project, AUDIT)


@check(
    severity=Severity.LOW,
    finding_title="Changes of custom roles raise no alarm",
    remediation=ALERT_FIX,
    cli=ALERT_CLI,
    terraform=ALERT_HCL,
    reference=ALERTS,
)
def gcp_logging_custom_role_changes_alerted(project: ProjectLogging) -> Verdict:
    """Changes of custom roles raise an alarm.

    One more permission in a role is one more for everyone who has it.
    """
    return _raises(project, ROLES)


@check(
    severity=Severity.LOW,
    finding_title="Changes of firewall rules raise no alarm",
    remediation=ALERT_FIX,
    cli=ALERT_CLI,
    terraform=ALERT_HCL,
    reference=ALERTS,
)
def gcp_logging_firewall_rule_changes_alerted(project: ProjectLogging) -> Verdict:
    """Changes of firewall rules raise an alarm.

    A new rule may open machines to the internet.
    """
    return _raises(project, FIREWALLS)


@check(
    severity=Severity.LOW,
    finding_title="Changes of routes raise no alarm",
    remediation=ALERT_FIX,
    cli=ALERT_CLI,
    terraform=ALERT_HCL,
    reference=ALERTS,
)
def gcp_logging_route_changes_alerted(project: ProjectLogging) -> Verdict:
    """Changes of routes raise an alarm.

    A new route can lead traffic past a firewall, or through an attacker's machine.
    """
    return _raises(project, ROUTES)


@check(
    severity=Severity.LOW,
    finding_title="Changes of networks raise no alarm",
    remediation=ALERT_FIX,
    cli=ALERT_CLI,
    terraform=ALERT_HCL,
    reference=ALERTS,
)
def gcp_logging_network_changes_alerted(project: ProjectLogging) -> Verdict:
    """Changes of networks and their peerings raise an alarm.

    A peering joins two networks that were apart.
    """
    return _raises(project, NETWORKS)


@check(
    severity=Severity.LOW,
    finding_title="Changes of buckets' policies raise no alarm",
    remediation=ALERT_FIX,
    cli=ALERT_CLI,
    terraform=ALERT_HCL,
    reference=ALERTS,
)
def gcp_logging_bucket_iam_changes_alerted(project: ProjectLogging) -> Verdict:
    """Changes of the policies of buckets raise an alarm.

    One grant makes a bucket public.
    """
    return _raises(project, BUCKETS)


@check(
    severity=Severity.LOW,
    finding_title="Changes of databases raise no alarm",
    remediation=ALERT_FIX,
    cli=ALERT_CLI,
    terraform=ALERT_HCL,
    reference=ALERTS,
)
def gcp_logging_sql_instance_changes_alerted(project: ProjectLogging) -> Verdict:
    """Changes of the settings of databases raise an alarm.

    One setting opens a database to the internet, or ends its backups.
    """
    return _raises(project, DATABASES)
