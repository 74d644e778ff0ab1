"""Validate every response against openapi.yaml, including every member.

Every server of a test is wrapped in `Validated`: in this process, or in another one, whose faults
`tests.server` reads when it stops.
"""

import gzip
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema_rs import Draft202012Validator, Registry
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from msgspec import json

FILE = Path(__file__).parents[1] / "openapi" / "openapi.yaml"
METHODS = ("get", "post", "patch", "delete", "put")
EVENT = re.compile(r"id: (?P<id>.*)\nevent: (?P<event>.*)\ndata: (?P<data>.*)")
URI = "urn:posture"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")
NO_OPERATION = {404: "not_found", 405: "method_not_allowed"}
FIRST_ERROR = 400
PREFLIGHT = "access-control-allow-methods"
# Pages for people: files, and no operations.
CONSOLE = re.compile(r"/console(/.*)?")
BEFORE_ANY_OPERATION = {401, 403, 406, 413, 429, 500, 503}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the document; `place` is its JSON pointer."""

    id: str
    method: str
    path: str
    place: str
    definition: dict[str, Any]

    @property
    def scopes(self) -> list[str] | None:
        """The scopes it asks a token for; None when it asks for no token."""
        security = self.definition.get("security", [{"token": []}])
        return security[0]["token"] if security else None


class Spec:
    """The document, with every schema closed: a member it does not name is a fault."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.operations = {one.id: one for one in _operations(document)}
        self._patterns = [(one.method, _pattern(one.path), one) for one in self.operations.values()]
        for schema in document["components"]["schemas"].values():
            if schema.get("type") == "object":
                schema.setdefault("additionalProperties", False)
        self._registry = Registry([(URI, document)])
        # By the identity of a schema, which is beside its validator so that it stays.
        self._validators: dict[int, tuple[Mapping[str, Any], Draft202012Validator]] = {}

    def faults(
        self, method: str, path: str, status: int, headers: Mapping[str, str], body: bytes
    ) -> list[str]:
        """Return what is wrong with a response; nothing if it is valid."""
        if method == "OPTIONS" and status == 204:
            return [] if PREFLIGHT in headers else self._options_faults(path, headers)
        # By the document, malformed HTTP gets this response on every path, also on unknown ones.
        if status == 400 and body.startswith(b'{"error":"invalid_request"'):
            schema = self.document["components"]["schemas"]["Error"]
            return self.errors(schema, json.decode(body))
        operation = self.operation_at("GET" if method == "HEAD" else method, path)
        if operation is None:
            return self._stray_faults(method, path, status, body)
        responses = operation.definition["responses"]
        if str(status) not in responses:
            return [f"{operation.id} says nothing of {status}"]
        response = self.resolved(responses[str(status)])
        found = list(self._header_faults(response.get("headers", {}), headers))
        if method == "HEAD":
            return found if not body else [*found, "HEAD has a body"]
        found += self._body_faults(response.get("content"), headers, body)
        if status >= FIRST_ERROR:
            found += self._slug_faults(responses, response, json.decode(body))
        return found

    def operation_at(self, method: str, path: str) -> Operation | None:
        """Return the operation of a request."""
        found = [one for wanted, one in self._operations_at(path) if wanted == method]
        return found[0] if found else None

    def _operations_at(self, path: str) -> list[tuple[str, Operation]]:
        """Return the operations of a path; one that is written out goes before a template."""
        found = [
            (wanted, one) for wanted, pattern, one in self._patterns if pattern.fullmatch(path)
        ]
        return [pair for pair in found if pair[1].path == path] or found

    def errors(self, schema: Mapping[str, Any], value: Any) -> list[str]:  # noqa: ANN401  # any JSON
        """Return how a value misses a schema of the document."""
        if id(schema) not in self._validators:
            self._validators[id(schema)] = schema, self._validator(schema)
        _, validator = self._validators[id(schema)]
        return [
            f"{_json_path(error.instance_path)}: {error.message}"
            for error in validator.iter_errors(value)
        ]

    def _validator(self, schema: Mapping[str, Any]) -> Draft202012Validator:
        return Draft202012Validator(
            _absolute(schema), registry=self._registry, formats=FORMATS, validate_formats=True
        )

    def _options_faults(self, path: str, headers: Mapping[str, str]) -> list[str]:
        methods = {one for one, _ in self._operations_at(path)}
        wanted = methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
        allowed = set(headers.get("allow", "").split(", "))
        return [] if allowed == wanted else [f"Allow: {allowed} instead of {wanted}"]

    def _stray_faults(self, method: str, path: str, status: int, body: bytes) -> list[str]:
        """Validate the response to a request that is not an operation."""
        known = bool(self._operations_at(path))
        known = known or (status == 405 and CONSOLE.fullmatch(path) is not None)
        wanted = 405 if known else 404
        if status != wanted and status not in BEFORE_ANY_OPERATION:
            return [f"{status} instead of {wanted} for what is no operation"]
        content = json.decode(body) if body else {}
        if method == "HEAD":
            return ["HEAD has a body"] if body else []
        if status == wanted and content["error"] != NO_OPERATION[wanted]:
            return [f"{content} instead of {NO_OPERATION[wanted]}"]
        return []

    def _header_faults(
        self, documented: Mapping[str, Any], headers: Mapping[str, str]
    ) -> Iterator[str]:
        for name, reference in documented.items():
            header = self.resolved(reference)
            text = headers.get(name.lower())
            if text is None:
                if header.get("required"):
                    yield f"{name} is missing"
                continue
            number = header["schema"].get("type") == "integer" and text.isdigit()
            for error in self.errors(header["schema"], int(text) if number else text):
                yield f"{name}: {error}"

    def _body_faults(
        self, content: Mapping[str, Any] | None, headers: Mapping[str, str], body: bytes
    ) -> Iterator[str]:
        if content is None:
            if body:
                yield "there is a body"
            return
        media = headers.get("content-type", "")
        if media not in content:
            yield f"Content-Type {media!r} instead of {list(content)}"
        elif media in {"application/json", "application/problem+json"}:
            yield from self.errors(content[media]["schema"], json.decode(body))
        elif media == "text/event-stream":
            schema = content[media]["schema"]["contentSchema"]
            yield from self._stream_faults(schema, body.decode())

    def slugs(self, response: Mapping[str, Any]) -> set[str]:
        """Return the slugs that an error response documents: each has an example."""
        examples = response.get("content", {}).get("application/json", {}).get("examples", {})
        return {self.resolved(one)["value"]["error"] for one in examples.values()}

    def _slug_faults(
        self, responses: Mapping[str, Any], response: Mapping[str, Any], content: dict[str, Any]
    ) -> Iterator[str]:
        """Compare slugs with the examples; alone, some of `errors` would have another status."""
        known = self.slugs(response)
        if content["error"] not in known:
            yield f"undocumented: {content['error']}"
        for status, one in responses.items():
            known |= self.slugs(self.resolved(one)) if status.startswith("4") else set()
        if strange := {one["error"] for one in content.get("errors", ())} - known:
            yield f"undocumented: {sorted(strange)}"

    def _stream_faults(self, schema: dict[str, Any], text: str) -> Iterator[str]:
        """Evaluate each event of a stream and what it carries, and the order of the ids."""
        last = (0, 0)
        if not text.endswith("\n\n"):
            yield "the last event is not complete"
        for block in text.split("\n\n")[:-1]:
            found = EVENT.fullmatch(block)
            if found is None:
                if not re.fullmatch(r"retry: \d+|: .*", block):
                    yield f"neither an event nor a comment: {block!r}"
                continue
            yield from self.errors(schema, found.groupdict())
            shape = self.resolved(schema)
            branch = shape["else" if self.errors(shape["if"], found.groupdict()) else "then"]
            content = branch["properties"]["data"]["contentSchema"]
            yield from self.errors(content, json.decode(found["data"]))
            step, revision = f"{found['id']}-0".split("-")[:2]
            place = (int(step), int(revision))
            if place < last:
                yield f"id {place} after {last}"
            last = place

    def resolved(self, definition: dict[str, Any]) -> dict[str, Any]:
        """Follow references to what they mean."""
        found = definition
        while "$ref" in found:
            target: Any = self.document
            for name in found["$ref"].removeprefix("#/").split("/"):
                target = target[name]
            found = target
        return found


