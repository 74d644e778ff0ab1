"""Messages and values survive the wire, as another implementation reads and writes them."""

import math
import struct
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory  # type: ignore[import-untyped]  # it has none
from google.protobuf.message import Message  # type: ignore[import-untyped]  # as above
from hypothesis import given
from hypothesis import strategies as st

import generate_tables
from posture_terraform.codec import msgpack, protobuf
from posture_terraform.codec.tables import ENUMS, MESSAGES, METHODS
from posture_terraform.unknown import UNKNOWN
from tests.machine import need

REFINED = bytes.fromhex("c7030c8101c2")  # not null
REFINED_LONG = b"\xc8" + struct.pack(">H", 300) + b"\x0c" + bytes(300)


def values() -> st.SearchStrategy[Any]:
    simple = (
        st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text() | st.just(UNKNOWN)
    )
    return st.recursive(
        simple, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=40
    )


@given(values())
def test_a_value_comes_back_as_it_went(value: Any) -> None:  # noqa: ANN401  # any value
    assert msgpack.decode(msgpack.encode(value)) == value


@pytest.mark.parametrize("size", [0, 15, 16, 31, 32, 255, 256, 65_535, 65_536])
def test_lengths_around_every_form(size: int) -> None:
    for value in ("x" * size, list(range(size)), {str(number): number for number in range(size)}):
        assert msgpack.decode(msgpack.encode(value)) == value


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("d40000", UNKNOWN),
        ("d50c8000", UNKNOWN),
        ("d60c81020000", UNKNOWN),
        ("d70c8000000000000000", UNKNOWN),
        ("d80c80000000000000000000000000000000", UNKNOWN),
        (REFINED.hex(), UNKNOWN),
        (REFINED_LONG.hex(), UNKNOWN),
        ("c9000000010c80", UNKNOWN),
        ("c7012a00", UNKNOWN),
        ("ca3fc00000", 1.5),
        ("cc80", 128),
        ("cd0100", 256),
        ("ce00010000", 65_536),
        ("d080", -128),
        ("d1ff00", -256),
        ("d2ffff0000", -65_536),
        ("e0", -32),
        ("c403616263", b"abc"),
        ("c50003616263", b"abc"),
        ("c600000003616263", b"abc"),
        ("dd00000001c3", [True]),
        ("df00000001a161c0", {"a": None}),
    ],
)
def test_every_form_is_read(data: str, value: object) -> None:
    assert msgpack.decode(bytes.fromhex(data)) == value


def test_a_refined_unknown_deep_inside_stays_unknown() -> None:
    data = b"\x82\xa1a" + REFINED + b"\xa1b\x92" + REFINED_LONG + b"\x01"
    assert msgpack.decode(data) == {"a": UNKNOWN, "b": [UNKNOWN, 1]}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2**64, str(2**64)),
        (-(2**63) - 1, str(-(2**63) - 1)),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10000000000000000555111512"), "0.10000000000000000555111512"),
    ],
)
def test_numbers_beyond_the_wire_travel_as_text(value: object, text: str) -> None:
    assert msgpack.decode(msgpack.encode(value)) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.9, "0.9"), (1e-7, "1e-07"), (-2.0, "-2.0"), (1e300, "1e+300")]
)
def test_a_fraction_travels_as_the_text_that_terraform_keeps(value: float, text: str) -> None:
    assert msgpack.decode(msgpack.encode(value)) == text


def test_infinity_is_a_number() -> None:
    assert msgpack.decode(msgpack.encode(math.inf)) == math.inf


@pytest.mark.parametrize(
    "data", ["", "c1", "a2", "a2ff", "92c0", "81", "c0c0", "cb00", "d4", "a1ff"]
)
def test_broken_bytes_are_refused(data: str) -> None:
    with pytest.raises(msgpack.MsgpackError):
        msgpack.decode(bytes.fromhex(data))


@given(st.binary(max_size=40))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    try:
        msgpack.decode(data)
    except (msgpack.MsgpackError, TypeError):
        return  # a key that is no text, which is unhashable as a list is


def test_values_without_a_terraform_type_are_refused() -> None:
    with pytest.raises(TypeError, match="set is not a Terraform value"):
        msgpack.encode({"a": {1, 2}})


@cache
def descriptor() -> descriptor_pb2.FileDescriptorProto:
    """Take the protocol out of the Terraform on this machine, by protobuf's own means."""
    data = need("terraform").read_bytes()
    start = data.index(generate_tables.START)
    end = data.index(b"b\x06proto3", start) + len(b"b\x06proto3")
    return descriptor_pb2.FileDescriptorProto.FromString(data[start:end])


@cache
def pool() -> descriptor_pool.DescriptorPool:
    from google.protobuf import timestamp_pb2  # noqa: PLC0415  # what the protocol imports

    found = descriptor_pool.DescriptorPool()
    found.AddSerializedFile(timestamp_pb2.DESCRIPTOR.serialized_pb)
    found.AddSerializedFile(descriptor().SerializeToString())
    return found


def reference(name: str) -> Message:
    """Make an empty message of the reference implementation."""
    full = name.removeprefix(".") if name.startswith(".") else f"tfplugin6.{name}"
    found = pool().FindMessageTypeByName(full)
    return message_factory.GetMessageClass(found)()


def test_the_tables_are_those_of_this_terraform() -> None:
    assert generate_tables.main(["--check", "--terraform", str(need("terraform"))]) == 0


