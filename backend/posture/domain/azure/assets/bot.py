"""Assets of Azure Bot Service."""

from posture.domain.asset import Family
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.asset import AzureAsset
from posture.domain.evidence import Fact


class BotService(AzureAsset, frozen=True, kw_only=True):
    """A bot; `local_auth` is set if secrets of its channels give access."""

    service = "bot"
    family = Family.AI
    arm_type = "Microsoft.BotService/botServices"

    local_auth: Fact[bool]
    network: Fact[NetworkAccess]