@cache
def spec() -> Spec:
    """Read the document, once for a process."""
    return Spec(document())


def document() -> dict[str, Any]:
    """Parse openapi.yaml, with the parser in C: the other takes a second."""
    found: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


@cache
def written() -> dict[str, Any]:
    """Return the document as it is written, one for all who only read it; `spec` closes its own."""
    return document()


class Validated:
    """An ASGI application whose every answer is validated; `report` is called with each fault."""

    def __init__(self, app: ASGIApp, report: Callable[[str], object]) -> None:
        self._app = app
        self._report = report

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        method, path = str(scope["method"]), scope["path"]
        answer: dict[str, Any] = {"body": b""}

        async def send_validated(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.update(message)
            elif message["type"] == "http.response.body":
                answer["body"] += message["body"]
                if not message["more_body"]:
                    self._validate(method, path, answer)
            await send(message)

        await self._app(scope, receive, send_validated)

    def _validate(self, method: str, path: str, answer: dict[str, Any]) -> None:
        headers = {name.decode(): value.decode() for name, value in answer["headers"]}
        if headers.get("content-encoding") == "gzip" and answer["body"]:
            answer["body"] = gzip.decompress(answer["body"])
        if CONSOLE.fullmatch(path) and answer["status"] < FIRST_ERROR:
            return
        for fault in spec().faults(method, path, answer["status"], headers, answer["body"]):
            self._report(f"{method} {path} → {answer['status']}: {fault}")


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method in (one for one in METHODS if one in methods):
            definition = methods[method]
            place = f"/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
            yield Operation(definition["operationId"], method.upper(), path, place, definition)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))


def _absolute(schema: Any) -> Any:  # noqa: ANN401  # any part of a document
    """Let references find the document from a schema that was taken out of it."""
    if isinstance(schema, dict):
        return {
            key: URI + value if key == "$ref" else _absolute(value) for key, value in schema.items()
        }
    return [_absolute(one) for one in schema] if isinstance(schema, list) else schema


def _json_path(steps: Iterable[str | int]) -> str:
    """Write where in a document something is."""
    return "$" + "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in steps)


def _is_uuid(value: str) -> bool:
    return UUID.fullmatch(value) is not None


def _is_moment(value: str) -> bool:
    return MOMENT.fullmatch(value) is not None


FORMATS = {"uuid": _is_uuid, "date-time": _is_moment}
