"""Checks of container registries."""

from posture.checks.azure.exposure import restricted
from posture.domain.asset import Family
from posture.domain.azure.assets.container_registry import ContainerRegistry
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://learn.microsoft.com/azure/container-registry"


@check(
    severity=Severity.HIGH,
    family=Family.IAM,
    finding_title="Container registry has an administrator with a password",
    remediation="Disable the admin user, and use identities of Entra.",
    cli="az acr update --name NAME --admin-enabled false",
    terraform="""
        resource "azurerm_container_registry" "this" {
          admin_enabled = false
        }
    """,
    reference=f"{DOCS}/container-registry-authentication",
)
def azure_acr_registry_admin_user_disabled(registry: ContainerRegistry) -> Verdict:
    """Container registry has no admin user.

    Its password is shared by all who use it, and who has it replaces images.
    """
    return failed("The admin user is enabled.") if known(registry.admin_user) else passed()


@check(
    severity=Severity.MEDIUM,
    family=Family.NETWORK,
    finding_title="Container registry is open to all networks",
    remediation="Use the Premium tier, and disable public network access or deny by default.",
    cli="az acr update --name NAME --public-network-enabled false",
    terraform="""
        resource "azurerm_container_registry" "this" {
          sku                           = "Premium"
          public_network_access_enabled = false
        }
    """,
    reference=f"{DOCS}/container-registry-access-selected-networks",
)
def azure_acr_registry_public_access_restricted(registry: ContainerRegistry) -> Verdict:
    """Container registry is not reached by all networks.

    A stolen token can then pull the images from everywhere.
    """
    if not known(registry.premium):
        return failed("Only registries of the Premium tier have network rules.")
    return restricted(known(registry.network))


@check(
    severity=Severity.HIGH,
    family=Family.IAM,
    finding_title="Everyone can pull images from the container registry",
    remediation="Disable anonymous pulls.",
    cli="az acr update --name NAME --anonymous-pull-enabled false",
    terraform="""
        resource "azurerm_container_registry" "this" {
          anonymous_pull_enabled = false
        }
    """,
    reference=f"{DOCS}/anonymous-pull-access",
)
def azure_acr_registry_anonymous_pull_disabled(registry: ContainerRegistry) -> Verdict:
    """Container registry lets nobody pull images without signing in.

    Images contain code, and often secrets.
    """
    return failed("Anonymous pulls are allowed.") if known(registry.anonymous_pull) else passed()
