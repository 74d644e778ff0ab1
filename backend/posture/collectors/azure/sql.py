"""Collects logical servers of Azure SQL, and their databases."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    below,
    listing,
    named,
    parents,
    read,
)
from posture.collectors.azure.errors import GONE
from posture.collectors.azure.firewall import firewall
from posture.collectors.azure.properties import (
    diagnostic_settings,
    flag,
    part,
    public_endpoint,
    text,
    value,
)
from posture.collectors.collecting import Ask, Item, Read
from posture.domain.azure.assets.sql import SqlAuditing, SqlDatabase, SqlServer, SqlSettings

SERVERS_CALL = "sql:ListServers"
SERVER_CALL = "sql:GetServer"
FIREWALL_CALL = "sql:ListFirewallRules"
AUDITING_CALL = "sql:GetAuditing"
PROTECTOR_CALL = "sql:GetEncryptionProtector"
THREATS_CALL = "sql:GetThreatProtection"
DATABASES_CALL = "sql:ListDatabases"
ENCRYPTION_CALL = "sql:GetDatabaseEncryption"
DIAGNOSTICS_CALL = "monitor:ListDiagnosticSettings"
# The database that each server has, which is not encrypted and keeps no data of the customer.
MASTER = "master"


def _server(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    administrators = part(properties, "administrators")
    entra = text(administrators, "administratorType") == "activedirectory"
    settings = SqlSettings(
        minimum_tls=text(properties, "minimalTlsVersion", default="none"),
        administrator=value(administrators, "login", str) if entra else None,
        entra_only=flag(administrators, "azureADOnlyAuthentication"),
    )
    return {"settings": settings, "network": public_endpoint(properties)}


def _auditing(found: Mapping[str, Any]) -> SqlAuditing:
    properties = found["properties"]
    return SqlAuditing(
        enabled=_enabled(found),
        storage=bool(value(properties, "storageEndpoint", str)),
        monitor=flag(properties, "isAzureMonitorTargetEnabled"),
    )


def _enabled(found: Mapping[str, Any]) -> bool:
    """Return whether the state of a setting is `Enabled`; older versions call it a status."""
    properties = found["properties"]
    return (text(properties, "state") or text(properties, "status")) == "enabled"


def _own_key(found: Mapping[str, Any]) -> bool:
    return text(found["properties"], "serverKeyType") == "azurekeyvault"


async def _master_diagnostics(client: SubscriptionClient, item: Item) -> Any:  # noqa: ANN401  # the fact's own type
    at = f"{item.resource_id}/databases/{MASTER}"
    return diagnostic_settings([one async for one in client.pages(DIAGNOSTICS_CALL, id=at)])


async def _databases(client: SubscriptionClient, ask: Ask) -> AsyncIterator[Item]:
    servers = parents(await client.shared(SERVERS_CALL), ask)
    async for of, found in below(client, DATABASES_CALL, servers):
        yield Item(found["id"], f"{of.name}/{found['name']}", found, of.region)


def _database(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    return {"system": text(item.data, "name") == MASTER}


SERVERS = ArmCollector(
    asset_type=SqlServer,
    calls=(SERVERS_CALL, SERVER_CALL),
    items=listing(SERVERS_CALL),
    find=named(SERVER_CALL),
    listed=_server,
    gone=GONE,
    reads=(
        firewall(FIREWALL_CALL),
        read("auditing", AUDITING_CALL, of=_auditing),
        read("own_key", PROTECTOR_CALL, of=_own_key),
        read("threat_protection", THREATS_CALL, of=_enabled),
        Read(facts=("master_diagnostics",), calls=(DIAGNOSTICS_CALL,), run=_master_diagnostics),
    ),
)

DATABASES = ArmCollector(
    asset_type=SqlDatabase,
    calls=(SERVERS_CALL, DATABASES_CALL),
    items=_databases,
    listed=_database,
    gone=GONE,
    reads=(read("encrypted", ENCRYPTION_CALL, of=_enabled),),
)

COLLECTORS: Collectors = (SERVERS, DATABASES)
