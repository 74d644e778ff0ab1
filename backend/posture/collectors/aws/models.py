"""botocore's models and parsers, with faster code for what a run does thousands of times."""

import gzip
from datetime import datetime
from pathlib import Path
from typing import Any

import botocore.loaders
import botocore.parsers
import botocore.utils
import msgspec


class PlainFiles(botocore.loaders.JSONFileLoader):
    """Reads model files as plain dicts: a third of the time and half the memory of ordered ones."""

    def load_file(self, file_path: str) -> Any:  # noqa: ANN401  # any JSON
        """Response what a file holds, None when there is none; `file_path` has no suffix."""
        plain, packed = Path(f"{file_path}.json"), Path(f"{file_path}.json.gz")
        if plain.is_file():
            return msgspec.json.decode(plain.read_bytes())
        if packed.is_file():
            return msgspec.json.decode(gzip.decompress(packed.read_bytes()))
        return None


def model_loader() -> botocore.loaders.Loader:
    """Response a loader of botocore's models."""
    return botocore.loaders.Loader(file_loader=PlainFiles())


def parser(protocol: str) -> botocore.parsers.ResponseParser:
    """Response botocore's parser of a wire format."""
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
