"""Asset: one cloud thing as collected, keyed by its `resource_id`."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import ClassVar, NamedTuple


class Provider(StrEnum):
    """The clouds an integration can connect."""

    AWS = "aws"
    AZURE = "azure"
    GCP = "gcp"


class Family(StrEnum):
    """What kind of misconfiguration a check looks for."""

    IAM = "iam"
    NETWORK = "network"
    STORAGE = "storage"
    AI = "ai"
    COMPUTE = "compute"
    DATABASE = "database"
    LOGGING = "logging"
    SECRETS = "secrets"


class ArnShape(NamedTuple):
    """How to recognise the asset type in a `resource_id`: ARN service and start of its resource.

    `S3Bucket` is `("s3", "")`, a role `("iam", "role/")`, a function `("lambda", "function:")`; a
    type that goes by several names has them all.
    """

    service: str
    prefix: str | tuple[str, ...]

    def matches(self, resource_id: str) -> bool:
        """Return whether an ARN names an asset of this shape."""
        parts = resource_id.split(":", 5)
        if len(parts) != 6 or parts[2] != self.service:  # noqa: PLR2004  # an ARN has six parts
            return False
        return parts[5].startswith(self.prefix) and (
            bool(self.prefix) or not set("/:") & set(parts[5])
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """What every asset has; a subclass adds its facts and says where it belongs.

    Attributes:
        resource_id: ARN, ARM id or full resource name.
        region: the cloud's region, or its name for what is global.
        name: what people call it.
    """

    provider: ClassVar[Provider]
    service: ClassVar[str]
    family: ClassVar[Family]
    arn: ClassVar[ArnShape]

    resource_id: str
    region: str
    name: str = ""

    @classmethod
    def facts(cls) -> frozenset[str]:
        """Names of the fields that a collector reads for this type."""
        return frozenset(item.name for item in fields(cls)) - _KEYS


_KEYS = frozenset({"resource_id", "region", "name"})
