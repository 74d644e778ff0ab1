"""The shapes of ARM's answers: what Microsoft's types say of the properties that matter here.

The table `shapes.csv` has one row for each property path of a type in one API version: its kind,
and its values where the types list them. `python -m tests.emulator.arm.shapes CLONE` writes it from
a clone of https://github.com/Azure/bicep-types-az, whose types are made from the specifications of
the REST APIs. Rows of subscriptions and of Microsoft Graph are by hand, from its
reference: they are no types there.
"""

import asyncio
import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

TABLE = Path(__file__).with_suffix(".csv")
BY_HAND = "microsoft.resources/subscriptions"
WRITE_ONLY = 4


class Place(NamedTuple):
    """A property: its type in lower case, API version and path; `[]` are the members of a list."""

    type: str
    version: str
    path: str


class Shape(NamedTuple):
    """What a property is: its kind, and its known values in lower case; empty if any is allowed."""

    kind: str
    values: frozenset[str]


@cache
def shapes() -> Mapping[Place, Shape]:
    """Return the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            Place(row["type"], row["version"], row["path"]): Shape(
                row["kind"], frozenset(filter(None, row["values"].split("|")))
            )
            for row in csv.DictReader(file)
        }


def kind_of(found: object) -> str:
    """Return the kind of a JSON value."""
    match found:
        case bool():
            return "bool"
        case int():
            return "int"
        case str():
            return "string"
        case Mapping():
            return "object"
        case list():
            return "array"
    return "null"


def paths(found: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield the path and the value of each property of an answer."""
    if path:
        yield path, found
    if isinstance(found, Mapping):
        for name, one in found.items():
            yield from paths(one, f"{path}.{name}" if path else name)
    if isinstance(found, list):
        for one in found:
            yield from paths(one, f"{path}[]")


class Watched(dict[str, Any]):
    """An object of an answer that notes which of its properties are read."""

    def __init__(self, found: Mapping[str, Any], path: str, note: Callable[[str], None]) -> None:
        self._path = path
        self._note = note
        super().__init__({name: watched(one, self._of(name), note) for name, one in found.items()})

    def _of(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def get(self, key: str, default: object = None) -> Any:  # noqa: ANN401  # any JSON
        self._note(self._of(key))
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401  # any JSON
        self._note(self._of(key))
        return super().__getitem__(key)


def watched(found: Any, path: str, note: Callable[[str], None]) -> Any:  # noqa: ANN401  # any JSON
    """Return a value whose objects note which of their properties are read."""
    if isinstance(found, dict):
        return Watched(found, path, note)
    if isinstance(found, list):
        return [watched(one, f"{path}[]", note) for one in found]
    return found


class Types:
    """The types of one resource provider in one API version."""

    def __init__(self, text: str) -> None:
        self._types: list[dict[str, Any]] = json.loads(text)

    def shape(self, type_: str, path: str) -> Shape | None:
        """Return the shape of a property of a resource; None if there is none."""
        found = self._bodies(type_)
        for part in path.replace("[]", ".[]").split("."):
            found = [inner for one in found for inner in self._inner(one, part)]
        kinds: set[str] = set()
        values: set[str | None] = set()
        for one in found:
            for kind, value in self._leaves(one):
                kinds.add(kind)
                values.add(value)
        if not kinds:
            return None
        return Shape("|".join(sorted(kinds)), frozenset(filter(None, values)))

    def _bodies(self, type_: str) -> list[dict[str, Any]]:
        resources = (one for one in self._types if one["$type"] == "ResourceType")
        named = ((one["name"].partition("@")[0].lower(), one["body"]) for one in resources)
        return [self._at(body) for name, body in named if name == type_]

    def _at(self, reference: Mapping[str, str]) -> dict[str, Any]:
        return self._types[int(reference["$ref"].removeprefix("#/"))]

    def _inner(self, one: Mapping[str, Any], part: str) -> Iterator[dict[str, Any]]:
        """Yield the types that a property, or the members of a list, can have."""
        match one["$type"]:
            case "UnionType":
                for element in one["elements"]:
                    yield from self._inner(self._at(element), part)
            case "ArrayType" if part == "[]":
                yield self._at(one["itemType"])
            case "ObjectType" if part in one["properties"]:
                found = one["properties"][part]
                if not found["flags"] & WRITE_ONLY:
                    yield self._at(found["type"])
            case "ObjectType" if "additionalProperties" in one:
                yield self._at(one["additionalProperties"])
            case "DiscriminatedObjectType":
                base = {"$type": "ObjectType", "properties": one["baseProperties"]}
                yield from self._inner(base, part)
                for element in one["elements"].values():
                    yield from self._inner(self._at(element), part)

    def _leaves(self, one: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
        match one["$type"]:
            case "UnionType":
                for element in one["elements"]:
                    yield from self._leaves(self._at(element))
            case "StringLiteralType":
                yield "string", one["value"].lower()
            case "StringType":
                yield "string", None
            case "BooleanType":
                yield "bool", None
            case "IntegerType":
                yield "int", None
            case "ArrayType":
                yield "array", None
            case "AnyType":
                yield "any", None
            case _:
                yield "object", None


def write(checkout: str, wanted: Iterable[Place]) -> None:
    """Write the table for these properties, and name those that the types do not have."""
    kept = {place: shape for place, shape in shapes().items() if _is_by_hand(place)}
    for place in sorted(set(wanted)):
        if _is_by_hand(place):
            continue
        provider = place.type.partition("/")[0]
        shape = _types(checkout, provider, place.version).shape(place.type, place.path)
        if shape is None:
            if not _is_by_hand(place):
                sys.stderr.write(f"no such property: {' '.join(place)}\n")
        else:
            kept[place] = shape
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["type", "version", "path", "kind", "values"])
        rows.writerows(
            [*place, shape.kind, "|".join(sorted(shape.values))]
            for place, shape in sorted(kept.items())
        )


def _is_by_hand(place: Place) -> bool:
    """Return whether the table has a property by hand: of subscriptions, and of Microsoft Graph."""
    return place.type == BY_HAND or not place.version


@cache
def _types(checkout: str, provider: str, version: str) -> Types:
    git = ["git", "-C", checkout]
    listed = subprocess.run(
        [*git, "ls-tree", "-r", "--name-only", "HEAD", "generated"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    end = f"/{provider}/{version}/types.json"
    files = [one for one in listed if one.lower().endswith(end)]
    shown = (
        subprocess.run([*git, "show", f"HEAD:{one}"], capture_output=True, text=True, check=True)
        for one in files
    )
    return Types(json.dumps(_joined([json.loads(one.stdout) for one in shown])))


def _joined(several: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the types of several files as those of one."""
    joined: list[dict[str, Any]] = []
    for types in several:
        joined += _moved(types, len(joined))
    return joined


def _moved(found: Any, by: int) -> Any:  # noqa: ANN401  # any JSON
    if isinstance(found, dict):
        if isinstance(reference := found.get("$ref"), str):
            return {"$ref": f"#/{int(reference.removeprefix('#/')) + by}"}
        return {name: _moved(one, by) for name, one in found.items()}
    return [_moved(one, by) for one in found] if isinstance(found, list) else found


def main() -> None:
    from tests.emulator.arm.observed import observed  # noqa: PLC0415  # it imports this module

    write(sys.argv[1], asyncio.run(observed()).places)


if __name__ == "__main__":
    main()
