"""Results stay within the protocol of HCP Terraform, whatever names a cloud has."""

import json
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture_run_task import verdict
from posture_run_task.result import Outcome, Result, code, document, plain
from posture_run_task.selection import Selection
from tests.plugins.run_task.protocol import JSON_API, faults_of_callback

if TYPE_CHECKING:
    from posture_client.models import Check, FindingDetail, Gate, Run

RUN = "0b9f1a52-5f5c-4d0e-9c57-6f1d1c6b0001"


def unread(number: int) -> dict[str, Any]:
    return {
        "reason": "AccessDenied",
        "call": f"s3:Get{number}",
        "count": 1,
        "permission": f"s3:Get{number}",
        "regions": [],
        "suppressed_by": None,
    }


def decided(
    count: int,
    *,
    total: int | None = None,
    most: int = 250,
    text: str = "x",
    notes: list[str] | None = None,
    reasons: tuple[str, ...] = ("findings",),
    answer: str = "fail",
    known: int = 0,
    accepted: tuple[dict[str, Any], ...] = (),
    unread_count: int = 0,
) -> Result:
    """Decide over findings whose every text is the same."""
    findings = [
        {
            "id": f"{number:08d}-0000-4000-8000-000000000000",
            "check_id": "a_check",
            "resource_id": text,
            "family": "storage",
            "severity": "critical",
            "status": "open",
            "delta": "new",
            "held": False,
        }
        for number in range(count)
    ]
    gate = {
        "run_id": RUN,
        "verdict": answer if reasons else "pass",
        "reasons": [{"code": one, "message": text} for one in reasons],
        "coverage": 0.9999,
        "asset_count": 3,
        "verdict_count": 7,
        "finding_count": count if total is None else total,
        "known_count": known,
        "known_counts": {"critical": 0, "high": known},
        "accepted": list(accepted),
        "unread": [unread(number) for number in range(unread_count)],
        "policy": {"fail_on": "high"},
        "findings": findings,
    }
    run = {"id": RUN, "asset_count": 3, "integration_id": RUN}
    check: dict[str, Any] = dict.fromkeys(("rationale", "remediation", "title"), text)
    check |= {"remediation_terraform": text, "reference": f"https://example.com/{text}"}
    details = {one["id"]: {"title": text, "summary": text} for one in findings}
    return verdict.decided(
        cast("Gate", gate),
        cast("Run", run),
        Selection(by="run", notes=notes or [], addresses={text: text}),
        url=f"https://posture.example.com/{RUN}",
        checks={"a_check": cast("Check", check | {"controls": [text]})},
        details=cast("dict[str, FindingDetail]", details),
        most=most,
    )


def faults(result: Result) -> list[str]:
    found = []
    for start in range(0, max(1, len(result.outcomes)), 10):
        body = document(
            "running", result.message, url=result.url, outcomes=result.outcomes[start : start + 10]
        )
        headers = {
            "authorization": "Bearer t",
            "user-agent": "posture-run-task/0",
            "content-type": JSON_API,
            "content-length": str(len(body)),
        }
        found += faults_of_callback(headers, body, token="t")
    return found


@pytest.mark.parametrize(
    ("count", "total", "most", "shown"),
    [
        (0, 0, 250, 0),
        (3, 3, 3, 3),
        (4, 4, 3, 3),
        (200, 200, 250, 200),
        (200, 900, 250, 201),
        (200, 900, 10, 10),
        (5, 5, 1, 1),
        (5, 5, 0, 0),
    ],
)
def test_no_more_outcomes_than_may_be(count: int, total: int, most: int, shown: int) -> None:
    result = decided(count, total=total, most=most, reasons=("findings",) if count else ())
    assert len(result.outcomes) == shown
    findings = [one for one in result.outcomes if "Severity" in one.tags]
    if most and len(findings) < total:
        assert result.outcomes[len(findings)].id == "more"
        rest = total - len(findings)
        assert result.outcomes[len(findings)].description.startswith(f"{rest} finding")


