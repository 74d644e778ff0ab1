"""Declarations: where Terraform declares assets, as the request for a run says."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from posture.domain.spelling import key

# A run keeps no more of them, also if several requests were merged into it.
MOST_DECLARATIONS: Final = 1_000
# It keeps no more text either: each merged request reads and writes all of it.
MOST_CHARACTERS: Final = 1_048_576


class TerraformPlace(msgspec.Struct, frozen=True, array_like=True):
    """The address of a resource, and file and line of its declaration if they are known."""

    address: str
    file: str | None = None
    line: int | None = None


Declarations = Mapping[str, TerraformPlace]
NOTHING: Final[Declarations] = {}
_PLACES: Final = msgspec.json.Decoder(dict[str, TerraformPlace])


def by_asset(declared: list[dict[str, Any]]) -> dict[str, TerraformPlace]:
    """Return the declarations of a request by the `key` of the asset; its last one holds."""
    return {
        key(one["resource_id"]): TerraformPlace(one["address"], one.get("file"), one.get("line"))
        for one in declared
    }


def place_of(known: Declarations, resource_id: str) -> TerraformPlace | None:
    """Return where an asset is declared, or None if that is not known."""
    return known.get(key(resource_id))


def merged(known: Declarations, others: Declarations) -> Declarations:
    """Return the declarations of both; beyond the limits, `known` ones come first."""
    kept: dict[str, TerraformPlace] = {}
    size = 0
    for asset, place in {**known, **others}.items():
        size += len(asset) + len(place.address) + len(place.file or "")
        if len(kept) == MOST_DECLARATIONS or size > MOST_CHARACTERS:
            break
        kept[asset] = place
    return kept


def encoded(known: Declarations) -> str | None:
    """Return declarations as JSON text for a run's row, None without any."""
    return msgspec.json.encode(known).decode() if known else None


def decoded(text: str | None) -> Declarations:
    """Return the declarations of a run's row."""
    return NOTHING if text is None else _PLACES.decode(text)
