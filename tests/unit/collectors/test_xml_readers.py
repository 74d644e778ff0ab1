"""Our parsers of XML read what botocore's read, for every call of every collector."""

import random
from typing import Any, TypeAlias

import botocore.parsers
import pytest

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.models import moment, parser
from posture.collectors.aws.sdk import Services
from tests.unit.collectors.services import by_service

# Of botocore, whose own types leave out what is used here.
Shape: TypeAlias = Any
Parser: TypeAlias = Any
DEEPEST = 5
XML = ("ec2", "query", "rest-xml")
TEXTS = {
    "string": "a &amp; b",
    "character": "c",
    "boolean": "true",
    "integer": "7",
    "long": "8",
    "float": "0.5",
    "double": "0.25",
    "timestamp": "2024-01-02T03:04:05Z",
    "blob": "aGVsbG8=",
}
SERVICES = Services()
CALLS = by_service(
    call
    for call in frozenset().union(*(one.all_calls for one in COLLECTORS))
    if SERVICES[call.partition(":")[0]].protocol in XML
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

    def __init__(self, names: Parser, chance: random.Random, *, share: float) -> None:
        self._names = names
        self._chance = chance
        self._share = share

    def structure(self, shape: Shape, depth: int = 0) -> str:
        found = ""
        for name, member in shape.members.items():
            if member.serialization.get("location") or self._chance.random() > self._share:
                continue
            element = self._names._member_key_name(member, name)  # noqa: SLF001  # botocore's own rule
            if member.type_name == "list" and member.serialization.get("flattened"):
                found += self.items(member, element, depth)
            else:
                found += f"<{element}>{self.content(member, depth + 1)}</{element}>"
        return found + "<unknownElement>1</unknownElement>"

    def items(self, shape: Shape, element: str, depth: int) -> str:
        count = self._chance.randint(0, 3)
        found = (self.content(shape.member, depth + 1) for _ in range(count))
        return "".join(f"<{element}>{one}</{element}>" for one in found)

    def content(self, shape: Shape, depth: int) -> str:
        if depth > DEEPEST and shape.type_name not in TEXTS:
            return ""
        match shape.type_name:
            case "structure":
                return self.structure(shape, depth)
            case "list":
                return self.items(shape, shape.member.serialization.get("name", "member"), depth)
            case "map":
                key = shape.key.serialization.get("name", "key")
                value = shape.value.serialization.get("name", "value")
                pair = f"<{key}>k</{key}><{value}>{self.content(shape.value, depth + 1)}</{value}>"
                return f"<entry>{pair}</entry>"
            case kind:
                return TEXTS[kind]


def body(model: Shape, writer: Writer) -> bytes:
    shape = model.output_shape
    wrapper = shape.serialization.get("resultWrapper")
    payload = shape.serialization.get("payload")
    inner = writer.content(shape.members[payload] if payload else shape, 0)
    inner = f"<{wrapper}>{inner}</{wrapper}>" if wrapper else inner
    root = f"{model.name}Response"
    text = f'<{root} xmlns="http://example.com/doc/">{inner}<requestId>r</requestId></{root}>'
    return text.encode()


@pytest.mark.parametrize("name", CALLS)
def test_a_response_means_what_botocore_reads(name: str) -> None:
    for call in CALLS[name]:
        for share in (1.0, 0.6, 0.0):
            expect_what_botocore_reads(call, share)


def expect_what_botocore_reads(call: str, share: float) -> None:
    name, _, operation = call.partition(":")
    service = SERVICES[name]
    model, known = service.model.operation_model(operation), theirs(service.protocol)
    writer = Writer(known, random.Random(call), share=share)  # noqa: S311  # no secret
    response = {"status_code": 200, "headers": {}, "body": body(model, writer)}

    found = parser(service.protocol).parse(response, model.output_shape)  # type: ignore[arg-type]  # None for no output, as botocore's own

    assert members(found) == members(known.parse(response, model.output_shape))


@pytest.mark.parametrize("protocol", XML)
@pytest.mark.parametrize("content", [b"<Error><Code>AccessDenied</Code></Error>", b"<broken", b""])
def test_an_error_is_what_botocore_reads(protocol: str, content: bytes) -> None:
    def read(by: Parser) -> object:
        try:
            return members(by.parse({"status_code": 403, "headers": {}, "body": content}, None))
        except botocore.parsers.ResponseParserError as error:
            return type(error)

    assert read(parser(protocol)) == read(theirs(protocol))


def test_a_repeated_boolean_is_what_botocore_reads() -> None:
    shape = SERVICES["s3"].model.operation_model("GetPublicAccessBlock").output_shape
    element = "<BlockPublicAcls>true</BlockPublicAcls>"
    for content in (element, element * 2):
        text = f"<PublicAccessBlockConfiguration>{content}</PublicAccessBlockConfiguration>"
        response: Any = {"status_code": 200, "headers": {}, "body": text.encode()}
        found = parser("rest-xml").parse(response, shape)  # type: ignore[arg-type]  # as above
        assert members(found) == members(theirs("rest-xml").parse(response, shape))
        assert found["PublicAccessBlockConfiguration"] == {"BlockPublicAcls": content == element}
