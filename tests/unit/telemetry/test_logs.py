"""Logs that are set up when they are first used."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from posture.settings import Settings
from posture.telemetry import logs


@pytest.fixture(autouse=True)
def kept_setup() -> Iterator[None]:
    before, handlers = structlog.get_config(), logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = handlers
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


def test_what_libraries_log_is_a_line_like_all_others(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup(Settings())
    logs.setup(Settings())  # as often as it is set up, a line is written once
    library = logging.getLogger("a.library")
    library.info("not written")
    library.warning("Cannot export to %s", "collector\n\x1b[2J")
    library.error("export failed", exc_info=ConnectionError("refused"))
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["level"], line["text"]) for line in lines] == [
        ("warning", "Cannot export to collector\n\x1b[2J"),
        ("error", "export failed"),
    ]
    assert {line["logger"] for line in lines} == {"a.library"}
    assert "ConnectionError: refused" in lines[1]["exception"]


def test_what_libraries_log_in_a_scan_is_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup_on_use(Settings(log_level="warning"))
    logging.getLogger("a.library").warning("Retrying")
    logging.getLogger("a.library").error("Gave up")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["text"]) for line in lines] == [
        ("library.logged", "Retrying"),
        ("library.logged", "Gave up"),
    ]


def test_a_message_of_a_library_without_its_values_is_a_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.setup(Settings())
    (handler,) = [
        one for one in logging.getLogger().handlers if type(one).__module__ == logs.__name__
    ]
    handler.emit(
        logging.makeLogRecord({"levelno": 30, "msg": "%d of %s", "args": ("no", "number")})
    )
    assert json.loads(capsys.readouterr().err)["text"] == "%d of %s"


def test_texts_that_the_sdk_cuts_are_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup(Settings())
    logging.getLogger("opentelemetry.attributes").warning("String attribute value exceeds")
    assert capsys.readouterr().err == ""
