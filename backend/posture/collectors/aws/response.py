"""Parse the HTTP response to one operation, and refuse one that the operation cannot have.

botocore's parsers accept an empty, truncated or foreign body as a response without members, which a
check would accept as evidence: an empty listing, a setting that is off.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import botocore.model
import botocore.parsers
import msgspec

MALFORMED = "MalformedAnswer"
NOT_ENABLED = "NotEnabled"
OFF = "Macie is not enabled"
HTTP_ERROR = 300
# A response to HEAD has no body that could contain the code.
BODILESS = {"403": "AccessDenied", "404": "NotFound", "503": "SlowDown"}
# What botocore's parsers raise for a body that does not match the model.
UNREADABLE = (
    botocore.parsers.ResponseParserError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
HEADERS = frozenset({"header", "headers", "statusCode"})
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
ELEMENT = re.compile(rb"<[A-Za-z]")
# An error code is shown to people, and is part of every unread fact.
CODE = re.compile(r"[A-Za-z0-9_.:/ -]{1,128}")


class InvalidResponseError(Exception):
    """An error, or an unusable response; `code` is the cloud's code or `MalformedAnswer`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_response(
    protocol: str,
    parser: botocore.parsers.ResponseParser,
    model: botocore.model.OperationModel,
    wire: Mapping[str, Any],
) -> dict[str, Any]:
    """Parse an HTTP response, given as `status_code`, `headers` and `body`.

    Raises:
        InvalidResponseError: it is an error, or not a response of this operation.
    """
    status, content = wire["status_code"], wire["body"]
    good = status < HTTP_ERROR
    if good and not _well_formed(protocol, model, content):
        raise InvalidResponseError(MALFORMED)
    try:
        parsed: dict[str, Any] = parser.parse(wire, model.output_shape)  # type: ignore[arg-type]  # None is what botocore itself passes for no output
    except UNREADABLE as error:
        raise InvalidResponseError(MALFORMED) from error
    if not good:
        code = str(parsed.get("Error", {}).get("Code") or status).rpartition("#")[2]
        known = NOT_ENABLED if _is_off(parsed) else BODILESS.get(code, code)
        raise InvalidResponseError(known if CODE.fullmatch(known) else MALFORMED)
    if not _has_expected_members(protocol, model, parsed, content):
        raise InvalidResponseError(MALFORMED)
    return parsed


def _is_off(parsed: Mapping[str, Any]) -> bool:
    """Return whether an error says that Macie is off: its code is that of a denied call."""
    error = parsed.get("Error", {})
    return OFF in str(error.get("Message", "")) and error.get("Code") == "AccessDeniedException"


def _well_formed(protocol: str, model: botocore.model.OperationModel, content: bytes) -> bool:
    """Return whether the body of a successful response has the form of the protocol."""
    shape = model.output_shape
    if shape is None or not _in_body(shape):
        return True
    text = content.strip()
    if _is_raw_member(shape):
        return bool(text)
    match protocol:
        case "json" | "rest-json":
            return text.startswith(b"{") and text.endswith(b"}")
        case _ if b"<!ENTITY" in content:  # no response of AWS declares any: they multiply its size
            return False
        case "query" | "ec2":
            return f"{model.name}Response".encode() in text[:512]
        case _:
            return text.startswith(b"<") and b"<html" not in text[:512].lower()


def _has_expected_members(
    protocol: str,
    model: botocore.model.OperationModel,
    parsed: Mapping[str, Any],
    content: bytes,
) -> bool:
    """Return whether a body has members of the operation's response, or no members at all.

    `{"message": "Service is busy"}` and `<Error>` are JSON and XML without any of the expected
    members. A body without any member is accepted, unless several members are required; AWS itself
    sometimes leaves out a single required member.
    """
    shape = model.output_shape
    if shape is None or not (members := _in_body(shape)) or _is_raw_member(shape):
        return True
    if payload := shape.serialization.get("payload"):
        if parsed.get(payload):
            return True
    elif any(parsed.get(name) is not None for name in members):
        return True
    if len(members.intersection(shape.required_members)) > 1:
        return False
    return not _is_foreign(protocol, shape, content)


def _is_foreign(protocol: str, shape: botocore.model.StructureShape, content: bytes) -> bool:
    """Return whether a body without any expected member has others, or needs at least one."""
    match protocol:
        case "query" | "ec2":  # an empty list is still an element
            return any(one.type_name == "list" for one in shape.members.values())
        case "json" | "rest-json":
            names = frozenset(msgspec.json.decode(content))
            return bool(names) and names.isdisjoint(_names(shape))
        case _:
            return len(ELEMENT.findall(COMMENT.sub(b"", content))) > 1


@lru_cache(maxsize=1024)  # asked for each response; the shapes live as long as the process
def _in_body(shape: botocore.model.StructureShape) -> frozenset[str]:
    return frozenset(
        name
        for name, member in shape.members.items()
        if member.serialization.get("location") not in HEADERS
    )


@lru_cache(maxsize=1024)  # as above
def _is_raw_member(shape: botocore.model.StructureShape) -> bool:
    """Return whether the whole body is one member, not JSON or XML with members."""
    payload: str | None = shape.serialization.get("payload")
    return payload is not None and shape.members[payload].type_name in {"string", "blob"}


def _names(shape: botocore.model.StructureShape) -> frozenset[str]:
    """Return the names of the members in a JSON body, where a member may be null."""
    payload: str | None = shape.serialization.get("payload")
    owner = shape.members[payload] if payload else shape
    members: Mapping[str, botocore.model.Shape] = getattr(owner, "members", {})
    return frozenset(str(one.serialization.get("name", name)) for name, one in members.items())
