"""Readers: one function for each shape of a response, made once, that reads what botocore reads.

botocore's parsers look up the method, the members and the names of a shape again for each element
of a response. A reader has them; where a shape is special, botocore's own method reads it. The
parsers here differ in nothing else, but that they leave out the metadata of a response, which no
collector uses.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import botocore.model
import botocore.parsers
import msgspec

Shape: TypeAlias = Any  # of botocore, whose types leave out what is used here
Reader: TypeAlias = Callable[[Any], Any]
SCALARS: Mapping[str, Reader] = {
    "boolean": lambda text: text == "true",
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
}
# From this status on, botocore reads an error.
LEAST_ERROR = 301
# Members that are no part of the body.
IN_HEAD = frozenset({"header", "headers", "statusCode"})


class Field(NamedTuple):
    """A member of a structure: its name in the body, its own, and its reader, None to keep it."""

    key: str
    name: str
    read: Reader | None


class Readers(botocore.parsers.ResponseParser):
    """A parser that makes a reader for each shape at its first use."""

    def __init__(self, timestamp_parser: Any = None, blob_parser: Any = None) -> None:  # noqa: ANN401  # as botocore's
        super().__init__(timestamp_parser, blob_parser)
        self._readers: dict[Shape, Reader | None] = {}
        self._heads: dict[Shape, Mapping[str, Shape]] = {}

    def parse(self, response: Any, shape: Shape) -> Any:  # noqa: ANN401  # as botocore's
        """Return what a response means, without its metadata."""
        if response["status_code"] < LEAST_ERROR:
            return self._do_parse(response, shape)  # type: ignore[attr-defined]  # the stubs leave it out
        if self._is_generic_error_response(response):  # type: ignore[attr-defined]  # as above
            return self._do_generic_error_parse(response)  # type: ignore[attr-defined]  # as above
        return self._do_error_parse(response, shape)  # type: ignore[attr-defined]  # as above

    def _populate_response_metadata(self, _response: Any) -> Mapping[str, str]:  # noqa: ANN401  # as botocore's
        return {}

    def _parse_non_payload_attrs(
        self,
        response: Mapping[str, Any],
        shape: Shape,
        members: Mapping[str, Shape],
        found: dict[str, Any],
    ) -> None:
        in_head = self._heads.get(shape)
        if in_head is None:
            in_head = self._heads[shape] = {
                name: one for name, one in members.items() if "location" in one.serialization
            }
        if in_head:
            super()._parse_non_payload_attrs(response, shape, in_head, found)  # type: ignore[misc]  # as above

    def _parse_shape(self, shape: Shape, node: Any) -> Any:  # noqa: ANN401  # as botocore's
        read = self._reader(shape)
        return node if read is None else read(node)

    def _reader(self, shape: Shape) -> Reader | None:
        """Return the reader of a shape; None for one whose values stay as they are."""
        if shape not in self._readers:
            # Members in the head of a response have rules of their own.
            special = "location" in shape.serialization
            self._readers[shape] = self._botocore(shape) if special else self._made(shape)
        return self._readers[shape]

    def _botocore(self, shape: Shape) -> Reader:
        handler = getattr(self, f"_handle_{shape.type_name}", None) or self._default_handle  # type: ignore[attr-defined]  # the stubs leave it out
        return partial(handler, shape)

    def _made(self, shape: Shape) -> Reader | None:
        raise NotImplementedError


class JsonReaders(Readers, botocore.parsers.BaseJSONParser):
    """The readers of JSON."""

    def _inject_response_metadata(self, parsed: Any, headers: Any) -> None:  # noqa: ANN401  # as botocore's
        pass

    def _parse_body_as_json(self, body_contents: bytes) -> Any:  # noqa: ANN401  # as botocore's
        try:
            return msgspec.json.decode(body_contents) if body_contents else {}
        except ValueError:  # what is stricter here, or no JSON
            return super()._parse_body_as_json(body_contents)  # type: ignore[misc]  # the stubs leave it out

    def _made(self, shape: Shape) -> Reader | None:
        match shape.type_name:
            case "structure" if not (shape.is_document_type or shape.is_tagged_union):
                return self._structure(shape)
            case "list":
                return self._list(shape)
            case "map" if shape.key.type_name == "string":
                return self._map(shape)
            case "string":
                return None
            case kind if not hasattr(self, f"_handle_{kind}"):
                return None
            case _:
                return self._botocore(shape)

    def _structure(self, shape: Shape) -> Reader:
        fields: list[Field] = []

        def read(value: Any) -> Any:  # noqa: ANN401  # any JSON
            if value is None:
                return None
            if not fields:  # not before: a shape can contain itself
                fields.extend(
                    Field(member.serialization.get("name", name), name, self._reader(member))
                    for name, member in shape.members.items()
                )
            member_of = value.get
            parsed = {}
            for key, name, parse in fields:
                found = member_of(key)
                if found is not None:
                    parsed[name] = found if parse is None else parse(found)
            return parsed

        return read

    def _list(self, shape: Shape) -> Reader:
        def read(values: Any) -> Any:  # noqa: ANN401  # any JSON
            parse = self._reader(shape.member)
            if parse is None:
                return list(values)
            return [None if one is None else parse(one) for one in values]

        return read

    def _map(self, shape: Shape) -> Reader:
        def read(values: Any) -> Any:  # noqa: ANN401  # any JSON
            parse = self._reader(shape.value)
            if parse is None:
                return dict(values.items())
            return {key: parse(one) for key, one in values.items()}

        return read


class XmlReaders(Readers, botocore.parsers.BaseXMLResponseParser):
    """The readers of XML."""

    def _inject_response_metadata(self, node: Any, inject_into: Any) -> None:  # noqa: ANN401  # as botocore's
        pass

    def _node_tag(self, node: Any) -> str:  # noqa: ANN401  # as botocore's
        tag: str = node.tag
        return tag[tag.rfind("}") + 1 :]

    def _build_name_to_xml_node(self, parent_node: Any) -> Mapping[str, Any]:  # noqa: ANN401  # as above
        return _elements(parent_node)

    def _made(self, shape: Shape) -> Reader | None:
        match shape.type_name:
            case "structure":
                return self._structure(shape)
            case "list":
                return self._list(shape)
            case "string" | "character":
                return _text
            case "timestamp":
                return self._scalar(self._timestamp_parser)  # type: ignore[attr-defined]  # the stubs leave it out
            case kind if kind in SCALARS:
                return self._scalar(SCALARS[kind])
            case _:
                return self._botocore(shape)

    def _structure(self, shape: Shape) -> Reader:
        if _is_special(shape):
            return self._botocore(shape)
        fields: dict[str, list[Field]] = {}

        def read(node: Any) -> Any:  # noqa: ANN401  # an element, or several
            if not fields:  # not before: a shape can contain itself
                fields.update(self._fields(shape))
            parsed = {}
            for element, found in _elements(node).items():
                for _, name, parse in fields.get(element, ()):
                    parsed[name] = found if parse is None else parse(found)
            return parsed

        return read

    @staticmethod
    def _scalar(value_of: Reader) -> Reader:
        return lambda node: value_of(_text(node))

    def _fields(self, shape: Shape) -> Mapping[str, list[Field]]:
        """Return the members in the body by the names of their elements."""
        found: dict[str, list[Field]] = {}
        for name, member in shape.members.items():
            traits = member.serialization
            if traits.get("location") not in IN_HEAD and not traits.get("eventheader"):
                key = self._member_key_name(member, name)  # type: ignore[attr-defined]  # as above
                found.setdefault(key, []).append(Field(key, name, self._reader(member)))
        return found

    def _list(self, shape: Shape) -> Reader:
        flat = bool(shape.serialization.get("flattened"))

        def read(node: Any) -> Any:  # noqa: ANN401  # as above
            parse = self._reader(shape.member) or _text
            nodes = [node] if flat and not isinstance(node, list) else node
            return [parse(one) for one in nodes]

        return read


def _is_special(shape: Shape) -> bool:
    """Return whether botocore reads a structure in a way of its own."""
    return bool(
        shape.metadata.get("exception", False)
        or shape.is_tagged_union
        or any(one.serialization.get("xmlAttribute") for one in shape.members.values())
    )


def _elements(node: Any) -> Mapping[str, Any]:  # noqa: ANN401  # as above
    """Return the elements in an element by their names, several of one name as a list."""
    while isinstance(node, list):
        node = node[0]
    found: dict[str, Any] = {}
    for one in node:
        tag: str = one.tag
        name = tag[tag.rfind("}") + 1 :]
        if name not in found:
            found[name] = one
        elif isinstance(found[name], list):
            found[name].append(one)
        else:
            found[name] = [found[name], one]
    return found


def _text(node: Any) -> Any:  # noqa: ANN401  # as above
    """Return the text of an element, empty where it has none; anything else stays as it is."""
    try:
        text = node.text
    except AttributeError:
        return node
    return "" if text is None else text


class Json(JsonReaders, botocore.parsers.JSONParser):
    """The readers of the format of JSON services."""


class RestJson(JsonReaders, botocore.parsers.RestJSONParser):
    """The readers of the format of REST services with JSON."""


class Ec2(XmlReaders, botocore.parsers.EC2QueryParser):
    """The readers of EC2's format."""


class Query(XmlReaders, botocore.parsers.QueryParser):
    """The readers of the query services' format."""


class RestXml(XmlReaders, botocore.parsers.RestXMLParser):
    """The readers of S3's format."""


READERS: Mapping[str, type[Readers]] = {
    "ec2": Ec2,
    "json": Json,
    "query": Query,
    "rest-json": RestJson,
    "rest-xml": RestXml,
}
