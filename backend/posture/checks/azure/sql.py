"""Checks of Azure SQL: logical servers and databases."""

from posture.checks.azure.exposure import (
    closed_to_azure,
    closed_to_internet,
    public_access_disabled,
)
from posture.domain.asset import Family
from posture.domain.azure.assets.sql import SqlDatabase, SqlServer
from posture.domain.azure.diagnostics import logged
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://learn.microsoft.com/azure/azure-sql/database"
AUDIT_EVENTS = frozenset({"sqlsecurityauditevents"})
MODERN_TLS = frozenset({"1.2", "1.3"})


@check(
    severity=Severity.CRITICAL,
    family=Family.NETWORK,
    finding_title="SQL server is open to the internet",
    remediation="Delete the firewall rule, and add rules for the networks that need access.",
    cli="az sql server firewall-rule delete --server NAME --resource-group GROUP --name RULE",
    terraform="""
        resource "azurerm_mssql_firewall_rule" "this" {
          start_ip_address = "198.51.100.10"
          end_ip_address   = "198.51.100.10"
        }
    """,
    reference=f"{DOCS}/firewall-configure",
)
def azure_sql_server_not_open_to_internet(server: SqlServer) -> Verdict:
    """SQL server's firewall does not let in the internet.

    Attackers try passwords on each open database, all the time.
    """
    return closed_to_internet(known(server.network), known(server.firewall))


@check(
    severity=Severity.MEDIUM,
    family=Family.NETWORK,
    finding_title="SQL server is open to all services of Azure",
    remediation="Delete the rule, and connect services by private endpoints or subnets.",
    cli="""
        az sql server firewall-rule delete --server NAME --resource-group GROUP \\
          --name AllowAllWindowsAzureIps
    """,
    reference=f"{DOCS}/network-access-controls-overview",
)
def azure_sql_server_azure_services_not_allowed(server: SqlServer) -> Verdict:
    """SQL server's firewall does not let in all services of Azure.

    The rule is for services of every customer, not only for those of this subscription.
    """
    return closed_to_azure(known(server.network), known(server.firewall))


@check(
    severity=Severity.MEDIUM,
    family=Family.NETWORK,
    finding_title="SQL server has a public endpoint",
    remediation="Disable public network access, and connect by a private endpoint.",
    cli="az sql server update --name NAME --resource-group GROUP --enable-public-network false",
    terraform="""
        resource "azurerm_mssql_server" "this" {
          public_network_access_enabled = false
        }
    """,
    reference=f"{DOCS}/connectivity-settings",
)
def azure_sql_server_public_network_access_disabled(server: SqlServer) -> Verdict:
    """SQL server cannot be reached over its public endpoint.

    A firewall rule that is added by mistake has no effect then.
    """
    return public_access_disabled(known(server.network))


@check(
    severity=Severity.MEDIUM,
    finding_title="SQL server accepts old versions of TLS",
    remediation="Set the minimum version to TLS 1.2.",
    cli="az sql server update --name NAME --resource-group GROUP --minimal-tls-version 1.2",
    terraform="""
        resource "azurerm_mssql_server" "this" {
          minimum_tls_version = "1.2"
        }
    """,
    reference=f"{DOCS}/connectivity-settings",
)
def azure_sql_server_minimum_tls_12(server: SqlServer) -> Verdict:
    """SQL server accepts TLS 1.2 or newer only.

    Older versions can be broken by whoever is between client and server.
    """
    minimum = known(server.settings).minimum_tls
    return passed() if minimum in MODERN_TLS else failed(f"The minimum version is {minimum}.")


@check(
    severity=Severity.MEDIUM,
    family=Family.IAM,
    finding_title="SQL server accepts passwords of its own",
    remediation="Allow authentication by Entra only.",
    cli="az sql server ad-only-auth enable --name NAME --resource-group GROUP",
    terraform="""
        resource "azurerm_mssql_server" "this" {
          azuread_administrator {
            azuread_authentication_only = true
          }
        }
    """,
    reference=f"{DOCS}/authentication-azure-ad-only-authentication",
)
def azure_sql_server_entra_only_authentication(server: SqlServer) -> Verdict:
    """SQL server lets only identities of Entra sign in.

    Its own logins have no second factor, and stay when people leave.
    """
    if known(server.settings).entra_only:
        return passed()
    return failed("SQL logins are accepted.")


