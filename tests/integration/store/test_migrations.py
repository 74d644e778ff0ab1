"""Migrations: they agree with the tables, run once when processes start together, and refuse."""

import subprocess
import sys
from dataclasses import replace

import pytest
from alembic import command
from alembic.script import ScriptDirectory

from posture.services.errors import UnavailableError
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.migrations.upgrade import HEAD, alembic_config, upgrade
from tests.integration.store.migrating import ask, migrated, new
from tests.machine import scaled

pytestmark = pytest.mark.anyio

__all__ = ["migrated", "new"]


def test_tables_and_migrations_agree(new: Settings) -> None:
    assert upgrade(new) is None
    command.check(alembic_config(new))


def test_the_code_knows_the_newest_revision() -> None:
    scripts = ScriptDirectory.from_config(alembic_config(Settings()))
    assert scripts.get_current_head() == HEAD


def test_migrating_again_changes_nothing(new: Settings) -> None:
    upgrade(new)
    assert upgrade(new) == HEAD


def test_downgrading_leaves_an_empty_database(migrated: Settings) -> None:
    command.downgrade(alembic_config(migrated), "base")
    if migrated.database_is_server():
        found = ask(
            migrated,
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        )
    else:
        found = ask(migrated, "SELECT name FROM sqlite_master")
    names = {name for (name,) in found if not name.startswith("sqlite_")}
    assert names <= {"alembic_version", "alembic_version_pkc"}
    assert upgrade(migrated) is None


def test_processes_that_start_together_migrate_once(new: Settings) -> None:
    code = (
        "import sys; from posture.settings import Settings;"
        "from posture.store.migrations.upgrade import upgrade;"
        "upgrade(Settings(database_url=sys.argv[1]))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, new.database_url], stderr=subprocess.PIPE)
        for _ in range(scaled(small=2, full=3))
    ]
    ended = [(process.communicate()[1], process.returncode) for process in started]
    assert {code for _, code in ended} == {0}, ended


async def test_starting_migrates_a_new_database(new: Settings) -> None:
    async with Store(new) as store:
        await store.ping()


async def test_an_old_schema_is_refused_where_starting_does_not_migrate(new: Settings) -> None:
    with pytest.raises(UnavailableError, match="posture migrate"):
        async with Store(replace(new, migrate_at_start=False)):
            pass


@pytest.mark.parametrize("migrate_at_start", [True, False])
async def test_a_newer_schema_is_refused(migrated: Settings, *, migrate_at_start: bool) -> None:
    ask(migrated, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UnavailableError, match="newer"):
        async with Store(replace(migrated, migrate_at_start=migrate_at_start)):
            pass
