"""Checks of Azure Database for PostgreSQL and for MySQL."""

from posture.checks.azure.exposure import (
    closed_to_azure,
    closed_to_internet,
    public_access_disabled,
)
from posture.domain.asset import Family
from posture.domain.azure.assets.flexible_servers import (
    FlexibleServer,
    MysqlServer,
    PostgresqlServer,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

POSTGRESQL_DOCS = "https://learn.microsoft.com/azure/postgresql"
MYSQL_DOCS = "https://learn.microsoft.com/azure/mysql/flexible-server"
IN_SUBNET = "It has no public address."
MODERN_TLS = frozenset({"tlsv1.2", "tlsv1.3"})
# What MySQL accepts if the parameter has no value, and what a log of connections needs.
MYSQL_DEFAULT_TLS = "tlsv1.2,tlsv1.3"
CONNECTIONS = "connection"
CONNECTION_LOGS = ("log_connections", "log_disconnections")


def _public_access_disabled(server: FlexibleServer) -> Verdict:
    return (
        passed(IN_SUBNET)
        if known(server.in_subnet)
        else public_access_disabled(known(server.network))
    )


def _closed_to_internet(server: FlexibleServer) -> Verdict:
    if known(server.in_subnet):
        return passed(IN_SUBNET)
    return closed_to_internet(known(server.network), known(server.firewall))


def _closed_to_azure(server: FlexibleServer) -> Verdict:
    if known(server.in_subnet):
        return passed(IN_SUBNET)
    return closed_to_azure(known(server.network), known(server.firewall))


def _parameter(server: FlexibleServer, name: str, default: str) -> str:
    return known(server.parameters).get(name) or default


@check(
    severity=Severity.HIGH,
    family=Family.NETWORK,
    finding_title="PostgreSQL server has a public address",
    remediation="Disable public network access, and connect by a private endpoint.",
    cli="""
        az postgres flexible-server update --name NAME --resource-group GROUP \\
          --public-access Disabled
    """,
    terraform="""
        resource "azurerm_postgresql_flexible_server" "this" {
          public_network_access_enabled = false
        }
    """,
    reference=f"{POSTGRESQL_DOCS}/network/concepts-networking-public",
)
def azure_postgresql_server_public_access_disabled(server: PostgresqlServer) -> Verdict:
    """PostgreSQL server cannot be reached over a public address.

    A firewall rule that is added by mistake has no effect then.
    """
    return _public_access_disabled(server)


@check(
    severity=Severity.CRITICAL,
    family=Family.NETWORK,
    finding_title="PostgreSQL server is open to the internet",
    remediation="Delete the firewall rule, and add rules for the networks that need access.",
    cli="""
        az postgres flexible-server firewall-rule delete --name NAME --resource-group GROUP \\
          --rule-name RULE
    """,
    reference=f"{POSTGRESQL_DOCS}/security/security-firewall-rules",
)
def azure_postgresql_server_not_open_to_internet(server: PostgresqlServer) -> Verdict:
    """PostgreSQL server's firewall does not let in the internet.

    Attackers try passwords on each open database, all the time.
    """
    return _closed_to_internet(server)


@check(
    severity=Severity.MEDIUM,
    family=Family.NETWORK,
    finding_title="PostgreSQL server is open to all services of Azure",
    remediation="Delete the rule for 0.0.0.0, and connect services by private endpoints.",
    cli="""
        az postgres flexible-server firewall-rule delete --name NAME --resource-group GROUP \\
          --rule-name RULE
    """,
    reference=f"{POSTGRESQL_DOCS}/security/security-firewall-rules",
)
def azure_postgresql_server_azure_services_not_allowed(server: PostgresqlServer) -> Verdict:
    """PostgreSQL server's firewall does not let in all services of Azure.

    The rule is for services of every customer, not only for those of this subscription.
    """
    return _closed_to_azure(server)


@check(
    severity=Severity.HIGH,
    finding_title="PostgreSQL server accepts plain or outdated connections",
    remediation="Set `require_secure_transport` to ON, and `ssl_min_protocol_version` to TLSv1.2.",
    cli="""
        az postgres flexible-server parameter set --server-name NAME --resource-group GROUP \\
          --name require_secure_transport --value on
    """,
    terraform="""
        resource "azurerm_postgresql_flexible_server_configuration" "this" {
          name  = "require_secure_transport"
          value = "on"
        }
    """,
    reference=f"{POSTGRESQL_DOCS}/security/security-tls",
)
def azure_postgresql_server_tls_enforced(server: PostgresqlServer) -> Verdict:
    """PostgreSQL server accepts connections by TLS 1.2 or newer only.

    Passwords and data are otherwise readable for whoever is between client and server.
    """
    if _parameter(server, "require_secure_transport", "on") != "on":
        return failed("Plain connections are accepted.")
    minimum = _parameter(server, "ssl_min_protocol_version", "tlsv1.2")
    return passed() if minimum in MODERN_TLS else failed(f"The minimum version is {minimum}.")


@check(
    severity=Severity.MEDIUM,
    family=Family.IAM,
    finding_title="PostgreSQL server knows passwords only",
    remediation="Enable authentication by Entra, and set a group of Entra as administrator.",
    cli="""
        az postgres flexible-server update --name NAME --resource-group GROUP \\
          --microsoft-entra-auth Enabled
        az postgres flexible-server microsoft-entra-admin create --server-name NAME \\
          --resource-group GROUP --object-id ID --display-name GROUP_NAME --type Group
    """,
    terraform="""
        resource "azurerm_postgresql_flexible_server" "this" {
          authentication {
            active_directory_auth_enabled = true
          }
        }
        resource "azurerm_postgresql_flexible_server_active_directory_administrator" "this" {
          principal_type = "Group"
          object_id      = var.group_id
        }
    """,
    reference=f"{POSTGRESQL_DOCS}/security/security-entra-configure",
)
def azure_postgresql_server_entra_authentication(server: PostgresqlServer) -> Verdict:
    """PostgreSQL server lets identities of Entra sign in, and one of them administers it.

    Passwords of the database have no second factor, and stay when people leave.
    """
    if not known(server.entra):
        return failed("Identities of Entra cannot sign in.")
    # Only an administrator in Entra can make roles for other identities.
    if known(server.administrators):
        return passed()
    return failed("No identity of Entra administers it, so none can sign in.")


@check(
    severity=Severity.LOW,
    family=Family.LOGGING,
    finding_title="PostgreSQL server does not log connections",
    remediation="Set `log_connections` and `log_disconnections` to ON.",
    cli="""
        az postgres flexible-server parameter set --server-name NAME --resource-group GROUP \\
          --name log_disconnections --value on
    """,
    reference=f"{POSTGRESQL_DOCS}/monitor/concepts-logging",
)
def azure_postgresql_server_connections_logged(server: PostgresqlServer) -> Verdict:
    """PostgreSQL server logs connections.

    Without the log nobody can find out who was connected when.
    """
    # Newer versions have words for what of a connection is logged.
    off = [one for one in CONNECTION_LOGS if _parameter(server, one, "off") == "off"]
    return failed(f"Off: {', '.join(off)}.") if off else passed()


@check(
    severity=Severity.HIGH,
    family=Family.NETWORK,
    finding_title="MySQL server has a public address",
    remediation="Disable public network access, and connect by a private endpoint.",
    cli="az mysql flexible-server update --ids ID --public-access Disabled",
    terraform="""
        resource "azurerm_mysql_flexible_server" "this" {
          public_network_access = "Disabled"
        }
    """,
    reference=f"{MYSQL_DOCS}/concepts-networking-public",
)
def azure_mysql_server_public_access_disabled(server: MysqlServer) -> Verdict:
    """MySQL server cannot be reached over a public address.

    A firewall rule that is added by mistake has no effect then.
    """
    return _public_access_disabled(server)


@check(
    severity=Severity.CRITICAL,
    family=Family.NETWORK,
    finding_title="MySQL server is open to the internet",
    remediation="Delete the firewall rule, and add rules for the networks that need access.",
    cli="""
        az mysql flexible-server firewall-rule delete --name NAME --resource-group GROUP \\
          --rule-name RULE
    """,
    reference=f"{MYSQL_DOCS}/concepts-networking-public",
)
def azure_mysql_server_not_open_to_internet(server: MysqlServer) -> Verdict:
    """MySQL server's firewall does not let in the internet.

    Attackers try passwords on each open database, all the time.
    """
    return _closed_to_internet(server)


@check(
    severity=Severity.MEDIUM,
    family=Family.NETWORK,
    finding_title="MySQL server is open to all services of Azure",
    remediation="Delete the rule for 0.0.0.0, and connect services by private endpoints.",
    cli="""
        az mysql flexible-server firewall-rule delete --name NAME --resource-group GROUP \\
          --rule-name RULE
    """,
    reference=f"{MYSQL_DOCS}/concepts-networking-public",
)
def azure_mysql_server_azure_services_not_allowed(server: MysqlServer) -> Verdict:
    """MySQL server's firewall does not let in all services of Azure.

    The rule is for services of every customer, not only for those of this subscription.
    """
    return _closed_to_azure(server)


@check(
    severity=Severity.HIGH,
    finding_title="MySQL server accepts plain or outdated connections",
    remediation="Set `require_secure_transport` to ON, and `tls_version` to TLSv1.2,TLSv1.3.",
    cli="""
        az mysql flexible-server parameter set --server-name NAME --resource-group GROUP \\
          --name require_secure_transport --value ON
    """,
    terraform="""
        resource "azurerm_mysql_flexible_server_configuration" "this" {
          name  = "require_secure_transport"
          value = "ON"
        }
    """,
    reference=f"{MYSQL_DOCS}/security-tls",
)
def azure_mysql_server_tls_12_enforced(server: MysqlServer) -> Verdict:
    """MySQL server accepts connections by TLS 1.2 or newer only.

    Passwords and data are otherwise readable for whoever is between client and server.
    """
    if _parameter(server, "require_secure_transport", "on") != "on":
        return failed("Plain connections are accepted.")
    versions = _parameter(server, "tls_version", MYSQL_DEFAULT_TLS).split(",")
    old = sorted({one.strip() for one in versions} - MODERN_TLS)
    return failed(f"Accepted: {', '.join(old)}.") if old else passed()


@check(
    severity=Severity.MEDIUM,
    family=Family.LOGGING,
    finding_title="MySQL server keeps no audit log",
    remediation="Set `audit_log_enabled` to ON, with CONNECTION among `audit_log_events`.",
    cli="""
        az mysql flexible-server parameter set --server-name NAME --resource-group GROUP \\
          --name audit_log_enabled --value ON
    """,
    terraform="""
        resource "azurerm_mysql_flexible_server_configuration" "this" {
          name  = "audit_log_enabled"
          value = "ON"
        }
    """,
    reference=f"{MYSQL_DOCS}/concepts-audit-logs",
)
def azure_mysql_server_audit_log_enabled(server: MysqlServer) -> Verdict:
    """MySQL server writes an audit log of connections.

    Without it nobody can find out who was connected when.
    """
    if _parameter(server, "audit_log_enabled", "off") != "on":
        return failed("The audit log is off.")
    events = _parameter(server, "audit_log_events", CONNECTIONS).split(",")
    if CONNECTIONS in {one.strip() for one in events}:
        return passed()
    return failed("Connections are not among the events.")
