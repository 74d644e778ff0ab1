"""Google's discovery documents, as google-api-python-client ships them: routes and schemas."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

# The newest document of Compute Engine lacks the parameter that its own descriptions advise.
UNDOCUMENTED = {("compute", "returnPartialSuccess")}
VERSION = re.compile(r"(?:^|/)(v\d+(?:(?:alpha|beta)\d*)?)(?=/)")
# By type, and by format where it matters.
TYPES: Mapping[str, Any] = {
    "object": dict,
    "array": list,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}
AS_TEXT = {"int64", "uint64"}


class DishonestError(Exception):
    """A request or an answer that the discovery document does not allow."""


class Method(NamedTuple):
    """A method of an API, with the schemas and the common parameters of its document."""

    document: Mapping[str, Any]
    service: str
    data: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Return the id of the method, such as `storage.buckets.list`."""
        return str(self.data["id"])

    @property
    def answer(self) -> Mapping[str, Any]:
        """Return the schema of its answer."""
        return self.schema(self.data["response"]["$ref"])

    def schema(self, name: str) -> Mapping[str, Any]:
        """Return a schema of the document."""
        found: Mapping[str, Any] = self.document["schemas"][name]
        return found

    def check_query(self, query: Mapping[str, str]) -> None:
        """Raise `DishonestError` for parameters that the method does not have."""
        own = self.data.get("parameters", {})
        common = self.document.get("parameters", {})
        for name, value in query.items():
            known = own.get(name) or common.get(name)
            if known is None:
                if (self.service, name) in UNDOCUMENTED:
                    continue
                raise DishonestError(f"{self.id}: no parameter {name}")
            kind = known.get("type")
            if (
                (kind == "boolean" and value not in {"true", "false"})
                or (kind == "integer" and not value.isdecimal())
                or ("enum" in known and value not in known["enum"])
            ):
                raise DishonestError(f"{self.id}: {name}={value}")
        for name, known in own.items():
            if known.get("required") and known["location"] == "query" and name not in query:
                raise DishonestError(f"{self.id}: {name} is required")

    def check_body(self, body: bytes) -> None:
        """Raise `DishonestError` for a body that the method does not take."""
        if not body:
            return
        if "request" not in self.data:
            raise DishonestError(f"{self.id} takes no body")
        self._check(json.loads(body), self.data["request"], f"{self.id} request")

    def check_answer(self, body: Mapping[str, Any]) -> None:
        """Raise `DishonestError` for an answer that the method does not give."""
        self._check(body, self.data["response"], self.id)

    def _check(self, value: object, schema: Mapping[str, Any], at: str) -> None:
        if "$ref" in schema:
            schema = self.schema(schema["$ref"])
        kind = schema.get("type", "any")
        if kind == "any":
            return
        wanted = str if schema.get("format") in AS_TEXT else TYPES.get(kind, str)
        if not isinstance(value, wanted) or (isinstance(value, bool) and kind != "boolean"):
            raise DishonestError(f"{at}: {value!r} is no {kind} {schema.get('format', '')}")
        if "enum" in schema and value not in schema["enum"]:
            raise DishonestError(f"{at}: {value!r} is not one of {schema['enum']}")
        if isinstance(value, list):
            for number, one in enumerate(value):
                self._check(one, schema["items"], f"{at}[{number}]")
        if isinstance(value, dict):
            known, more = schema.get("properties", {}), schema.get("additionalProperties")
            for name, one in value.items():
                if name not in known and not more:
                    raise DishonestError(f"{at}.{name}: no such property")
                self._check(one, known.get(name, more), f"{at}.{name}")


@cache
def document(service: str, version: str) -> Mapping[str, Any]:
    """Return the discovery document of a version of an API."""
    package = find_spec("googleapiclient")
    assert package is not None
    (folder,) = list(package.submodule_search_locations or [])
    file = Path(folder) / "discovery_cache" / "documents" / f"{service}.{version}.json"
    found: Mapping[str, Any] = json.loads(file.read_bytes())
    return found


def methods(service: str, version: str) -> Iterator[Method]:
    """Yield the methods of a version of an API."""
    found = document(service, version)

    def within(node: Mapping[str, Any]) -> Iterator[Method]:
        for one in node.get("methods", {}).values():
            yield Method(found, service, one)
        for child in node.get("resources", {}).values():
            yield from within(child)

    yield from within(found)


@cache
def _routes(service: str, version: str) -> list[tuple[str, re.Pattern[str], Method]]:
    base = document(service, version)["servicePath"]
    return [
        (one.data["httpMethod"], _pattern(base + one.data.get("flatPath", one.data["path"])), one)
        for one in methods(service, version)
    ]


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"(\{[^}]+\})", path)
    return re.compile("".join("[^/:]+" if p[:1] == "{" else re.escape(p) for p in parts))


def route(verb: str, service: str, path: str) -> Method | None:
    """Return the method that a request is for."""
    version = VERSION.search(path)
    if version is None:
        return None
    for known, pattern, method in _routes(service, version[1]):
        if known == verb and pattern.fullmatch(path):
            return method
    return None
