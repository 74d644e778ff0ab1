"""Rows and pages: CSV, NDJSON and Markdown carry everything, and nothing that runs."""

import csv
import io
import json

import pytest

from posture.formats import markdown
from posture.formats.catalog import Format
from posture.formats.report import Rule
from posture.formats.spreadsheet import COLUMNS, harmless
from posture.formats.text import moment
from tests.spec import spec
from tests.unit.formats.samples import (
    BLIND,
    BUCKETS,
    INTEGRATION,
    RUN,
    finding,
    of_every_kind,
    written,
)

EVERYTHING = of_every_kind()
THERE = [one for one in EVERYTHING if not one.is_resolved]


def test_a_finding_names_the_controls_that_are_about_its_resource() -> None:
    narrow = {"A_1": ("arn:*:rds:*:*:db:*",), "A_2": ("arn:*:rds:*:*:cluster:*",)}
    rule = Rule(
        id="aws_rds_database_encrypted", controls=("A_1", "A_2", "B_1"), narrow_controls=narrow
    )
    assert rule.controls_failed("arn:aws:rds:eu-central-1:111122223333:db:orders") == ("A_1", "B_1")
    assert rule.controls_failed("arn:aws:rds:eu-central-1:111122223333:cluster:a") == ("A_2", "B_1")


def test_csv_has_a_row_for_each_finding_with_all_of_it() -> None:
    text = written(Format.CSV, EVERYTHING).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["id"] for row in rows] == [one.id for one in THERE]
    row, one = rows[1], THERE[1]
    assert (row["severity"], row["status"], row["delta"]) == ("high", "open", "new")
    assert (row["check_id"], row["resource_id"]) == (one.check_id, one.resource_id)
    assert row["remediation"] == BUCKETS.remediation
    assert row["risk_refs"].split() == list(BUCKETS.controls)
    assert (row["scan_id"], row["integration_id"]) == (RUN, INTEGRATION)
    assert row["discovered_at"] == moment(one.first_seen_at)
    assert rows[-2]["terraform_place"] == "modules/logs/main.tf:12"
    assert rows[-1]["terraform_address"] == "aws_s3_bucket.far"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "'=1",
        "\uff1d1",
        '"=1',
        "\u00a0=1",
        "\u3000@SUM(A1)",
    ],
)
def test_a_spreadsheet_never_calculates_a_cell(text: str) -> None:
    # A leading tab or line end may be taken for a separator, so what follows is marked, too.
    marked = f"{text[0]}'{text[1:]}" if text[0] in "\t\r\n" else text
    assert harmless(text) == f"'{marked}"


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize(
    "text", ["a;=1", "a; =1", 'a;"=1"', "a\t=1", "a\n=1", "a;\n@1", "a;;+1", 'a";-1', "a;\uff1d1"]
)
def test_no_cell_becomes_a_formula_with_another_separator(text: str, separator: str) -> None:
    found = [finding(resource_id=text, summary=text)]
    lines = io.StringIO(written(Format.CSV, found).decode(), newline="")
    cells = [cell for row in csv.reader(lines, delimiter=separator) for cell in row]
    assert not [
        one
        for one in cells
        if one.lstrip(" \"'").startswith(("=", "+", "-", "@", "\uff1d")) and not one.startswith("'")
    ]


@pytest.mark.parametrize("text", ["arn:aws:s3:::a", "", "1", "a=b", "It's fine.", "a; b", "a;b=c"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_ndjson_lines_are_findings_as_the_api_has_them() -> None:
    lines = [json.loads(line) for line in written(Format.NDJSON, EVERYTHING).splitlines()]
    assert [line["id"] for line in lines] == [one.id for one in EVERYTHING]
    assert lines[-1]["delta"] == "resolved"
    schema = {"$ref": "#/components/schemas/FindingDetail"}
    assert not [error for line in lines for error in spec().errors(schema, line)]


def test_an_export_without_findings_is_valid() -> None:
    assert written(Format.NDJSON) == b""
    assert written(Format.CSV).decode().split("\r\n") == [",".join(COLUMNS), ""]
    assert "No findings in production" in written(Format.MARKDOWN).decode()


def test_markdown_begins_with_what_could_not_be_evaluated() -> None:
    text = written(Format.MARKDOWN, EVERYTHING, **BLIND).decode()
    assert text.index("4 verdicts are unknown") < text.index("| | new |")
    assert "coverage 99.7 %" in text
    assert "3 of them are suppressed" in text
    assert "<code>modules/logs/main.tf&#58;12</code>" in text


def test_markdown_stays_short_whatever_was_found() -> None:
    many = [
        finding(number, check_id=f"aws_s3_bucket_check_{number % 500}", summary="x" * 10_000)
        for number in range(5_000)
    ]
    text = written(Format.MARKDOWN, many)
    assert len(text) < markdown.MOST_BYTES < 1_048_576
    assert "The worst 100 of 5000 findings" in text.decode()
    assert "480 more checks have findings" in text.decode()


def test_markdown_in_names_is_escaped() -> None:
    hostile = "a|b`c`<img src=x>@everyone [x](javascript:1)\n# head"
    text = written(Format.MARKDOWN, [finding(resource_id=hostile, summary=hostile)]).decode()
    (row,) = (line for line in text.splitlines() if "img" in line)
    assert row.count("|") - row.count("\\|") == 5
    assert "<img" not in row
    assert "](javascript" not in row.replace("\\]", "")
    assert "@everyone" not in row.replace("\\@", "")
