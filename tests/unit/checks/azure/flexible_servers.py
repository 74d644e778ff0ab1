"""Cases of the checks of PostgreSQL and MySQL servers."""

from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.assets.flexible_servers import MysqlServer, PostgresqlServer
from posture.domain.azure.firewall import AZURE_SERVICES
from tests.unit.checks.azure.sql import EVERYTHING, OFFICE
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Case, Compliant, Row, rows

NETWORK = NetworkAccess(public="disabled", default_action="allow")
PUBLIC = {"network": NetworkAccess(public="enabled", default_action="allow")}
LOGGED = {"log_connections": "on", "log_disconnections": "on"}
AUDITED = {"audit_log_enabled": "on", "audit_log_events": "connection,dml"}
COMPLIANT: Compliant = {
    PostgresqlServer: {
        "network": NETWORK,
        "in_subnet": False,
        "firewall": (),
        "parameters": {"require_secure_transport": "on", **LOGGED},
        "entra": True,
        "administrators": 1,
    },
    MysqlServer: {
        "network": NETWORK,
        "in_subnet": False,
        "firewall": (),
        "parameters": {"require_secure_transport": "on", "tls_version": "tlsv1.2", **AUDITED},
    },
}
SHARED: list[Row] = [
    ("public_access_disabled", PUBLIC, FAIL),
    ("public_access_disabled", {**PUBLIC, "in_subnet": True}, PASS),
    ("not_open_to_internet", {**PUBLIC, "firewall": (EVERYTHING,)}, FAIL),
    ("not_open_to_internet", {**PUBLIC, "firewall": (OFFICE,)}, PASS),
    ("not_open_to_internet", {**PUBLIC, "in_subnet": True, "firewall": (EVERYTHING,)}, PASS),
    ("azure_services_not_allowed", {**PUBLIC, "firewall": (OFFICE, AZURE_SERVICES)}, FAIL),
    ("azure_services_not_allowed", {**PUBLIC, "firewall": (OFFICE,)}, PASS),
    ("azure_services_not_allowed", {"firewall": (AZURE_SERVICES,)}, PASS),
    (
        "azure_services_not_allowed",
        {**PUBLIC, "in_subnet": True, "firewall": (AZURE_SERVICES,)},
        PASS,
    ),
    ("azure_services_not_allowed", {**PUBLIC, "firewall": DENIED}, UNKNOWN),
]
POSTGRESQL: list[Row] = [
    *SHARED,
    ("tls_enforced", {"parameters": {"require_secure_transport": "off"}}, FAIL),
    ("tls_enforced", {"parameters": {"ssl_min_protocol_version": "tlsv1.1"}}, FAIL),
    ("tls_enforced", {"parameters": {}}, PASS),
    ("entra_authentication", {"entra": False}, FAIL),
    ("entra_authentication", {"administrators": 0}, FAIL),
    ("entra_authentication", {"administrators": DENIED}, UNKNOWN),
    ("entra_authentication", {"entra": False, "administrators": DENIED}, FAIL),
    ("connections_logged", {"parameters": {**LOGGED, "log_connections": "off"}}, FAIL),
    ("connections_logged", {"parameters": {"log_connections": "on"}}, FAIL),
    ("connections_logged", {"parameters": {**LOGGED, "log_connections": "receipt"}}, PASS),
]
MYSQL: list[Row] = [
    *SHARED,
    ("tls_12_enforced", {"parameters": {"require_secure_transport": "off"}}, FAIL),
    ("tls_12_enforced", {"parameters": {"tls_version": "tlsv1.1, tlsv1.2"}}, FAIL),
    ("tls_12_enforced", {"parameters": {}}, PASS),
    ("audit_log_enabled", {"parameters": {}}, FAIL),
    ("audit_log_enabled", {"parameters": {**AUDITED, "audit_log_events": "dml"}}, FAIL),
]
CASES: list[Case] = [
    *rows("azure_postgresql_server", POSTGRESQL),
    *rows("azure_mysql_server", MYSQL),
]
