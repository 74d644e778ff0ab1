"""botocore's models and parsers, with faster code for what a run does thousands of times."""

import gzip
import os.path
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore
import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.utils
import msgspec
from botocore.utils import CachedProperty

from posture.collectors.aws.readers import READERS
from posture.telemetry.logs import Logger

# The file with what a service can do, and its members that are almost all of it.
SERVICE_MODEL = "service-2"
LARGE = frozenset({"operations", "shapes"})
# Written by `backend/aws_models.py`.
EXCERPTS = Path(__file__).with_name("models.json")

log = Logger()


class PlainFiles(botocore.loaders.JSONFileLoader):
    """Reads model files as plain dicts, and of a service's model only what is used of it."""

    def load_file(self, file_path: str) -> Any:  # noqa: ANN401  # any JSON
        """Return what a file holds, None when there is none; `file_path` has no suffix."""
        # Most of these files do not exist, and making a `Path` costs more than the look.
        plain, packed = f"{file_path}.json", f"{file_path}.json.gz"
        if os.path.isfile(plain):  # noqa: PTH113  # see above
            content = Path(plain).read_bytes()
        elif os.path.isfile(packed):  # noqa: PTH113  # as above
            content = gzip.decompress(Path(packed).read_bytes())
        else:
            return None
        if not file_path.endswith(SERVICE_MODEL):
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


class Excerpted(Parsed):
    """Members of a JSON object of which an excerpt is shipped; the whole is read for any other."""

    def __init__(
        self, shipped: Mapping[str, msgspec.Raw], whole: Callable[[], Mapping[str, Any]]
    ) -> None:
        """Hold the shipped members, and what reads the whole."""
        super().__init__(shipped)
        self._whole = whole

    def __missing__(self, name: str) -> Any:  # noqa: ANN401  # as above
        """Return a member that is not shipped; raises `KeyError`."""
        return self._whole()[name]


class Excerpt(msgspec.Struct, frozen=True):
    """Of the model of one service, what the calls of this program need."""

    metadata: dict[str, Any]
    operations: dict[str, msgspec.Raw]
    shapes: dict[str, msgspec.Raw]
    pages: dict[str, dict[str, Any]]

    def description(self, name: str, loader: botocore.loaders.Loader) -> Mapping[str, Any]:
        """Return the model; what the excerpt leaves out is read by the loader when it is used."""

        def whole(part: str) -> Mapping[str, Any]:
            found: Mapping[str, Any] = loader.load_service_model(name, SERVICE_MODEL)[part]
            return found

        return {
            "metadata": self.metadata,
            "operations": Excerpted(self.operations, lambda: whole("operations")),
            "shapes": Excerpted(self.shapes, lambda: whole("shapes")),
        }


class Excerpts(msgspec.Struct, frozen=True):
    """The file of excerpts: the version of botocore that it is of, and the services by name."""

    botocore: str
    services: dict[str, msgspec.Raw]


def excerpts(
    installed: str = botocore.__version__, *, file: Path = EXCERPTS
) -> Mapping[str, msgspec.Raw]:
    """Return the excerpts by service; none if they are of another version of botocore, or damaged.

    botocore's own models say the same; reading them takes longer.
    """
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Excerpts)
    except (OSError, msgspec.MsgspecError) as error:
        _note_damage(file, error)
        return {}
    return found.services if found.botocore == installed else {}


def excerpt(shipped: msgspec.Raw) -> Excerpt | None:
    """Return an excerpt, its operations and shapes not parsed yet; None if it is damaged."""
    try:
        return msgspec.json.decode(shipped, type=Excerpt)
    except msgspec.MsgspecError as error:
        _note_damage(EXCERPTS, error)
        return None


def _note_damage(file: Path, error: Exception) -> None:
    log.warning("models.damaged", file=str(file), reason=str(error))


class _Traits:
    """The traits of a shape, by the few members that it has instead of all that there can be."""

    SERIALIZED = frozenset(botocore.model.Shape.SERIALIZED_ATTRS)
    METADATA = frozenset(botocore.model.Shape.METADATA_ATTRS)
    _shape_model: Mapping[str, Any]

    @CachedProperty
    def serialization(self) -> dict[str, Any]:
        model = self._shape_model
        found = {name: model[name] for name in model if name in self.SERIALIZED}
        if "locationName" in found:
            found["name"] = found.pop("locationName")
        return found

    @CachedProperty
    def metadata(self) -> dict[str, Any]:
        model = self._shape_model
        return {name: model[name] for name in model if name in self.METADATA}


class _Shape(_Traits, botocore.model.Shape):
    """A shape without members."""


class _Structure(_Traits, botocore.model.StructureShape):
    """A structure."""


class _List(_Traits, botocore.model.ListShape):
    """A list."""


class _Map(_Traits, botocore.model.MapShape):
    """A map."""


class _String(_Traits, botocore.model.StringShape):
    """A string."""


SHAPES: Mapping[str, Any] = {
    "structure": _Structure,
    "list": _List,
    "map": _Map,
    "string": _String,
}


class _Resolver(botocore.model.ShapeResolver):
    """Makes the shapes of a model from the classes above."""

    def __init__(self, shapes: Any) -> None:  # noqa: ANN401  # as botocore's
        super().__init__(shapes)
        self._shapes = shapes

    def get_shape_by_name(self, shape_name: str, member_traits: Any = None) -> Any:  # noqa: ANN401  # as botocore's
        try:
            model = self._shapes[shape_name]
        except KeyError:
            raise botocore.model.NoShapeFoundError(shape_name) from None
        if member_traits:
            model = {**model, **member_traits}
        return SHAPES.get(model["type"], _Shape)(shape_name, model, self)


class Model(botocore.model.ServiceModel):
    """A service's model; its shapes have the same traits as botocore's."""

    def __init__(self, description: Mapping[str, Any], name: str) -> None:
        """Make a model of a description that a loader has read."""
        super().__init__(description, service_name=name)
        self._shape_resolver = _Resolver(description.get("shapes", {}))


def model_loader() -> botocore.loaders.Loader:
    """Return a loader of botocore's models."""
    return botocore.loaders.Loader(file_loader=PlainFiles())


def parser(protocol: str) -> botocore.parsers.ResponseParser:
    """Return the parser of a wire format: ours, or botocore's own where there is none."""
    if protocol in READERS:
        return READERS[protocol](timestamp_parser=moment)
    factory = botocore.parsers.ResponseParserFactory()
    factory.set_parser_defaults(timestamp_parser=moment)
    return factory.create_parser(protocol)


def moment(value: str | float) -> datetime:
    """Parse a timestamp as botocore does, but the usual formats much faster.

    These are ISO 8601 and, in JSON, seconds since the epoch.

    Raises:
        ValueError: it is not a timestamp.
    """
    if isinstance(value, str) and value[4:5] == "-":
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, int | float):
        try:
            return datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError):  # botocore has a wider range, or its own error
            pass
    return botocore.utils.parse_timestamp(value)  # type: ignore[arg-type]  # the stubs leave out seconds since the epoch
