"""Assets of Azure Container Registry: registries."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.asset import AzureAsset
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerRegistry(AzureAsset):
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
