"""The stage: an emulated account, a real server and their clients, all stopped at the end."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.emulator.otlp import Receiver, receiver
from tests.emulator.server import LOOPBACK, REPOSITORY, first_line, stop_group
from tests.forks import Process

FOREIGN_PREFIXES = ("AWS_", "OTEL_", "POSTURE_", "TRACE")
SERVER_SECONDS = 180.0
# How long a watching command may take to say what has happened already.
WATCH_SECONDS = 60.0


class CommandError(Exception):
    """A command ended with a code other than 0; the text is its output."""


@dataclass(slots=True)
class Stage:
    """A server that starts, with its telemetry received; `environ` is what its commands see."""

    directory: Path
    telemetry: Receiver
    environ: dict[str, str]
    server: "subprocess.Popen[str]"

    @property
    def endpoint(self) -> str:
        """Where the server listens, once it is ready."""
        return self.environ["POSTURE_ENDPOINT"]

    @property
    def token(self) -> str:
        """The token of the tenant, once the server is ready."""
        return self.environ["POSTURE_TOKEN"]

    def ready(self) -> None:
        """Make a tenant while the server starts, and give commands its token and address."""
        self.environ["POSTURE_TOKEN"] = self._program("tests.e2e.founding")
        self.environ["POSTURE_ENDPOINT"] = first_line(self.server, SERVER_SECONDS)

    def command(self, *arguments: str, show_progress: bool = False) -> str:
        """Run a command of `posture` and return its stdout.

        Raises:
            CommandError: it failed.
        """
        return self._program("posture", *arguments, show_progress=show_progress)

    def _program(self, module: str, *arguments: str, show_progress: bool = False) -> str:
        with Process(
            [sys.executable, "-m", module, *arguments],
            cwd=REPOSITORY,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=None if show_progress else subprocess.PIPE,
            text=True,
        ) as process:
            out, err = process.communicate()
        if process.returncode:
            raise CommandError(f"{module} {' '.join(arguments)}: {err or out}")
        return out.strip()

    def answer(self, *arguments: str, show_progress: bool = False) -> Any:  # noqa: ANN401  # any JSON
        """Run a command and return the JSON it prints."""
        return json.loads(self.command(*arguments, "-o", "json", show_progress=show_progress))

    @contextmanager
    def watching(self, run_id: str) -> Iterator[None]:
        """Run a command beside this one that shows the progress of a run to its end."""
        process = Process(
            [sys.executable, "-m", "posture", "run", "show", run_id, "--wait"],
            cwd=REPOSITORY,
            env=self.environ,
            stdout=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        try:
            yield
            process.wait(WATCH_SECONDS)
        finally:
            stop_group(process)

    def log(self) -> str:
        """Return what the server has logged."""
        return (self.directory / "server.log").read_text()


@contextmanager
def stage(
    otlp: str | None = None,
    environ_in: Callable[[Path], Mapping[str, str]] = lambda _directory: {},
    /,
    **settings: str,
) -> Iterator[Stage]:
    """Provide a server with an empty database; `settings` are more `POSTURE_` variables.

    Its telemetry is received here, and sent on to `otlp`, if that is an endpoint. `environ_in`
    returns further variables of the server for its directory.
    """
    with ExitStack() as stack:
        directory = Path(stack.enter_context(TemporaryDirectory(prefix="posture-")))
        telemetry = stack.enter_context(receiver(otlp))
        environ = clean(os.environ) | telemetry.environ
        environ |= {"AWS_ACCESS_KEY_ID": "AKIDDEMO", "AWS_SECRET_ACCESS_KEY": "a-demo-secret"}
        environ["POSTURE_DATABASE_URL"] = f"sqlite:///{directory / 'posture.db'}"
        environ["POSTURE_DRAIN_SECONDS"] = "1"
        environ["POSTURE_ENDPOINT_NETWORKS"] = LOOPBACK
        environ |= {f"POSTURE_{name.upper()}": value for name, value in settings.items()}
        environ |= environ_in(directory)
        log = stack.enter_context((directory / "server.log").open("ab"))
        server = Process(
            [sys.executable, "-m", "posture", "serve", "--port", "0"],
            cwd=REPOSITORY,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        stack.callback(stop_group, server)
        yield Stage(directory=directory, telemetry=telemetry, environ=environ, server=server)


def clean(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what would change clouds, telemetry or settings."""
    return {name: value for name, value in environ.items() if not name.startswith(FOREIGN_PREFIXES)}
