"""Cases of the checks of Cosmos DB."""

from typing import Any

from msgspec.structs import replace

from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.assets.cosmos_db import CosmosAccount, CosmosSettings
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant, Row, rows

SETTINGS = CosmosSettings(api="nosql", local_auth=False, minimum_tls="tls12")
NETWORK = NetworkAccess(public="disabled", default_action="allow", private_endpoints=1)
COMPLIANT: Compliant = {CosmosAccount: {"settings": SETTINGS, "network": NETWORK}}
ALL_OF_AZURE = "0.0.0.0"  # noqa: S104  # a rule, no address to listen on


def settings(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # settings of every type
    return {"settings": replace(SETTINGS, **changed)}


def network(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return {"network": replace(NETWORK, **changed)}


ACCOUNTS: list[Row] = [
    ("public_network_restricted", network(public="enabled"), FAIL),
    ("public_network_restricted", network(public="enabled", default_action="deny"), PASS),
    (
        "public_network_restricted",
        network(public="enabled", default_action="deny", ip_rules=(ALL_OF_AZURE,)),
        FAIL,
    ),
    ("public_network_restricted", network(ip_rules=(ALL_OF_AZURE,)), PASS),
    ("local_auth_disabled", settings(local_auth=True), FAIL),
    ("local_auth_disabled", settings(api="mongodb", local_auth=True), NOT_APPLICABLE),
    ("minimum_tls_12", settings(minimum_tls="tls"), FAIL),
    ("private_endpoint_used", network(private_endpoints=0), FAIL),
]
CASES: list[Case] = [*rows("azure_cosmosdb_account", ACCOUNTS)]
