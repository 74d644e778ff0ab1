"""Checks of Azure Bot Service."""

from posture.checks.azure.exposure import public_access_disabled
from posture.domain.azure.assets.bot import BotService
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://learn.microsoft.com/azure/bot-service"


@check(
    severity=Severity.LOW,
    finding_title="Bot accepts secrets",
    remediation="Disable local authentication, and use Entra identities.",
    cli="az resource update --ids ID --set properties.disableLocalAuth=true",
    terraform="""
        resource "azurerm_bot_service_azure_bot" "this" {
          local_authentication_enabled = false
        }
    """,
    reference=f"{DOCS}/bot-service-resources-faq-security",
)
def azure_bot_service_local_auth_disabled(bot: BotService) -> Verdict:
    """Bot accepts identities of Entra only.

    A secret names nobody in the logs, and ends up in code.
    """
    return failed("Secrets are accepted.") if known(bot.local_auth) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Bot has a public endpoint",
    remediation="Disable public network access, and connect by private endpoints.",
    cli="az bot update --name NAME --resource-group GROUP --public-network-access Disabled",
    terraform="""
        resource "azurerm_bot_service_azure_bot" "this" {
          public_network_access_enabled = false
        }
    """,
    reference=f"{DOCS}/dl-network-isolation-concept",
)
def azure_bot_service_public_access_disabled(bot: BotService) -> Verdict:
    """Bot has no public endpoint, or a network security perimeter guards it.

    Conversations then never cross the internet.
    """
    return public_access_disabled(known(bot.network))
