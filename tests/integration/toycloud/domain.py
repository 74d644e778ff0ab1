"""The toy cloud's domain: its connection, its ids and its one type of asset."""

from typing import Annotated

from msgspec import Meta

from posture.domain.asset import Asset, Family
from posture.domain.cloud import Location
from posture.domain.connection import ConnectionOptions
from posture.domain.evidence import Fact

PREFIX = "toy://"


class ToyConnection(ConnectionOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `toy` object of an integration."""

    key_name: Annotated[str | None, Meta(description="The name of a key to use.")] = None


def locate(resource_id: str) -> Location | None:
    """Return what an id such as `toy://acme/north/box/7` says."""
    parts = resource_id.removeprefix(PREFIX).split("/")
    if not resource_id.startswith(PREFIX) or len(parts) != 4:
        return None
    account, region, kind, _ = parts
    return Location(account, region, "store", kind)


class Box(Asset, frozen=True, kw_only=True):
    provider = "toy"
    service = "store"
    family = Family.STORAGE

    locked: Fact[bool]
    label: Fact[str]

    @classmethod
    def is_id(cls, resource_id: str) -> bool:
        found = locate(resource_id)
        return found is not None and found.kind == "box"