@check(
    severity=Severity.MEDIUM,
    family=Family.IAM,
    finding_title="SQL server has no administrator in Entra",
    remediation="Set an Entra group as administrator.",
    cli="""
        az sql server ad-admin create --server NAME --resource-group GROUP \\
          --display-name GROUP_NAME --object-id ID
    """,
    terraform="""
        resource "azurerm_mssql_server" "this" {
          azuread_administrator {
            login_username = "database-administrators"
            object_id      = var.group_id
          }
        }
    """,
    reference=f"{DOCS}/authentication-aad-configure",
)
def azure_sql_server_entra_administrator_set(server: SqlServer) -> Verdict:
    """SQL server has an administrator in Entra.

    Without one, no identity of Entra can get access.
    """
    if known(server.settings).administrator:
        return passed()
    return failed("No identity of Entra administers it.")


@check(
    severity=Severity.HIGH,
    family=Family.LOGGING,
    finding_title="SQL server keeps no audit log",
    remediation="Enable auditing, with a storage account or a workspace that keeps the log.",
    cli="""
        az sql server audit-policy update --name NAME --resource-group GROUP --state Enabled \\
          --lats Enabled --lawri WORKSPACE
    """,
    terraform="""
        resource "azurerm_mssql_server_extended_auditing_policy" "this" {
          server_id        = azurerm_mssql_server.this.id
          storage_endpoint = azurerm_storage_account.audit.primary_blob_endpoint
        }
    """,
    reference=f"{DOCS}/auditing-overview",
)
def azure_sql_server_auditing_enabled(server: SqlServer) -> Verdict:
    """SQL server keeps an audit log.

    Without it nobody can find out who read which data.
    """
    auditing = known(server.auditing)
    if not auditing.enabled:
        return failed("Auditing is off.")
    if auditing.storage:
        return passed()
    if auditing.monitor and logged(known(server.master_diagnostics), AUDIT_EVENTS):
        return passed()
    return failed("Auditing is on, but nothing keeps the log.")


@check(
    severity=Severity.LOW,
    finding_title="SQL server is encrypted with a key of Microsoft",
    remediation="Protect the databases with a key in a key vault of yours.",
    cli="""
        az sql server tde-key set --server NAME --resource-group GROUP \\
          --server-key-type AzureKeyVault --kid KEY_ID
    """,
    terraform="""
        resource "azurerm_mssql_server_transparent_data_encryption" "this" {
          server_id        = azurerm_mssql_server.this.id
          key_vault_key_id = azurerm_key_vault_key.this.id
        }
    """,
    reference=f"{DOCS}/transparent-data-encryption-byok-overview",
)
def azure_sql_server_customer_managed_key(server: SqlServer) -> Verdict:
    """SQL server's databases are encrypted with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    return passed() if known(server.own_key) else failed("The key is Microsoft's.")


@check(
    severity=Severity.MEDIUM,
    family=Family.LOGGING,
    finding_title="SQL server does not detect attacks",
    remediation="Enable Microsoft Defender for SQL on the server or on the subscription.",
    cli="""
        az sql server advanced-threat-protection-setting update --name NAME \\
          --resource-group GROUP --state Enabled
    """,
    terraform="""
        resource "azurerm_mssql_server_security_alert_policy" "this" {
          state = "Enabled"
        }
    """,
    reference=f"{DOCS}/threat-detection-overview",
)
def azure_sql_server_threat_protection_enabled(server: SqlServer) -> Verdict:
    """SQL server detects attacks, such as injected statements and guessed passwords.

    Without it, an attack that succeeds looks like ordinary use.
    """
    return passed() if known(server.threat_protection) else failed("Threat protection is off.")


@check(
    severity=Severity.HIGH,
    finding_title="SQL database is not encrypted",
    remediation="Enable transparent data encryption.",
    cli="az sql db tde set --server SERVER --resource-group GROUP --database NAME --status Enabled",
    terraform="""
        resource "azurerm_mssql_database" "this" {
          transparent_data_encryption_enabled = true
        }
    """,
    reference=f"{DOCS}/transparent-data-encryption-tde-overview",
)
def azure_sql_database_encrypted(database: SqlDatabase) -> Verdict:
    """SQL database is encrypted.

    Otherwise its files and backups can be read by whoever gets them.
    """
    if known(database.system):
        return not_applicable("The database `master` cannot be encrypted.")
    return passed() if known(database.encrypted) else failed("Transparent data encryption is off.")
