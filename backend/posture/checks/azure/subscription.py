"""Checks of the subscription: who administers it, Defender's plans, and its activity log."""

from posture.domain.asset import Family
from posture.domain.azure.assets.subscription import Subscription
from posture.domain.azure.roles import OWNER, USER_ACCESS_ADMINISTRATOR
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ROLES = "https://learn.microsoft.com/azure/role-based-access-control"
DEFENDER = "https://learn.microsoft.com/azure/defender-for-cloud"
MONITOR = "https://learn.microsoft.com/azure/azure-monitor"
FEWEST_OWNERS, MOST_OWNERS = 2, 3
ACTIVITY = frozenset({"administrative", "alert", "policy", "security"})
ALERT_CLI = """
    az monitor activity-log alert create --name NAME --resource-group GROUP \\
      --scope /subscriptions/ID --action-group ACTION_GROUP \\
      --condition category=Administrative and operationName=OPERATION
"""
ALERT_HCL = """
    resource "azurerm_monitor_activity_log_alert" "this" {
      scopes = [data.azurerm_subscription.current.id]
      criteria {
        category       = "Administrative"
        operation_name = "OPERATION"
      }
      action {
        action_group_id = azurerm_monitor_action_group.this.id
      }
    }
"""
ALERT_FIX = "Make an alert on the operation for the whole subscription, with an action group."
PLAN_CLI = "az security pricing create --name PLAN --tier Standard"
PLAN_HCL = """
    resource "azurerm_security_center_subscription_pricing" "this" {
      tier          = "Standard"
      resource_type = "PLAN"
    }
"""


@check(
    severity=Severity.HIGH,
    family=Family.IAM,
    finding_title="Somebody can give themselves every role in the subscription",
    remediation="Delete the assignment; a global administrator gets it again when it is needed.",
    cli="az role assignment delete --ids ID",
    reference=f"{ROLES}/elevate-access-global-admin",
)
def azure_subscription_user_access_administrator_unassigned(of: Subscription) -> Verdict:
    """Subscription has no User Access Administrator.

    Whoever has this role can make anybody an owner.
    """
    found = sorted(
        one.principal for one in known(of.assignments) if one.role == USER_ACCESS_ADMINISTRATOR
    )
    return failed(f"Assigned to {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    family=Family.IAM,
    finding_title="Subscription has too few or too many owners",
    remediation="Keep two or three owners, and give everybody else a narrower role.",
    cli="az role assignment list --role Owner --scope /subscriptions/ID",
    reference=f"{ROLES}/best-practices",
)
def azure_subscription_owners_few(of: Subscription) -> Verdict:
    """Subscription has two or three owners.

    With one, nobody can stand in; each further one is a further way in. A group counts as one.
    """
    owners = {one.principal for one in known(of.assignments) if one.role == OWNER}
    if FEWEST_OWNERS <= len(owners) <= MOST_OWNERS:
        return passed()
    return failed(f"It has {len(owners)}.")


def _planned(of: Subscription, name: str) -> Verdict:
    plan = known(of.plans).get(name)
    if plan is None:
        return not_applicable("The plan is not offered in this cloud.")
    if not plan.enabled:
        return failed("The plan is off.")
    return failed("The plan leaves out some resources.") if plan.partial else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Defender does not watch machines",
    remediation="Enable the plan VirtualMachines of Microsoft Defender for Cloud.",
    cli=PLAN_CLI,
    terraform=PLAN_HCL,
    reference=f"{DEFENDER}/plan-defender-for-servers",
)
def azure_subscription_defender_servers_enabled(of: Subscription) -> Verdict:
    """Subscription has Microsoft Defender for Servers.

    Without it, malware on a machine is found late or not at all.
    """
    return _planned(of, "virtualmachines")


