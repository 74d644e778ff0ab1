"""Read what modules log, however another test of the same process has set up the logs.

A logger keeps the setup of its first use, so `structlog.testing.capture_logs` misses what it logs
after another setup.
"""

import sys
from collections.abc import Sequence
from types import ModuleType

import pytest
import structlog
from structlog.testing import LogCapture
from structlog.typing import EventDict


def capture_log_of(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> Sequence[EventDict]:
    """Return the list to which every event is added that a module logs during a test."""
    return _captured(monkeypatch, [module])


def capture_logs_of_service(monkeypatch: pytest.MonkeyPatch) -> list[EventDict]:
    """Return the list to which every event is added that a loaded module of the service logs."""
    loaded = [module for name, module in sys.modules.items() if name.startswith("posture.")]
    return _captured(monkeypatch, [module for module in loaded if hasattr(module, "log")])


def _captured(monkeypatch: pytest.MonkeyPatch, modules: Sequence[ModuleType]) -> list[EventDict]:
    capture = LogCapture()
    every = structlog.make_filtering_bound_logger(0)
    logger = structlog.wrap_logger(None, processors=[capture], wrapper_class=every)
    for module in modules:
        monkeypatch.setattr(module, "log", logger)
    return capture.entries
