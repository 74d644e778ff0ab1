"""A server and a worker that come up before their database wait for it, and for nothing else."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from posture.settings import Settings
from posture.store.migrations.upgrade import upgrade
from tests.emulator.server import stop_group
from tests.forks import Process
from tests.postgres import Postgres, postgres

SERVE, WORKER = ("serve", "--port", "0"), ("worker", "--concurrency", "1")
SECONDS = 240.0
MESSAGES = {
    "password": "it refuses the user or the password",
    "name": "it has no such database or user",
    "schema": "run `posture migrate`",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as started:
        yield started


@pytest.fixture(scope="module")
def database(server: Postgres) -> str:
    name = server.create()
    upgrade(Settings(database_url=server.url(name)))
    return name


@pytest.fixture
def stopped(server: Postgres, database: str) -> Iterator[Postgres]:
    """The server, which is there again after the test."""
    assert database
    server.stop()
    yield server
    server.start()


@contextmanager
def started(
    directory: Path, url: str, *arguments: str, **environ: str
) -> Iterator["subprocess.Popen[str]"]:
    own = {"POSTURE_DATABASE_URL": url, "POSTURE_DATABASE_CONNECT_SECONDS": "1", **environ}
    with (directory / "log").open("wb") as log:
        process = Process(
            [sys.executable, "-m", "posture", *arguments],
            env=os.environ | own,
            stdout=subprocess.DEVNULL,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        stop_group(process)


def await_log(directory: Path, event: str, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + SECONDS
    while event not in (found := (directory / "log").read_text()):
        assert process.poll() is None, found
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("command", "ready"),
    [(SERVE, '"event": "server.ready"'), (WORKER, '"runs_at_a_time": 1, "event": "worker.ready"')],
    ids=["serve", "worker"],
)
def test_a_process_started_before_its_database_waits_for_it(
    tmp_path: Path, stopped: Postgres, database: str, command: tuple[str, ...], ready: str
) -> None:
    with started(tmp_path, stopped.url(database), *command) as process:
        await_log(tmp_path, "database.awaited", process)
        assert "nothing listens at that address" in (tmp_path / "log").read_text()
        stopped.start()
        await_log(tmp_path, ready, process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(SERVE, id="serve", marks=pytest.mark.exhaustive),
        pytest.param(WORKER, id="worker"),
    ],
)
def test_the_wait_for_the_database_is_limited(
    tmp_path: Path, stopped: Postgres, database: str, command: tuple[str, ...]
) -> None:
    begun = time.monotonic()
    url, environ = stopped.url(database), {"POSTURE_DATABASE_START_SECONDS": "1"}
    with started(tmp_path, url, *command, **environ) as process:
        assert process.wait(SECONDS) == 5
    log = (tmp_path / "log").read_text()
    assert time.monotonic() - begun >= 1
    assert "database.awaited" in log
    assert "nothing listens at that address" in log.splitlines()[-1]


def test_a_signal_ends_a_process_that_still_waits(
    tmp_path: Path, stopped: Postgres, database: str
) -> None:
    with started(tmp_path, stopped.url(database), *WORKER) as process:
        await_log(tmp_path, "database.awaited", process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == -signal.SIGTERM


@pytest.mark.parametrize(
    ("command", "trouble"),
    [
        pytest.param(SERVE, "password", id="serve-password"),
        pytest.param(WORKER, "name", id="worker-name"),
        pytest.param(SERVE, "schema", id="serve-schema"),
        pytest.param(WORKER, "password", id="worker-password", marks=pytest.mark.exhaustive),
        pytest.param(SERVE, "name", id="serve-name", marks=pytest.mark.exhaustive),
        pytest.param(WORKER, "schema", id="worker-schema", marks=pytest.mark.exhaustive),
    ],
)
def test_a_fault_that_waiting_cannot_fix_is_reported_at_once(
    tmp_path: Path,
    server: Postgres,
    database: str,
    *,
    command: tuple[str, ...],
    trouble: str,
) -> None:
    url = {
        "password": lambda: server.url_with_password(database, password="another"),
        "name": lambda: server.url("no_such"),
        "schema": lambda: server.url(server.create()),
    }[trouble]()
    with started(tmp_path, url, *command, POSTURE_MIGRATE_AT_START="false") as process:
        assert process.wait(SECONDS) == 5
    log = (tmp_path / "log").read_text()
    assert MESSAGES[trouble] in log
    assert "database.awaited" not in log


def test_an_interactive_command_does_not_wait(
    tmp_path: Path, stopped: Postgres, database: str
) -> None:
    with started(tmp_path, stopped.url(database), "tenant", "list") as process:
        assert process.wait(SECONDS) == 5
    log = (tmp_path / "log").read_text()
    assert "nothing listens at that address" in log
    assert "database.awaited" not in log