def test_reasons_and_notes_come_after_the_findings() -> None:
    result = decided(2, notes=["a note"], reasons=("findings", "unknown", "coverage"))
    assert [one.id for one in result.outcomes[2:]] == ["unknown", "coverage", "note-1"]


def test_a_result_says_what_it_rests_on() -> None:
    assert decided(0, reasons=()).message.startswith("Evaluated 3 assets, 7 verdicts: ")


def test_a_result_says_what_was_there_before_and_is_not_counted() -> None:
    message = decided(0, reasons=(), known=3).message
    assert message.endswith("3 known findings of severity high or worse stay open (3 high).")


def test_a_result_says_what_was_accepted_and_by_whom() -> None:
    baseline = {"how": "baseline", "by": "7d", "by_name": "ana", "count": 3}
    message = decided(0, reasons=(), accepted=(baseline,)).message
    assert message.endswith("Accepted, so not counted: 3 findings by a baseline of ana (7d).")


@pytest.mark.parametrize(
    ("findings", "unread_count", "most", "shown", "last"),
    [
        (0, 3, 250, 3, "not read: AccessDenied: s3:Get2: grant s3:Get2"),
        (2, 200, 250, 200, "not read: AccessDenied: s3:Get199: grant s3:Get199"),
        (200, 200, 250, 50, "and 151 more reasons"),
        (250, 200, 250, 10, "and 191 more reasons"),
        (250, 4, 250, 4, "not read: AccessDenied: s3:Get3: grant s3:Get3"),
        (60, 60, 50, 2, "and 59 more reasons"),
    ],
)
def test_calls_that_could_not_be_read_are_listed(
    findings: int, unread_count: int, most: int, shown: int, last: str
) -> None:
    result = decided(findings, unread_count=unread_count, most=most)
    listed = [one for one in result.outcomes if one.id.startswith("unread-")]
    assert (len(listed), listed[-1].description) == (shown, last)
    assert len(result.outcomes) <= most
    assert faults(result) == []


def test_a_gate_that_passes_lists_what_it_could_not_read() -> None:
    result = decided(0, reasons=(), unread_count=1)
    assert (result.status, [one.id for one in result.outcomes]) == ("passed", ["unread-1"])


def test_coverage_is_never_rounded_up() -> None:
    assert "Coverage 99.9 %." in decided(0).message


def test_only_a_gate_that_passes_is_passed() -> None:
    assert decided(0, reasons=()).status == "passed"
    assert decided(0, reasons=("anything_new",)).status == "failed"
    assert decided(0, reasons=("nothing_evaluated",), answer="inconclusive").status == "failed"


@given(
    text=st.text(min_size=1, max_size=40)
    | st.sampled_from(["`" * 9, "\n\n# x", "]( <", "é" * 3000])
)
def test_every_text_fits_the_protocol(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert faults(decided(2, text=text, notes=[text], reasons=("findings", "unknown"))) == []


@given(text=st.text())
def test_a_name_cannot_end_a_code_span_or_begin_markdown(text: str) -> None:
    assert code(text).count("`") == 2
    assert "\n" not in code(text) + plain(text)


def test_names_are_shown_as_they_are_and_do_nothing() -> None:
    shown = plain("[x](javascript:1) <b>*a*</b> `c`\n# d")
    assert shown == r"\[x\](javascript:1) \<b\>\*a\*\</b\> \`c\` \# d"


def test_a_url_that_is_too_long_or_none_is_left_out() -> None:
    for url in ("https://example.com/" + "a" * 500, "javascript:alert(1)", "example.com", None):
        expected = json.loads(document("passed", "m", url=url))
        assert expected == {
            "data": {"type": "task-results", "attributes": {"status": "passed", "message": "m"}}
        }


def test_long_texts_are_cut_to_their_limits() -> None:
    outcome = Outcome(
        id="i" * 99,
        description="d" * 2000,
        body="b" * 20_000,
        tags={"Status": ("l" * 50, "info")},
    )
    result = Result(status="failed", message="m" * 2000, outcomes=[outcome])
    assert faults(result) == []
    assert (
        json.loads(document("failed", result.message))["data"]["attributes"]["message"][-1] == "…"
    )
