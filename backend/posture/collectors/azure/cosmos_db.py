"""Collects accounts of Azure Cosmos DB."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    listing,
    named,
)
from posture.collectors.azure.properties import approved_endpoints, flag, members, text, value
from posture.collectors.collecting import Item
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.assets.cosmos_db import CosmosAccount, CosmosSettings

ACCOUNTS_CALL = "cosmosdb:ListAccounts"
ACCOUNT_CALL = "cosmosdb:GetAccount"
# What an account can do says which API it has, if it is not NoSQL or MongoDB.
APIS = {"enablecassandra": "cassandra", "enablegremlin": "gremlin", "enabletable": "table"}
# Accounts of these APIs never accepted less than TLS 1.2 without being told to.
TLS_12_BY_DEFAULT = frozenset({"cassandra", "mongodb"})


def _account(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    api = _api(item)
    settings = CosmosSettings(
        api=api,
        local_auth=not flag(properties, "disableLocalAuth"),
        minimum_tls=text(
            properties, "minimalTlsVersion", default="tls12" if api in TLS_12_BY_DEFAULT else "tls"
        ),
    )
    return {"settings": settings, "network": _network(properties)}


def _api(item: Item) -> str:
    if text(item.data, "kind") == "mongodb":
        return "mongodb"
    found = (text(one, "name") for one in members(item.data["properties"], "capabilities"))
    return next((APIS[one] for one in found if one in APIS), "nosql")


def _network(properties: Mapping[str, Any]) -> NetworkAccess:
    """Return who reaches an account: everyone, unless it has a rule."""
    addresses = [value(one, "ipAddressOrRange", str) for one in members(properties, "ipRules")]
    filtered = flag(properties, "isVirtualNetworkFilterEnabled")
    return NetworkAccess(
        public=text(properties, "publicNetworkAccess", default="enabled"),
        default_action="deny" if addresses or filtered else "allow",
        ip_rules=tuple(one for one in addresses if one),
        bypass=frozenset({text(properties, "networkAclBypass", default="none")}),
        private_endpoints=approved_endpoints(properties),
    )


ACCOUNTS = ArmCollector(
    asset_type=CosmosAccount,
    calls=(ACCOUNTS_CALL, ACCOUNT_CALL),
    items=listing(ACCOUNTS_CALL),
    find=named(ACCOUNT_CALL),
    listed=_account,
)

COLLECTORS: Collectors = (ACCOUNTS,)
