"""Backup: a copy of the SQLite file as it was at one moment, while others go on writing to it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from posture.store.errors import UnavailableError
from posture.store.sqlite import connect, unavailable_error

ONLY_OWNER = 0o600


def back_up(file: Path, into: Path, *, busy_seconds: float) -> int:
    """Copy the database, and answer the copy's size in bytes.

    The copy has its name only once it is whole and on the disk, so what has the name can be
    restored. Nobody waits for it: it reads one snapshot.

    Raises:
        FileExistsError: there is something of that name, which is kept.
        FileNotFoundError: there is no database, or no directory for the copy.
        UnavailableError: the database cannot be read, or the disk is full.
    """
    if not file.is_file():
        raise FileNotFoundError(f"There is no database {file}.")
    if into.exists():
        raise FileExistsError(f"{into} exists and is kept: name a new file.")
    partial = into.with_name(f"{into.name}.partial-{os.getpid()}")
    partial.touch(mode=ONLY_OWNER, exist_ok=False)
    try:
        with closing(connect(file, busy_seconds=busy_seconds, read_only=False)) as raw:
            raw.execute("VACUUM INTO ?", (str(partial),))
        _to_disk(partial)
        os.link(partial, into)  # unlike a rename it refuses a name that was taken meanwhile
        _to_disk(into.parent)
        return into.stat().st_size
    except sqlite3.Error as error:
        raise unavailable_error(error) or UnavailableError(f"No copy was made: {error}.") from error
    finally:
        partial.unlink()


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
