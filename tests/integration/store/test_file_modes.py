"""The database's files can be read by their owner alone."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import CapturingLogger

from posture.settings import Settings
from posture.store import sqlite
from posture.store.migrations.upgrade import check_schema, upgrade
from posture.store.sqlite import connect
from tests.promises import promise


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("open_umask")
@promise("secrets", "The database and its directory are their owner's alone, whatever the umask")
def test_new_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    file = tmp_path / "state" / "posture.db"
    upgrade(Settings(database_url=f"sqlite:///{file}"))
    raw = connect(file, busy_seconds=1, read_only=False)
    try:
        raw.execute("UPDATE alembic_version SET version_num = version_num")
        modes = {path.name: mode(path) for path in file.parent.iterdir()}
    finally:
        raw.close()
    assert modes == {"posture.db": 0o600, "posture.db-wal": 0o600, "posture.db-shm": 0o600}
    assert mode(file.parent) == 0o700


@promise("secrets", "A database that others can reach is named in a warning at start")
def test_a_file_that_others_can_read_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = CapturingLogger()
    monkeypatch.setattr(sqlite, "log", log)
    file = tmp_path / "posture.db"
    settings = Settings(database_url=f"sqlite:///{file}")
    upgrade(settings)
    check_schema(settings)
    assert log.calls == []
    file.chmod(0o644)
    check_schema(settings)
    file.chmod(0o600)
    tmp_path.chmod(0o750)
    check_schema(settings)
    assert {(call.method_name, *call.args) for call in log.calls} == {
        ("warning", "database.open_to_others")
    }
    assert [(call.kwargs["mode"], call.kwargs["advice"]) for call in log.calls] == [
        ("0644", f"chmod 600 {file}"),
        ("0750", f"chmod 700 {tmp_path}"),
    ]
