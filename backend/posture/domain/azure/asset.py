"""An asset of Azure: its `resource_id` is an ARM id, as ARM spells it."""

from typing import ClassVar

from posture.domain.asset import Asset
from posture.domain.azure.arm import parse


class AzureAsset(Asset, frozen=True, kw_only=True):
    """Base class of all Azure assets.

    Attributes:
        arm_type: the type in ARM's own spelling, such as `Microsoft.Storage/storageAccounts`.
    """

    provider = "azure"
    arm_type: ClassVar[str]

    @classmethod
    def is_id(cls, resource_id: str) -> bool:
        """Return whether an id names an asset of this type."""
        found = parse(resource_id)
        return found is not None and found.type == cls.arm_type.lower()
