"""Rows for people: a table where it fits, else blocks; no id is ever cut."""

import io
from contextlib import redirect_stdout

import click
import pytest

from posture.cli.output import Columns, IfKnown, show_row, show_rows

ARN = "arn:aws:s3:::a-bucket-with-quite-a-long-name-for-the-exports-of-all-customers"
ROWS = [
    {"severity": "critical", "id": ARN, "seen": "One two three four five six seven eight nine ten"},
    {"severity": "low", "id": "arn:aws:s3:::b", "seen": "Read\x1b[31m\nit."},
]
COLUMNS = {
    "SEVERITY": lambda row: row["severity"],
    "RESOURCE": lambda row: row["id"],
    "SEEN": lambda row: row["seen"],
}


class Terminal(io.StringIO):
    """A terminal that shows no colours."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(params=[80, 300])
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("COLUMNS", str(request.param))
    monkeypatch.setenv("NO_COLOR", "1")
    return int(request.param)


def test_ids_are_whole_on_a_terminal_of_any_width(width: int) -> None:
    with redirect_stdout(Terminal()) as terminal:
        show_rows(ROWS, COLUMNS, output="table", nothing="")
    lines = [click.unstyle(line) for line in terminal.getvalue().splitlines()]

    assert sum(ARN in line for line in lines) == 1
    assert "Read\x1b[31m" not in terminal.getvalue()
    if width == 80:
        assert any(line.endswith(ARN) for line in lines)
        assert [line for line in lines if len(line) > width and ARN not in line] == []
    else:
        assert lines[0].split() == [*COLUMNS]
        assert len(lines) == 1 + len(ROWS)


@pytest.mark.usefixtures("width")
def test_a_row_is_wrapped_between_words_only() -> None:
    text = "word " * 30 + ARN + "\n  indented"
    with redirect_stdout(Terminal()) as terminal:
        show_row({"text": text}, {"TEXT": lambda row: row["text"]}, output="table")
    written = click.unstyle(terminal.getvalue())

    assert ARN in written
    assert written.split() == ["TEXT", *text.split()]
    assert written.splitlines()[-1] == "        indented"


def test_elsewhere_cells_are_separated_by_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    show_rows(ROWS, COLUMNS, output="table", nothing="")
    show_row(ROWS[0], COLUMNS, output="table")
    header, first, second, *row = capsys.readouterr().out.splitlines()

    assert header.split("\t") == [*COLUMNS]
    assert first.split("\t") == list(ROWS[0].values())
    assert second.split("\t")[2] == "Read [31m it."
    assert row == [
        f"{'SEVERITY':<8}  critical",
        f"{'RESOURCE':<8}  {ARN}",
        f"{'SEEN':<8}  {ROWS[0]['seen']}",
    ]


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ([None, None], ["NAME", "a", "b"]),
        ([None, False], ["NAME\tKNOWN", "a\t-", "b\tno"]),
        ([True, None], ["NAME\tKNOWN", "a\tyes", "b\t-"]),
    ],
)
def test_a_column_may_be_shown_only_where_a_row_has_it(
    values: list[bool | None], lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    columns: Columns = {
        "NAME": lambda row: row["name"],
        "KNOWN": IfKnown(lambda row: row["known"]),
    }
    rows = [{"name": name, "known": known} for name, known in zip("ab", values, strict=True)]
    show_rows(rows, columns, output="table", nothing="")
    assert capsys.readouterr().out.splitlines() == lines
