"""Compare openapi.yaml with the document of the last release, and name what breaks its clients.

`released.json` is that document without its texts. A breaking change needs a line in CHANGELOG.md
that announces it: `- **Breaking: PLACE: CHANGE.**`, as this program writes it. `--release` makes
the document of today the released one.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias

import yaml

ROOT = Path(__file__).resolve().parent
SPEC = ROOT / "openapi.yaml"
RELEASED = ROOT / "released.json"
CHANGELOG = ROOT / "CHANGELOG.md"

Json: TypeAlias = Mapping[str, Any]
Direction: TypeAlias = Literal["request", "response"]

METHODS = ("get", "post", "put", "patch", "delete")
TEXTS = frozenset({"description", "summary", "example", "contact", "license", "tags", "links"})
# What README.md allows to grow in responses.
GROWING = frozenset({"Provider", "Family", "Framework", "ExportFormat", "WebhookEvent", "RunPhase"})
# A request that was valid must stay so: these limits may only widen.
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
EXACT = ("pattern", "format", "const")
# Only the server makes their values, and clients send them back as they are.
OPAQUE = frozenset({("query", "cursor")})


def main(arguments: list[str]) -> int:
    """Write the released document, or print each breaking change that is not announced."""
    document = yaml.load(SPEC.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if arguments == ["--release"]:
        RELEASED.write_text(
            json.dumps(bare(document), separators=(",", ":"), sort_keys=True) + "\n"
        )
        return 0
    old = json.loads(RELEASED.read_text(encoding="utf-8"))
    missing = unannounced(breaking_changes(old, document), CHANGELOG.read_text(encoding="utf-8"))
    for change in missing:
        print(f"not announced in {CHANGELOG.name}: {announcement(change)}", file=sys.stderr)
    return bool(missing)


def announcement(change: str) -> str:
    """Return the line of the changelog that announces a breaking change."""
    return f"- **Breaking: {change}.**"


def unannounced(changes: list[str], changelog: str) -> list[str]:
    """Return the changes that no line of the changelog announces."""
    text = " ".join(changelog.split())
    return [change for change in changes if announcement(change) not in text]


def bare(part: Any) -> Any:  # noqa: ANN401  # any part of a document
    """Return a document without its texts; of examples, the names of an error's stay."""
    if isinstance(part, list):
        return [bare(one) for one in part]
    if not isinstance(part, dict):
        return part
    kept = {name: one for name, one in part.items() if name not in TEXTS or isinstance(one, dict)}
    return {name: _names(one) if name == "examples" else bare(one) for name, one in kept.items()}


def _names(examples: Any) -> Any:  # noqa: ANN401  # of a response, or of a schema
    return {name: {} for name in examples} if isinstance(examples, dict) else []


def breaking_changes(old: Json, new: Json) -> list[str]:
    """Return what a client of the old document may stumble over, in the order of the document."""
    return [*dict.fromkeys(_Comparison(old, new).changes())]


