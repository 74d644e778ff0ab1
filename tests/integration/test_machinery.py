"""What tests stand on ends with them, also when it fails to begin."""

import fcntl
import os
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from posture.settings import Settings
from tests import browser, collection, forks
from tests.browser import Browser, BrowserError
from tests.collection import compiled_once
from tests.ports import free_port
from tests.postgres import migrated

ROOT = Path(__file__).parents[2]


def is_locked(lock: Path | None = None) -> bool:
    with (lock or Path(collection.__file__)).open(encoding="utf-8") as file:
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
    # Another pytest that collects in this tree holds the lock of the module itself.
    lock = tmp_path / "lock"
    lock.touch()
    monkeypatch.setattr(collection, "__file__", str(lock))
    with compiled_once():
        assert is_locked()
    assert not is_locked()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "test_sample.cpython-311-pytest-9.2.0.pyc").touch()
    with compiled_once():
        assert not is_locked()


def test_processes_to_fork_wait_for_the_first_that_compiles_the_emulator(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    lock = tmp_path / "lock"
    lock.touch()
    monkeypatch.setattr(forks, "__file__", str(lock))
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "imported_last.py").touch()
    monkeypatch.setattr(forks, "LAST", {"imported": "imported_last"})
    with forks.imported_alone("imported"):
        assert is_locked(lock)
        (tmp_path / "__pycache__").mkdir()
        (tmp_path / "__pycache__" / "imported_last.cpython-311.pyc").touch()
    with forks.imported_alone("imported"), forks.imported_alone("another"):
        assert not is_locked(lock)


def test_what_the_emulator_imports_with_the_last_ones_is_a_module() -> None:
    package, _, rest = forks.LAST["tests.emulator.application"].partition(".")
    # A module within it could only be looked for by importing it, which changes botocore.
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    assert (Path(found.origin).parent / f"{rest.replace('.', '/')}.py").exists()
    assert forks.LAST.keys() <= {name for names in forks.IMPORTED.values() for name in names}


def test_a_browser_that_sends_nothing_is_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(browser, "SILENT_SECONDS", 0.01)
    read_commands, commands = os.pipe()
    events, write_events = os.pipe()
    process = subprocess.Popen([sys.executable, "-c", ""])
    silent = Browser(process, commands, events)
    with pytest.raises(BrowserError, match=r"sent nothing for 0\.01 s"):
        silent.call("Browser.getVersion")
    process.wait()
    for one in (read_commands, commands, events, write_events):
        os.close(one)


def test_a_port_is_returned_once_also_to_other_processes() -> None:
    first = free_port()
    second = free_port(candidates=[first, *range(first + 1, first + 100)])
    assert first < second
    third = free_port(range(second + 1, second + 100))
    program = f"from tests.ports import free_port; print(free_port(range({first}, {third + 100})))"
    command = [sys.executable, "-c", program]
    found = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    assert int(found) not in {first, second, third}


def test_a_port_on_which_a_process_listens_is_not_returned() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held, pytest.raises(LookupError):
        free_port([held.getsockname()[1]])
