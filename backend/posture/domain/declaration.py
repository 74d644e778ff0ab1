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


class Declaration(TerraformPlace, frozen=True, gc=False, array_like=True):
    """What a request says of an asset: its place, and whether the applied plan changes it.

    `in_plan` is None where that is not known. In a run's row, it is an array; the rows of earlier
    versions have no `in_plan`.
    """

    in_plan: bool | None = None


Declarations = Mapping[str, Declaration]
NOTHING: Final[Declarations] = {}
_ROWS: Final = msgspec.json.Decoder(dict[str, Declaration])


def by_asset(declared: list[dict[str, Any]]) -> dict[str, Declaration]:
    """Return the declarations of a request by the `key` of the asset; its last one holds."""
    return {
        key(one["resource_id"]): Declaration(
            one["address"], one.get("file"), one.get("line"), one.get("in_plan")
        )
        for one in declared
    }


def declaration_of(known: Declarations, resource_id: str) -> Declaration | None:
    """Return what is declared of an asset, or None if nothing is known of it."""
    return known.get(key(resource_id))


def merged(known: Declarations, others: Declarations) -> Declarations:
    """Return the declarations of both; beyond the limits, `known` ones come first.

    What one request knows of the plan holds if the other knows nothing of it.
    """
    kept: dict[str, Declaration] = {}
    size = 0
    for asset, one in {**known, **others}.items():
        size += len(asset) + len(one.address) + len(one.file or "")
        if len(kept) == MOST_DECLARATIONS or size > MOST_CHARACTERS:
            break
        kept[asset] = one
        if one.in_plan is None and asset in known:
            kept[asset] = msgspec.structs.replace(one, in_plan=known[asset].in_plan)
    return kept


def encoded(known: Declarations) -> str | None:
    """Return declarations as JSON text for a run's row, None without any."""
    return msgspec.json.encode(known).decode() if known else None


def decoded(text: str | None) -> Declarations:
    """Return the declarations of a run's row."""
    return NOTHING if text is None else _ROWS.decode(text)