class _Comparison:
    """Both documents, and the pairs of schemas that were compared already."""

    def __init__(self, old: Json, new: Json) -> None:
        self._old, self._new = old, new
        self._seen: set[tuple[str, str, Direction]] = set()

    def changes(self) -> Iterator[str]:
        for path, item in self._old.get("paths", {}).items():
            for method in (one for one in METHODS if one in item):
                place = f"`{method.upper()} {path}`"
                there = self._new.get("paths", {}).get(path, {})
                if method not in there:
                    yield f"{place}: it is gone"
                    continue
                yield from self._operation(place, (item, item[method]), (there, there[method]))

    def _operation(
        self, place: str, old: tuple[Json, Json], new: tuple[Json, Json]
    ) -> Iterator[str]:
        before, after = old[1], new[1]
        if before.get("operationId") != after.get("operationId"):
            yield f"{place}: its operationId is not `{before.get('operationId')}`"
        if _scopes(self._old, before) != _scopes(self._new, after):
            yield f"{place}: it needs another scope"
        yield from self._parameters(place, self._all(self._old, *old), self._all(self._new, *new))
        yield from self._request(place, before, after)
        for status, one in before["responses"].items():
            other = after["responses"].get(status)
            if other is None:
                if status.startswith("2"):
                    yield f"{place}: its response {status} is gone"
                continue
            yield from self._response(
                f"{place} {status}", _found(self._old, one), _found(self._new, other)
            )

    @staticmethod
    def _all(document: Json, path: Json, operation: Json) -> dict[tuple[str, str], Json]:
        listed = (*path.get("parameters", ()), *operation.get("parameters", ()))
        found = [_found(document, one) for one in listed]
        return {(one["in"], one["name"]): one for one in found}

    def _parameters(
        self, place: str, old: dict[tuple[str, str], Json], new: dict[tuple[str, str], Json]
    ) -> Iterator[str]:
        for key, one in new.items():
            if one.get("required") and not old.get(key, {}).get("required"):
                yield f"{place}: the parameter `{key[1]}` is required"
        for key, one in old.items():
            if key not in new:
                yield f"{place}: the parameter `{key[1]}` is gone"
                continue
            if key in OPAQUE:
                continue
            yield from self._schema(
                f"{place} `{key[1]}`",
                one.get("schema", {}),
                _of_one_value(self._new, one.get("schema", {}), new[key]),
                "request",
            )

    def _request(self, place: str, before: Json, after: Json) -> Iterator[str]:
        old, new = before.get("requestBody"), after.get("requestBody")
        if old is None and new is None:
            return
        if new is None:
            yield f"{place}: it takes no body"
            return
        if new.get("required") and not (old or {}).get("required"):
            yield f"{place}: a body is required"
        for media, one in (old or {}).get("content", {}).items():
            if media not in new["content"]:
                yield f"{place}: it takes no {media}"
                continue
            yield from self._schema(
                place, one["schema"], new["content"][media]["schema"], "request"
            )

    def _response(self, place: str, old: Json, new: Json) -> Iterator[str]:
        for name, header in old.get("headers", {}).items():
            if name not in new.get("headers", {}):
                yield f"{place}: the header `{name}` is gone"
            elif _found(self._old, header).get("required") and not _found(
                self._new, new["headers"][name]
            ).get("required"):
                yield f"{place}: the header `{name}` may be missing"
        for media, one in old.get("content", {}).items():
            other = new.get("content", {}).get(media)
            if other is None:
                yield f"{place}: it is never {media}"
                continue
            for slug in one.get("examples", {}).keys() - other.get("examples", {}).keys():
                if "error" in str(one.get("schema", {})).lower():
                    yield f"{place}: the error `{slug}` is gone"
            yield from self._schema(
                place, one.get("schema", {}), other.get("schema", {}), "response"
            )

    def _schema(self, place: str, old: Json, new: Json, direction: Direction) -> Iterator[str]:
        name = str(old.get("$ref", "")).rpartition("/")[2]
        pair = (str(old.get("$ref")), str(new.get("$ref")), direction)
        if name and pair in self._seen:
            return
        self._seen.add(pair)
        here = f"`{name}`" if name else place
        before, after = _found(self._old, old), _found(self._new, new)
        yield from _types(here, before, after, direction)
        yield from _values(here, before, after, direction, grows=name in GROWING)
        yield from _limits(here, before, after, direction)
        yield from self._members(here, before, after, direction)
        if "items" in before and "items" in after:
            yield from self._schema(f"{here} item", before["items"], after["items"], direction)
        for word in ("oneOf", "anyOf", "allOf"):
            was, now = before.get(word, []), after.get(word, [])
            if (len(now) < len(was)) if direction == "request" else (len(now) > len(was) > 0):
                yield f"{here}: its {word} has another length"
            for one, other in zip(was, now, strict=False):
                yield from self._schema(here, one, other, direction)

    def _members(self, here: str, old: Json, new: Json, direction: Direction) -> Iterator[str]:
        required_before, required = set(old.get("required", ())), set(new.get("required", ()))
        were, are = old.get("properties", {}), new.get("properties", {})
        for name in were.keys() - are.keys() if are or were else ():
            yield f"{here}: the member `{name}` is gone"
        if direction == "request":
            for name in sorted(required - required_before):
                yield f"{here}: the member `{name}` is required"
        else:
            for name in sorted((required_before - required) & are.keys()):
                yield f"{here}: the member `{name}` may be missing"
        for name in (one for one in were if one in are):
            yield from self._schema(f"{here} `{name}`", were[name], are[name], direction)


def _types(here: str, old: Json, new: Json, direction: Direction) -> Iterator[str]:
    before, after = _type_names(old), _type_names(new)
    if not before or not after:
        return
    lost = before - after if direction == "request" else after - before
    if lost:
        yield f"{here}: it {'is no longer' if direction == 'request' else 'may be'} {_words(lost)}"


def _values(here: str, old: Json, new: Json, direction: Direction, *, grows: bool) -> Iterator[str]:
    before, after = old.get("enum"), new.get("enum")
    if direction == "request":
        gone = [one for one in before or () if after is not None and one not in after]
        if gone:
            yield f"{here}: the value {_words(gone)} is gone"
        if before is None and after is not None and "type" in old:
            yield f"{here}: it takes only {_words(after)}"
        return
    added = [one for one in after or () if before is not None and one not in before]
    if added and not grows:
        yield f"{here}: the value {_words(added)} is new"
    if before is not None and after is None:
        yield f"{here}: it may have any value"


def _limits(here: str, old: Json, new: Json, direction: Direction) -> Iterator[str]:
    for word in EXACT:
        tighter = word in new and old.get(word) != new[word]
        looser = word in old and old[word] != new.get(word)
        if tighter if direction == "request" else (looser and word != "pattern"):
            yield f"{here}: its {word} is another one"
    if direction == "response":
        return
    for words, sign in ((UPPER, 1), (LOWER, -1)):
        for word in words:
            if word in new and (word not in old or (old[word] - new[word]) * sign > 0):
                yield f"{here}: its {word} is {new[word]}"
    if old.get("default") != new.get("default"):
        yield f"{here}: its default is another one"


def _of_one_value(document: Json, old: Json, parameter: Json) -> Json:
    """Return the schema of a value, if a parameter may now have several, separated by commas.

    What an older client sends, one value, is written as before.
    """
    schema: Json = parameter.get("schema", {})
    found = _found(document, schema)
    by_commas = parameter.get("style") == "form" and parameter.get("explode") is False
    if not by_commas or found.get("type") != "array" or old.get("type") == "array":
        return schema
    items: Json = found["items"]
    return items if found.get("minItems", 0) <= 1 <= found.get("maxItems", 1) else schema


def _type_names(schema: Json) -> set[str]:
    kind = schema.get("type", ())
    return {kind} if isinstance(kind, str) else set(kind)


def _scopes(document: Json, operation: Json) -> Any:  # noqa: ANN401  # as the document has it
    return operation.get("security", document.get("security"))


def _found(document: Json, definition: Json) -> Json:
    while "$ref" in definition:
        found: Any = document
        for name in definition["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        definition = found
    return definition


def _words(values: Any) -> str:  # noqa: ANN401  # any values
    return ", ".join(f"`{one}`" for one in sorted(map(str, values)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