@check(
    severity=Severity.MEDIUM,
    finding_title="Defender does not watch storage accounts",
    remediation="Enable the plan StorageAccounts of Microsoft Defender for Cloud.",
    cli=PLAN_CLI,
    terraform=PLAN_HCL,
    reference=f"{DEFENDER}/defender-for-storage-introduction",
)
def azure_subscription_defender_storage_enabled(of: Subscription) -> Verdict:
    """Subscription has Microsoft Defender for Storage.

    Without it, uploads of malware and unusual downloads are not noticed.
    """
    return _planned(of, "storageaccounts")


@check(
    severity=Severity.MEDIUM,
    finding_title="Defender does not watch SQL servers",
    remediation="Enable the plan SqlServers of Microsoft Defender for Cloud.",
    cli=PLAN_CLI,
    terraform=PLAN_HCL,
    reference=f"{DEFENDER}/defender-for-sql-introduction",
)
def azure_subscription_defender_sql_enabled(of: Subscription) -> Verdict:
    """Subscription has Microsoft Defender for Azure SQL.

    Without it, injected statements and guessed passwords are not noticed.
    """
    return _planned(of, "sqlservers")


@check(
    severity=Severity.MEDIUM,
    finding_title="Defender does not watch key vaults",
    remediation="Enable the plan KeyVaults of Microsoft Defender for Cloud.",
    cli=PLAN_CLI,
    terraform=PLAN_HCL,
    reference=f"{DEFENDER}/defender-for-key-vault-introduction",
)
def azure_subscription_defender_key_vault_enabled(of: Subscription) -> Verdict:
    """Subscription has Microsoft Defender for Key Vault.

    Without it, unusual reads of secrets are not noticed.
    """
    return _planned(of, "keyvaults")


@check(
    severity=Severity.MEDIUM,
    finding_title="Defender does not watch containers",
    remediation="Enable the plan Containers of Microsoft Defender for Cloud.",
    cli=PLAN_CLI,
    terraform=PLAN_HCL,
    reference=f"{DEFENDER}/defender-for-containers-introduction",
)
def azure_subscription_defender_containers_enabled(of: Subscription) -> Verdict:
    """Subscription has Microsoft Defender for Containers.

    Without it, vulnerable images and attacks inside clusters are not noticed.
    """
    return _planned(of, "containers")


@check(
    severity=Severity.MEDIUM,
    finding_title="Defender does not watch the Resource Manager",
    remediation="Enable the plan Arm of Microsoft Defender for Cloud.",
    cli=PLAN_CLI,
    terraform=PLAN_HCL,
    reference=f"{DEFENDER}/defender-for-resource-manager-introduction",
)
def azure_subscription_defender_resource_manager_enabled(of: Subscription) -> Verdict:
    """Subscription has Microsoft Defender for Resource Manager.

    Without it, a stolen identity that explores the subscription is not noticed.
    """
    return _planned(of, "arm")


@check(
    severity=Severity.LOW,
    finding_title="Defender does not look for ways of attack",
    remediation="Enable the plan CloudPosture of Microsoft Defender for Cloud.",
    cli=PLAN_CLI,
    terraform=PLAN_HCL,
    reference=f"{DEFENDER}/concept-cloud-security-posture-management",
)
def azure_subscription_defender_cspm_enabled(of: Subscription) -> Verdict:
    """Subscription has Microsoft Defender CSPM.

    It also finds what only the machines' contents show.
    """
    return _planned(of, "cloudposture")


@check(
    severity=Severity.HIGH,
    family=Family.AI,
    finding_title="Defender does not watch AI services",
    remediation="Enable the plan AI of Microsoft Defender for Cloud.",
    cli=PLAN_CLI,
    terraform=PLAN_HCL,
    reference=f"{DEFENDER}/ai-threat-protection",
)
def azure_subscription_defender_ai_enabled(of: Subscription) -> Verdict:
    """Subscription has Microsoft Defender for AI Services.

    Without it, prompt attacks and stolen keys of models are not noticed.
    """
    return _planned(of, "ai")


