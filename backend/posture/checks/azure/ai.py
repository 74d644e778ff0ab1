"""Checks of Azure OpenAI and other AI services, and of deployed models."""

from posture.checks.azure.exposure import private_endpoint_used, public_access_disabled, restricted
from posture.domain.azure.assets.ai import (
    FETCHING,
    AiAccount,
    AiConnection,
    AiDeployment,
    ContentFilter,
)
from posture.domain.azure.diagnostics import logged
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://learn.microsoft.com/azure/ai-services"
FILTER_DOCS = "https://learn.microsoft.com/azure/ai-foundry/openai/how-to/content-filters"
AUDIT_LOGS = frozenset({"audit", "requestresponse"})
HARMS = ("hate", "sexual", "violence", "selfharm")
SIDES = ("prompt", "completion")
WITH_KEYS = frozenset(
    {"accesskey", "accountkey", "apikey", "customkeys", "pat", "sas", "usernamepassword"}
)
SHIELDS = ("jailbreak", "indirect attack")


@check(
    severity=Severity.HIGH,
    finding_title="AI account is open to all networks",
    remediation="Disable public network access, or deny by default in the account's firewall.",
    cli="az cognitiveservices account network-rule add --name NAME --subnet SUBNET",
    terraform="""
        resource "azurerm_cognitive_account" "this" {
          network_acls {
            default_action = "Deny"
          }
        }
    """,
    reference=f"{DOCS}/cognitive-services-virtual-networks",
)
def azure_ai_account_network_restricted(account: AiAccount) -> Verdict:
    """AI account is not reached by all networks.

    A stolen key works from everywhere, and the account's owner pays.
    """
    return restricted(known(account.network))


@check(
    severity=Severity.MEDIUM,
    finding_title="AI account has a public endpoint",
    remediation="Disable public network access, and connect by private endpoints.",
    cli="az resource update --ids ID --set properties.publicNetworkAccess=Disabled",
    terraform="""
        resource "azurerm_cognitive_account" "this" {
          public_network_access_enabled = false
        }
    """,
    reference=f"{DOCS}/cognitive-services-virtual-networks",
)
def azure_ai_account_public_access_disabled(account: AiAccount) -> Verdict:
    """AI account has no public endpoint, or a network security perimeter guards it.

    Prompts and documents then never cross the internet.
    """
    return public_access_disabled(known(account.network))


@check(
    severity=Severity.HIGH,
    finding_title="AI account accepts keys",
    remediation="Disable local authentication, and use Entra identities.",
    cli="az resource update --ids ID --set properties.disableLocalAuth=true",
    terraform="""
        resource "azurerm_cognitive_account" "this" {
          local_auth_enabled = false
        }
    """,
    reference=f"{DOCS}/disable-local-auth",
)
def azure_ai_account_local_auth_disabled(account: AiAccount) -> Verdict:
    """AI account does not accept keys.

    A key gives everything, names nobody in the logs, and ends up in code.
    """
    return failed("Keys are accepted.") if known(account.settings).local_auth else passed()


