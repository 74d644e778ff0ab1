"""Structured logs in the format that Terraform reads: one JSON object per line."""

import json
import os
import sys
import time
from collections.abc import Mapping
from typing import Any, Final, TextIO

LEVELS: Final = {"TRACE": 0, "DEBUG": 1, "INFO": 2, "WARN": 3, "ERROR": 4}
_OFF: Final = 9
_SECRET: Final = "(sensitive)"  # noqa: S105  # replaces a secret


def level_from(environ: Mapping[str, str], name: str) -> int:
    """Return the lowest level to write, from Terraform's variables; an unknown word means all."""
    for variable in (f"TF_LOG_PROVIDER_{name.upper()}", "TF_LOG_PROVIDER", "TF_LOG"):
        if level := environ.get(variable, "").upper():
            return _OFF if level == "OFF" else LEVELS.get(level, 0)
    return _OFF


class Log:
    """Writes the facts that callers pass; registered secrets are replaced."""

    def __init__(self, name: str, *, level: int | None = None, out: TextIO | None = None) -> None:
        self._module = f"provider.{name}"
        self._level = level_from(os.environ, name) if level is None else level
        self._out = out or sys.stderr
        self._secrets: set[str] = set()

    def hide(self, secret: str) -> None:
        """Replace this text in every line."""
        if secret:
            self._secrets |= {secret, json.dumps(secret)[1:-1]}

    def enabled(self, level: str) -> bool:
        """Return whether lines of a level are written."""
        return LEVELS[level] >= self._level

    def write(self, level: str, event: str, **facts: Any) -> None:  # noqa: ANN401  # any JSON
        """Write one line."""
        if not self.enabled(level):
            return
        now = time.time()
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{now % 1:.6f}"[2:]
        line = json.dumps(
            {
                "@level": level.lower(),
                "@message": event,
                "@module": self._module,
                "@timestamp": f"{stamp}Z",
                **facts,
            },
            default=str,
        )
        for secret in self._secrets:
            line = line.replace(secret, _SECRET)
        self._out.write(f"{line}\n")
        self._out.flush()
