"""Asset: one cloud thing as collected, keyed by its `resource_id`."""

from enum import StrEnum
from functools import cache
from typing import ClassVar

from msgspec import Struct


class Family(StrEnum):
    """The kind of misconfiguration that a check looks for."""

    IAM = "iam"
    NETWORK = "network"
    STORAGE = "storage"
    AI = "ai"
    COMPUTE = "compute"
    DATABASE = "database"
    LOGGING = "logging"
    SECRETS = "secrets"


class Asset(Struct, frozen=True, kw_only=True):
    """Base class of all assets; a subclass adds its facts.

    Attributes:
        resource_id: its id in its cloud; it never changes.
        region: the cloud's region, or its name for global resources.
        name: its name for people.
    """

    provider: ClassVar[str]
    service: ClassVar[str]
    family: ClassVar[Family]

    resource_id: str
    region: str
    name: str = ""

    @classmethod
    def is_id(cls, resource_id: str) -> bool:
        """Return whether an id names an asset of this type; clouds' base classes implement it."""
        raise NotImplementedError

    @classmethod
    def facts(cls) -> frozenset[str]:
        """Return the names of the fields that a collector reads for this type."""
        return _facts_of(cls)


_KEYS = frozenset({"resource_id", "region", "name"})


@cache
def _facts_of(asset_type: type[Asset]) -> frozenset[str]:
    return frozenset(asset_type.__struct_fields__) - _KEYS
