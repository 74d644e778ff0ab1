"""An asset of AWS: its `resource_id` is an ARN."""

from typing import ClassVar

from posture.domain.asset import Asset
from posture.domain.aws.arn import ArnShape


class AwsAsset(Asset, frozen=True, kw_only=True):
    """Base class of all AWS assets; `arn` is the shape of the ARNs of the type."""

    provider = "aws"
    arn: ClassVar[ArnShape]

    @classmethod
    def is_id(cls, resource_id: str) -> bool:
        """Return whether an id names an asset of this type."""
        return cls.arn.matches(resource_id)
