"""The emulated project as a process of its own, that never outlives who started it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.emulator.server import started

KEY_FILE = "key.json"


@dataclass(frozen=True, slots=True)
class ServedProject:
    """A listening project; `key` is the file of a service account that it knows."""

    url: str
    key: Path


@contextmanager
def served(directory: Path, *options: str) -> Iterator[ServedProject]:
    """Provide a project for the time of a `with` block.

    Args:
        directory: where the key file of its service account is written.
        options: further options of `python -m tests.emulator.gcp`.
    """
    key = directory / KEY_FILE
    command = [sys.executable, "-m", "tests.emulator.gcp", "--key", str(key), *options]
    with started(command) as (url, _):
        yield ServedProject(url, key)
