"""Logs: lines on stderr, made by structlog, which is imported when a process serves or first logs.

Its import takes a tenth of the time in which a scan starts, and most scans log nothing.
"""

import logging
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

from opentelemetry import trace

from posture.printable import printable
from posture.settings import Settings

_waiting: list[Settings] = []


class Logger:
    """A logger of structlog, found at each use."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # a method of structlog's logger
        """Return the method of the logger that is set up now."""
        import structlog  # noqa: PLC0415  # most scans log nothing

        if _waiting:
            setup(_waiting[-1])
        return getattr(structlog.get_logger(), name)


def setup(settings: Settings) -> None:
    """Send logs to stderr, so that they are no part of what a command prints."""
    import structlog  # noqa: PLC0415  # as above

    _waiting.clear()
    # JSON escapes what a terminal would not show.
    render = (
        (_without_controls, structlog.dev.ConsoleRenderer())
        if settings.log_format == "console"
        else (structlog.processors.JSONRenderer(),)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _add_trace_ids,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
            structlog.processors.format_exc_info,
            *render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            getattr(logging, settings.log_level.upper())
        ),
        logger_factory=lambda *_: _Stderr(),
        cache_logger_on_first_use=True,
    )
    _take_libraries()


def setup_on_use(settings: Settings) -> None:
    """Set logs up when a `Logger` is first used, or when a library first logs."""
    _waiting[:] = [settings]
    _take_libraries()


def _take_libraries() -> None:
    libraries = logging.getLogger()
    if not any(isinstance(one, _Libraries) for one in libraries.handlers):
        libraries.addHandler(_Libraries(logging.WARNING))
    # It warns at each text that it cuts, and a caller may send one with every request.
    logging.getLogger("opentelemetry.attributes").setLevel(logging.ERROR)


class _Libraries(logging.Handler):
    """Writes what libraries log, such as an export that failed, as lines like all others."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; one that cannot be rendered leaves out its values."""
        import structlog  # noqa: PLC0415  # as above

        try:
            text = record.getMessage()
        except (TypeError, ValueError):
            text = str(record.msg)
        if _waiting:
            setup(_waiting[-1])
        log = structlog.get_logger()
        write = log.error if record.levelno >= logging.ERROR else log.warning
        write("library.logged", logger=record.name, text=text, exc_info=record.exc_info)


class _Stderr:
    """Writes lines to stderr, and drops those that cannot be written.

    A full disk of the log must not stop the process.
    """

    def msg(self, line: str) -> None:
        with suppress(OSError):
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    debug = info = warning = error = critical = msg


def _add_trace_ids(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    current = trace.get_current_span().get_span_context()
    if current.is_valid:
        event["trace_id"] = format(current.trace_id, "032x")
        event["span_id"] = format(current.span_id, "016x")
    return event


def _without_controls(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace control characters: names and messages of other systems may contain any."""
    return {name: _cleaned(one, lines=name == "exception") for name, one in event.items()}


def _cleaned(value: object, *, lines: bool = False) -> object:
    if isinstance(value, str):
        return _shown(value, lines=lines)
    if isinstance(value, dict):
        return {_cleaned(name): _cleaned(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return value


def _shown(text: str, *, lines: bool) -> str:
    """Return text in one line, or in the lines that it has."""
    return ("\n" if lines else " ").join(printable(text).splitlines())
