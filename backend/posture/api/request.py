"""API request: what a handler gets, with path, query and body in the types of the spec."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Final, Generic, TypeAlias, TypeVar
from urllib.parse import parse_qsl

import msgspec
from litestar import Request
from litestar.datastructures import State
from litestar.types import HTTPScope
from msgspec import Struct

from posture.api import schemas
from posture.api.accept import JSON
from posture.api.deps import Deps
from posture.api.duplicates import repeated_member, with_limited_numbers
from posture.api.errors import ProblemError
from posture.api.operation import Operation
from posture.api.request_context import RequestContext
from posture.api.structs import Body, ClosedBody
from posture.api.times import NO_MOMENT, parsed
from posture.api.validation import (
    LONGEST_DETAIL,
    LONGEST_NAME,
    MOST_ERRORS,
    NOTHING,
    Fault,
    body_faults,
    problem_of,
    query_faults,
    query_values,
    unknown_parameters,
)
from posture.services.audit import Actor
from posture.services.tokens import Caller

UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# In the `opt` of operations that take an `Idempotency-Key`.
KEYED: Final = {"takes_key": True}
CHECK_ID: Final = re.compile(r"[a-z0-9_]{1,128}")
FRAMEWORK_ID: Final = re.compile(r"[A-Z][A-Z0-9_]{1,63}")
# The ids of a path that are no UUIDs, and what they have instead.
NO_UUIDS: Final = {
    "check_id": (CHECK_ID, "is not the id of a check: it has small letters, digits and `_`."),
    "framework_id": (FRAMEWORK_ID, "has capital letters, digits and `_`, such as `CIS_AWS_7_0`."),
}
NOT_JSON: Final = "Send the body as `Content-Type: application/json`, in UTF-8."

# Longer queries are not remembered.
SHORT_QUERY: Final = 256

Pairs: TypeAlias = Sequence[tuple[str, str]]
Q = TypeVar("Q", bound=Body)
B = TypeVar("B", bound=ClosedBody)
S = TypeVar("S", bound=Struct)


class ApiRequest(Request[Caller, None, State]):
    """A request that was authorized: its caller is known and has the scope.

    Litestar wants its own type as the parameter of a handler. Of what is in that, this has `scope`
    alone: what else Litestar prepares for each request, no handler uses.
    """

    __slots__ = ("context", "operation")

    scope: HTTPScope

    def __init__(self, scope: HTTPScope, context: RequestContext, operation: Operation) -> None:
        self.scope = scope
        self.context = context
        self.operation = operation

    @property
    def deps(self) -> Deps:
        """Return what the handlers need."""
        return self.context.deps

    @property
    def caller(self) -> Caller:
        """Return the owner of the token."""
        caller = self.context.caller
        if caller is None:
            raise ProblemError("missing_token")
        return caller

    @property
    def actor(self) -> Actor:
        """Return the caller, as the audit log names it."""
        caller = self.caller
        return Actor(
            token_id=caller.token_id,
            trust_id=caller.trust_id,
            named=caller.actor,
            ip=self.context.client_ip,
            request_id=self.context.request_id,
        )

    def path_id(self, name: str) -> str:
        """Return an id of the path in its canonical form."""
        value = self.path_params[name]
        if not UUID.fullmatch(value):
            raise self.refusal()
        return str(value).lower()

    def query(self, shape: type[Q]) -> Q:
        """Return the query in the shape that the spec gives it: the operation's struct."""
        pairs = self.query_pairs()
        try:
            return msgspec.convert(query_values(pairs, shape) if pairs else {}, shape, strict=False)
        except msgspec.ValidationError:
            raise self.refusal() from None

    def query_pairs(self) -> Pairs:
        """Return the names and values of the query, in order and as they were sent."""
        text = self.scope["query_string"]
        return (_short_pairs if len(text) <= SHORT_QUERY else query_pairs)(text) if text else ()

    def parameter_names(self) -> list[str]:
        """Return the names of the query's parameters, in order."""
        return [name for name, _ in self.query_pairs()]

    def require_known_parameters(self) -> None:
        """Refuse a query with a parameter that the operation does not have."""
        if not self.operation.takes(self.parameter_names()):
            raise self.refusal()

    def json_body(self, accepted: "JsonBody[B]") -> B:
        """Return the JSON body in the shape that the spec gives it, if it keeps all rules."""
        text = self.context.body
        if not _may_be_json(self.context.headers.get(b"content-type", b"")):
            raise self.refusal()
        try:
            body = decode_json(text, accepted.shape)
        except (ValueError, RecursionError):
            raise self.refusal() from None
        breaks = accepted.rules and any(accepted.rules(self, msgspec.to_builtins(body)))
        if breaks or repeated_member(text) is not None:
            raise self.refusal()
        return body

    def refusal(self, *found: Fault) -> ProblemError:
        """Return the error that has all faults of the request, with what else was found.

        It has everything that can be seen without an execution of the operation: the path, the
        query, the headers, the body's shape and its rules.
        """
        body: JsonBody[Any] | None = self.operation.opt.get("body")
        problem = problem_of(*self._faults(), *found)
        return ProblemError(problem.slug) if body and problem.slug in body.closed else problem

    def _faults(self) -> Iterator[Fault]:
        opt, pairs = self.operation.opt, self.query_pairs()
        shape = self.operation.shape
        names = self.parameter_names()
        if not self.operation.takes(names):
            yield from unknown_parameters(shape, names)
        for name, value in self.path_params.items():
            form, detail = NO_UUIDS.get(name, (UUID, "is not a UUID."))
            if name.endswith("_id") and not form.fullmatch(value):
                yield Fault(f"invalid_{name}", name, f"`{name}` {detail}")
        if shape:
            values = query_values(pairs, shape)
            yield from query_faults(values, shape)
            for name in opt.get("moments", ()):
                if isinstance(text := values.get(name), str) and not _is_moment(text):
                    yield Fault(f"invalid_{name}", name, f"`{name}`: {NO_MOMENT}")
        if opt.get("takes_key"):
            yield from key_faults(self.context.headers.get(b"idempotency-key"))
        if "body" in opt:
            yield from self._body_faults(opt["body"])

    def _body_faults(self, accepted: "JsonBody[Any]") -> Iterator[Fault]:
        sent = self.context.headers.get(b"content-type", b"")
        if not _may_be_json(sent):
            yield Fault("unsupported_media_type", "Content-Type", NOT_JSON, (JSON,))
            return
        text, valid = self.context.body, dict[str, Any]()
        try:
            value = whole_numbers(_decoded(text))
            path = repeated_member(text)
        except (ValueError, RecursionError) as error:
            yield Fault("invalid_body", None, _why_undecodable(text, accepted.shape, error))
            return
        if path is not None:
            path = path[:LONGEST_NAME]
            yield Fault("invalid_body", path, f"The body has `{path}` more than once.")
        slugs, advice = accepted.slugs, accepted.advice
        found = [
            *islice(
                body_faults(
                    value,
                    accepted.shape,
                    slugs(self.deps) if callable(slugs) else slugs,
                    advice(self.deps) if callable(advice) else advice,
                    valid=valid,
                ),
                MOST_ERRORS,
            )
        ]
        yield from found
        if accepted.rules and isinstance(value, dict):
            wrong = [one.member for one in found if one.member]
            for fault in accepted.rules(self, valid):
                if not any(_is_within(fault.member or "", one) for one in wrong):
                    yield fault


