"""Assets of Azure AI Search: services."""

from posture.domain.asset import Family
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.asset import AzureAsset
from posture.domain.evidence import Fact


class SearchService(AzureAsset, frozen=True, kw_only=True):
    """A search service; `local_auth` is set if keys give access."""

    service = "search"
    family = Family.AI
    arm_type = "Microsoft.Search/searchServices"

    local_auth: Fact[bool]
    network: Fact[NetworkAccess]
