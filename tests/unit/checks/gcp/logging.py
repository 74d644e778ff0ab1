"""Cases of the checks of logs and alarms."""

from posture.domain.gcp.assets.logging import LogSink, ProjectLogging
from tests.unit.checks.evaluating import FAIL, PASS, Case, Compliant, Row, rows

ALL = LogSink("all", "", disabled=False, excludes=False)
SERVICE = 'protoPayload.serviceName="cloudresourcemanager.googleapis.com"'
DELTA = "protoPayload.serviceData.policyDelta.bindingDeltas"
OWNERS = (
    f"({SERVICE}) AND (ProjectOwnership OR projectOwnerInvitee) OR "
    f'({DELTA}.action="REMOVE" AND {DELTA}.role="roles/owner") OR '
    f'({DELTA}.action="ADD" AND {DELTA}.role="roles/owner")'
)
AUDIT = (
    'protoPayload.methodName="SetIamPolicy" AND protoPayload.serviceData.policyDelta'
    ".auditConfigDeltas:*"
)
ROLES = (
    'resource.type="iam_role" AND ('
    + " OR ".join(
        f'protoPayload.methodName="google.iam.admin.v1.{one}"'
        for one in ("CreateRole", "DeleteRole", "UpdateRole")
    )
    + ")"
)


def methods(kind: str, service: str, *names: str) -> str:
    named = (f'protoPayload.methodName:"compute.{service}.{one}"' for one in names)
    return f'resource.type="{kind}" AND ({" OR ".join(named)})'


FIREWALLS = methods("gce_firewall_rule", "firewalls", "patch", "insert", "delete")
ROUTES = methods("gce_route", "routes", "delete", "insert")
NETWORKS = methods(
    "gce_network", "networks", "insert", "patch", "delete", "removePeering", "addPeering"
)
BUCKETS = 'resource.type=gcs_bucket AND protoPayload.methodName="storage.setIamPermissions"'
DATABASES = 'protoPayload.methodName="cloudsql.instances.update"'
FILTERS = {
    "project_ownership_changes_alerted": OWNERS,
    "audit_configuration_changes_alerted": AUDIT,
    "custom_role_changes_alerted": ROLES,
    "firewall_rule_changes_alerted": FIREWALLS,
    "route_changes_alerted": ROUTES,
    "network_changes_alerted": NETWORKS,
    "bucket_iam_changes_alerted": BUCKETS,
    "sql_instance_changes_alerted": DATABASES,
}
COMPLIANT: Compliant = {
    ProjectLogging: {"sinks": (ALL,), "alarms": tuple(FILTERS.values())},
}
VERSIONED = FIREWALLS.replace("compute.", "v1.compute.")
OTHERS = {name: tuple(one for other, one in FILTERS.items() if other != name) for name in FILTERS}
PROJECTS: list[Row] = [
    ("project_sink_covers_all", {"sinks": ()}, FAIL),
    ("project_sink_covers_all", {"sinks": (ALL._replace(filter="severity>=ERROR"),)}, FAIL),
    ("project_sink_covers_all", {"sinks": (ALL._replace(disabled=True),)}, FAIL),
    ("project_sink_covers_all", {"sinks": (ALL._replace(excludes=True),)}, FAIL),
    *((name, {"alarms": others}, FAIL) for name, others in OTHERS.items()),
    # The order and the spaces of a filter do not matter, and a further comparison does.
    (
        "firewall_rule_changes_alerted",
        {"alarms": (methods("gce_firewall_rule", "firewalls", "delete", "patch", "insert"),)},
        PASS,
    ),
    (
        "firewall_rule_changes_alerted",
        {"alarms": (FIREWALLS.replace("compute.", "v1.compute."),)},
        PASS,
    ),
    ("firewall_rule_changes_alerted", {"alarms": (f'{FIREWALLS} AND severity="ERROR"',)}, FAIL),
    ("firewall_rule_changes_alerted", {"alarms": (f"{FIREWALLS} AND NOT a:b",)}, FAIL),
    ("sql_instance_changes_alerted", {"alarms": (DATABASES.replace("=", "!="),)}, FAIL),
]
CASES: list[Case] = rows("gcp_logging", PROJECTS)
