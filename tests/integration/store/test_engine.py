"""The store as a whole: durable, strict, readable during writes, clear when unavailable."""

import asyncio
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from posture.services.errors import UnavailableError
from posture.services.tenants import create_tenant, find_tenant, list_tenants
from posture.settings import Settings, SettingsError
from posture.store import sqlite
from posture.store.engine import Store
from posture.store.sqlite import SqliteBackend
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from tests.databases import ON_BOTH, ON_SQLITE, empty_file
from tests.integration.disk import small_disk
from tests.integration.fakes import until
from tests.logs import capture_log_of

pytestmark = pytest.mark.anyio

FULL = 2  # PRAGMA synchronous


def pragma(name: str) -> Callable[[Connection], object]:
    def read(connection: Connection) -> object:
        row = connection.driver.execute(f"PRAGMA {name}").fetchone()
        return row and row[0]

    return read


def file_of(settings: Settings) -> Path:
    file = settings.database_file()
    assert file is not None
    return file


@ON_SQLITE
@pytest.mark.parametrize(
    ("name", "expected"), [("synchronous", FULL), ("journal_mode", "wal"), ("foreign_keys", 1)]
)
async def test_the_writer_is_durable_and_checks_references(
    store: Store, name: str, expected: object
) -> None:
    assert await store.write(pragma(name), tenant_id=EVERY_TENANT) == expected


@ON_BOTH
async def test_readers_cannot_write(store: Store) -> None:
    def write(connection: Connection) -> None:
        connection.driver.execute("DELETE FROM tenants")

    with pytest.raises(UnavailableError):
        await store.read(write, tenant_id=EVERY_TENANT)


@ON_BOTH
async def test_every_reader_reads_what_was_written(store: Store) -> None:
    row = await create_tenant(store, name="acme")
    for _ in range(4):
        assert await find_tenant(store, name_or_id=row.id) == row


@ON_SQLITE
async def test_the_inline_connection_cannot_write(store: Store) -> None:
    assert await store.read_inline(pragma("query_only"), tenant_id=EVERY_TENANT) == 1


def test_every_table_is_strict() -> None:
    with sqlite3.connect(empty_file()) as raw:
        loose = [
            name
            for _, name, kind, _, _, strict in raw.execute("PRAGMA table_list")
            if kind == "table" and not strict and not name.startswith(("sqlite_", "alembic_"))
        ]
    assert loose == []


@ON_SQLITE
async def test_a_locked_database_is_unavailable_until_the_lock_is_released(
    store: Store, settings: Settings
) -> None:
    with sqlite3.connect(file_of(settings), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        async with Store(replace(settings, database_busy_seconds=0.2)) as impatient:
            with pytest.raises(UnavailableError, match="locked"):
                await create_tenant(impatient, name="acme")
            assert await list_tenants(impatient) == []
        other.execute("ROLLBACK")
    await create_tenant(store, name="acme")


@ON_SQLITE
async def test_a_full_disk_is_unavailable_and_recovers_without_losing_anything(
    settings: Settings, tmp_path: Path
) -> None:
    home = tmp_path / "small"
    home.mkdir()
    with small_disk(home) as make_room:
        file = Path(shutil.copy(file_of(settings), home))
        kept: list[str] = []

        async def fill(store: Store) -> None:
            for number in range(100):
                row = await create_tenant(store, name=f"{number:03}" * 20_000)
                kept.append(row.id)  # what was kept before the failure counts

        async with Store(replace(settings, database_url=f"sqlite:///{file}")) as store:
            with pytest.raises(UnavailableError, match="disk"):
                await fill(store)
            with pytest.raises(UnavailableError, match="disk"):
                await create_tenant(store, name="too much" * 60_000)
            assert [row.id for row in await list_tenants(store)] == kept
            make_room()
            kept.append((await create_tenant(store, name="z")).id)
            assert [row.id for row in await list_tenants(store)] == kept
        with sqlite3.connect(file) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert [row[0] for row in raw.execute("SELECT id FROM tenants ORDER BY name")] == kept
        raw.close()


@pytest.mark.parametrize(
    "make", [lambda file: file.write_bytes(b"no database at all" * 500), lambda file: file.mkdir()]
)
async def test_a_file_that_is_not_a_database_is_refused_at_start(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    file = tmp_path / "odd.db"
    make(file)
    with pytest.raises(UnavailableError):
        async with Store(Settings(database_url=f"sqlite:///{file}")):
            pass


def test_an_unknown_database_url_is_refused_with_the_settings_name() -> None:
    with pytest.raises(SettingsError, match="POSTURE_DATABASE_URL"):
        Store(Settings(database_url="sqlite://"))


@ON_SQLITE
async def test_a_commit_leaves_the_file_as_it_is_and_a_checkpoint_beside_it_takes_the_log_over(
    settings: Settings,
) -> None:
    settings = replace(settings, database_checkpoint_seconds=3_600.0)
    file = file_of(settings)

    def write(connection: Connection) -> None:
        connection.driver.execute("CREATE TABLE IF NOT EXISTS bulk (text TEXT)")
        connection.driver.execute("INSERT INTO bulk VALUES (?)", ("x" * 400_000,))

    async with Store(settings) as store:
        before = file.read_bytes()
        for _ in range(20):  # twice the pages after which SQLite would do it by itself
            await store.write(write, tenant_id=EVERY_TENANT)
        assert file.read_bytes() == before
        SqliteBackend(settings).checkpoint()
        assert len(file.read_bytes()) > len(before) + 20 * 400_000


@ON_SQLITE
async def test_after_a_write_a_checkpoint_follows_by_itself(settings: Settings) -> None:
    settings = replace(settings, database_checkpoint_seconds=0.01)
    file = file_of(settings)
    async with Store(settings) as store:
        before = file.read_bytes()
        await store.write(
            lambda connection: connection.driver.execute("CREATE TABLE bulk (text TEXT)"),
            tenant_id=EVERY_TENANT,
        )

        async def met() -> bool:
            return file.read_bytes() != before

        await until(met)


class FullDisk(SqliteBackend):
    """A file whose disk refuses the first checkpoint."""

    attempts = 0

    def checkpoint(self) -> None:
        self.attempts += 1
        if self.attempts == 1:
            raise sqlite3.OperationalError("disk I/O error")


async def test_a_checkpoint_that_fails_is_logged_and_follows_the_next_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'posture.db'}"
    backend = FullDisk(Settings(database_url=url, database_checkpoint_seconds=0.01))
    written = asyncio.Event()
    logged = capture_log_of(monkeypatch, sqlite)
    async with asyncio.TaskGroup() as group:
        keeping = group.create_task(backend.keep(written))
        for attempts in (1, 2):
            written.set()
            await until(attempted(backend, attempts))
        keeping.cancel()
    assert [(one["event"], one["reason"]) for one in logged] == [
        ("database.checkpoint_failed", "disk I/O error")
    ]


def attempted(backend: FullDisk, count: int) -> Callable[[], Awaitable[bool]]:
    async def met() -> bool:
        return backend.attempts == count

    return met
