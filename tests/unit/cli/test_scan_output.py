"""What a scan says where it has no findings."""

import pytest

from posture.cli.scan_output import nothing_found


@pytest.mark.parametrize(
    ("passed", "failed", "unknown", "text"),
    [
        (3, 0, 0, "No findings."),
        (0, 1, 0, "No findings."),  # posture.toml excepts it
        (3, 0, 2, "No findings, and 2 verdicts are unknown."),
        (0, 0, 2, "No findings, because nothing was evaluated."),
        (0, 0, 0, "No findings, because nothing was evaluated."),
    ],
)
def test_no_findings_are_good_news_only_with_evidence(
    passed: int, failed: int, unknown: int, text: str
) -> None:
    counts = {"pass": passed, "fail": failed, "unknown": unknown, "not_applicable": 1}
    assert nothing_found({"verdict_counts": counts}) == text
