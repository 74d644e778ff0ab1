"""How processes that start together import the same modules of a tree that was never compiled.

To compile all tests and what they import takes as long as to collect them, and to compile the
emulator as long as to import it.
"""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import cache_from_source
from pathlib import Path

# A module that is collected with the last ones.
SAMPLE = Path(__file__).with_name("unit") / "test_turns.py"


@contextmanager
def compiled_once(sample: Path | None = None, lock: Path | None = None) -> Iterator[None]:
    """Let one process compile what the block imports, while others that import the same wait.

    The sample is a module that the block imports with the last ones. They wait for a lock of a
    file, this one if no other is given, which the system opens when a process ends in any way.
    """
    if sys.dont_write_bytecode or _is_compiled(sample or SAMPLE):
        yield
        return
    with (lock or Path(__file__)).open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(file, fcntl.LOCK_SH)
        yield


def _is_compiled(module: Path) -> bool:
    """Return whether Python or pytest, whose files have longer names, compiled a module."""
    compiled = Path(cache_from_source(module))
    return any(compiled.parent.glob(f"{module.stem}.*.pyc"))
