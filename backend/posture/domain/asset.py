"""Asset: one cloud thing as collected, keyed by its `resource_id`."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import ClassVar


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """What every asset has; a subclass adds its facts and says where it belongs.

    Attributes:
        resource_id: how its cloud names it, for ever.
        region: the cloud's region, or its name for what is global.
        name: what people call it.
    """

    provider: ClassVar[str]
    service: ClassVar[str]
    family: ClassVar[Family]

    resource_id: str
    region: str
    name: str = ""

    @classmethod
    def is_id(cls, resource_id: str) -> bool:
        """Return whether an id names an asset of this type; each cloud's base class knows how."""
        raise NotImplementedError

    @classmethod
    def facts(cls) -> frozenset[str]:
        """Names of the fields that a collector reads for this type."""
        return frozenset(item.name for item in fields(cls)) - _KEYS


_KEYS = frozenset({"resource_id", "region", "name"})