class JsonBody(Generic[B]):
    """The JSON body that an operation accepts, as `body` of its route's `opt`.

    Attributes:
        shape: the generated struct.
        slugs: the slug for a fault of a member, by its name or, in an object, by its path such as
            `source.url`; for every other fault it is `invalid_body`.
        closed: slugs whose error has no other member.
        advice: what to send instead of a member that is unknown at the top of the body.
        rules: yields what else is wrong, of the members whose shape is valid.
    """

    __slots__ = ("advice", "closed", "rules", "shape", "slugs")

    def __init__(
        self,
        shape: type[B],
        slugs: "Texts" = NOTHING,
        *,
        closed: Collection[str] = (),
        advice: "Texts" = NOTHING,
        rules: "Rules | None" = None,
    ) -> None:
        self.shape = shape
        self.slugs = slugs
        self.closed = closed
        self.advice = advice
        self.rules = rules


Texts: TypeAlias = Mapping[str, str] | Callable[[Deps], Mapping[str, str]]
Rules: TypeAlias = Callable[[ApiRequest, Mapping[str, Any]], Iterable[Fault]]


def query_pairs(text: bytes) -> Pairs:
    """Return the names and values of a query, in order and as they were sent."""
    return tuple(parse_qsl(text.decode("latin-1"), keep_blank_values=True))


# Pollers send the same query again and again.
_short_pairs: Final = lru_cache(maxsize=1_024)(query_pairs)


def key_faults(sent: bytes | None) -> Iterator[Fault]:
    """Yield what is wrong with the header `Idempotency-Key`."""
    try:
        if sent is not None:
            msgspec.convert(sent.decode(), schemas.IdempotencyKey)
    except ValueError:
        detail = "`Idempotency-Key` has 1 to 255 visible ASCII characters."
        yield Fault("invalid_idempotency_key", "Idempotency-Key", detail)


def _decoded(text: bytes) -> Any:  # noqa: ANN401  # any JSON
    """Decode JSON; a number that is too large for msgspec is one that is too large."""
    try:
        return msgspec.json.decode(text)
    except msgspec.ValidationError:
        return with_limited_numbers(text)


def _why_undecodable(text: bytes, shape: type[Struct], error: Exception) -> str:
    """Return why a body is not JSON; a decoder of the shape may have stopped earlier."""
    try:
        decode_json(text, shape)
    except (ValueError, RecursionError) as first:
        error = first
    return str(error)[:LONGEST_DETAIL]


def _is_moment(text: str) -> bool:
    try:
        parsed(text)
    except ValueError:
        return False
    return True


def _is_within(member: str, wrong: str) -> bool:
    """Return whether a member is the one that is wrong already, or one of its own members."""
    return member == wrong or member.startswith(f"{wrong}.")


@cache
def _decoder(shape: type[Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape)


def decode_json(text: bytes | str, shape: type[S]) -> S:
    """Decode JSON in the shape that the spec gives it; for JSON Schema, 65.0 is an integer."""
    try:
        found: S = _decoder(shape).decode(text)
    except msgspec.ValidationError:
        found = msgspec.convert(whole_numbers(msgspec.json.decode(text)), shape)
    return found


def whole_numbers(value: Any) -> Any:  # noqa: ANN401  # any JSON
    """Return a JSON value in which each number without a fraction is an integer."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [whole_numbers(one) for one in value]
    if isinstance(value, dict):
        return {name: whole_numbers(one) for name, one in value.items()}
    return value


def _may_be_json(content_type: bytes) -> bool:
    if not content_type or content_type == b"application/json":
        return True
    kind, _, parameters = content_type.partition(b";")
    charset = parameters.strip().lower()
    return kind.strip().lower() == b"application/json" and charset in {
        b"",
        b"charset=utf-8",
        b'charset="utf-8"',
    }
