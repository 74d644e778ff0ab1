"""Assets of Azure Container Registry: registries."""

from posture.domain.asset import Family
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.asset import AzureAsset
from posture.domain.evidence import Fact


class ContainerRegistry(AzureAsset, frozen=True, kw_only=True):
    """A registry of container images.

    Attributes:
        premium: whether its tier has network rules; registries of other tiers are public.
    """

    service = "acr"
    family = Family.COMPUTE
    arm_type = "Microsoft.ContainerRegistry/registries"

    admin_user: Fact[bool]
    anonymous_pull: Fact[bool]
    premium: Fact[bool]
    network: Fact[NetworkAccess]
