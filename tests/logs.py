"""Read what a module logs, however another test of the same process has set up the logs."""

from collections.abc import Sequence
from types import ModuleType

import pytest
import structlog
from structlog.testing import LogCapture
from structlog.typing import EventDict


def capture_log_of(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> Sequence[EventDict]:
    """Return the list to which every event is added that a module logs during a test.

    A logger keeps the setup of its first use, so `structlog.testing.capture_logs` misses what it
    logs after another setup.
    """
    capture = LogCapture()
    every = structlog.make_filtering_bound_logger(0)
    logger = structlog.wrap_logger(None, processors=[capture], wrapper_class=every)
    monkeypatch.setattr(module, "log", logger)
    return capture.entries
