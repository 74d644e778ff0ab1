"""Structured logs on stderr: one JSON object per line, with the facts of the caller.

No part of a request is logged automatically, so no token and no signed URL is.
"""

import json
import sys
import time
from typing import Any, Final, TextIO

LEVELS: Final = {"debug": 0, "info": 1, "warning": 2, "error": 3}


class Log:
    """Writes lines of a level and above, each with the bound facts."""

    def __init__(
        self, level: str = "info", *, out: TextIO | None = None, facts: dict[str, Any] | None = None
    ) -> None:
        self._level = level
        self._out = out or sys.stderr
        self._facts = facts or {}

    def bind(self, **facts: Any) -> "Log":  # noqa: ANN401  # any JSON
        """Return a log whose lines carry these facts too."""
        return Log(self._level, out=self._out, facts={**self._facts, **facts})

    def debug(self, event: str, **facts: Any) -> None:  # noqa: ANN401  # any JSON
        """Log details for debugging."""
        self._write("debug", event, facts)

    def info(self, event: str, **facts: Any) -> None:  # noqa: ANN401  # any JSON
        """Log what happened."""
        self._write("info", event, facts)

    def warning(self, event: str, **facts: Any) -> None:  # noqa: ANN401  # any JSON
        """Log an error that is retried or handled."""
        self._write("warning", event, facts)

    def alarm(self, event: str, **facts: Any) -> None:  # noqa: ANN401  # any JSON
        """Log an error that an operator must look at."""
        self._write("error", event, facts)

    def _write(self, level: str, event: str, facts: dict[str, Any]) -> None:
        if LEVELS[level] < LEVELS[self._level]:
            return
        now = time.time()
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f"{now % 1:.3f}"[1:]
        line = {"event": event, "level": level, "timestamp": f"{stamp}Z", **self._facts, **facts}
        self._out.write(json.dumps(line, default=str) + "\n")
        self._out.flush()
