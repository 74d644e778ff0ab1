"""Output: rows as a table for people, or as JSON for programs."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

Row = Mapping[str, Any]
STYLES = {
    "critical": "bold white on red",
    "high": "red",
    "medium": "yellow",
    "low": "cyan",
    "info": "dim",
    "completed": "green",
    "running": "blue",
    "failed": "red",
    "cancelled": "yellow",
    "new": "red",
    "resolved": "green",
}
# Without a terminal nothing is cut: programs read lines of any length.
_PIPE_WIDTH = 2_000

Columns = Mapping[str, Callable[[Row], object]]


def show_rows(rows: Sequence[Row], columns: Columns, *, output: str, nothing: str) -> None:
    """Write rows as JSON, or as a table of some members."""
    if output == "json":
        show_json(rows)
        return
    if not rows:
        click.echo(nothing, err=True)
        return
    from rich.table import Table  # noqa: PLC0415  # 60 ms that only a table needs

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in columns:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*(cell(read(row)) for read in columns.values()))
    console().print(table)


def show_row(row: Row, columns: Columns, *, output: str) -> None:
    """Write one row as JSON, or as lines of some members."""
    if output == "json":
        show_json(row)
        return
    from rich.table import Table  # noqa: PLC0415  # as above

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for title, read in columns.items():
        value = read(row)
        if value not in (None, "", [], ()):
            table.add_row(title, cell(value))
    console().print(table)


def show_json(value: object) -> None:
    """Write indented JSON."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    click.echo(text)


def console(*, stderr: bool = False) -> "Console":
    """Return a rich console; without a terminal it cuts nothing."""
    from rich.console import Console  # noqa: PLC0415  # as above

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _PIPE_WIDTH
    return Console(stderr=stderr, width=width, highlight=False)


def cell(value: object) -> "Text":
    """Return a value as text: it is never read as markup, and contains no control characters."""
    from rich.text import Text  # noqa: PLC0415  # as above

    text = _words(value)
    return Text(text, style=STYLES.get(text, ""))


def _words(value: object) -> str:
    match value:
        case None | "":
            return "-"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case list() | tuple():
            return ", ".join(map(str, value)) or "-"
        case _:
            return str(value)


def time(value: object) -> str:
    """Return an RFC 3339 time for people, to the second and in UTC."""
    return str(value)[:19].replace("T", " ") if value else "-"


def rfc3339(milliseconds: int | None) -> str | None:
    """Return a stored time in the form of the API."""
    if milliseconds is None:
        return None
    at = datetime.fromtimestamp(milliseconds / 1_000, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def duration(milliseconds: object) -> str:
    """Return a duration in milliseconds or seconds."""
    if not isinstance(milliseconds, int):
        return "-"
    return f"{milliseconds} ms" if milliseconds < 1_000 else f"{milliseconds / 1_000:.1f} s"  # noqa: PLR2004  # a second


def percent(share: object) -> str:
    """Return a share from 0 to 1 in percent, rounded down, so that 100 % means all."""
    if not isinstance(share, (int, float)):
        return "-"
    return f"{int(share * 1_000) / 10:g} %"


def counts(members: object) -> str:
    """Return the members of an object in one line, without the empty ones."""
    if not isinstance(members, Mapping):
        return ""
    shown = {name: _words(value) for name, value in members.items() if value}
    return ", ".join(f"{name} {value}" for name, value in shown.items())
