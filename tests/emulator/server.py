"""moto's AWS server as a process of its own, on a free port, that never outlives who started it.

Run as a module it *is* that process: it prints its URL on stdout and ends when its stdin closes,
so that not even a killed parent leaves it behind.
"""

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.forks import Process

REPOSITORY = Path(__file__).parents[2]
# Where emulators listen, in the words of POSTURE_ENDPOINT_NETWORKS.
LOOPBACK = "127.0.0.0/8 ::1/128"
START_SECONDS = 180.0
STOP_SECONDS = 5.0
MOTO_SETTINGS = {
    # It would issue a certificate 60 seconds after the request, so verdicts would change with time.
    "MOTO_ACM_VALIDATION_WAIT": "31536000",
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",  # a second per region that nobody reads
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",  # needed for AdministratorAccess and others
}


@dataclass(frozen=True, slots=True)
class Emulator:
    """A listening emulator; `url` is the endpoint of every service."""

    url: str
    process: "subprocess.Popen[str]"

    def reset(self) -> None:
        """Empty the account."""
        self._tell("reset")

    def deny_everything(self) -> None:
        """Check permissions from now on: every key the account does not know is refused."""
        self._tell("reset-auth", b"0")

    def allow_everything(self) -> None:
        """Stop checking permissions, as at the start."""
        self._tell("reset-auth", b"Infinity")

    def stop(self) -> None:
        """End the process and whatever it started; fine when it has ended already."""
        stop_group(self.process)

    def _tell(self, command: str, body: bytes = b"") -> None:
        request = urllib.request.Request(  # noqa: S310  # always http on loopback
            f"{self.url}/moto-api/{command}", body, {"Content-Type": "text/plain"}, method="POST"
        )
        with urllib.request.urlopen(request, timeout=START_SECONDS):  # noqa: S310  # as above
            pass


@contextmanager
def emulator(*, log: Path | None = None) -> Iterator[Emulator]:
    """Provide an empty account for the time of a `with` block; its log goes to `log`."""
    started = start(log=log)
    try:
        yield started
    finally:
        started.stop()


def start(*, log: Path | None = None) -> Emulator:
    """Start an empty account and wait until it answers; its log goes to `log`, else nowhere.

    Raises:
        RuntimeError: it ended, or printed nothing in `START_SECONDS`.
    """
    with (log or Path(os.devnull)).open("ab") as stderr:
        process = Process(
            [sys.executable, "-m", "tests.emulator.server"],
            cwd=REPOSITORY,
            env=os.environ | MOTO_SETTINGS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
        )
    try:
        return Emulator(url=first_line(process, START_SECONDS), process=process)
    except BaseException:
        stop_group(process)
        raise


@contextmanager
def started(
    command: Sequence[str | Path],
    *,
    cwd: Path = REPOSITORY,
    env: Mapping[str, str] | None = None,
    stderr: IO[bytes] | int | None = None,
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Run a process for the time of a `with` block; yield the first line it prints, and itself.

    It leads a group of its own, which ends with the block. Its input is open until then.

    Raises:
        RuntimeError: it ended, or printed nothing in `START_SECONDS`.
    """
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        start_new_session=True,
    )
    try:
        yield first_line(process, START_SECONDS), process
    finally:
        stop_group(process)


def first_line(process: "subprocess.Popen[str]", timeout_seconds: float) -> str:
    """Return the first line a process prints, which says that it is ready.

    Raises:
        RuntimeError: the process ended, or printed nothing in that time.
    """
    assert process.stdout is not None
    deadline = time.monotonic() + timeout_seconds
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if selector.select(left):
                line = process.stdout.readline().strip()
                if line:
                    return line
                raise RuntimeError(
                    f"{process.args!r} ended with {process.wait()} before it listened"
                )
    raise RuntimeError(f"{process.args!r} said nothing within {timeout_seconds:g} s")


def stop_group(process: "subprocess.Popen[str]") -> None:
    """End a process that leads its own group, and the group; first asked, then killed."""
    if process.stdin is not None:
        process.stdin.close()
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            break
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _serve() -> None:
    from moto.moto_server.werkzeug_app import MotoRequestHandler  # noqa: PLC0415  # only this process needs it
    from werkzeug.serving import make_server  # noqa: PLC0415  # as above

    from tests.emulator.application import application  # noqa: PLC0415  # a second of imports, as above

    handler = MotoRequestHandler
    server = make_server("127.0.0.1", 0, application(), threaded=True, request_handler=handler)
    os.environ["MOTO_PORT"] = str(server.port)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    print(f"http://127.0.0.1:{server.port}", flush=True)  # noqa: T201  # the parent reads it
    server.serve_forever()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    _serve()
