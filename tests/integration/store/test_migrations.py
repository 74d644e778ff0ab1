"""Migrations: they agree with the tables, run once whoever starts, and know their limits."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory

from posture.services.errors import UnavailableError
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.migrations.upgrade import HEAD, alembic_config, upgrade

pytestmark = pytest.mark.anyio


def settings_for(file: Path, *, migrate_at_start: bool = True) -> Settings:
    return Settings(database_url=f"sqlite+aiosqlite:///{file}", migrate_at_start=migrate_at_start)


def set_revision(file: Path, revision: str) -> None:
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def test_tables_and_migrations_agree(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "posture.db")
    assert upgrade(settings) is None
    command.check(alembic_config(settings))


def test_the_code_knows_the_newest_revision() -> None:
    scripts = ScriptDirectory.from_config(alembic_config(Settings()))
    assert scripts.get_current_head() == HEAD


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "new" / "posture.db")
    upgrade(settings)
    assert upgrade(settings) == HEAD


def test_downgrading_leaves_an_empty_database(tmp_path: Path) -> None:
    file = tmp_path / "posture.db"
    settings = settings_for(file)
    upgrade(settings)
    command.downgrade(alembic_config(settings), "base")
    with closing(sqlite3.connect(file)) as raw:
        names = {row[0] for row in raw.execute("SELECT name FROM sqlite_master")}
    assert {name for name in names if not name.startswith("sqlite_")} <= {
        "alembic_version",
        "alembic_version_pkc",
    }


def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    code = (
        "import sys; from posture.settings import Settings;"
        "from posture.store.migrations.upgrade import upgrade;"
        "upgrade(Settings(database_url='sqlite:///' + sys.argv[1]))"
    )
    file = tmp_path / "posture.db"
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(file)], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    ended = [(process.communicate()[1], process.returncode) for process in started]
    assert [code for _, code in ended] == [0, 0, 0], ended


async def test_starting_migrates_a_new_database(tmp_path: Path) -> None:
    async with Store(settings_for(tmp_path / "deep" / "posture.db")) as store:
        await store.ping()


async def test_an_old_schema_is_refused_where_starting_does_not_migrate(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="posture migrate"):
        async with Store(settings_for(tmp_path / "posture.db", migrate_at_start=False)):
            pass


@pytest.mark.parametrize("migrate_at_start", [True, False])
async def test_a_newer_schema_is_refused(tmp_path: Path, *, migrate_at_start: bool) -> None:
    file = tmp_path / "posture.db"
    upgrade(settings_for(file))
    set_revision(file, "9999")
    with pytest.raises(UnavailableError, match="newer"):
        async with Store(settings_for(file, migrate_at_start=migrate_at_start)):
            pass
