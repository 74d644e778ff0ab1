"""botocore's models and parsers, with faster code for what a run does thousands of times."""

import gzip
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.utils
import msgspec

# Members that are no part of the body.
IN_HEAD = frozenset({"header", "headers", "statusCode"})
# The file with what a service can do, and its members that are almost all of it.
SERVICE_MODEL = "service-2"
LARGE = frozenset({"operations", "shapes"})


class PlainFiles(botocore.loaders.JSONFileLoader):
    """Reads model files as plain dicts, and of a service's model only what is used of it."""

    def load_file(self, file_path: str) -> Any:  # noqa: ANN401  # any JSON
        """Return what a file holds, None when there is none; `file_path` has no suffix."""
        plain, packed = Path(f"{file_path}.json"), Path(f"{file_path}.json.gz")
        if plain.is_file():
            content = plain.read_bytes()
        elif packed.is_file():
            content = gzip.decompress(packed.read_bytes())
        else:
            return None
        if plain.stem != SERVICE_MODEL:
            return msgspec.json.decode(content)
        parts = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        return {
            name: Parsed(msgspec.json.decode(part, type=dict[str, msgspec.Raw]))
            if name in LARGE
            else msgspec.json.decode(part)
            for name, part in parts.items()
        }


class Parsed(dict[str, Any]):
    """Members of a JSON object, each parsed when it is first used.

    A run needs a thirtieth of the operations and shapes in the models of its services.
    """

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  # any JSON
        """Return a member; raises `KeyError`."""
        found = super().__getitem__(name)
        if isinstance(found, msgspec.Raw):
            found = self[name] = msgspec.json.decode(found)
        return found

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401  # as above
        """Return a member, or the default where there is none."""
        try:
            return self[name]
        except KeyError:
            return default

    def values(self) -> Any:  # noqa: ANN401  # as above
        """Return all members."""
        return {name: self[name] for name in self}.values()

    def items(self) -> Any:  # noqa: ANN401  # as above
        """Return all names and members."""
        return {name: self[name] for name in self}.items()


def model_loader() -> botocore.loaders.Loader:
    """Return a loader of botocore's models."""
    return botocore.loaders.Loader(file_loader=PlainFiles())


class Member(NamedTuple):
    """A member of a structure, and the parser's method for it."""

    name: str
    shape: botocore.model.Shape
    handler: str


class CompactXml(botocore.parsers.BaseXMLResponseParser):
    """botocore's parsers of XML, with the members of each structure prepared once.

    botocore looks up the names and places of all members again for each element that it parses.
    """

    def _handle_structure(self, shape: Any, node: Any) -> Any:  # noqa: ANN401  # as botocore's
        members = _members_of(shape)
        if members is None:
            return super()._handle_structure(shape, node)  # type: ignore[misc]  # the stubs leave it out
        parsed = {}
        for element, found in self._build_name_to_xml_node(node).items():
            for name, member, handler in members.get(element, ()):
                parse = getattr(self, handler, None) or self._default_handle  # type: ignore[attr-defined]  # as above
                parsed[name] = parse(member, found)
        return parsed

    def _build_name_to_xml_node(self, parent_node: Any) -> dict[str, Any]:  # noqa: ANN401  # as botocore's
        while isinstance(parent_node, list):
            parent_node = parent_node[0]
        elements: dict[str, Any] = {}
        for node in parent_node:
            name = self._node_tag(node)
            if name not in elements:
                elements[name] = node
            elif isinstance(elements[name], list):
                elements[name].append(node)
            else:
                elements[name] = [elements[name], node]
        return elements

    def _node_tag(self, node: Any) -> str:  # noqa: ANN401  # as botocore's
        tag: str = node.tag
        return tag[tag.rfind("}") + 1 :]


@lru_cache(maxsize=4096)
def _members_of(shape: Any) -> Mapping[str, list[Member]] | None:  # noqa: ANN401  # a structure's shape
    """Return the members in the body by the names of their elements.

    None is for structures that botocore treats in a special way.
    """
    if shape.metadata.get("exception", False) or shape.is_tagged_union:
        return None
    found: dict[str, list[Member]] = {}
    for name, member in shape.members.items():
        traits = member.serialization
        if traits.get("xmlAttribute"):
            return None
        if traits.get("location") not in IN_HEAD and not traits.get("eventheader"):
            one = Member(name, member, f"_handle_{member.type_name}")
            found.setdefault(_element(member, name), []).append(one)
    return found


def _element(shape: Any, name: str) -> str:  # noqa: ANN401  # any shape
    """Return the name of a member's element; a flattened list has that of its own members."""
    found: str | None = None
    if shape.type_name == "list" and shape.serialization.get("flattened"):
        found = shape.member.serialization.get("name")
    if found is None:
        found = shape.serialization.get("name")
    return name if found is None else found


class CompactEc2(CompactXml, botocore.parsers.EC2QueryParser):
    """The parser of EC2's format."""


class CompactQuery(CompactXml, botocore.parsers.QueryParser):
    """The parser of the query services' format."""


class CompactRestXml(CompactXml, botocore.parsers.RestXMLParser):
    """The parser of S3's format."""


COMPACT: Mapping[str, type[botocore.parsers.ResponseParser]] = {
    "ec2": CompactEc2,
    "query": CompactQuery,
    "rest-xml": CompactRestXml,
}


def parser(protocol: str) -> botocore.parsers.ResponseParser:
    """Return botocore's parser of a wire format, for XML with less work for each element."""
    if protocol in COMPACT:
        return COMPACT[protocol](timestamp_parser=moment)
    factory = botocore.parsers.ResponseParserFactory()
    factory.set_parser_defaults(timestamp_parser=moment)
    return factory.create_parser(protocol)


def moment(value: str | float) -> datetime:
    """Parse a timestamp as botocore does, but ISO 8601, the usual format, much faster.

    Raises:
        ValueError: it is not a timestamp.
    """
    if isinstance(value, str) and value[4:5] == "-":
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    return botocore.utils.parse_timestamp(value)  # type: ignore[arg-type]  # the stubs leave out seconds since the epoch
