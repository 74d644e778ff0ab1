"""Declarations: where Terraform declares assets, as the request for a run says."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from posture.domain.spelling import key

# A run keeps no more of them, also if several requests were merged into it.
MOST_DECLARATIONS: Final = 1_000
# It keeps no more text either: each merged request reads and writes all of it.
MOST_CHARACTERS: Final = 1_048_576


class TerraformPlace(msgspec.Struct, frozen=True, gc=False):
    """The Terraform resource that declares an asset, and its file and line if they are known."""

    address: str
    file: str | None = None
    line: int | None = None

    @classmethod
    def of_columns(
        cls, address: str | None, file: str | None, line: int | None
    ) -> "TerraformPlace | None":
        """Return the place that three columns of a row name, None where the address is not set."""
        return None if address is None else cls(address, file, line)

    @property
    def source(self) -> str | None:
        """Return `main.tf:12`, `main.tf` without a line, or None without a file."""
        if not self.file:
            return None
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        """Return file and line, or the address if no file is known."""
        return self.source or self.address


Declarations = Mapping[str, TerraformPlace]
NOTHING: Final[Declarations] = {}
# In a run's row, a place is an array.
_ROWS: Final = msgspec.json.Decoder(dict[str, tuple[str, str | None, int | None]])


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
    rows = {asset: msgspec.structs.astuple(place) for asset, place in known.items()}
    return msgspec.json.encode(rows).decode() if rows else None


def decoded(text: str | None) -> Declarations:
    """Return the declarations of a run's row."""
    if text is None:
        return NOTHING
    return {asset: TerraformPlace(*row) for asset, row in _ROWS.decode(text).items()}
