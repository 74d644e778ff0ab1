"""`posture serve` as a process; tests in `processes` end it, and a worker, by SIGTERM."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.emulator.server import START_SECONDS, first_line, stop_group
from tests.forks import Process


@contextmanager
def started(
    directory: Path, *arguments: str, kind: type["subprocess.Popen[str]"] = Process
) -> Iterator["subprocess.Popen[str]"]:
    own = {"POSTURE_DATABASE_URL": f"sqlite:///{directory / 'posture.db'}"}
    with (directory / "log").open("ab") as log:
        process = kind(
            [sys.executable, "-m", "posture", *arguments],
            env=os.environ | own,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        stop_group(process)


def test_a_server_prints_its_address_and_ends_at_ctrl_c(tmp_path: Path) -> None:
    # A real interpreter from its start to its end; the other tests of this module fork one.
    with started(tmp_path, "serve", "--port", "0", kind=subprocess.Popen) as process:
        url = first_line(process, START_SECONDS)
        assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d+", url)
        with urllib.request.urlopen(f"{url}/health/ready", timeout=60) as answer:  # noqa: S310  # http on loopback
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(240) == 0
        assert process.stdout is not None
        assert process.stdout.read() == ""


def test_a_taken_port_is_refused_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run(tmp_path, "serve", "--port", str(port))
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1 port {port}" in done.stderr
    assert "--port" in done.stderr


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid"])
def test_an_address_of_another_host_is_refused(tmp_path: Path, host: str) -> None:
    result = run(tmp_path, "serve", "--host", host)
    assert result.returncode == 2
    assert f"cannot listen on {host}" in result.stderr


def run(directory: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    own = {"POSTURE_DATABASE_URL": f"sqlite:///{directory / 'other.db'}"}
    pipe, command = subprocess.PIPE, [sys.executable, "-m", "posture", *arguments]
    with Process(command, env=os.environ | own, stdout=pipe, stderr=pipe, text=True) as process:
        out, err = process.communicate(timeout=240)
    return subprocess.CompletedProcess(command, process.returncode, out, err)
