"""The run task as a process, with a configuration, a ledger file and a log."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.emulator.server import first_line, stop_group
from tests.forks import Process
from tests.plugins.run_task.hcp import KEY, Hcp
from tests.server import REPOSITORY

START_SECONDS = 180.0
TOKEN = "POSTURE_TOKEN"
HMAC_KEY = "HMAC_KEY"


@dataclass(slots=True)
class RunTask:
    """A run task that can be killed, and started again where it was."""

    directory: Path
    token: str
    process: "subprocess.Popen[str] | None" = None
    url: str = ""
    secrets: set[str] = field(default_factory=set)

    @property
    def config(self) -> Path:
        return self.directory / "run-task.toml"

    @property
    def ledger(self) -> Path:
        return self.directory / "ledger.db"

    def start(self) -> None:
        """Start it, or start it again."""
        with (self.directory / "run-task.log").open("ab") as log:
            self.process = Process(
                [sys.executable, "-m", "posture_run_task", "--config", str(self.config)],
                cwd=REPOSITORY,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(sys.path),
                    TOKEN: self.token,
                    HMAC_KEY: KEY,
                },
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self.url = first_line(self.process, START_SECONDS)

    def kill(self) -> None:
        """Kill it, as a power cut does."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.stop()

    def stop(self) -> int:
        """Stop it and return its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(START_SECONDS)
        stop_group(self.process)
        return self.process.returncode

    def log(self) -> list[dict[str, Any]]:
        text = (self.directory / "run-task.log").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]


def configuration(
    terraform: Hcp,
    /,
    *,
    endpoint: str,
    directory: Path,
    **tables: Any,  # noqa: ANN401  # any TOML
) -> dict[str, Any]:
    """Return a configuration for tests, with quick retries; a table given adds to its own."""
    own: dict[str, dict[str, Any]] = {
        "server": {"ledger_file": str(directory / "ledger.db"), "port": 0, "log_level": "debug"},
        "hcp": {
            "hosts": [terraform.host],
            "download_hosts": [terraform.downloads.removeprefix("https://")],
            "ca_file": str(terraform.ca_file),
            "hmac_keys": [{"env": HMAC_KEY}],
            "retry_seconds": 0.05,
            "retry_limit_seconds": 0.5,
            "progress_seconds": 0.2,
            "call_timeout_seconds": 5.0,
        },
        "posture": {"endpoint": endpoint, "token": {"env": TOKEN}, "poll_seconds": 0.5},
    }
    for name, table in tables.items():
        own[name] = {**own.get(name, {}), **table} if isinstance(table, dict) else table
    return own


def toml(tables: dict[str, Any]) -> str:
    """Write a configuration; what JSON and TOML share is all that one needs."""
    lines = []
    for name, table in tables.items():
        several = isinstance(table, list)
        for one in table if several else [table]:
            lines.append(f"[[{name}]]" if several else f"[{name}]")
            lines += [f"{key} = {_value(value)}" for key, value in one.items()]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:  # noqa: ANN401  # any TOML
    if isinstance(value, dict):
        inner = ", ".join(f"{key} = {_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value)


@contextmanager
def run_task(directory: Path, tables: dict[str, Any], *, token: str) -> Iterator[RunTask]:
    """Yield a run task; none of the secrets that it was given may be in its log."""
    here = RunTask(directory, token)
    here.config.write_text(toml(tables), encoding="utf-8")
    try:
        here.start()
        yield here
    finally:
        if here.process is not None:
            stop_group(here.process)
    written = (directory / "run-task.log").read_text(encoding="utf-8")
    assert not [one for one in (token, KEY, *here.secrets) if one in written]
