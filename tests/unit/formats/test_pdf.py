"""PDF of a report: the numbers of its evidence, whatever the names are, and the same bytes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import typst

from posture.formats import pdf
from posture.formats.pdf_data import breakable, pdf_data
from posture.frameworks.catalog import frameworks

HOSTILE = (
    '#read("/etc/passwd") *b* $x$ @ref <script>',
    "\u202eevil\x00\x07",
    "x" * 4_000,
    "`raw` \\ ]",
    "漢字🙂 مرحبا",
)
SEVERITIES = ["critical", "high", "medium", "low", "info"]
DIGEST = "ab" * 32


def finding(name: str) -> dict[str, Any]:
    return {
        "severity": "high",
        "title": f"Wrong: {name}",
        "resource_id": name,
        "status": "open",
        "first_seen_at": "2026-01-02T00:00:00Z",
        "suppressed_by": None,
    }


def evidence(*names: str) -> dict[str, Any]:
    """Return evidence with these names wherever a name can be."""
    counts = {"pass": 12_345, "fail": 234, "unknown": 56, "not_applicable": 7}
    name = names[0] if names else ""
    controls = [
        {
            "id": one.id,
            "title": one.title,
            "result": pdf_results()[place % 7],
            "open_count": place,
            "accepted_count": 1,
            "verdict_counts": counts,
        }
        for place, one in enumerate(frameworks().frameworks[0].controls)
    ]
    run = {
        "id": "0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4",
        "completed_at": "2026-03-02T10:14:48Z",
        "coverage": 0.9999,
        "verdict_counts": counts,
        "finding_count": 234,
    }
    account = {"name": name, "provider": "aws", "account_id": name, "state": "looked_at"}
    return {
        "title": name or "Nothing",
        "tenant": {"name": name},
        "period": {"from": "2026-01-01T00:00:00Z", "to": "2026-04-01T00:00:00Z"},
        "scope": {"include_severities": SEVERITIES},
        "summary": {
            "open_count": len(names),
            "accepted_count": 0,
            "new_count": 41,
            "resolved_count": 42,
            "mean_open_seconds": None,
            "integration_count": len(names[:1]),
            "looked_at_count": len(names[:1]),
            "severities": {
                one: dict.fromkeys(
                    ("open_count", "accepted_count", "new_count", "resolved_count"), place
                )
                for place, one in enumerate(SEVERITIES)
            },
        },
        "gaps": list(names),
        "integrations": [account | {"run": run}] if names else [],
        "runs": [],
        "trend": [],
        "frameworks": [
            {
                "id": "F",
                "title": name,
                "source": "https://example.com",
                "control_counts": dict.fromkeys(pdf_results(), 1),
                "controls": controls,
            }
        ]
        if names
        else [],
        "verdicts": [],
        "findings": [finding(one) for one in names],
        "suppressions": [],
        "check_set": {"count": 390, "digest": "d", "version": "1"},
        "audit_head": None,
    }


def pdf_results() -> tuple[str, ...]:
    return (
        "fail",
        "unknown",
        "not_evaluated",
        "accepted",
        "no_finding",
        "pass",
        "not_applicable",
    )


def shown(said: dict[str, Any], *, rows: int = 500) -> dict[str, Any]:
    return pdf_data(json.dumps(said).encode(), sha256=DIGEST, rows=rows)


@pytest.mark.parametrize("name", ["plain", *HOSTILE], ids=range(6))
def test_a_name_is_text_and_the_bytes_are_the_same_each_time(name: str) -> None:
    content = json.dumps(evidence(name)).encode()
    first = pdf.render(content, sha256=DIGEST, rows=500)
    assert first.startswith(b"%PDF-")
    assert first == pdf.render(content, sha256=DIGEST, rows=500)


def test_an_empty_report_has_pages() -> None:
    content = json.dumps(evidence()).encode()
    assert pdf.render(content, sha256=DIGEST, rows=500).startswith(b"%PDF-")


def test_the_page_has_the_numbers_of_the_evidence() -> None:
    data = shown(evidence("production"))
    assert data["accounts"] == [
        {
            "name": "production",
            "cloud": "aws production",
            "completed": "2026-03-02 10:14",
            "coverage": "99.9 %",
            "pass": "12345",
            "fail": "234",
            "unknown": "56",
            "findings": "234",
        }
    ]
    assert [one["open_count"] for one in data["severities"]] == [0, 1, 2, 3, 4]
    results = [one["result"] for one in data["frameworks"][0]["controls"]]
    assert results == sorted(results, key=pdf_results().index)
    assert "41 were new in the period and 42 resolved" in data["sentence"]


def test_the_sentence_counts_every_control_and_one_as_one() -> None:
    said = evidence("production")
    for results, text in (
        (["pass", "fail", "unknown"], "Of 3 controls, 1 pass, 1 fail, and for 1 it is not known."),
        (["pass"], "Of 1 control, 1 pass, 0 fail, and for 0 it is not known."),
        (
            ["accepted", "no_finding", "not_applicable"],
            "Of 3 controls, 0 pass, 0 fail, and for 0 it is not known; 3 are accepted, without",
        ),
    ):
        one = said["frameworks"][0]["controls"][0]
        said["frameworks"][0]["controls"] = [one | {"result": result} for result in results]
        sentence = shown(said)["sentence"]
        assert sentence.startswith("1 of 1 account was looked at in the period. " + text)
        assert "1 finding is open, 0 accepted" in sentence


def test_more_findings_than_rows_are_counted() -> None:
    data = shown(evidence(*(f"asset {number}" for number in range(40))), rows=25)
    assert (len(data["findings"]), data["findings_more"]) == (25, 15)
    assert data["gaps_more"] == 0


def test_a_long_word_can_be_broken_and_has_no_control_characters() -> None:
    text = breakable("arn:aws:s3:::" + "a" * 100 + "\x07")
    assert max(map(len, re.split("\u200b| ", text))) <= 15
    assert "\x07" not in text
    assert len(breakable("x" * 4_000)) < 400


def test_the_template_reads_no_file_outside_of_its_directory(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside.json").write_text("{}")
    page = tmp_path / "inside" / "page.typ"
    page.write_text('#json("../outside.json")')
    with pytest.raises(RuntimeError):
        typst.compile(str(page), root=str(tmp_path / "inside"))
