"""Validation: everything that is wrong with a query or a body, not the first error alone."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

import msgspec
from msgspec import Struct

from posture.api import schemas
from posture.api.errors import ProblemError
from posture.domain.nearest import nearest, unknown_names
from posture.expected import in_words

LONGEST_DETAIL: Final = 300
LONGEST_NAME: Final = 64
MOST_ERRORS: Final = 20
MOST_ALLOWED: Final = 100
BOOLEANS: Final[Mapping[str, bool]] = MappingProxyType({"true": True, "false": False})
PLACE: Final = re.compile(r" - at `\$\.?(.*)`$")
# The slugs of parameters for which it is not `invalid_<name>`.
QUERY_SLUGS: Final[Mapping[str, str]] = MappingProxyType(
    {"action": "invalid_action_filter", "framework": "framework_unknown"}
)
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Fault(NamedTuple):
    """One thing that is wrong: its slug, the member, a sentence, and what the member can be."""

    slug: str
    member: str | None
    detail: str
    allowed: Sequence[str] = ()

    def members(self) -> dict[str, Any]:
        """Return what an error says besides its slug."""
        found: dict[str, Any] = {"detail": self.detail}
        if self.member is not None:
            found["member"] = self.member
        if self.allowed:
            found["allowed"] = list(self.allowed)
        return found


def problem_of(*found: Fault) -> ProblemError:
    """Return the error of a request: its first fault, and all of them if there are several."""
    faults = [*dict.fromkeys(found)][:MOST_ERRORS]
    members = faults[0].members()
    if len(faults) > 1:
        members["errors"] = [{"error": one.slug, **one.members()} for one in faults]
    return ProblemError(faults[0].slug, members=members)


def faults_of(*rules: Callable[[], object]) -> Iterator[Fault]:
    """Yield what rules refuse that do not depend on each other."""
    for rule in rules:
        try:
            rule()
        except ProblemError as error:
            members = error.members
            yield Fault(
                error.slug,
                members.get("member"),
                members.get("detail", ""),
                tuple(members.get("allowed", ())),
            )


def unknown_parameters(shape: type[Struct] | None, names: Sequence[str]) -> Iterator[Fault]:
    """Yield the parameters of a query that its operation does not have."""
    known = frozenset(shape.__struct_encode_fields__ if shape else ())
    for name in dict.fromkeys(names):
        if name not in known:
            yield Fault(
                "unknown_parameter",
                name[:LONGEST_NAME],
                f"There is no parameter `{name[:LONGEST_NAME]}`.{_nearest(name, known)}",
                tuple(sorted(known)),
            )


def query_values(pairs: Sequence[tuple[str, str]], shape: type[Struct]) -> dict[str, Any]:
    """Return the values of a query by name; those of a list are repeated or have commas."""
    kinds = _kinds(shape)
    values: dict[str, Any] = {}
    for name, text in pairs:
        kind = kinds.get(name)
        if isinstance(kind, msgspec.inspect.ListType):
            values.setdefault(name, []).extend(text.split(","))
        elif name in values:
            values[name] = Repeated((values[name], text))
        elif isinstance(kind, msgspec.inspect.BoolType):
            # Only JSON's two words become booleans; msgspec refuses everything else.
            values[name] = BOOLEANS.get(text, [text])
        else:
            values[name] = text
    return values


class Repeated(tuple[Any, ...]):
    """The values of a parameter that was sent more than once and takes one."""

    __slots__ = ()


def query_faults(values: Mapping[str, Any], shape: type[Struct]) -> Iterator[Fault]:
    """Yield what is wrong with the values of a query."""
    for name, one in _fields(shape).items():
        slug = QUERY_SLUGS.get(name, f"invalid_{name}")
        allowed = allowed_by(_kinds(shape)[name])
        if name not in values:
            if one.required:
                yield Fault(slug, name, f"`{name}` is required.", allowed)
        elif isinstance(values[name], Repeated):
            yield Fault(slug, name, f"`{name}` takes one value and was sent more than once.")
        elif text := _refusal(values[name], one.type, strict=False):
            text = in_words(text, name)
            wrong = _unknown_values(values[name], allowed)
            for value in wrong:
                hint = _nearest(value, frozenset(allowed))
                text = f"`{value[:LONGEST_NAME]}` is not a value of it.{hint}"
                yield Fault(slug, name, f"`{name}`: {text}"[:LONGEST_DETAIL], allowed)
            if not wrong:
                yield Fault(slug, name, f"`{name}`: {text}."[:LONGEST_DETAIL], allowed)


def _unknown_values(value: object, allowed: Sequence[str]) -> list[str]:
    """Return the names in a list that are not allowed, if what is allowed is known."""
    if not isinstance(value, list) or not allowed:
        return []
    names = dict.fromkeys(one[:LONGEST_NAME] for one in value if isinstance(one, str))
    return [one for one in names if one not in allowed][:MOST_ERRORS]


def _meant(value: object, allowed: Sequence[str]) -> str:
    """Return which of the allowed values was probably meant, as a sentence to append."""
    hint = _nearest(value, frozenset(allowed)) if isinstance(value, str) and allowed else ""
    return hint and f".{hint}"


def body_faults(
    value: object,
    shape: type[Struct],
    slugs: Mapping[str, str],
    advice: Mapping[str, str] = NOTHING,
    *,
    at: str = "",
    valid: dict[str, Any] | None = None,
) -> Iterator[Fault]:
    """Yield what is wrong with a body, in the order in which a decoder meets it.

    Args:
        value: the body, or an object in it, as plain JSON.
        shape: the struct it should have.
        slugs: the slug of a fault of a member, by the member's path.
        advice: what to send instead of a member that is unknown at the top.
        at: the path of the object, empty at the top.
        valid: filled with the members in which nothing is wrong.
    """
    valid = {} if valid is None else valid
    if not isinstance(value, dict):
        text = _refusal(value, shape) or "Expected `object`"
        yield Fault(_slug(slugs, at), at or None, _placed(text, at))
        return
    fields = _fields(shape)
    for name, inner in value.items():
        path = f"{at}.{name}" if at else name
        if name not in fields:
            text = f"Object contains unknown field `{name}`"[:LONGEST_DETAIL]
            text = _placed(text, at)
            if not at and name in advice:
                text = f"{text}. {advice[name]}"
            else:
                hint = _nearest(name, fields)
                text += hint and f".{hint}"
            yield Fault(_slug(slugs, at), path[:LONGEST_NAME], text, tuple(sorted(fields)))
            continue
        field = fields[name]
        kind = _kinds(shape)[name]
        struct = _struct(kind)
        if struct is not None and isinstance(inner, dict):
            valid[name] = {}
            yield from body_faults(inner, struct, slugs, at=path, valid=valid[name])
        elif refusal := _refusal(inner, field.type):
            allowed = allowed_by(kind)
            text = _placed(refusal, path) + _meant(inner, allowed)
            if unknown := _unknown_values(inner, allowed):
                names = ", ".join(unknown_names(unknown, allowed))
                text = _placed(f"Not known here: {names}"[:LONGEST_DETAIL], path)
            yield Fault(_slug(slugs, path), path, text, allowed)
        else:
            valid[name] = inner
    for name, field in fields.items():
        if field.required and name not in value:
            path = f"{at}.{name}" if at else name
            text = f"Object missing required field `{name}`"
            yield Fault(
                _slug(slugs, path), path, _placed(text, at), allowed_by(_kinds(shape)[name])
            )


def allowed_by(kind: msgspec.inspect.Type) -> tuple[str, ...]:
    """Return the values that a type allows, if it lists them."""
    return tuple(_allowed_by(kind)[:MOST_ALLOWED])


def _allowed_by(kind: msgspec.inspect.Type) -> list[str]:
    match kind:
        case msgspec.inspect.LiteralType(values=values):
            found = sorted(str(one) for one in values)
        case msgspec.inspect.BoolType():
            found = list(BOOLEANS)
        case msgspec.inspect.ListType(item_type=item):
            found = _allowed_by(item)
        case msgspec.inspect.UnionType(types=types):
            found = [one for kind in types for one in _allowed_by(kind)]
        case msgspec.inspect.Metadata(type=inner):
            found = _allowed_by(inner)
        case _:
            found = []
    return found


def _refusal(value: object, kind: Any, *, strict: bool = True) -> str | None:  # noqa: ANN401  # any annotation
    """Return why a value is not of a type; None if it is."""
    try:
        msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as error:
        return str(error)
    return None


def _placed(text: str, path: str) -> str:
    """Return an error's text with the path of what it is about."""
    inner = PLACE.search(text)
    if inner:
        text, path = text[: inner.start()], f"{path}.{inner[1]}".replace(".[", "[")
    shown = in_words(text, path)[:LONGEST_DETAIL]
    return f"{shown} - at `$.{path}`" if path else shown


