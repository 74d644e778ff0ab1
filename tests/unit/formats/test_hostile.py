"""Names chosen to break a reader: every format stays valid, and contains them."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.domain.declaration import TerraformPlace
from posture.formats.catalog import FORMATS, Format
from posture.formats.text import path_of
from tests.unit.formats.samples import OUTSIDE, finding, written
from tests.unit.formats.test_published import ocsf_schema, sarif_schema

TRICKS = [
    "]]>",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "-->",
    "&amp;&#0;&lt;",
    "\x00\x01\x08\x0b\x1b[31m\x7f\x85\u2028\ufffe\uffff",
    "\ud800 lone \udfff",
    "line\r\nbreak\ttab",
    '"results":[]',
    "\u202egnp.exe",
    "</script><!--",
    "`|*_~",
    "",
    "%00../../etc/passwd",
]
TEXTS = st.one_of(
    st.sampled_from(TRICKS),
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.tuples(st.sampled_from(TRICKS), st.sampled_from(TRICKS)).map("".join),
)


def _json(text: bytes) -> Any:  # noqa: ANN401  # any JSON
    return json.loads(text)


def _lines(text: bytes) -> list[Any]:
    assert text.endswith(b"\n")
    return [json.loads(line) for line in text.split(b"\n")[:-1]]


def _rows(text: bytes) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(text.decode(), newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    return rows


class Elements(HTMLParser):
    """Collects what a browser would run, fetch or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}


def _elements(text: bytes) -> Elements:
    found = Elements()
    found.feed(text.decode())
    found.close()
    return found


READERS: dict[Format, Callable[[bytes], Any]] = {
    Format.CSV: _rows,
    Format.GITLAB: _json,
    Format.HTML: _elements,
    Format.JUNIT: ET.fromstring,
    Format.MARKDOWN: bytes.decode,
    Format.NDJSON: _lines,
    Format.OCSF: _lines,
    Format.SARIF: _json,
}


def test_every_format_is_read_here() -> None:
    assert READERS.keys() == FORMATS.keys() == set(Format)


# The first example waits for the schemas to be read.
@pytest.mark.parametrize("form", Format)
@given(name=TEXTS, summary=TEXTS, account=TEXTS, file=TEXTS)
def test_every_format_stays_what_it_is(
    form: Format, name: str, summary: str, account: str, file: str
) -> None:
    found = finding(
        resource_id=name,
        summary=summary,
        title=summary,
        declaration=TerraformPlace(name, file or None, 3),
    )
    text = written(form, [found, found], integration_name=account, error=summary, unknown_count=1)
    text.decode("utf-8")
    read = READERS[form](text)
    match form:
        case Format.SARIF:
            assert not [*sarif_schema().iter_errors(read)]
            assert len(read["runs"][0]["results"]) == 2
        case Format.OCSF:
            assert not [
                fault for event in read for fault in ocsf_schema("1.6.0").iter_errors(event)
            ]
            assert len(read) == 3
        case Format.NDJSON:
            assert len(read) == 2
        case Format.CSV:
            assert len(read) == 3
            assert not [cell for row in read for cell in row if cell[:1] in set("=+-@\t\r\n")]
        case Format.JUNIT:
            assert len(read.findall(".//failure")) == 2
        case Format.GITLAB:
            assert len(read) == 3
        case Format.HTML:
            assert read.tags["tr"] == 4 + 2
            assert (read.tags["script"], read.tags["style"]) == (1, 1)
            assert not read.tags.keys() & {"img", "iframe", "object", "link", "form", "base"}
            assert not [
                name for name in read.attributes if name.startswith("on") or name == "style"
            ]
        case Format.MARKDOWN:
            assert "<script" not in read
            assert "<img" not in read


@given(name=st.text(max_size=40))
def test_names_come_back_as_they_were(name: str) -> None:
    (line,) = _lines(written(Format.NDJSON, [finding(resource_id=name)]))
    assert line["resource_id"] == name
    (event,) = _lines(written(Format.OCSF, [finding(resource_id=name)]))
    assert event["resources"][0]["uid"] == name


def _paths(file: str) -> list[str | None]:
    """Return the paths that a host of SARIF, GitLab and JUnit would open."""
    found = [finding(declaration=TerraformPlace("aws_s3_bucket.logs", file, 3))]
    (result,) = _json(written(Format.SARIF, found))["runs"][0]["results"]
    (degradation,) = _json(written(Format.GITLAB, found))
    case = READERS[Format.JUNIT](written(Format.JUNIT, found)).find(".//testcase[failure]")
    assert case is not None
    return [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        degradation["location"]["path"],
        case.get("file"),
    ]


@pytest.mark.parametrize("file", OUTSIDE)
def test_no_path_leaves_the_repository(file: str) -> None:
    of_asset = path_of(finding().resource_id)
    assert _paths(file) == [of_asset, of_asset, None]


@pytest.mark.parametrize(
    ("file", "path"),
    [("./main.tf", "main.tf"), ("a/../b/main.tf", "b/main.tf"), ("..a/main.tf", "..a/main.tf")],
)
def test_a_path_inside_the_repository_is_shown(file: str, path: str) -> None:
    assert _paths(file) == [path] * 3


@pytest.mark.parametrize("form", Format)
def test_a_file_without_a_line_is_shown_alone(form: Format) -> None:
    found = [finding(declaration=TerraformPlace("aws_s3_bucket.logs", "network-main.tf"))]
    text = written(form, found).decode()
    assert "main" in text
    assert "tf:None" not in text.replace("&#58;", ":")
