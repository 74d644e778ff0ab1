"""Databases for tests of migrations, without a schema and with today's.

The tests import the fixtures `new` and `migrated` from here.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from posture.settings import Settings
from tests.databases import Kind, fresh
from tests.postgres import shared_postgres

TENANT = "0b0e7d1c-5f4e-4b8e-9a58-3c1f2c6a7d10"


@pytest.fixture(params=[Kind.SQLITE, Kind.POSTGRES])
def new(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """A database without a schema; a file is not there at all, nor its directory."""
    if request.param is Kind.SQLITE:
        yield Settings(database_url=f"sqlite+aiosqlite:///{tmp_path / 'new' / 'posture.db'}")
        return
    server = shared_postgres()
    name = server.create()
    yield Settings(database_url=server.url(name))
    server.drop(name)


@pytest.fixture(params=[Kind.SQLITE, Kind.POSTGRES])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """An empty database with today's schema."""
    with fresh(request.param, tmp_path) as url:
        yield Settings(database_url=url)


def ask(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    file = settings.database_file()
    if file is None:
        with psycopg.connect(settings.server_url(), autocommit=True) as raw:
            raw.execute("SELECT set_config('posture.tenant_id', '*', false)")
            cursor = raw.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        return other.execute(sql).fetchall()