def _nearest(name: str, known: Mapping[str, Any] | frozenset[str]) -> str:
    meant = name[:LONGEST_NAME].replace("-", "_").lower()
    longer = sorted(one for one in known if meant and one.startswith(f"{meant}_"))
    found = longer[0] if longer else nearest(meant, known)
    return f" Did you mean `{found}`?" if found else ""


def _slug(slugs: Mapping[str, str], path: str) -> str:
    """Return the slug of a member, or else that of the object that contains it."""
    while path and path not in slugs:
        path = path.rpartition(".")[0]
    return slugs.get(path, "invalid_body")


def _struct(kind: msgspec.inspect.Type) -> type[Struct] | None:
    match kind:
        case msgspec.inspect.StructType(cls=found):
            return found
        case msgspec.inspect.UnionType(types=types):
            return next(filter(None, map(_struct, types)), None)
        case msgspec.inspect.Metadata(type=inner):
            return _struct(inner)
        case _:
            return None


@cache  # it evaluates every annotation anew, which takes longer than the rest of a refusal
def _fields(shape: type[Struct]) -> Mapping[str, msgspec.structs.FieldInfo]:
    return {one.encode_name: one for one in msgspec.structs.fields(shape)}


@cache
def _kinds(shape: type[Struct]) -> Mapping[str, msgspec.inspect.Type]:
    described = cast("msgspec.inspect.StructType", msgspec.inspect.type_info(shape))
    return {one.encode_name: one.type for one in described.fields}


@cache
def query_shape(operation: str) -> type[Struct] | None:
    """Return the struct of an operation's query: `list_runs` has a `ListRunsQuery`."""
    found: type[Struct] | None = getattr(
        schemas, operation.title().replace("_", "") + "Query", None
    )
    return found
