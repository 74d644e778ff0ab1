"""botocore's models and parsers, with faster code for what a run does thousands of times."""

import gzip
from datetime import datetime
from pathlib import Path
from typing import Any

import botocore.loaders
import botocore.parsers
import botocore.utils
import msgspec

from posture.collectors.aws.readers import READERS

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


def parser(protocol: str) -> botocore.parsers.ResponseParser:
    """Return the parser of a wire format: ours, or botocore's own where there is none."""
    if protocol in READERS:
        return READERS[protocol](timestamp_parser=moment)
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
