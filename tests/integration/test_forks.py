"""A forked process is what a started one is: its streams, its environment, its end."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests import forks
from tests.forks import REPOSITORY, Process, run

MODULE = "tests.integration.forked"
COMMAND = (sys.executable, "-m", MODULE)
PARENT = """
import signal, sys
from tests import forks
forks.IMPORTED = {"tests.integration.forked": ("tests.integration.forked_import",)}
null = forks.subprocess.DEVNULL
command = [sys.executable, "-m", "tests.integration.forked", "wait"]
process = forks.Process(command, text=True, stdin=null, stdout=null, stderr=null)
(origin,) = forks._origins.values()
print(process.pid, origin.process.pid, flush=True)
signal.pause()
"""
PATIENCE_SECONDS = 240.0

pytestmark = pytest.mark.skipif(not forks.IS_LINUX, reason="missing: linux")


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forks, "IMPORTED", {MODULE: ("tests.integration.forked_import",)})


def state(*arguments: str, **options: Any) -> tuple[dict[str, Any], str, int]:  # noqa: ANN401  # of Popen
    pipe = subprocess.PIPE
    streams: dict[str, Any] = {"stdin": pipe, "stdout": pipe, "stderr": pipe}
    chosen: dict[str, Any] = {"cwd": REPOSITORY, **streams, **options}
    with Process([*COMMAND, *arguments], text=True, **chosen) as process:
        out, err = process.communicate("a text")
    found: dict[str, Any] = json.loads(out)
    assert found["pid"] == process.pid
    return found, err, process.returncode


def test_it_is_a_child_with_what_the_call_says(tmp_path: Path) -> None:
    environ = {**os.environ, "OWN": "value", "TZ": "UTC"}
    environ.pop("HOME", None)
    options = {"cwd": tmp_path, "env": environ, "start_new_session": True}
    found, err, code = state("one", "two words", **options)
    assert found["imported"], "it was not forked"
    assert found["arguments"] == ["one", "two words"]
    assert found["directory"] == str(tmp_path)
    assert found["environ"] == environ
    assert found["name"] == "__main__"
    assert found["parent"] == os.getpid()
    assert found["session"] == found["group"] == found["pid"]
    assert found["threads"] == 1
    assert found["descriptors"] == [0, 1, 2]
    assert found["text"] == "a text"
    assert found["zone"] == "UTC"
    assert (err, code) == ("an error\n", 0)


def test_without_a_session_of_its_own_it_stays_in_the_group() -> None:
    found, _, _ = state()
    assert (found["session"], found["group"]) == (os.getsid(0), os.getpgrp())


def test_its_exit_code_is_its_own() -> None:
    assert state("exit", "7")[1:] == ("an error\n", 7)


def test_an_exception_ends_it_with_a_traceback() -> None:
    _, err, code = state("raise")
    assert code == 1
    assert err.endswith("RuntimeError: a fault\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_ends_it(number: signal.Signals) -> None:
    null, pipe = subprocess.DEVNULL, subprocess.PIPE
    with Process(
        [*COMMAND, "wait"], text=True, cwd=REPOSITORY, stdin=null, stdout=pipe, stderr=null
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["imported"]
        process.send_signal(number)
        assert process.wait(240) == -number


def test_two_have_random_numbers_of_their_own() -> None:
    assert state()[0]["random"] != state()[0]["random"]


@pytest.mark.parametrize(
    ("command", "options"),
    [
        (COMMAND, {"env": {**os.environ, "PYTHONUNBUFFERED": "1"}}),
        ((sys.executable, "-B", *COMMAND[1:]), {}),
        (COMMAND, {"umask": 0o077}),
    ],
    ids=["a variable that Python reads at its start", "an option", "a mask"],
)
def test_what_a_fork_cannot_do_is_started(
    command: tuple[str, ...], options: dict[str, Any]
) -> None:
    pipe = subprocess.PIPE
    streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": pipe, "stderr": pipe}
    with Process([*command], cwd=REPOSITORY, text=True, **streams, **options) as process:
        found = json.loads(process.communicate()[0])
    assert found["pid"] == process.pid
    assert found["parent"] == os.getpid()


def test_a_module_that_is_not_known_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forks, "IMPORTED", {})
    assert not state()[0]["imported"]


def test_a_command_that_fails_raises_an_error() -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        run([*COMMAND, "exit", "3"], {**os.environ, "PYTHONPATH": str(REPOSITORY)})
    assert caught.value.returncode == 3
    assert caught.value.stderr == "an error\n"


def test_what_is_forked_ends_with_its_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        forked, origin = map(int, parent.stdout.readline().split())
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _runs(origin):
        assert time.monotonic() < deadline, "the process to fork outlived its parent"
        time.sleep(0.05)
    os.kill(forked, signal.SIGKILL)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
