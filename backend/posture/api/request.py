"""API request: what a handler gets, with path, query and body in the types of the spec."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast
from urllib.parse import parse_qsl

import msgspec
from litestar import Request
from litestar.datastructures import State
from msgspec import Struct

from posture.api.deps import Deps
from posture.api.errors import ProblemError
from posture.api.request_context import RequestContext, context_of
from posture.api.structs import Body, ClosedBody
from posture.services.audit import Actor
from posture.services.tokens import Caller

UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# msgspec's messages name the member with a wrong value, or the missing member.
MEMBER: Final = re.compile(r"(?:at `\$\.|^Object missing required field `)([a-z_.]+)[^$]*$")
UNKNOWN_MEMBER: Final = re.compile(r"Object contains unknown field `(\w+)`")
LONGEST_DETAIL: Final = 300
BOOLEANS: Final[Mapping[str, bool]] = MappingProxyType({"true": True, "false": False})
NO_SLUGS: Final[Mapping[str, str]] = MappingProxyType({})
NO_ADVICE: Final[Mapping[str, str]] = MappingProxyType({})

Q = TypeVar("Q", bound=Body)
B = TypeVar("B", bound=ClosedBody)
S = TypeVar("S", bound=Struct)


class ApiRequest(Request[Caller, None, State]):
    """A request that was authorized: its caller is known and has the scope."""

    __slots__ = ()

    @property
    def context(self) -> RequestContext:
        """Return the context of the request."""
        return context_of(self.scope)

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
            ip=self.context.client_ip,
            request_id=self.context.request_id,
        )

    def path_id(self, name: str) -> str:
        """Return an id of the path in its canonical form."""
        value = self.scope["path_params"][name]
        if not UUID.fullmatch(value):
            raise ProblemError(f"invalid_{name}")
        return str(value).lower()

    def query(self, shape: type[Q], slugs: Mapping[str, str] = NO_SLUGS) -> Q:
        """Return the query in the shape that the spec gives it.

        Args:
            shape: the operation's generated struct.
            slugs: the error slugs of parameters for which it is not `invalid_<name>`.
        """
        values: dict[str, Any] = {}
        for name, value in self.query_pairs():
            if name in values and name in shape.__struct_encode_fields__:
                raise ProblemError(slugs.get(name, f"invalid_{name}"))
            values[name] = value
        for name in _of_type(shape, msgspec.inspect.ListType) & values.keys():
            values[name] = values[name].split(",")
        for name in _of_type(shape, msgspec.inspect.BoolType) & values.keys():
            # Only JSON's two words become booleans; msgspec refuses everything else.
            values[name] = BOOLEANS.get(values[name], [values[name]])
        try:
            return msgspec.convert(values, shape, strict=False)
        except msgspec.ValidationError as error:
            name = _member(error)
            raise ProblemError(slugs.get(name, f"invalid_{name}")) from None

    def query_pairs(self) -> list[tuple[str, str]]:
        """Return the names and values of the query, in order and as they were sent."""
        text = self.scope["query_string"]
        return parse_qsl(text.decode("latin-1"), keep_blank_values=True) if text else []

    def json_body(
        self,
        shape: type[B],
        slugs: Mapping[str, str] = NO_SLUGS,
        *,
        detailed: bool = False,
        advice: Mapping[str, str] = NO_ADVICE,
    ) -> B:
        """Return the JSON body in the shape that the spec gives it.

        Args:
            shape: the body's generated struct.
            slugs: the slug for a fault of a member, by its name or, in an object, by its path such
                as `source.url`; for every other fault it is `invalid_body`.
            detailed: whether `detail` explains the fault of a member that has a slug, too.
            advice: what to send instead of a member that is unknown at the top of the body.
        """
        if not _may_be_json(self.context.headers.get(b"content-type", b"")):
            raise ProblemError("unsupported_media_type")
        try:
            return decode_json(self.context.body, shape)
        except (ValueError, RecursionError) as error:
            slug = _slug(slugs, _member(error))
            if slug and not detailed:
                raise ProblemError(slug) from None
            detail = str(error)[:LONGEST_DETAIL]
            if (unknown := UNKNOWN_MEMBER.fullmatch(detail)) and unknown[1] in advice:
                detail = f"{detail}. {advice[unknown[1]]}"
            raise ProblemError(slug or "invalid_body", members={"detail": detail}) from None


@cache
def _of_type(shape: type[Struct], kind: type[msgspec.inspect.Type]) -> frozenset[str]:
    """Return the parameters of a type, for instance the lists."""
    described = cast("msgspec.inspect.StructType", msgspec.inspect.type_info(shape))
    return frozenset(one.encode_name for one in described.fields if isinstance(one.type, kind))


@cache
def _decoder(shape: type[Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape)


def decode_json(text: bytes | str, shape: type[S]) -> S:
    """Decode JSON in the shape that the spec gives it."""
    found: S = _decoder(shape).decode(text)
    return found


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


def _slug(slugs: Mapping[str, str], member: str) -> str | None:
    """Return the slug of a member, or else that of the object that contains it."""
    while member and member not in slugs:
        member = member.rpartition(".")[0]
    return slugs.get(member)


def _member(error: Exception) -> str:
    found = MEMBER.search(str(error))
    return found[1] if found else ""
