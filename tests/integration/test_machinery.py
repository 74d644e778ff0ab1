"""What tests stand on ends with them, also when it fails to begin."""

import fcntl
import sys
from pathlib import Path

import psycopg
import pytest

from posture.settings import Settings
from tests import collection
from tests.collection import compiled_once
from tests.postgres import migrated


def is_locked() -> bool:
    with Path(collection.__file__).open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_a_server_whose_database_cannot_be_migrated_is_stopped() -> None:
    asked: list[Settings] = []

    def fail(settings: Settings) -> None:
        with psycopg.connect(settings.server_url()) as raw:
            assert raw.execute("SELECT 1").fetchone() == (1,)
        asked.append(settings)
        raise LookupError("no such migration")

    with pytest.raises(LookupError), migrated(fail):
        pass

    (settings,) = asked
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(settings.server_url())
    home = settings.server_url().partition("host=")[2].partition("&")[0]
    assert not Path(home).exists()


def test_workers_wait_for_the_first_that_compiles_and_only_if_nothing_is_compiled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    sample = tmp_path / "test_sample.py"
    monkeypatch.setattr(collection, "SAMPLE", sample)
    with compiled_once():
        assert is_locked()
    assert not is_locked()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "test_sample.cpython-311-pytest-9.2.0.pyc").touch()
    with compiled_once():
        assert not is_locked()
