"""What came over the wire, read as the answer to one operation, or refused as none.

botocore's parsers take an empty, cut off or foreign body for an answer without members, which a
check would take for evidence: a listing of nothing, a setting that is off.
"""

import re
from collections.abc import Mapping
from typing import Any

import botocore.model
import botocore.parsers
import msgspec

MALFORMED = "MalformedAnswer"
HTTP_ERROR = 300
# An answer to HEAD has no body to hold the code.
BODILESS = {"403": "AccessDenied", "404": "NotFound", "503": "SlowDown"}
# What botocore's parsers raise of a body that is not what the model says.
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


class NoAnswerError(Exception):
    """It is no answer; `code` is the cloud's error code, or `MalformedAnswer`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_answer(
    protocol: str,
    parser: botocore.parsers.ResponseParser,
    model: botocore.model.OperationModel,
    wire: Mapping[str, Any],
) -> dict[str, Any]:
    """Parse what came over the wire: `status_code`, `headers`, `body`.

    Raises:
        NoAnswerError: it is an error, or it is not what this operation answers.
    """
    status, content = wire["status_code"], wire["body"]
    good = status < HTTP_ERROR
    if good and not _well_formed(protocol, model, content):
        raise NoAnswerError(MALFORMED)
    try:
        parsed: dict[str, Any] = parser.parse(wire, model.output_shape)  # type: ignore[arg-type]  # None is what botocore itself passes for no output
    except UNREADABLE as error:
        raise NoAnswerError(MALFORMED) from error
    if not good:
        code = str(parsed.get("Error", {}).get("Code") or status)
        raise NoAnswerError(BODILESS.get(code, code).rpartition("#")[2])
    if not _says_something(protocol, model, parsed, content):
        raise NoAnswerError(MALFORMED)
    return parsed


def _well_formed(protocol: str, model: botocore.model.OperationModel, content: bytes) -> bool:
    """Return whether a good answer has the form of one."""
    shape = model.output_shape
    if shape is None or not _in_body(shape):
        return True
    text = content.strip()
    if _raw(shape):
        return bool(text)
    match protocol:
        case "json" | "rest-json":
            return text.startswith(b"{") and text.endswith(b"}")
        case "query" | "ec2":
            return f"{model.name}Response".encode() in text[:512]
        case _:
            return text.startswith(b"<") and b"<html" not in text[:512].lower()


def _says_something(
    protocol: str,
    model: botocore.model.OperationModel,
    parsed: Mapping[str, Any],
    content: bytes,
) -> bool:
    """Return whether a body holds some of what the operation answers, or nothing at all.

    `{"message": "Service is busy"}` is JSON, and `<Error>` XML, that says nothing of what was
    asked. A body without any member can be an answer, unless several are required; AWS itself
    forgets a single one.
    """
    shape = model.output_shape
    if shape is None or not (members := _in_body(shape)) or _raw(shape):
        return True
    if payload := shape.serialization.get("payload"):
        if parsed.get(payload):
            return True
    elif any(parsed.get(name) is not None for name in members):
        return True
    if len(members.intersection(shape.required_members)) > 1:
        return False
    return not _foreign(protocol, shape, content)


def _foreign(protocol: str, shape: botocore.model.StructureShape, content: bytes) -> bool:
    """Return whether a body without the operation's members has others, or cannot be without."""
    match protocol:
        case "query" | "ec2":  # a list is there even when there is nothing on it
            return any(one.type_name == "list" for one in shape.members.values())
        case "json" | "rest-json":
            given = frozenset(msgspec.json.decode(content))
            return bool(given) and given.isdisjoint(_names(shape))
        case _:
            return len(ELEMENT.findall(COMMENT.sub(b"", content))) > 1


def _in_body(shape: botocore.model.StructureShape) -> frozenset[str]:
    return frozenset(
        name
        for name, member in shape.members.items()
        if member.serialization.get("location") not in HEADERS
    )


def _raw(shape: botocore.model.StructureShape) -> bool:
    """Return whether the body is not JSON or XML of the service's but a member as it stands."""
    payload: str | None = shape.serialization.get("payload")
    return payload is not None and shape.members[payload].type_name in {"string", "blob"}


def _names(shape: botocore.model.StructureShape) -> frozenset[str]:
    """Return what members are called in a body of JSON, where one may be null."""
    payload: str | None = shape.serialization.get("payload")
    owner = shape.members[payload] if payload else shape
    members: Mapping[str, botocore.model.Shape] = getattr(owner, "members", {})
    return frozenset(str(one.serialization.get("name", name)) for name, one in members.items())
