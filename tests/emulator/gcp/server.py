"""The emulated project as a process of its own, that never outlives who started it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.emulator.server import REPOSITORY, first_line, stop_group

KEY_FILE = "key.json"
START_SECONDS = 60.0


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
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.emulator.gcp", "--key", str(key), *options],
        cwd=REPOSITORY,
        env=dict(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield ServedProject(first_line(process, START_SECONDS), key)
    finally:
        stop_group(process)
