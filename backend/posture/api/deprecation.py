"""Deprecation: what the document marks as deprecated is announced in the headers of its responses.

An operation or parameter with `deprecated: true` has two dates beside it: `x-deprecated-at`, since
when it is deprecated (RFC 9745, `Deprecation`), and `x-sunset`, when it will end (RFC 8594,
`Sunset`).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any, NamedTuple

from posture.api.responses import Header

METHODS = frozenset({"get", "put", "post", "delete", "patch"})


class Notice(NamedTuple):
    """Since when something is deprecated, and when it will end."""

    since: datetime
    until: datetime

    def headers(self) -> tuple[Header, ...]:
        """Return the headers that announce it."""
        return (
            (b"deprecation", b"@%d" % int(self.since.timestamp())),
            (b"sunset", format_datetime(self.until, usegmt=True).encode()),
        )


class Deprecations:
    """The notices of a document, for its operations and their parameters."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._operations: dict[str, Notice] = {}
        self._parameters: dict[str, dict[str, Notice]] = {}
        for path in document.get("paths", {}).values():
            for method in METHODS & path.keys():
                self._add(document, path, path[method])

    def __bool__(self) -> bool:
        """Return whether there is any notice."""
        return bool(self._operations or self._parameters)

    def headers(self, operation: str, parameters: Iterable[str]) -> tuple[Header, ...]:
        """Return the headers for a request with these query parameters; the first end counts."""
        found = [*self._notices(operation, parameters)]
        return min(found, key=lambda one: one.until).headers() if found else ()

    def _notices(self, operation: str, parameters: Iterable[str]) -> Iterator[Notice]:
        if operation in self._operations:
            yield self._operations[operation]
        known = self._parameters.get(operation, {})
        yield from (known[name] for name in parameters if name in known)

    def _add(
        self, document: Mapping[str, Any], path: Mapping[str, Any], definition: Mapping[str, Any]
    ) -> None:
        name = definition["operationId"]
        if definition.get("deprecated"):
            self._operations[name] = _notice(definition)
        for one in (*path.get("parameters", ()), *definition.get("parameters", ())):
            parameter = _resolved(document, one)
            if parameter.get("deprecated"):
                self._parameters.setdefault(name, {})[parameter["name"]] = _notice(parameter)


def _notice(definition: Mapping[str, Any]) -> Notice:
    since, until = (_midnight(definition[name]) for name in ("x-deprecated-at", "x-sunset"))
    return Notice(since, until)


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)


def _resolved(document: Mapping[str, Any], definition: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in definition:
        return definition
    name = definition["$ref"].rpartition("/")[2]
    found: Mapping[str, Any] = document["components"]["parameters"][name]
    return found
