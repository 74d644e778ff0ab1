"""Checks of Azure Cosmos DB."""

from posture.checks.azure.exposure import private_endpoint_used, restricted
from posture.domain.asset import Family
from posture.domain.azure.assets.cosmos_db import CosmosAccount
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://learn.microsoft.com/azure/cosmos-db"


@check(
    severity=Severity.HIGH,
    family=Family.NETWORK,
    finding_title="Cosmos DB account is open to all networks",
    remediation="Disable public network access, or allow the networks that need access only.",
    cli="""
        az cosmosdb update --name NAME --resource-group GROUP --public-network-access DISABLED
    """,
    terraform="""
        resource "azurerm_cosmosdb_account" "this" {
          public_network_access_enabled = false
        }
    """,
    reference=f"{DOCS}/how-to-configure-firewall",
)
def azure_cosmosdb_account_public_network_restricted(account: CosmosAccount) -> Verdict:
    """Cosmos DB account is not reached by all networks.

    A stolen key can then read its data from everywhere.
    """
    network = known(account.network)
    if "0.0.0.0" in network.ip_rules and not network.public_disabled:  # noqa: S104  # a rule
        return failed("A rule lets in 0.0.0.0, which stands for all of Azure.")
    return restricted(network)


@check(
    severity=Severity.MEDIUM,
    family=Family.IAM,
    finding_title="Cosmos DB account accepts keys",
    remediation="Disable local authentication, and use Entra identities.",
    cli="az resource update --ids ID --set properties.disableLocalAuth=true",
    terraform="""
        resource "azurerm_cosmosdb_account" "this" {
          local_authentication_disabled = true
        }
    """,
    reference=f"{DOCS}/how-to-setup-rbac",
)
def azure_cosmosdb_account_local_auth_disabled(account: CosmosAccount) -> Verdict:
    """Cosmos DB account does not accept keys.

    A key gives everything, names nobody in the logs, and ends up in code.
    """
    settings = known(account.settings)
    if settings.api != "nosql":
        return not_applicable("Only accounts of the API for NoSQL can do without keys.")
    return failed("Keys are accepted.") if settings.local_auth else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Cosmos DB account accepts old versions of TLS",
    remediation="Set the minimum version to TLS 1.2.",
    cli="az cosmosdb update --name NAME --resource-group GROUP --minimal-tls-version Tls12",
    terraform="""
        resource "azurerm_cosmosdb_account" "this" {
          minimal_tls_version = "Tls12"
        }
    """,
    reference=f"{DOCS}/self-serve-minimum-tls-enforcement",
)
def azure_cosmosdb_account_minimum_tls_12(account: CosmosAccount) -> Verdict:
    """Cosmos DB account accepts TLS 1.2 or newer only.

    Older versions can be broken by whoever is between client and server.
    """
    minimum = known(account.settings).minimum_tls
    return passed() if minimum == "tls12" else failed(f"The minimum version is {minimum}.")


@check(
    severity=Severity.LOW,
    family=Family.NETWORK,
    finding_title="Cosmos DB account has no private endpoint",
    remediation="Connect to the account by a private endpoint.",
    cli="""
        az network private-endpoint create --connection-name NAME \\
          --private-connection-resource-id ID --group-id Sql
    """,
    reference=f"{DOCS}/how-to-configure-private-endpoints",
)
def azure_cosmosdb_account_private_endpoint_used(account: CosmosAccount) -> Verdict:
    """Cosmos DB account has an approved private endpoint.

    Without one, its clients need the public endpoint.
    """
    return private_endpoint_used(known(account.network))
