"""Checks of Azure AI Search."""

from posture.checks.azure.exposure import restricted
from posture.domain.azure.assets.search import SearchService
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://learn.microsoft.com/azure/search"


@check(
    severity=Severity.HIGH,
    finding_title="Search service is open to all networks",
    remediation="Disable public network access, or allow the networks that need it only.",
    cli="az search service update --name NAME --resource-group GROUP --public-access disabled",
    terraform="""
        resource "azurerm_search_service" "this" {
          public_network_access_enabled = false
        }
    """,
    reference=f"{DOCS}/service-configure-firewall",
)
def azure_search_service_public_access_restricted(service: SearchService) -> Verdict:
    """Search service is not reached by all networks.

    Its indexes are what a model answers from, and often copies of internal documents.
    """
    return restricted(known(service.network))


@check(
    severity=Severity.MEDIUM,
    finding_title="Search service accepts keys",
    remediation="Disable local authentication, and use Entra identities.",
    cli="az search service update --name NAME --resource-group GROUP --disable-local-auth true",
    terraform="""
        resource "azurerm_search_service" "this" {
          local_authentication_enabled = false
        }
    """,
    reference=f"{DOCS}/search-security-enable-roles",
)
def azure_search_service_local_auth_disabled(service: SearchService) -> Verdict:
    """Search service does not accept keys.

    A key gives everything, names nobody in the logs, and ends up in code.
    """
    return failed("Keys are accepted.") if known(service.local_auth) else passed()