@check(
    severity=Severity.LOW,
    finding_title="Alerts of Defender reach nobody",
    remediation="Set an address or a role that gets the alerts.",
    cli="az security contact create --name default --emails ADDRESS",
    terraform="""
        resource "azurerm_security_center_contact" "this" {
          email               = "security@example.com"
          alert_notifications = true
        }
    """,
    reference=f"{DEFENDER}/configure-email-notifications",
)
def azure_subscription_defender_contact_configured(of: Subscription) -> Verdict:
    """Subscription has a contact for alerts of Defender.

    An alert that nobody reads changes nothing.
    """
    return passed() if any(known(of.contacts)) else failed("No contact is set and enabled.")


@check(
    severity=Severity.HIGH,
    finding_title="Subscription's activity log is not kept",
    remediation="Export the categories Administrative, Alert, Policy and Security.",
    cli="""
        az monitor diagnostic-settings subscription create --name activity --location LOCATION \\
          --workspace WORKSPACE --logs '[{"category": "Administrative", "enabled": true}]'
    """,
    terraform="""
        resource "azurerm_monitor_diagnostic_setting" "this" {
          target_resource_id         = data.azurerm_subscription.current.id
          log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id
          enabled_log {
            category = "Administrative"
          }
        }
    """,
    reference=f"{MONITOR}/platform/activity-log",
)
def azure_subscription_activity_log_exported(of: Subscription) -> Verdict:
    """Subscription exports its activity log.

    Azure keeps it for 90 days only, and attacks are often found later.
    """
    exported = [one for one in known(of.diagnostics) if one.exported]
    if any("alllogs" in one.groups for one in exported):
        return passed()
    kept: frozenset[str] = frozenset().union(*(one.categories for one in exported))
    missing = sorted(ACTIVITY - kept)
    return failed(f"Not exported: {', '.join(missing)}.") if missing else passed()


def _alerted(of: Subscription, operation: str) -> Verdict:
    found = [one for one in known(of.alerts) if one.operation == operation]
    if not found:
        return failed("There is no alert on it.")
    whole = [one for one in found if not one.narrowed]
    if not whole:
        return failed("The alert is only about some levels or states.")
    return passed() if any(one.notifies for one in whole) else failed("The alert reaches nobody.")


@check(
    severity=Severity.LOW,
    finding_title="Nobody learns when a policy assignment is made",
    remediation=ALERT_FIX,
    cli=ALERT_CLI,
    terraform=ALERT_HCL,
    reference=f"{MONITOR}/alerts/alerts-create-activity-log-alert-rule",
)
def azure_subscription_alert_on_policy_assignment(of: Subscription) -> Verdict:
    """Subscription has an alert on new policy assignments.

    A changed policy can switch off what protects the subscription.
    """
    return _alerted(of, "microsoft.authorization/policyassignments/write")


@check(
    severity=Severity.LOW,
    finding_title="Nobody learns when a network security group changes",
    remediation=ALERT_FIX,
    cli=ALERT_CLI,
    terraform=ALERT_HCL,
    reference=f"{MONITOR}/alerts/alerts-create-activity-log-alert-rule",
)
def azure_subscription_alert_on_security_group(of: Subscription) -> Verdict:
    """Subscription has an alert on changes of network security groups.

    A changed rule can open machines to the internet.
    """
    return _alerted(of, "microsoft.network/networksecuritygroups/write")


@check(
    severity=Severity.LOW,
    finding_title="Nobody learns when the firewall of a SQL server changes",
    remediation=ALERT_FIX,
    cli=ALERT_CLI,
    terraform=ALERT_HCL,
    reference=f"{MONITOR}/alerts/alerts-create-activity-log-alert-rule",
)
def azure_subscription_alert_on_sql_firewall(of: Subscription) -> Verdict:
    """Subscription has an alert on changes of SQL servers' firewalls.

    A changed rule can open databases to the internet.
    """
    return _alerted(of, "microsoft.sql/servers/firewallrules/write")
