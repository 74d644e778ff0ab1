"""Output: rows as a table for people, or as JSON for programs."""

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import click

from posture.printable import is_visible
from posture_client.texts import inert, without_commands

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
BLOCK_STYLES: Mapping[str, Mapping[str, Any]] = {
    "critical": {"fg": "white", "bg": "red", "bold": True},
    "high": {"fg": "red"},
    "medium": {"fg": "yellow"},
    "low": {"fg": "cyan"},
    "new": {"fg": "red"},
    "resolved": {"fg": "green"},
}
# Without a terminal nothing is cut: programs read lines of any length.
_PIPE_WIDTH = 2_000
_LEAST_ROOM = 20

_UNUSUAL = re.compile(r"[^\n -~]")
# What begins a command for a host of CI that reads the log of a job; in JSON only strings have it.
_COMMAND = r"(?i)#(?=#[a-z]*\[)"

Columns = Mapping[str, Callable[[Row], object]]


class IfKnown:
    """A column that rows have only where it is known of one of them at least."""

    def __init__(self, read: Callable[[Row], object]) -> None:
        self._read = read

    def __call__(self, row: Row) -> object:
        """Return the row's value; None where it is not known."""
        return self._read(row)

    def is_known(self, rows: Sequence[Row]) -> bool:
        """Return whether a row has it."""
        return any(self._read(row) is not None for row in rows)


def show_rows(rows: Sequence[Row], columns: Columns, *, output: str, nothing: str) -> None:
    """Write rows as JSON, or some of their members for people.

    On a terminal they are a table or, where it is too narrow for that, blocks of lines; elsewhere
    lines of cells that tabs separate. No cell is ever cut or folded, so that each can be copied.
    """
    if output == "json":
        show_json(rows)
        return
    if not rows:
        echo(nothing, err=True)
        return
    columns = {
        title: read
        for title, read in columns.items()
        if not isinstance(read, IfKnown) or read.is_known(rows)
    }
    cells = [[plain(read(row)) for read in columns.values()] for row in rows]
    if not sys.stdout.isatty():
        click.echo("\n".join("\t".join(line) for line in ([*columns], *cells)))
        return
    widths = [max(map(cell_width, column)) for column in zip([*columns], *cells, strict=True)]
    screen = console()
    if sum(widths) + 2 * (len(widths) - 1) > screen.width:
        _show_blocks([*columns], cells)
        return
    from rich.table import Table  # noqa: PLC0415  # 60 ms that only a terminal needs

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title, width in zip(columns, widths, strict=True):
        table.add_column(title, min_width=width, no_wrap=True)
    for line in cells:
        table.add_row(*map(cell, line))
    screen.print(table)


def _show_blocks(titles: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Write each row as lines of their own."""
    width = max(map(len, titles))
    for number, line in enumerate(cells):
        if number:
            click.echo()
        for title, text in zip(titles, line, strict=True):
            _show_line(title, text, width)


def show_row(row: Row, columns: Columns, *, output: str) -> None:
    """Write one row as JSON, or as lines of some members."""
    if output == "json":
        show_json(row)
        return
    shown = {title: read(row) for title, read in columns.items()}
    shown = {title: value for title, value in shown.items() if value not in (None, "", [], ())}
    width = max(map(len, shown), default=0)
    for title, value in shown.items():
        _show_line(title, plain(value, keep="\n"), width)


def _show_line(title: str, text: str, width: int) -> None:
    """Write a title and a text; a terminal gets it wrapped between words, never within one."""
    style = BLOCK_STYLES.get(text, {})
    lines = text.split("\n")
    if sys.stdout.isatty():
        room = max(get_terminal_size().columns - width - 2, _LEAST_ROOM)
        lines = [part for line in lines for part in _wrapped(line, room)]
    for number, line in enumerate(lines):
        lead = click.style(f"{title:<{width}}", bold=True) if number == 0 else " " * width
        click.echo(f"{lead}  {click.style(line, **style) if style else line}".rstrip())


def _wrapped(line: str, room: int) -> list[str]:
    from textwrap import wrap  # noqa: PLC0415  # only a terminal needs it

    return wrap(line, room, break_long_words=False, break_on_hyphens=False) or [""]


def echo(text: str = "", *, err: bool = False) -> None:
    """Write a text, which may contain what another system wrote."""
    click.echo(inert(text, keep="\n\t"), err=err)


def show_json(value: object, *, indent: int | None = 2) -> None:
    """Write JSON, in one line without an indent."""
    click.echo(json_text(value, indent=indent), nl=False)


def json_text(value: object, *, indent: int | None = 2) -> str:
    """Return JSON, as lines of text; what a terminal would not show is escaped."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    return re.sub(_COMMAND, r"\\u0023", _UNUSUAL.sub(_escaped, text)) + "\n"


def _escaped(found: re.Match[str]) -> str:
    letter = found[0]
    if is_visible(letter):
        return letter
    return json.dumps(letter)[1:-1] if not letter.isascii() else f"\\u{ord(letter):04x}"


def console(*, stderr: bool = False) -> "Console":
    """Return a rich console; without a terminal it cuts nothing."""
    from rich.console import Console  # noqa: PLC0415  # as above

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _PIPE_WIDTH
    return Console(stderr=stderr, width=width, highlight=False)


def cell(value: object) -> "Text":
    """Return a value as text: it is never read as markup, and contains no control characters."""
    from rich.text import Text  # noqa: PLC0415  # as above

    text = plain(value)
    return Text(text, style=STYLES.get(text, ""))


def plain(value: object, *, keep: str = "") -> str:
    """Return a value without control characters, which could move the cursor; some are kept."""
    shown = "".join(one if is_visible(one) or one in keep else " " for one in _words(value))
    return without_commands(shown)


def cell_width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415  # as above

    return cell_len(text)


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
