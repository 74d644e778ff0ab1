"""Call: a request as its handler sees it, with path, query and body in the types of the spec."""

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
from posture.api.errors import Problem
from posture.api.exchange import Exchange, exchange_of
from posture.api.structs import Body, ClosedBody
from posture.services.audit import Actor
from posture.services.tokens import Caller

UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# msgspec says where a value does not fit: at a member, or a member is missing altogether.
MEMBER: Final = re.compile(r"(?:at `\$\.|^Object missing required field `)([a-z_]+)[^$]*$")
LONGEST_DETAIL: Final = 300
BOOLEANS: Final[Mapping[str, bool]] = MappingProxyType({"true": True, "false": False})
NO_SLUGS: Final[Mapping[str, str]] = MappingProxyType({})

Q = TypeVar("Q", bound=Body)
B = TypeVar("B", bound=ClosedBody)
S = TypeVar("S", bound=Struct)


class Call(Request[Caller, None, State]):
    """A request that was let in: its caller is known and may do what it asks for."""

    __slots__ = ()

    @property
    def exchange(self) -> Exchange:
        """The exchange that the call belongs to."""
        return exchange_of(self.scope)

    @property
    def deps(self) -> Deps:
        """What the call is answered with."""
        return self.exchange.deps

    @property
    def caller(self) -> Caller:
        """Who asks."""
        caller = self.exchange.caller
        if caller is None:
            raise Problem("missing_token")
        return caller

    @property
    def actor(self) -> Actor:
        """Return who asks, as the audit log names them."""
        return Actor(
            token_id=self.caller.token_id,
            ip=self.exchange.client_ip,
            request_id=self.exchange.request_id,
        )

    def path_id(self, name: str) -> str:
        """Return an id of the path in its canonical form."""
        value = self.scope["path_params"][name]
        if not UUID.fullmatch(value):
            raise Problem(f"invalid_{name}")
        return str(value).lower()

    def query(self, shape: type[Q], slugs: Mapping[str, str] = NO_SLUGS) -> Q:
        """Return the query in the shape that the spec gives it.

        Args:
            shape: the operation's generated struct.
            slugs: what a parameter's fault is called where it is not `invalid_<name>`.
        """
        given: dict[str, Any] = {}
        for name, value in self.given():
            if name in given and name in shape.__struct_encode_fields__:
                raise Problem(slugs.get(name, f"invalid_{name}"))
            given[name] = value
        for name in _of_type(shape, msgspec.inspect.ListType) & given.keys():
            given[name] = given[name].split(",")
        for name in _of_type(shape, msgspec.inspect.BoolType) & given.keys():
            # JSON's two words and no other; what is left as text is no boolean.
            given[name] = BOOLEANS.get(given[name], [given[name]])
        try:
            return msgspec.convert(given, shape, strict=False)
        except msgspec.ValidationError as error:
            name = _member(error)
            raise Problem(slugs.get(name, f"invalid_{name}")) from None

    def given(self) -> list[tuple[str, str]]:
        """Return the query's names and values as they were given."""
        text = self.scope["query_string"]
        return parse_qsl(text.decode("latin-1"), keep_blank_values=True) if text else []

    def sent(self, shape: type[B], slugs: Mapping[str, str] = NO_SLUGS) -> B:
        """Return the JSON body in the shape that the spec gives it.

        Args:
            shape: the body's generated struct.
            slugs: what a member's fault is called where it is not `invalid_body`.
        """
        if not _may_be_json(self.exchange.headers.get(b"content-type", b"")):
            raise Problem("unsupported_media_type")
        try:
            return decoded(self.exchange.body, shape)
        except (ValueError, RecursionError) as error:
            if slug := slugs.get(_member(error)):
                raise Problem(slug) from None
            raise Problem("invalid_body", members={"detail": str(error)[:LONGEST_DETAIL]}) from None


@cache
def _of_type(shape: type[Struct], kind: type[msgspec.inspect.Type]) -> frozenset[str]:
    """Return the parameters that are lists, say, or booleans."""
    described = cast("msgspec.inspect.StructType", msgspec.inspect.type_info(shape))
    return frozenset(one.encode_name for one in described.fields if isinstance(one.type, kind))


@cache
def _decoder(shape: type[Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape)


def decoded(text: bytes | str, shape: type[S]) -> S:
    """Read JSON in the shape that the spec gives it."""
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


def _member(error: Exception) -> str:
    found = MEMBER.search(str(error))
    return found[1] if found else ""
