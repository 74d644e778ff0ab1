"""Runs: what changed, where the time went, the gate, and two compared."""

import asyncio
import json

import pytest
from sqlalchemy import update

from posture.domain.timeline import CallTally, PhaseTime, TimedPhase, encoded
from posture.store.engine import Store
from posture.store.rows import runs
from posture.store.statement import Statement
from tests.browser import Page
from tests.console import HOSTILE, Site
from tests.server import Served


def test_a_run_says_what_changed_and_what_that_rests_on(site: Site, person: Page) -> None:
    person.open(f"{site.console}/runs/{site.second}")
    person.sees("New 6")
    person.sees("Looked at: the whole account")
    person.until("document.querySelectorAll('.part.new .asset').length === 6")
    text = person.text()
    assert "coverage 100 % of what was planned" in text
    for name in HOSTILE:
        # What turns a text around is written out.
        assert name.replace("\u202e", r"\u202e") in text
    # Where Terraform declares an asset stands before its id, and nothing where that is not known.
    assert "aws_sheet.logs infra/main.tf:41" in text
    assert f'aws_sheet.all["{HOSTILE[1]}"]' in text
    assert person.run("document.querySelectorAll('.part.new .declared').length") == 2
    # The plan changes one of these two, and not the other; of all others that is not known.
    assert "\n1 new finding is on an asset that the plan did not change.\n" in text
    marked = (
        "[...document.querySelectorAll('.asset h3')].filter((one) => one.querySelector('.badge'))"
    )
    (asset,) = person.run(f"{marked}.map((one) => one.innerText)")
    assert asset.startswith(f'aws_sheet.all["{HOSTILE[1]}"]')
    assert "not in the plan" in asset
    person.click(".tabs a[href$=coverage]")
    person.sees("Everything that was planned was read")
    person.click(".tabs a[href$=gate]")
    person.sees("What counts")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_run_shows_where_its_time_went(site: Site, person: Page, width: int) -> None:
    person.resize(width)
    person.requests.clear()
    person.open(f"{site.console}/runs/{site.second}/timeline")
    person.sees("Calls by service and region")
    assert person.run("document.documentElement.scrollWidth") <= width
    asked = [one for one in person.requests if "/api/" in one]
    assert len([one for one in asked if "/timeline" in one]) == 1
    of_each = "[...document.querySelectorAll('%s')].map((one) => one.%s)"
    drawn = person.run(of_each % ("svg.waterfall rect", "className.baseVal"))
    assert drawn == ["phase"] * 4 + ["calls"]
    phases = person.run(of_each % ("[aria-label=Phases] tr td:first-child", "textContent"))
    assert phases == ["connect", "collect", "evaluate", "record"]
    cells = person.run(of_each % ("[aria-label^=Calls] td", "textContent"))
    assert (cells[:2], cells[4:6]) == (["paper", "eu-central-1"], ["8", "0"])
    slowest = person.run(of_each % ("[aria-label^=Slowest] td:first-child", "textContent"))
    assert [one.strip() for one in slowest] == ["paper:GetSheet"] * 8
    link = "[...document.querySelectorAll('#main a')].find((one) => one.text.includes('trace'))"
    asyncio.run(traced(site.server, site.second))
    person.open(f"{site.console}/runs/{site.second}/timeline")
    person.sees("Open trace")
    assert person.run(f"(({{href, target, rel}}) => [href, target, rel])({link})") == [
        f"https://traces.test/trace/{TRACE_ID}",
        "_blank",
        "noopener noreferrer",
    ]
    person.resize(1440)


TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"


async def traced(server: Served, run_id: str) -> None:
    """Make a run one that belongs to a trace."""
    headers = json.dumps({"traceparent": f"00-{TRACE_ID}-00f067aa0ba902b7-01"})
    write = Statement(update(runs).where(runs.c.id == run_id).values(trace=headers))
    async with Store(server.settings) as store:
        await store.write(write.run, tenant_id=server.tenant_id)


def test_a_run_without_times_says_so(site: Site, person: Page) -> None:
    asyncio.run(forget_times(site.server, site.first))
    person.open(f"{site.console}/runs/{site.first}/timeline")
    person.sees("This run recorded no times")
    assert person.run("document.querySelector('svg.waterfall')") is None
    assert "trace" not in person.text()


async def forget_times(server: Served, run_id: str) -> None:
    """Make a run one of an earlier version."""
    await set_timeline(server, run_id, None)


async def set_timeline(server: Served, run_id: str, timeline: str | None) -> None:
    change = Statement(update(runs).where(runs.c.id == run_id).values(timeline=timeline))
    async with Store(server.settings) as store:
        await store.write(change.run, tenant_id=server.tenant_id)


def test_calls_that_took_no_millisecond_have_a_bar_too(site: Site, person: Page) -> None:
    tally = CallTally(calls=1)
    tally.note("paper:GetSheet", 0.0, 0.0, failed=False)
    phases = [PhaseTime(TimedPhase.COLLECT, 0, 0)]
    timeline = encoded(phases, {("paper", "eu-central-1"): tally}, begun=0.0)
    asyncio.run(set_timeline(site.server, site.first, timeline))
    person.open(f"{site.console}/runs/{site.first}/timeline")
    person.sees("Where the time went")
    bars = (
        "[...document.querySelectorAll('svg.waterfall rect')].map((one) => one.className.baseVal)"
    )
    assert person.run(bars) == ["phase", "calls"]


def test_another_policy_for_the_gate_is_in_the_address(site: Site, person: Page) -> None:
    person.open(f"{site.console}/runs/{site.second}/gate?fail_on=critical")
    person.sees("Gate passes")


def test_two_runs_are_compared(site: Site, person: Page) -> None:
    person.open(f"{site.console}/compare/{site.second}")
    person.until("document.querySelectorAll('.filters option').length === 2")
    person.run(
        "(() => { const field = document.querySelector('.filters select'); "
        f"field.value = '{site.first}'; "
        "field.dispatchEvent(new Event('change', {bubbles: true})); })()"
    )
    person.sees("New 6")
    person.sees("Resolved 1")
    person.sees("Unchanged 2")
    assert person.run("location.pathname").endswith(f"/compare/{site.second}...{site.first}")
    person.until("document.querySelectorAll('.part.new li').length === 6")
    person.click("[aria-label='Which findings'] button:nth-child(2)")
    person.until("document.querySelectorAll('.part.resolved li').length === 1")
    person.click("[aria-label='Which findings'] button:nth-child(3)")
    person.sees("Both runs looked at everything that either of them found.")


def test_a_run_that_cannot_be_compared_leaves_the_choice_of_another(
    site: Site, person: Page
) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    person.open(f"{site.console}/compare/{site.second}...{unknown}")
    person.sees("Run not found")
    person.until(f"document.querySelector('.filters option[value=\"{site.first}\"]')")


def test_an_unknown_run_and_an_unknown_page_say_so(site: Site, person: Page) -> None:
    person.open(f"{site.console}/runs/00000000-0000-4000-8000-000000000000")
    person.sees("Run not found")
    person.open(f"{site.console}/nothing")
    person.sees("There is no such page")