def test_a_changed_table_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "tables.py"
    text = generate_tables.TABLES.read_text()
    changed.write_text(text.replace('1: ("msgpack"', '3: ("msgpack"'))
    monkeypatch.setattr(generate_tables, "TABLES", changed)
    assert generate_tables.main(["--check", "--terraform", str(need("terraform"))]) == 1


PLAN: dict[str, Any] = {
    "planned_state": None,
    "requires_replace": [
        {"steps": [{"attribute_name": "scope"}, {"attribute_name": "regions"}]},
        {"steps": [{"element_key_int": 0}, {"element_key_int": -3}, {"element_key_string": ""}]},
    ],
    "planned_private": b"\x00\xff",
    "diagnostics": [
        {"severity": "ERROR", "summary": "füür", "detail": "x" * 300},
        {"severity": "WARNING", "attribute": {"steps": [{"attribute_name": "a"}]}},
    ],
}
SCHEMA: dict[str, Any] = {
    "resource_schemas": {
        "posture_integration": {"version": 1},
        "posture_run": {
            "version": 3,
            "block": {
                "attributes": [{"name": "a", "type": b'"string"', "computed": True}],
                "description_kind": "MARKDOWN",
            },
        },
    },
    "server_capabilities": {"get_provider_schema_optional": True},
}


@pytest.mark.parametrize(
    ("name", "values"),
    [("PlanResourceChange.Response", PLAN), ("GetProviderSchema.Response", SCHEMA)],
)
def test_the_reference_reads_what_we_write(name: str, values: dict[str, Any]) -> None:
    read = reference(name)
    read.ParseFromString(protobuf.encode(name, values))
    again = protobuf.decode(name, read.SerializeToString())
    assert again == protobuf.decode(name, protobuf.encode(name, values))
    assert _trimmed(again) == _trimmed(values)


@given(st.data())
def test_we_read_what_the_reference_writes(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(MESSAGES.keys() - {"DynamicValue"})))
    written = data.draw(_messages(name))
    read = reference(name)
    read.ParseFromString(protobuf.encode(name, written))
    assert protobuf.decode(name, read.SerializeToString()) == protobuf.decode(
        name, protobuf.encode(name, written)
    )
    json_format.MessageToDict(read)


def test_unknown_fields_are_passed_over() -> None:
    newer = b"\xf8\x07\x01" + b"\xf2\x07\x03abc" + b"\xf9\x07" + bytes(8) + b"\xfd\x07" + bytes(4)
    assert protobuf.decode("StopProvider.Response", newer + b"\x0a\x02no") == {"Error": "no"}


@pytest.mark.parametrize("data", [b"\x0a", b"\x0a\x05ab", b"\x08\x01", b"\x0b", b"\x80"])
def test_a_broken_message_is_refused(data: bytes) -> None:
    with pytest.raises(protobuf.ProtobufError):
        protobuf.decode("StopProvider.Response", data)


def test_a_value_may_come_as_json() -> None:
    inner = b'\x12\x0d{"a": [1, 2]}'
    message = b"\x12" + bytes([len(inner)]) + inner
    assert protobuf.decode("ConfigureProvider.Request", message)["config"] == {"a": [1, 2]}


def test_an_unknown_field_is_an_error_of_the_provider() -> None:
    with pytest.raises(KeyError):
        protobuf.encode("StopProvider.Response", {"error": "no"})


def test_every_call_has_its_messages() -> None:
    assert {name for types in METHODS.values() for name in types} <= MESSAGES.keys()


ABSENT: tuple[Any, ...] = (None, "", b"", False, [], {}, "PLAIN")


# What a timestamp can be.
TIMES = st.fixed_dictionaries(
    {}, optional={"seconds": st.integers(0, 2**37), "nanos": st.integers(0, 10**9 - 1)}
)


def _messages(name: str) -> st.SearchStrategy[dict[str, Any]]:
    if name == generate_tables.TIMESTAMP:
        return TIMES
    fields = {}
    for field, kind, shape, of in MESSAGES[name].values():
        one = _field(kind, of)
        fields[field] = {
            "many": st.lists(one, max_size=2),
            "map": st.dictionaries(st.text(max_size=3), one, max_size=2),
        }.get(shape, one)
    oneof = {field for field, _, shape, _ in MESSAGES[name].values() if shape == "present"}
    if name.startswith(("OpenE", "RenewE", "CloseE")):  # these are optional, and no alternatives
        oneof = set()
    required = {key: value for key, value in fields.items() if key not in oneof}
    return st.fixed_dictionaries({}, optional=required)


def _field(kind: str, of: str) -> st.SearchStrategy[Any]:
    match kind:
        case "message":
            return values() if of == "DynamicValue" else st.deferred(lambda: _messages(of))
        case "enum":
            return st.sampled_from(sorted(ENUMS[of]))
        case "bool":
            return st.booleans()
        case "string":
            return st.text(max_size=5)
        case "bytes":
            return st.binary(max_size=5)
    return st.integers(-(2**63), 2**63 - 1)


def _trimmed(value: Any) -> Any:  # noqa: ANN401  # any message
    """Leave out what is absent or default: both are the same on the wire."""
    if isinstance(value, list):
        return [_trimmed(item) for item in value]
    if isinstance(value, dict):
        kept = {key: _trimmed(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in ABSENT}
    return value
