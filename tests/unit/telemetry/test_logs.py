"""Logs that are set up when they are first used."""

import json
from collections.abc import Iterator

import pytest
import structlog

from posture.settings import Settings
from posture.telemetry import logs


@pytest.fixture(autouse=True)
def kept_setup() -> Iterator[None]:
    before = structlog.get_config()
    yield
    logs._waiting.clear()  # noqa: SLF001  # as before the test
    structlog.configure(**before)


@pytest.mark.parametrize(("level", "count"), [("error", 1), ("info", 2)])
def test_the_first_use_of_a_logger_sets_logs_up(
    capsys: pytest.CaptureFixture[str], level: str, count: int
) -> None:
    log = logs.Logger()
    logs.setup_on_use(Settings(log_level=level))
    log.info("check.seen")
    log.error("check.broken", check_id="one")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert len(lines) == count
    assert (lines[-1]["event"], lines[-1]["check_id"]) == ("check.broken", "one")
