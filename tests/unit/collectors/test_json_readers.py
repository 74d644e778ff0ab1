"""Our readers read what botocore's parsers read, for every call of every collector."""

import json
import random
import re
from typing import Any, TypeAlias

import botocore.parsers
import pytest

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.models import moment, parser
from posture.collectors.aws.readers import READERS
from posture.collectors.aws.sdk import Services
from tests.unit.collectors.services import by_service

# Of botocore, whose own types leave out what is used here.
Shape: TypeAlias = Any
Parser: TypeAlias = Any
DEEPEST = 5
VALUES: dict[str, object] = {
    "string": 'a & "b" <c> \u00e9',
    "character": "c",
    "boolean": True,
    "integer": 7,
    "long": 9_007_199_254_740_993,
    "float": 0.5,
    "double": 1e-7,
    "timestamp": 1704164645.25,
    "blob": "aGVsbG8=",
}
# Two elements for a text are a text of none: botocore keeps the elements themselves.
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
SERVICES = Services()
CALLS = by_service(
    call
    for call in frozenset().union(*(one.all_calls for one in COLLECTORS))
    if SERVICES[call.partition(":")[0]].protocol in {"json", "rest-json"}
)


def theirs(protocol: str) -> Parser:
    factory = botocore.parsers.ResponseParserFactory()
    factory.set_parser_defaults(timestamp_parser=moment)
    return factory.create_parser(protocol)


def members(found: Any) -> Any:  # noqa: ANN401  # whatever a parser returns
    """Return what was read without its metadata, which ours leave out and no collector uses."""
    if not isinstance(found, dict):
        return found
    return {name: one for name, one in found.items() if name != "ResponseMetadata"}


class Writer:
    """Writes a response that an operation can have; some of its members are left out by chance."""

    def __init__(self, chance: random.Random, *, share: float) -> None:
        self._chance = chance
        self._share = share

    def value(self, shape: Shape, depth: int = 0) -> Any:  # noqa: ANN401, PLR0911  # any JSON
        deep = depth > DEEPEST
        match shape.type_name:
            case "list" if deep:
                return []
            case "map" if deep:
                return {}
            case "structure" if deep and not shape.is_tagged_union:
                return {}
            case "structure" if shape.is_tagged_union:
                name = self._chance.choice(sorted(shape.members))
                member = shape.members[name]
                return {member.serialization.get("name", name): self.value(member, depth + 1)}
            case "structure":
                found = {
                    member.serialization.get("name", name): self.value(member, depth + 1)
                    for name, member in shape.members.items()
                    if self._chance.random() <= self._share
                }
                return {**found, "unknownMember": {"a": [1]}}
            case "list":
                count = self._chance.randint(0, 3)
                return [self.value(shape.member, depth + 1) for _ in range(count)]
            case "map":
                return {"k": self.value(shape.value, depth + 1)}
            case kind:
                return VALUES[kind]


def read(by: Parser, response: Any, shape: Shape) -> object:  # noqa: ANN401  # as botocore's
    """Return the members that a parser reads, or the type of its refusal."""
    try:
        return members(by.parse(response, shape))
    except Exception as error:  # noqa: BLE001  # the same for both
        return type(error)


@pytest.mark.parametrize("name", CALLS)
def test_a_response_means_what_botocore_reads(name: str) -> None:
    for call in CALLS[name]:
        for share in (1.0, 0.6, 0.0):
            expect_what_botocore_reads(call, share)


def expect_what_botocore_reads(call: str, share: float) -> None:
    name, _, operation = call.partition(":")
    service = SERVICES[name]
    shape = service.model.operation_model(operation).output_shape
    writer = Writer(random.Random(call), share=share)  # noqa: S311  # no secret
    payload = shape.serialization.get("payload") if shape else None
    written = writer.value(shape.members[payload] if payload else shape) if shape else {}
    headers = {"x-amzn-requestid": "r"}
    body = json.dumps(written).encode()
    response = {"status_code": 200, "headers": headers, "body": body}

    found = read(parser(service.protocol), response, shape)

    assert found == read(theirs(service.protocol), response, shape)
    assert isinstance(found, dict)


@pytest.mark.parametrize("protocol", ["json", "rest-json"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[1]",
        b'{"Keys": null}',
        b'{"Keys": [null, {"KeyId": 1}], "Truncated": "true"}',
        b'{"Keys": {"a": 1}}',
        b'{"Keys": 7}',
        b'{"Truncated": 1e400}',
        b'{"Truncated": NaN, "NextMarker": 123456789012345678901234567890}',
        b'{"NextMarker": "\\ud800"}',
        b'{"NextMarker": "1", "NextMarker": "2"}',
        b"\xff\xfe",
        b'{"NextMarker": "\xff"}',
    ],
)
def test_unusual_json_is_read_or_refused_as_botocore_does(protocol: str, content: bytes) -> None:
    shape = SERVICES["kms"].model.operation_model("ListKeys").output_shape
    for status in (200, 400):
        response: Any = {"status_code": status, "headers": {}, "body": content}
        ours, known = parser(protocol), theirs(protocol)
        found, expected = read(ours, response, shape), read(known, response, shape)
        assert repr(found) == repr(expected)  # NaN is not equal to itself


@pytest.mark.parametrize("protocol", sorted(READERS))
def test_a_repeated_element_or_member_of_another_kind_is_read_as_botocore_does(
    protocol: str,
) -> None:
    service, operation = {
        "ec2": ("ec2", "DescribeVpcs"),
        "json": ("kms", "DescribeKey"),
        "query": ("iam", "GetUser"),
        "rest-json": ("lambda", "GetFunction"),
        "rest-xml": ("s3", "GetBucketVersioning"),
    }[protocol]
    shape = SERVICES[service].model.operation_model(operation).output_shape
    assert shape is not None
    for name in shape.members:
        for inner in ("", "<a>1</a>", "text"):
            twice = f"<{name}>{inner}</{name}>" * 2
            result = f"{operation}Result"
            text = f"<R><{result}>{twice}</{result}>{twice}</R>"
            for body in (text, json.dumps({name: inner}), json.dumps({name: [inner]})):
                response = {"status_code": 200, "headers": {}, "body": body.encode()}
                ours, known = (read(one(protocol), response, shape) for one in (parser, theirs))
                assert ADDRESS.sub("", repr(ours)) == ADDRESS.sub("", repr(known))
