"""What a scan says where it has no findings."""

from pathlib import Path

import pytest

from posture.bootstrap.aws import AWS
from posture.cli.exits import CommandError
from posture.cli.scan_output import conclude, nothing_found, target


@pytest.mark.parametrize(
    ("passed", "failed", "unknown", "text"),
    [
        (3, 0, 0, "No findings."),
        (0, 1, 0, "No findings."),  # posture.toml excepts it
        (3, 0, 2, "No findings, and 2 verdicts are unknown."),
        (3, 0, 1, "No findings, and 1 verdict is unknown."),
        (0, 0, 2, "No findings, because nothing was evaluated."),
        (0, 0, 0, "No findings, because nothing was evaluated."),
    ],
)
def test_no_findings_are_good_news_only_with_evidence(
    passed: int, failed: int, unknown: int, text: str
) -> None:
    counts = {"pass": passed, "fail": failed, "unknown": unknown, "not_applicable": 1}
    assert nothing_found({"verdict_counts": counts}) == text


def test_a_scan_without_a_place_for_its_result_does_not_begin(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"cannot write .*: there is no directory"):
        target(None, str(tmp_path / "no" / "result.sarif"))
    assert target(None, str(tmp_path / "result.sarif")).form == "sarif"


@pytest.mark.parametrize(
    ("found", "unknown", "text"),
    [
        (1, 0, "1 finding is high or worse"),
        (2, 0, "2 findings are high or worse"),
        (0, 1, "1 verdict is unknown, and 0 may be"),
        (0, 2, "2 verdicts are unknown, and 0 may be"),
    ],
)
def test_what_stops_a_pipeline_is_counted(found: int, unknown: int, text: str) -> None:
    report = {
        "findings": [{"exception": None, "severity": "critical"}] * found,
        "verdict_counts": {"unknown": unknown},
        "verdict_count": found + unknown,
    }
    with pytest.raises(CommandError) as error:
        conclude(AWS, report, fail_on="high", max_unknown=0)
    assert str(error.value).splitlines()[0] == text
