"""API request: what a handler gets, with path, query and body in the types of the spec."""

import re
from collections.abc import Collection, Mapping
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl

import msgspec
from litestar import Request
from litestar.datastructures import State
from litestar.types import Receive, Scope, Send
from msgspec import Struct

from posture.api.deps import Deps
from posture.api.errors import ProblemError
from posture.api.request_context import RequestContext, context_of
from posture.api.structs import Body, ClosedBody
from posture.api.validation import (
    LONGEST_DETAIL,
    MOST_ERRORS,
    Fault,
    body_faults,
    problem_of,
    query_faults,
    query_values,
)
from posture.services.audit import Actor
from posture.services.tokens import Caller

UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
NO_SLUGS: Final[Mapping[str, str]] = MappingProxyType({})
NO_ADVICE: Final[Mapping[str, str]] = MappingProxyType({})

Q = TypeVar("Q", bound=Body)
B = TypeVar("B", bound=ClosedBody)
S = TypeVar("S", bound=Struct)


class ApiRequest(Request[Caller, None, State]):
    """A request that was authorized: its caller is known and has the scope."""

    __slots__ = ("context",)

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        super().__init__(scope, receive, send)
        self.context: RequestContext = context_of(scope)

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
        return Actor(
            token_id=self.caller.token_id,
            trust_id=self.caller.trust_id,
            named=self.caller.actor,
            ip=self.context.client_ip,
            request_id=self.context.request_id,
        )

    def path_id(self, name: str) -> str:
        """Return an id of the path in its canonical form."""
        value = self.scope["path_params"][name]
        if not UUID.fullmatch(value):
            raise problem_of([Fault(f"invalid_{name}", name, f"`{name}` is not a UUID.")])
        return str(value).lower()

    def query(self, shape: type[Q], slugs: Mapping[str, str] = NO_SLUGS) -> Q:
        """Return the query in the shape that the spec gives it.

        Args:
            shape: the operation's generated struct.
            slugs: the error slugs of parameters for which it is not `invalid_<name>`.
        """
        values = query_values(self.query_pairs(), shape)
        try:
            return msgspec.convert(values, shape, strict=False)
        except msgspec.ValidationError:
            raise problem_of([*query_faults(values, shape, slugs)]) from None

    def query_pairs(self) -> list[tuple[str, str]]:
        """Return the names and values of the query, in order and as they were sent."""
        return query_pairs(self.scope["query_string"])

    def json_body(
        self,
        shape: type[B],
        slugs: Mapping[str, str] = NO_SLUGS,
        *,
        closed: Collection[str] = (),
        advice: Mapping[str, str] = NO_ADVICE,
    ) -> B:
        """Return the JSON body in the shape that the spec gives it.

        Args:
            shape: the body's generated struct.
            slugs: the slug for a fault of a member, by its name or, in an object, by its path such
                as `source.url`; for every other fault it is `invalid_body`.
            closed: slugs whose error has no other member.
            advice: what to send instead of a member that is unknown at the top of the body.
        """
        if not _may_be_json(self.context.headers.get(b"content-type", b"")):
            raise ProblemError("unsupported_media_type")
        try:
            return decode_json(self.context.body, shape)
        except (ValueError, RecursionError) as error:
            problem = _body_problem(self.context.body, error, shape, slugs, advice)
            raise (ProblemError(problem.slug) if problem.slug in closed else problem) from None


def query_pairs(text: bytes) -> list[tuple[str, str]]:
    """Return the names and values of a query, in order and as they were sent."""
    return parse_qsl(text.decode("latin-1"), keep_blank_values=True) if text else []


def _body_problem(
    text: bytes,
    error: Exception,
    shape: type[Struct],
    slugs: Mapping[str, str],
    advice: Mapping[str, str],
) -> ProblemError:
    """Return the error for a body that was refused with `error`."""
    try:
        value = whole_numbers(msgspec.json.decode(text))
        found = body_faults(value, shape, slugs, advice)
        faults = [*islice(found, MOST_ERRORS)]
    except (ValueError, RecursionError):
        faults = []
    return problem_of(faults or [Fault("invalid_body", None, str(error)[:LONGEST_DETAIL])])


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
    if not content_type:
        return True
    kind, _, parameters = content_type.partition(b";")
    charset = parameters.strip().lower()
    return kind.strip().lower() == b"application/json" and charset in {
        b"",
        b"charset=utf-8",
        b'charset="utf-8"',
    }
