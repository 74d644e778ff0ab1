"""The lead of a report: verdict, delta, and what was and was not looked at."""

import html
import itertools
import re
from pathlib import Path
from typing import Any

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.domain.check import Severity
from posture.domain.finding import Delta
from posture.domain.run import RunStatus, RunTrigger
from posture.formats import page
from posture.formats.catalog import Format
from posture.formats.lead import lead_of
from posture.formats.report import GateSummary, policy_text
from tests.unit.formats.samples import BUCKETS, finding, of_every_kind, report, written

STRICT = GateSummary(
    verdict="fail",
    policy=policy_text(fail_on="high", only="new", max_unknown=0, min_coverage=0.9),
    reasons=("2 findings of high or worse are new.",),
    known_count=12,
    known_counts={"critical": 2, "high": 10},
    suppressed_count=1,
    accepted=("12 findings by a baseline of ana (7d)", "1 finding by a suppression of 8e"),
)
SERVICES = {one.service for one in CLOUDS[0].checks()}
STYLE = (Path(page.__file__).parent / "page.css").read_text()


def sentences(**facts: Any) -> str:  # noqa: ANN401  # the run's own
    return " ".join(lead_of(report(of_every_kind(), **facts)).sentences)


@pytest.mark.parametrize(
    ("verdict", "title"),
    [
        ("pass", "The gate passes"),
        ("fail", "The gate does not pass"),
        ("inconclusive", "The gate is inconclusive and does not pass"),
    ],
)
def test_the_verdict_comes_first(verdict: str, title: str) -> None:
    lead = lead_of(report(gate=GateSummary(verdict=verdict, policy="strict")))
    assert (lead.tone, lead.title) == (verdict, title)
    text = written(Format.HTML, gate=GateSummary(verdict=verdict, policy="strict")).decode()
    assert text.index(title) < text.index('id="findings"') < text.index('id="known"')


def test_a_run_without_a_policy_says_so_and_looks_like_no_pass() -> None:
    lead = lead_of(report())
    assert (lead.tone, lead.title) == ("none", "No gate: the run was started without a policy")


def test_the_gate_says_what_stopped_it_and_what_did_not_count() -> None:
    text = sentences(gate=STRICT)
    assert "2 findings of high or worse are new." in text
    assert "no new findings of severity high or worse, at most 0 unknown" in text
    assert "coverage of at least 90 %" in text
    assert "12 more findings that were known before stay open and did not count" in text
    assert "did not count (2 critical, 10 high)." in text
    accepted = "12 findings by a baseline of ana (7d); 1 finding by a suppression of 8e."
    assert f"Accepted, so not counted: {accepted}" in text
    markdown = written(Format.MARKDOWN, gate=STRICT).decode()
    assert r"12 findings by a baseline of ana \(7d\)" in markdown
    assert "1 more would count, were they not suppressed." in text


def test_the_delta_is_said() -> None:
    assert "9 new, 2 known before, 1 resolved." in sentences()


def test_a_whole_account_has_nothing_that_was_not_looked_at() -> None:
    text = sentences()
    assert "in every region of the integration" in text
    assert "Not looked at" not in text


def test_a_limited_run_says_what_it_left_out() -> None:
    text = sentences(
        scope={"services": ("ec2", "s3"), "regions": ("eu-central-1", "eu-west-1")},
    )
    assert "Looked at ec2, s3 in 2 regions: eu-central-1, eu-west-1." in text
    missed = text.partition("Not looked at: ")[2]
    others = sorted(set(SERVICES) - {"ec2", "s3"})
    assert f"{', '.join(others[:12])} and {len(others) - 12} more services" in missed


def test_named_assets_and_checks_are_a_limit_too() -> None:
    text = sentences(scope={"resource_ids": ("arn:aws:s3:::a",), "check_ids": (BUCKETS.id,)})
    assert "Looked at 1 named asset by 1 of " in text
    assert "and at nothing else." in text
    by_set = sentences(check_set=frozenset({BUCKETS.id}))
    assert "Looked at s3 by 1 of " in by_set


@pytest.mark.parametrize(
    "facts", [{"status": RunStatus.FAILED}, {"trigger": RunTrigger.VERIFY}], ids=str
)
def test_a_run_without_a_result_claims_to_have_looked_at_nothing(facts: dict[str, Any]) -> None:
    assert sentences(**facts) == ""


def test_new_findings_are_listed_before_all_others() -> None:
    new = finding(1, severity=Severity.LOW)
    known = finding(2, severity=Severity.CRITICAL, delta=Delta.UNCHANGED)
    text = written(Format.HTML, [known, new]).decode()
    places = [text.index(one.resource_id) for one in (new, known)]
    assert text.index('id="findings"') < places[0] < text.index('id="known"') < places[1]


@pytest.mark.parametrize(("count", "note"), [(50, False), (51, True)])
def test_a_printed_page_says_that_it_leaves_rows_out(count: int, note: bool) -> None:  # noqa: FBT001  # a row of a table
    text = written(Format.HTML, [finding(number) for number in range(count)]).decode()
    assert (f"The 50 worst of {count} are printed" in text) is note
    assert text.count('class="chunk first"') == 1
    assert text.count('class="chunk"') == int(note)


def test_texts_of_a_gate_are_escaped() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    text = written(
        Format.HTML,
        gate=GateSummary(verdict="fail", policy=hostile, reasons=(hostile,)),
        scope={"regions": (hostile,)},
    ).decode()
    assert hostile not in text
    assert text.count(html.escape(hostile)) == 3


def tones() -> dict[str, tuple[str, str]]:
    """Return the colours of the style sheet, each for light and dark."""
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", STYLE)
    return {name: (light, dark) for name, light, dark in found}


def channels(colour: str) -> list[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def luminance(colour: list[float]) -> float:
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[float], other: list[float]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    "name", ["critical", "high", "medium", "low", "info", "good", "unknown", "soft", "ink", "link"]
)
def test_every_text_has_contrast_on_every_ground(name: str, theme: int) -> None:
    colours = {key: channels(pair[theme]) for key, pair in tones().items()}
    text = colours[name]
    # A pill's ground is 12 % of its own colour over the card's.
    mixed = [0.12 * one + 0.88 * other for one, other in zip(text, colours["card"], strict=True)]
    grounds = [mixed, *(colours[ground] for ground in ("card", "ground", "sunk"))]
    assert min(contrast(text, ground) for ground in grounds) >= 4.5


def test_headings_leave_no_level_out() -> None:
    text = written(Format.HTML, of_every_kind()).decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", text)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
