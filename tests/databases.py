"""A fresh database of either kind, with today's schema, for each test."""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path
from shutil import copy, rmtree
from tempfile import mkdtemp

import pytest

from posture.settings import Settings
from posture.store.migrations.upgrade import upgrade
from tests.postgres import fresh_database


class Kind(StrEnum):
    """The databases on which the same behaviour is tested."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


# A test of what only one of them can show: of the file itself, or of roles and rows.
ON_SQLITE = pytest.mark.parametrize("database_url", [Kind.SQLITE], indirect=True)
ON_POSTGRES = pytest.mark.parametrize("database_url", [Kind.POSTGRES], indirect=True)
# A test of SQL, locks or transactions, which differ between the two.
ON_BOTH = pytest.mark.parametrize("database_url", list(Kind), indirect=True)


@contextmanager
def fresh(kind: Kind, directory: Path) -> Iterator[str]:
    """Provide an empty database; what is yielded is its URL. A file is in the directory."""
    match kind:
        case Kind.SQLITE:
            yield f"sqlite:///{copy(empty_file(), directory / 'posture.db')}"
        case Kind.POSTGRES:
            with fresh_database() as url:
                yield url


@cache
def empty_file() -> Path:
    """Make the schema once; a copy of the file costs a hundredth of it."""
    directory = Path(mkdtemp(prefix="posture-test-"))
    atexit.register(rmtree, directory, ignore_errors=True)
    file = directory / "empty.db"
    upgrade(Settings(database_url=f"sqlite:///{file}"))
    return file
