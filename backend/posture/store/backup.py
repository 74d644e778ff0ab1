"""Backup: a copy of the SQLite file as of one moment, while other processes write to it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from posture.store.errors import UnavailableError
from posture.store.sqlite import ONLY_OWNER, connect, unavailable_error


def back_up(file: Path, into: Path, *, busy_seconds: float) -> int:
    """Copy the database, and return the copy's size in bytes.

    The copy gets its name only when it is complete and on the disk, so a file of that name can be
    restored. It reads one snapshot, so writers do not wait for it.

    Raises:
        FileExistsError: a file of that name exists; it is kept.
        FileNotFoundError: there is no database, or no directory for the copy.
        UnavailableError: the database cannot be read, or the disk is full.
    """
    if not file.is_file():
        raise FileNotFoundError(f"There is no database {file}.")
    if into.exists():
        raise FileExistsError(f"{into} exists and is kept: choose another name.")
    partial = into.with_name(f"{into.name}.partial-{os.getpid()}")
    partial.touch(mode=ONLY_OWNER, exist_ok=False)
    try:
        with closing(connect(file, busy_seconds=busy_seconds, read_only=False)) as raw:
            raw.execute("VACUUM INTO ?", (str(partial),))
        _to_disk(partial)
        os.link(partial, into)  # unlike a rename, this fails if the name exists by now
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