@check(
    severity=Severity.LOW,
    finding_title="AI account is encrypted with a key of Microsoft",
    remediation="Encrypt the account with a key in a key vault of yours.",
    cli="az resource update --ids ID --set properties.encryption.keySource=Microsoft.KeyVault",
    reference=f"{DOCS}/encryption/cognitive-services-encryption-keys-portal",
)
def azure_ai_account_customer_managed_key(account: AiAccount) -> Verdict:
    """AI account is encrypted with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    return passed() if known(account.settings).own_key else failed("The key is Microsoft's.")


@check(
    severity=Severity.LOW,
    finding_title="AI account has no managed identity",
    remediation="Give the account a managed identity.",
    cli="az cognitiveservices account identity assign --name NAME --resource-group GROUP",
    terraform="""
        resource "azurerm_cognitive_account" "this" {
          identity {
            type = "SystemAssigned"
          }
        }
    """,
    reference=f"{DOCS}/authentication",
)
def azure_ai_account_managed_identity(account: AiAccount) -> Verdict:
    """AI account has a managed identity.

    Without one it needs keys to read the data that it works on.
    """
    return passed() if known(account.settings).identity else failed("It has no identity.")


@check(
    severity=Severity.LOW,
    finding_title="AI account has no private endpoint",
    remediation="Connect to the account by a private endpoint.",
    cli="""
        az network private-endpoint create --connection-name NAME \\
          --private-connection-resource-id ID
    """,
    reference=f"{DOCS}/cognitive-services-virtual-networks",
)
def azure_ai_account_private_endpoint_used(account: AiAccount) -> Verdict:
    """AI account has an approved private endpoint.

    Without one, its clients need the public endpoint.
    """
    return private_endpoint_used(known(account.network))


@check(
    severity=Severity.MEDIUM,
    finding_title="AI account may connect to any host",
    remediation="Restrict outbound access, and list the hosts that the account needs.",
    cli="az resource update --ids ID --set properties.restrictOutboundNetworkAccess=true",
    terraform="""
        resource "azurerm_cognitive_account" "this" {
          outbound_network_access_restricted = true
        }
    """,
    reference=f"{DOCS}/cognitive-services-data-loss-prevention",
)
def azure_ai_account_outbound_restricted(account: AiAccount) -> Verdict:
    """AI account may only connect to listed hosts.

    Otherwise a caller makes it send data to a host of their choice.
    """
    settings = known(account.settings)
    if settings.kind not in FETCHING:
        return not_applicable("Accounts of this kind do not connect to other hosts.")
    return passed() if settings.outbound_restricted else failed("Every host is allowed.")


@check(
    severity=Severity.MEDIUM,
    finding_title="AI account's logs are not kept",
    remediation="Add a diagnostic setting that exports the audit and request logs.",
    cli="""
        az monitor diagnostic-settings create --name audit --resource ID --workspace WORKSPACE \\
          --logs '[{"categoryGroup": "audit", "enabled": true}]'
    """,
    reference=f"{DOCS}/diagnostic-logging",
)
def azure_ai_account_logged(account: AiAccount) -> Verdict:
    """AI account exports its audit and request logs.

    Without them nobody can find out who asked what, and which key was used.
    """
    kept = logged(known(account.diagnostics), AUDIT_LOGS)
    return passed() if kept else failed("No diagnostic setting exports the logs.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Defender does not watch AI account",
    remediation="Enable Defender's plan AI, and the setting of the account where it has its own.",
    cli="az security pricing create --name AI --tier Standard",
    terraform="""
        resource "azurerm_security_center_subscription_pricing" "this" {
          tier          = "Standard"
          resource_type = "AI"
        }
    """,
    reference="https://learn.microsoft.com/azure/defender-for-cloud/ai-threat-protection",
)
def azure_ai_account_defender_enabled(account: AiAccount) -> Verdict:
    """AI account is watched by Microsoft Defender.

    Without it nobody is warned of prompt attacks, leaked keys and stolen data.
    """
    watched = known(account.defender)
    if watched is None:
        return not_applicable("Defender does not watch accounts of this kind here.")
    return passed() if watched else failed("It is off for this account.")


@check(
    severity=Severity.HIGH,
    finding_title="Deployed model has a weakened content filter",
    remediation="Use the platform's policy, or let a policy block each harm in both directions.",
    cli="az cognitiveservices account deployment show --name ACCOUNT --deployment-name NAME",
    reference=FILTER_DOCS,
)
def azure_ai_deployment_content_filter_set(deployment: AiDeployment) -> Verdict:
    """Deployed model blocks harmful prompts and completions.

    Without it the model writes what its owner is made responsible for.
    """
    filters = known(deployment.filters)
    if filters is None:
        return passed("The platform's policy applies.")
    missing = [
        f"{harm} in {side}s" for harm in HARMS for side in SIDES if not _blocks(filters, harm, side)
    ]
    return failed(f"Not blocked: {', '.join(missing)}.") if missing else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Deployed model does not block prompt attacks",
    remediation="Enable prompt shields for direct and indirect attacks, and let them block.",
    cli="az cognitiveservices account deployment show --name ACCOUNT --deployment-name NAME",
    reference=FILTER_DOCS,
)
def azure_ai_deployment_prompt_shield_enabled(deployment: AiDeployment) -> Verdict:
    """Deployed model blocks direct and indirect prompt attacks.

    Text in a document can otherwise make the model act against its user.
    """
    filters = known(deployment.filters)
    if filters is None:
        return failed("The platform's policy does not block indirect attacks.")
    missing = [one for one in SHIELDS if not _blocks(filters, one, "prompt")]
    return failed(f"Not blocked: {', '.join(missing)}.") if missing else passed()


def _blocks(filters: tuple[ContentFilter, ...], name: str, source: str) -> bool:
    return any(one.blocking and (one.name, one.source) == (name, source) for one in filters)


@check(
    severity=Severity.MEDIUM,
    finding_title="AI connection signs in with a key",
    remediation="Make the connection anew with an identity of Entra.",
    cli="az cognitiveservices account connection create --name ACCOUNT --connection-name NAME",
    reference="https://learn.microsoft.com/azure/ai-foundry/how-to/connections-add",
)
def azure_ai_connection_without_key(connection: AiConnection) -> Verdict:
    """AI connection signs in with an identity.

    A key works for everybody in the account, and names nobody in the logs of the other service.
    """
    auth = known(connection.auth)
    return failed(f"It signs in by {auth}.") if auth in WITH_KEYS else passed()
