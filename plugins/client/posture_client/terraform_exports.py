"""Add file and line to exports: the server does not have the code, but a pipeline has."""

import json
import posixpath
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from posture_client.limits import parse_json
from posture_client.spelling import key

# How a URL or a path with the letter of a drive begins.
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class TerraformPlace(NamedTuple):
    """The Terraform resource that declares an asset, and its file and line if they are known.

    `in_plan` says whether the plan that was applied changes the asset; None if that is not known.
    """

    address: str
    file: str | None = None
    line: int | None = None
    in_plan: bool | None = None

    @property
    def source(self) -> str | None:
        """Return `main.tf:12`, `main.tf` without a line, or None without a file."""
        return f"{self.file}:{self.line}" if self.file and self.line else self.file or None

    @property
    def path(self) -> str | None:
        """Return the path of the file in the repository; None for one outside it, and for a URL.

        A program that shows findings opens such a path.
        """
        path = posixpath.normpath((self.file or "").replace("\\", "/"))
        is_outside = path.startswith(("/", "../")) or path in {".", ".."}
        return None if is_outside or _SCHEME.match(path) else path


MOST_DECLARATIONS: Final = 1_000
_MOST_BYTES: Final = 500_000
_MOST_CHARACTERS: Final = 1_024
_LONGEST_ID: Final = 1_000


def declarations(places: Mapping[str, TerraformPlace]) -> list[dict[str, Any]]:
    """Return the `declarations` of a run's request, from the places of assets by `resource_id`.

    Left out are places whose texts the API refuses, and those beyond the limits of a request.
    """
    rows: list[dict[str, Any]] = []
    size = 0
    for resource_id, place in places.items():
        texts = (resource_id, place.address, place.file or "")
        if not all(len(text) <= _MOST_CHARACTERS and text.isprintable() for text in texts):
            continue
        if not place.address or not 0 < len(resource_id) <= _LONGEST_ID:
            continue
        row: dict[str, Any] = {"resource_id": resource_id, "address": place.address}
        if place.file:
            row |= {"file": place.file, "line": place.line or 1}
        if place.in_plan is not None:
            row["in_plan"] = place.in_plan
        size += len(json.dumps(row))
        if len(rows) == MOST_DECLARATIONS or size > _MOST_BYTES:
            break
        rows.append(row)
    return rows


def located(form: str, text: bytes, places: Mapping[str, TerraformPlace]) -> bytes:
    """Return an export in a `LOCATED` format with the declarations of its findings' assets.

    Findings on assets without one here keep that of the run, if it has one.
    """
    document = parse_json(text)
    LOCATED[form](document, places)
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _sarif(log: Mapping[str, Any], places: Mapping[str, TerraformPlace]) -> None:
    for run in log["runs"]:
        for result in run["results"]:
            for location in result["locations"]:
                _locate(location, places)


def _locate(location: dict[str, Any], places: Mapping[str, TerraformPlace]) -> None:
    names: list[dict[str, str]] = location["logicalLocations"]
    found = [places[name] for one in names if (name := key(one["fullyQualifiedName"])) in places]
    if not found:
        return
    place = found[0]
    # The server knows one where the run was started with it; SARIF allows no equal names.
    names[:] = [one for one in names if one.get("kind") != "declaration"]
    names.append({"fullyQualifiedName": place.address, "kind": "declaration"})
    if path := place.path:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(path)},
            "region": {"startLine": place.line or 1},
        }


def _gitlab(degradations: list[dict[str, Any]], places: Mapping[str, TerraformPlace]) -> None:
    """Find each asset by its id, in parentheses at the end of the description."""
    for one in degradations:
        _, _, last = one["description"].rpartition(" (")
        place = places.get(key(last.removesuffix(")")))
        if place and (path := place.path):
            one["location"] = {"path": path, "lines": {"begin": place.line or 1}}


LOCATED: Final[Mapping[str, Callable[[Any, Mapping[str, TerraformPlace]], None]]] = (
    MappingProxyType({"sarif": _sarif, "gitlab": _gitlab})
)
"""The formats that can name a line of a file, and the functions that add it."""
