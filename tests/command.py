"""The command line as a test uses it: `posture` in this process, with its code and its words."""

import io
import json
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import structlog

from posture.cli import main

configure = structlog.configure


@dataclass(frozen=True, slots=True)
class Result:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401  # any JSON
        return json.loads(self.out)


def posture(*arguments: str, environ: Mapping[str, str]) -> Result:
    """Run a command as its process would, in an environment that is `environ` alone.

    It does not wait for assets, since emulated accounts list what they have at once.
    """
    out, err = _terminal(), _terminal()
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    kept["POSTURE_CLOUD_SETTLE_SECONDS"] = "0"
    with ExitStack() as stack:
        stack.enter_context(patch.object(sys, "argv", ["posture", *arguments]))
        stack.enter_context(patch.dict(os.environ, kept | dict(environ), clear=True))
        stack.enter_context(patch.object(structlog, "configure", _configure_for_now))
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        else:
            code = 0
    return Result(code, _output_of(out), _output_of(err))


def _configure_for_now(**options: Any) -> None:  # noqa: ANN401  # as structlog.configure
    """Configure logs, but let no logger keep it: later tests of this process capture logs."""
    configure(**options | {"cache_logger_on_first_use": False})


def _terminal() -> io.TextIOWrapper:
    """Return what takes text, and bytes in its buffer."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")


def _output_of(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()
