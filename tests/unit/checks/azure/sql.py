"""Cases of the checks of Azure SQL."""

from ipaddress import IPv4Address
from typing import Any

from msgspec.structs import replace

from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.assets.sql import SqlAuditing, SqlDatabase, SqlServer, SqlSettings
from posture.domain.azure.diagnostics import DiagnosticSetting
from posture.domain.azure.firewall import AZURE_SERVICES, AddressRange
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant, Row, rows

SETTINGS = SqlSettings(minimum_tls="1.2", administrator="dba", entra_only=True)
NETWORK = NetworkAccess(public="disabled", default_action="allow")
PUBLIC = NetworkAccess(public="enabled", default_action="allow")
AUDITING = SqlAuditing(enabled=True, storage=True, monitor=False)
MONITORED = SqlAuditing(enabled=True, storage=False, monitor=True)
AUDITED = DiagnosticSetting(frozenset({"sqlsecurityauditevents"}), frozenset(), exported=True)
COMPLIANT: Compliant = {
    SqlServer: {
        "settings": SETTINGS,
        "network": NETWORK,
        "firewall": (),
        "auditing": AUDITING,
        "master_diagnostics": (),
        "own_key": True,
        "threat_protection": True,
    },
    SqlDatabase: {"system": False, "encrypted": True},
}


def addresses(first: str, last: str) -> AddressRange:
    return AddressRange(IPv4Address(first), IPv4Address(last))


def settings(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # settings of every type
    return {"settings": replace(SETTINGS, **changed)}


def public(*rules: AddressRange) -> dict[str, Any]:
    return {"network": PUBLIC, "firewall": rules}


OFFICE = addresses("198.51.100.7", "198.51.100.7")
EVERYTHING = addresses("0.0.0.0", "255.255.255.255")  # noqa: S104  # a rule, no address to listen on
HALVES = addresses("1.0.0.0", "1.127.255.255"), addresses("1.128.0.0", "1.255.255.255")
SERVERS: list[Row] = [
    ("not_open_to_internet", public(EVERYTHING), FAIL),
    ("not_open_to_internet", public(*HALVES), FAIL),
    ("not_open_to_internet", public(HALVES[0], HALVES[0]), PASS),
    ("not_open_to_internet", public(OFFICE, AZURE_SERVICES), PASS),
    ("not_open_to_internet", {"firewall": (EVERYTHING,)}, PASS),
    ("azure_services_not_allowed", public(AZURE_SERVICES), FAIL),
    ("azure_services_not_allowed", public(OFFICE), PASS),
    ("azure_services_not_allowed", {"firewall": (AZURE_SERVICES,)}, PASS),
    ("public_network_access_disabled", public(), FAIL),
    ("minimum_tls_12", settings(minimum_tls="none"), FAIL),
    ("minimum_tls_12", settings(minimum_tls="1.1"), FAIL),
    ("minimum_tls_12", settings(minimum_tls="1.3"), PASS),
    ("entra_only_authentication", settings(entra_only=False), FAIL),
    ("entra_administrator_set", settings(administrator=None), FAIL),
    ("auditing_enabled", {"auditing": replace(AUDITING, enabled=False)}, FAIL),
    ("auditing_enabled", {"auditing": replace(AUDITING, storage=False)}, FAIL),
    ("auditing_enabled", {"auditing": MONITORED}, FAIL),
    ("auditing_enabled", {"auditing": MONITORED, "master_diagnostics": (AUDITED,)}, PASS),
    ("customer_managed_key", {"own_key": False}, FAIL),
    ("threat_protection_enabled", {"threat_protection": False}, FAIL),
]
DATABASES: list[Row] = [
    ("encrypted", {"encrypted": False}, FAIL),
    ("encrypted", {"system": True, "encrypted": False}, NOT_APPLICABLE),
]
CASES: list[Case] = [
    *rows("azure_sql_server", SERVERS),
    *rows("azure_sql_database", DATABASES),
]
