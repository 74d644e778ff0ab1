"""Collects flexible servers of Azure Database for PostgreSQL and for MySQL."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    listing,
    named,
    read_all,
)
from posture.collectors.azure.errors import GONE
from posture.collectors.azure.firewall import firewall
from posture.collectors.azure.properties import part, text, value
from posture.collectors.collecting import Item, Read
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.assets.flexible_servers import MysqlServer, PostgresqlServer

ADMINISTRATORS_CALL = "postgresql:ListAdministrators"
OF_EVERY_SERVER = "require_secure_transport"


def _server(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    network = part(item.data["properties"], "network")
    return {
        "network": NetworkAccess(
            public=text(network, "publicNetworkAccess", default="enabled"), default_action="allow"
        ),
        "in_subnet": bool(value(network, "delegatedSubnetResourceId", str)),
    }


def _postgresql(client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    return {**_server(client, item), "entra": _entra(item)}


async def _administrators(client: SubscriptionClient, item: Item) -> int:
    if not _entra(item):
        return 0
    found = [one async for one in client.pages(ADMINISTRATORS_CALL, id=item.resource_id)]
    return sum(bool(value(one["properties"], "objectId", str)) for one in found)


def _entra(item: Item) -> bool:
    auth = part(item.data["properties"], "authConfig")
    return text(auth, "activeDirectoryAuth") == "enabled"


def _parameters(found: list[Any]) -> Mapping[str, str]:
    """Return the parameters; raises `TypeError` if one is not there that every server has."""
    parameters = {text(one, "name"): text(one["properties"], "value") for one in found}
    if OF_EVERY_SERVER not in parameters:
        raise TypeError(OF_EVERY_SERVER)
    return parameters


POSTGRESQL = ArmCollector(
    asset_type=PostgresqlServer,
    calls=("postgresql:ListServers", "postgresql:GetServer"),
    items=listing("postgresql:ListServers"),
    find=named("postgresql:GetServer"),
    listed=_postgresql,
    gone=GONE,
    reads=(
        firewall("postgresql:ListFirewallRules"),
        read_all("parameters", "postgresql:ListParameters", of=_parameters),
        Read(facts=("administrators",), calls=(ADMINISTRATORS_CALL,), run=_administrators),
    ),
)

MYSQL = ArmCollector(
    asset_type=MysqlServer,
    calls=("mysql:ListServers", "mysql:GetServer"),
    items=listing("mysql:ListServers"),
    find=named("mysql:GetServer"),
    listed=_server,
    gone=GONE,
    reads=(
        firewall("mysql:ListFirewallRules"),
        read_all("parameters", "mysql:ListParameters", of=_parameters),
    ),
)

COLLECTORS: Collectors = (POSTGRESQL, MYSQL)
