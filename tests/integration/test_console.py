"""The console in a real browser, on a real server: one browser and one server for all tests."""

import asyncio
import json
import re
import shlex
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from posture.domain.run import RunCounts, RunPhase
from posture.domain.timeline import CallTally, PhaseTime, TimedPhase, encoded
from posture.services.integrations import create_integration
from posture.services.runs import cancel_run
from posture.store import run_steps
from posture.store.engine import Store
from posture.store.rows import runs
from posture.store.statement import Statement
from posture.worker.claim import Claim
from posture.worker.claim import claim as claim_run
from tests.browser import SETTLED, Page
from tests.console import (
    HOSTILE,
    KNOWN_ID,
    PLACES,
    READ,
    Site,
    deaf,
    opened,
    run_of,
    sign_in,
    sign_out,
)
from tests.e2e.pictures import taken
from tests.forks import run
from tests.integration.fakes import sheet
from tests.meta.repository import ROOT
from tests.server import Served, served

MOST_ROWS = 60
MOST_REQUESTS = 3
STREAM = "/api/v2/events?"
MINUTE_MS = 60_000
HOUR_MS = 3_600_000
MANY = 10_000
JUMPS = 240
# For one frame; a screen shows 60 in a second, so 16.7 ms are there.
SCRIPT_MS = 3.0
TASK_MS = 12.0
ROW_PIXELS = 44


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    environ = {"POSTURE_TRACE_URL": "https://traces.test/trace/{trace_id}"}
    with opened(tmp_path_factory.mktemp("console"), environ=environ) as found:
        yield found


@pytest.fixture(scope="module")
def person(site: Site) -> Page:
    """Somebody who is signed in, and whose first page has sent its requests."""
    page = sign_in(site.browser.page(), site)
    page.until(READ)
    return page


@pytest.fixture(autouse=True)
def no_complaints(person: Page) -> Iterator[None]:
    yield
    assert person.complaints() == []
    assert person.run("document.title").endswith(" · posture")  # no name was run


def test_a_link_leads_to_the_run_after_signing_in(site: Site) -> None:
    page = sign_in(site.browser.page(), site, place=f"/runs/{site.second}")
    page.sees("Gate stops")
    page.sees("New 6")
    page.sees("Resolved 1")
    assert page.run("location.pathname") == f"/console/runs/{site.second}"
    assert page.complaints() == []
    # Nothing that a page can read has the token.
    kept = "JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])"
    assert page.run(kept) == '["",{},{}]'
    assert site.server.token not in page.run("document.documentElement.outerHTML")
    page.close()


def test_a_link_on_this_machine_signs_in_and_leaves_no_token_in_the_address(site: Site) -> None:
    page = site.browser.page()
    page.open(f"{site.console}/runs#token={site.server.token}")
    page.until("document.querySelector('#main table')")
    assert page.run("location.href") == f"{site.console}/runs"
    page.close()


def test_a_wrong_token_says_why_and_leaves_nothing_behind(site: Site) -> None:
    page = site.browser.page()
    page.open(site.console)
    page.sees("Sign in")
    page.fill("input[name=token]", "posture_wrong")
    page.press("Enter")
    page.sees("This token is unknown or revoked.")
    assert page.run("document.querySelector('input[name=token]').value") == ""
    page.close()


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


def test_changes_show_what_is_new_first(site: Site, person: Page) -> None:
    person.open(f"{site.console}/changes")
    person.until("document.querySelectorAll('.feed li').length === 2")
    assert person.run("document.querySelector('.feed strong').innerText") == "6 new, 1 resolved"


def test_filters_are_in_the_address_and_groups_count_what_they_show(
    site: Site, person: Page
) -> None:
    person.open(f"{site.console}/findings?delta=new")
    person.sees("6 findings match")
    person.click(".row button.text")
    person.until("document.querySelectorAll('.row input').length === 6")
    person.fill("#search", "javascript")
    person.sees("1 finding matches")
    assert person.run("new URLSearchParams(location.search).get('q')") == "javascript"
    person.run("history.back()")
    person.until("!location.search.includes('q=')")


def test_by_keyboard_alone_a_finding_is_found_read_and_suppressed(site: Site, person: Page) -> None:
    person.open(f"{site.console}/findings?delta=new")
    person.sees("6 findings match")
    person.press("j", "Enter")
    person.until("document.querySelectorAll('.row input').length === 6")
    person.press("j", "x", "j", "Enter")
    person.until("document.querySelector('.panel .evidence')")
    assert "id=" in person.run("location.search")
    person.press("Escape")
    person.until("!document.querySelector('.panel')")
    person.press("s")
    person.until("document.querySelector('dialog[open]')")
    person.sees("Covers 1 open finding now")
    for field, text in (("reason", "It is only paper."), ("owner", "team-paper")):
        person.fill(f"dialog[open] [name={field}]", text)
    person.press("Enter")
    person.sees("Suppressed from the next run on.")
    person.click(".toast button")
    person.sees("The suppression is gone again.")
    person.open(f"{site.console}/suppressions")
    person.sees("Nothing is suppressed")


ACCEPT = """(() => {
    const status = document.querySelector('.panel select');
    status.value = 'accepted';
    status.dispatchEvent(new Event('change', {bubbles: true}));
})()"""


def accept(page: Page, place: str = ".panel") -> None:
    """Choose a status, which decides nothing yet, and set it."""
    page.run(ACCEPT.replace(".panel", place))
    page.click(f"{place} .chips button")


def test_a_decision_that_somebody_else_has_changed_is_not_lost(site: Site) -> None:
    page = deaf(site, place="/findings?delta=new&group=none")
    page.click(".row button.text")
    page.until("document.querySelector('.panel select')")
    finding_id = page.run("new URLSearchParams(location.search).get('id')")
    with api(site) as other:
        path = f"/findings/{finding_id}"
        assert other.patch(path, json={"status": "triaged"}).status_code == 200
        accept(page)
        page.until("document.querySelector('.panel [role=alert]')")
        page.until("document.querySelector('.panel select').value === 'triaged'")
        assert other.get(path).json()["status"] == "triaged"
        assert other.patch(path, json={"status": "open"}).status_code == 200
    assert page.complaints() == []
    page.close()


def test_a_status_can_be_taken_back(site: Site, person: Page) -> None:
    person.open(f"{site.console}/findings?delta=new&group=none")
    person.click(".row button.text")
    person.until("document.querySelector('.panel select')")
    person.run(ACCEPT)
    assert person.run("document.querySelector('.panel .badge:not(.new)').innerText") == "open"
    person.click(".panel .chips button")
    person.sees("Marked as accepted.")
    person.click(".toast button")
    person.sees("Marked as open.")


def test_several_findings_are_decided_together_and_that_can_be_taken_back(
    site: Site, person: Page
) -> None:
    person.open(f"{site.console}/findings?delta=new&group=none")
    person.until("document.querySelectorAll('.row input').length === 6")
    person.run(
        "[...document.querySelectorAll('.row input')].slice(0, 2).forEach((one) => one.click())"
    )
    person.sees("2 findings marked")
    # They have two statuses, which another person has set meanwhile.
    chosen = person.run(
        "[...document.querySelectorAll('.row input:checked')].map((one) => one.ariaLabel)"
    )
    resource_id = chosen[0].removeprefix("Mark ")
    with api(site) as client:
        found = client.get("/findings", params={"resource_id": resource_id}).json()["data"]
        path = f"/findings/{found[0]['id']}"
        assert client.patch(path, json={"status": "triaged"}).status_code == 200
        person.sees("5 findings match")
        accept(person, ".bulk")
        person.sees("2 findings marked as accepted.")
        person.sees("4 findings match")
        person.requests.clear()
        person.click(".toast button")
        person.sees("Each has the status that it had before.")
        person.sees("5 findings match")
        decided = [one for one in person.requests if one.startswith("POST")]
        assert decided == [f"POST {site.server.url}/api/v2/findings/bulk"]
        assert client.get(path).json()["status"] == "triaged"
        assert client.patch(path, json={"status": "open"}).status_code == 200
    person.sees("6 findings match")


@pytest.mark.parametrize("place", PLACES)
def test_every_page_fits(site: Site, person: Page, place: str) -> None:
    person.open(f"{site.console}/{place}")
    person.until(READ)
    for width in (1440, 390):
        person.resize(width)
        assert person.run("document.documentElement.scrollWidth") <= width
    # Rows are cards there: nothing has to be scrolled sideways.
    assert person.run(f"[...document.querySelectorAll('.table')].filter({WIDE}).length") == 0
    person.resize(1440)


WIDE = "(one) => one.scrollWidth > one.clientWidth"


def test_pages_are_behind_a_button_where_they_do_not_fit(site: Site, person: Page) -> None:
    person.resize(390)
    person.open(f"{site.console}/runs")
    person.until(READ)
    shown = "document.querySelector('nav a[href$=audit]').checkVisibility()"
    button = "(({innerText, ariaExpanded}) => [innerText, ariaExpanded])"
    button += "(document.querySelector('.menu'))"
    assert person.run(f"[{shown}, ...{button}]") == [False, "Runs ▾", "false"]
    person.click(".menu")
    person.until(shown)
    person.click("nav a[href$=audit]")
    person.until(f"!{shown}")
    assert person.run(button) == ["Audit ▾", "false"]
    person.resize(1440)


def test_the_way_from_changes_to_a_finding_takes_few_requests(site: Site, person: Page) -> None:
    person.open(f"{site.console}/changes")
    person.sees("prod ")
    person.until(READ)
    person.run(SETTLED)
    for link, shown, most in (
        (".feed a[href*='/runs/']", ".asset", 2),
        (".asset a[href*='/findings/']", ".evidence", 1),
    ):
        person.requests.clear()
        person.click(link)
        person.until(f"document.querySelector({shown!r}) && {READ}")
        sent = asked_by(person)
        assert len(sent) <= most, "\n".join(sent)


def test_a_link_to_any_page_takes_few_requests_and_then_none(site: Site) -> None:
    """The session is there, and the page is opened anew, as from a pull request; then time passes.

    The browser skips the time in which nothing happens, so an idle hour passes at once.
    """
    with api(site) as client:
        finding_id = client.get("/findings", params={"limit": 1}).json()["data"][0]["id"]
        body = {"url": "https://93.184.215.14/", "events": ["run.completed"]}
        webhook_id = client.post("/webhooks", json=body).json()["id"]
    run, compared = f"runs/{site.second}", f"compare/{site.second}...{site.first}"
    narrowed = "findings?status=any&suppressed=include"
    places = [
        *PLACES,
        f"webhooks/{webhook_id}",
        f"findings/{finding_id}",
        f"{narrowed}&group=none",
        f"{narrowed}&check_id={KNOWN_ID}",
        f"{narrowed}&id={finding_id}",
        *(f"{run}{part}" for part in ("", "/gate", "/gate?fail_on=low", "/coverage", "/timeline")),
        f"runs/{site.first}",
        f"compare/{site.second}",
        compared,
    ]
    first = sign_in(site.browser.page(), site)
    first.until(READ)
    # It has the stream of all tabs, so none of the others asks for one.
    first.until("navigator.locks.query().then(({held}) => held.length === 1)")
    sent: dict[str, list[str]] = {}
    idle: list[str] = []
    for place in places:
        page = site.browser.page(like=first)
        page.open(f"{site.console}/{place}")
        page.until(READ)
        page.call("Emulation.setVirtualTimePolicy", policy="advance")
        page.run(f"new Promise((done) => setTimeout(done, {MINUTE_MS}))")
        sent[place] = asked_by(page)
        page.requests.clear()
        page.run(f"new Promise((done) => setTimeout(done, {HOUR_MS}))")
        idle += page.requests
        page.close()
    first.close()
    with api(site) as client:
        assert client.delete(f"/webhooks/{webhook_id}").status_code in {200, 204}
    too_many = {place: asked for place, asked in sent.items() if len(asked) > MOST_REQUESTS}
    assert (too_many, idle) == ({}, [])
    assert {asked[0].rpartition("/api/v2")[2] for asked in sent.values()} == {"/session"}


def test_a_run_is_followed_until_it_ends(site: Site, person: Page) -> None:
    """Nothing executes runs here, so it waits until it is cancelled on the page."""
    run_id = start(person)
    person.requests.clear()
    person.open(f"{site.console}/runs/{run_id}")
    person.sees("Under way")
    person.click(".card header button")
    # The stream brings the end: the page asks for the run once, when it is opened.
    person.sees("Nothing was recorded, so nothing here says that the account is safe.")
    person.run(SETTLED)
    asked = [one for one in person.requests if one.startswith("GET") and "/api/" in one]
    assert len([one for one in asked if run_id in one]) == 1, asked


def test_two_tabs_that_follow_a_run_have_one_stream(site: Site, person: Page) -> None:
    other = site.browser.page(like=person)
    tabs = (person, other)
    for tab in tabs:
        tab.requests.clear()
    run_id = start(person)
    for tab in tabs:
        tab.open(f"{site.console}/runs/{run_id}")
        tab.sees("Under way")
    person.click(".card header button")
    for tab in tabs:
        tab.sees("Nothing was recorded, so nothing here says that the account is safe.")
    streams = [one for tab in tabs for one in tab.requests if STREAM in one]
    assert len(streams) == 1
    # The tab that is left goes on where the other one was.
    other.requests.clear()
    run_id = start(person)
    other.open(f"{site.console}/runs/{run_id}")
    other.sees("Under way")
    person.open(f"{site.server.url}/health/live")
    headers = {"Authorization": f"Bearer {site.server.token}"}
    path = f"{site.server.url}/api/v2/cloud-posture-runs/{run_id}/cancel"
    assert httpx.post(path, headers=headers).status_code == 202
    other.sees("Nothing was recorded, so nothing here says that the account is safe.")
    person.open(f"{site.console}/runs")
    person.until(READ)
    other.close()


def test_a_list_of_runs_is_live(site: Site) -> None:
    """What another program starts and cancels is shown without a poll."""
    page = sign_in(site.browser.page(), site, place="/runs")
    page.until(READ)
    run_id = start(page)
    shown = f"document.querySelector('a[href$={json.dumps(run_id)}]')"
    page.until(shown)
    headers = {"Authorization": f"Bearer {site.server.token}"}
    path = f"{site.server.url}/api/v2/cloud-posture-runs/{run_id}/cancel"
    assert httpx.post(path, headers=headers).status_code == 202
    page.until(f"{shown}.closest('tr').textContent.startsWith('cancelled')")
    assert page.complaints() == []
    page.close()


EVENTS_FIRST = """(() => {
    const real = window.setTimeout;
    window.setTimeout = (call, ms = 0, ...rest) =>
        real(call, ms === 500 ? 0 : Math.max(ms, 300), ...rest);
})()"""


def test_the_timeline_of_a_run_that_is_under_way_grows_with_it(site: Site) -> None:
    page = sign_in(site.browser.page(), site, place="/runs")
    page.until(READ)
    run_id = start(page)
    page.open(f"{site.console}/runs/{run_id}/timeline")
    page.sees("Under way")
    asked = f"{run_id}/timeline"
    # What waits for a worker has none.
    assert [
        one for one in page.requests if one.endswith(f"api/v2/cloud-posture-runs/{asked}")
    ] == []
    # Events make the page read again before what was just drawn has begun to read.
    page.run(EVENTS_FIRST)
    claim = asyncio.run(claimed(site.server))
    assert claim.run_id == run_id
    cells = "[...document.querySelectorAll('[aria-label^=Calls] td')].map((one) => one.textContent)"
    for calls in (3, 5):
        asyncio.run(progressed(site.server, claim, calls))
        page.until(f"{cells}[4] === '{calls}'")
    page.sees("Where the time goes, so far")
    asyncio.run(stopped(site.server, claim))
    page.sees("Where the time went")
    assert page.run(cells)[:2] == ["paper", "eu-central-1"]
    assert page.complaints() == []
    page.close()


async def claimed(server: Served) -> Claim:
    async with Store(server.settings) as store:
        found = await claim_run(store, server.settings, worker="test")
    assert found is not None
    return found


async def progressed(server: Served, claim: Claim, calls: int) -> None:
    """Record progress as a worker does."""
    tally = CallTally(calls=calls)
    tally.note("paper:GetSheet", 0.1, 0.3, failed=False)
    phases = [PhaseTime(TimedPhase.CONNECT, 0, 100), PhaseTime(TimedPhase.COLLECT, 100, 200)]
    async with Store(server.settings) as store:
        write = partial(
            run_steps.show_progress,
            run_id=claim.run_id,
            held=claim.token,
            phase=RunPhase.COLLECTING,
            counts=RunCounts(call_count=calls),
            started_at=claim.started_at,
            at=store.now(),
            timeline=encoded(phases, {("paper", "eu-central-1"): tally}, begun=0.0),
        )
        await store.write(write, tenant_id=server.tenant_id)


async def stopped(server: Served, claim: Claim) -> None:
    """Cancel a run as if its worker had died."""
    async with Store(server.settings) as store:
        write = partial(
            run_steps.cancel_stale,
            run_id=claim.run_id,
            held=claim.token,
            reason="test",
            started_at=claim.started_at,
            at=store.now(),
        )
        await store.write(write, tenant_id=server.tenant_id)


def test_what_cannot_be_taken_back_is_said(site: Site) -> None:
    page = sign_in(site.browser.page(), site, place="/findings?delta=new&group=none")
    page.until("document.querySelectorAll('.row input').length === 6")
    page.run(
        "window.unhandled = 0; addEventListener('unhandledrejection', () => window.unhandled++)"
    )
    page.click(".row input")
    page.sees("1 finding marked")
    page.run(ACCEPT.replace(".panel select", ".bulk select"))
    page.click(".bulk .chips button")
    page.sees("1 finding marked as accepted.")
    limits = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.call("Network.emulateNetworkConditions", offline=True, **limits)
    page.click(".toast button")
    page.sees("That could not be taken back.")
    assert page.run("window.unhandled") == 0
    page.call("Network.emulateNetworkConditions", offline=False, **limits)
    page.close()
    headers = {"Authorization": f"Bearer {site.server.token}"}
    with httpx.Client(base_url=site.server.url, headers=headers) as client:
        (finding,) = client.get("/api/v2/findings?status=accepted").json()["data"]
        again = client.patch(f"/api/v2/findings/{finding['id']}", json={"status": "open"})
    assert again.status_code == 200


def test_offline_is_said_and_the_page_is_read_when_the_network_is_back(site: Site) -> None:
    page = sign_in(site.browser.page(), site, place="/changes")
    page.until("document.querySelector('.feed li')")
    limits = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.call("Network.emulateNetworkConditions", offline=True, **limits)
    page.click("nav a[href$=tokens]")
    page.until("document.querySelector('[role=status], .problem')")
    page.click("nav a[href$=changes]")
    page.sees("The server cannot be reached. What is shown may be old.")
    # What was there stays there.
    assert page.run("document.querySelectorAll('.feed li').length") > 0
    page.call("Network.emulateNetworkConditions", offline=False, **limits)
    page.until("!document.querySelector('.problem')")
    page.close()


def test_a_run_is_followed_through_a_restart_of_the_server(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first, then = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("then")
    with served(first) as server:
        asyncio.run(an_integration(server))
        page = sign_in(site.browser.page(), site._replace(server=server))
        run_id = start(page)
        page.open(f"{server.url}/console/runs/{run_id}")
        page.sees("Under way")
    # It ends while no server tells of it.
    asyncio.run(cancel(server, run_id))
    port = {"POSTURE_PORT": server.url.rpartition(":")[2]}
    with served(then, beside=server, environ=port):
        page.sees("Nothing was recorded, so nothing here says that the account is safe.")
        page.click(".top nav a[href='/console/runs']")
        run_id = start(page)
        shown = f"document.querySelector('a[href$={json.dumps(run_id)}]')"
        page.until(shown)
        asyncio.run(cancel(server, run_id))
        page.until(f"{shown}.closest('tr').textContent.startsWith('cancelled')")
        page.close()


async def an_integration(server: Served) -> None:
    async with Store(server.settings) as store:
        await create_integration(store, tenant_id=server.tenant_id, name="prod", provider="aws")


async def cancel(server: Served, run_id: str) -> None:
    """Cancel a run as another process would."""
    async with Store(server.settings) as store:
        await cancel_run(store, tenant_id=server.tenant_id, run_id=run_id)


def asked_by(page: Page) -> list[str]:
    """Return the requests of a page to the API, without the stream that all tabs share."""
    return [one for one in page.requests if "/api/" in one and STREAM not in one]


def start(page: Page) -> str:
    """Start a run of the first account; nothing executes it."""
    found: str = page.run(
        "fetch('/api/v2/integrations').then((one) => one.json()).then(({data}) => "
        "fetch('/api/v2/cloud-posture-runs', {method: 'POST', "
        "headers: {'content-type': 'application/json'}, "
        "body: JSON.stringify({integration_id: data[0].id})})).then((one) => one.json())"
        ".then((one) => one.run_id)"
    )
    return found


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


def test_a_name_that_another_person_changes_is_shown(site: Site, person: Page) -> None:
    with api(site) as client:
        run = client.get(f"/cloud-posture-runs/{site.second}").json()
        path = f"/integrations/{run['integration_id']}"
        name = client.get(path).json()["name"]
        person.open(f"{site.console}/changes")
        person.sees("prod ")
        for changed in ("renamed", name):
            assert client.patch(path, json={"name": changed}).status_code == 200
            person.sees(f"{changed} · ")


def test_controls_say_what_no_run_has_evaluated(site: Site, person: Page) -> None:
    person.open(f"{site.console}/frameworks/CIS_AWS_7_0")
    person.until("document.querySelector('.control-list li')")
    text = person.text()
    assert "nothing here says that they are met" in text
    assert "passes" not in {one.strip() for one in person.run(BADGES)}
    person.open(f"{site.console}/frameworks/NOT_KNOWN")
    person.sees("Framework not found")


BADGES = "[...document.querySelectorAll('.control-list .badge')].map((one) => one.innerText)"


def test_an_account_is_connected_and_verified(site: Site, person: Page) -> None:
    person.open(f"{site.console}/integrations/new")
    for field, text in (("name", HOSTILE[0] + " two"), ("role_arn", ROLE)):
        person.fill(f"form [name={field}]", text)
    person.press("Enter")
    person.sees("What the role needs")
    person.sees("sts:ExternalId")
    person.click(".card button.primary")
    person.sees("Under way")
    person.click(".card header button")
    person.sees("The account could not be read")


ROLE = "arn:aws:iam::123456789012:role/posture"


def test_the_history_of_a_finding_names_its_runs_and_decisions(site: Site, person: Page) -> None:
    person.open(f"{site.console}/findings?delta=unchanged&group=none")
    person.click(".row button.text")
    person.until("document.querySelector('.panel select')")
    accept(person)
    person.sees("Marked as accepted.")
    person.click(".toast button")
    person.sees("Marked as open.")
    person.click(".panel .history summary")
    person.sees("found it first")
    person.sees("from accepted to open")


def test_keys_of_one_letter_can_be_switched_off(site: Site, person: Page) -> None:
    person.open(f"{site.console}/settings")
    person.click("label.check input")
    person.press("?")
    person.press("g", "r")
    assert person.run("[location.pathname, document.querySelector('dialog') === null]") == [
        "/console/settings",
        True,
    ]
    person.click("label.check input")
    person.press("?")
    person.until("document.querySelector('dialog[open]')")
    person.press("Escape")


def test_the_audit_log_is_verified_when_a_person_asks(site: Site, person: Page) -> None:
    person.open(f"{site.console}/audit")
    person.click(".actions button")
    person.sees("rows verified")
    person.sees("up to row")


def test_pictures_of_the_docs_can_be_taken(site: Site, tmp_path: Path) -> None:
    files = taken(site.browser, site.console, site.server.token, site.second, tmp_path)
    shown = (ROOT / "backend" / "docs" / "console").iterdir()
    assert {file.name for file in files} == {file.name for file in shown}
    for file in files:
        assert file.read_bytes().startswith(b"\x89PNG")


def api(site: Site) -> httpx.Client:
    """Return a client that uses the API beside the console."""
    headers = {"Authorization": f"Bearer {site.server.token}"}
    return httpx.Client(base_url=f"{site.server.url}/api/v2", headers=headers)


def test_a_token_is_created_and_shown_once(site: Site, person: Page) -> None:
    person.open(f"{site.console}/tokens")
    person.click(".head button")
    person.fill("dialog[open] [name=name]", HOSTILE[0])
    assert person.run("document.querySelector('dialog [name=days]').value") == "90"
    person.fill("dialog[open] [name=cidrs]", "nonsense")
    person.press("Enter")
    person.until("document.querySelector('dialog [role=alert]')")
    # What was typed is still there.
    assert person.run("document.querySelector('dialog [name=name]').value") == HOSTILE[0]
    person.fill("dialog[open] [name=cidrs]", "127.0.0.0/8")
    person.press("Enter")
    person.sees("Copy it now: it is not shown again.")
    token = person.run("document.querySelector('dialog pre').innerText")
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}) as client:
        url = f"{site.server.url}/api/v2"
        codes = [client.get(f"{url}/{one}").status_code for one in ("cloud-posture-runs", "audit")]
    assert codes == [200, 403]
    person.press("Escape")
    person.until("!document.querySelector('dialog')")
    person.sees("127.0.0.0/8")
    kept = "document.documentElement.outerHTML + JSON.stringify([{...localStorage}, location.href])"
    assert token not in person.run(kept)


def test_suppressions_are_renewed_together_and_that_can_be_taken_back(site: Site) -> None:
    body = {"check_id": KNOWN_ID, "reason": HOSTILE[1], "owner": "team"}
    body["expires_at"] = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    with api(site) as client:
        made = [
            client.post("/suppressions", json=body | {"resource_pattern": f"none-{name}"}).json()
            for name in ("one", "two")
        ]
        paths = [f"/suppressions/{one['id']}" for one in made]
        ends = [one["expires_at"] for one in made]
        page = deaf(site, place="/suppressions")
        mark = "[...document.querySelectorAll('td input')].map((one) => one.click()).length"
        page.until(f"document.querySelectorAll('td input').length === 2 && {mark}")
        page.sees("2 suppressions marked")
        page.click(".bulk .primary")
        page.sees("2 suppressions renewed for 30 days.")
        renewed = [client.get(path).json()["expires_at"] for path in paths]
        assert [now > before for now, before in zip(renewed, ends, strict=True)] == [True, True]
        page.press("u")
        page.sees("Each ends when it did before.")
        assert [client.get(path).json()["expires_at"] for path in paths] == ends
        # What another person has changed meanwhile is not renewed, and stays marked.
        page.until(f"document.querySelectorAll('td input').length === 2 && {mark}")
        assert client.patch(paths[1], json={"reason": "Another one."}).status_code == 200
        page.click(".bulk .primary")
        page.sees("1 suppression renewed for 30 days.")
        page.sees("1 suppression marked")
        page.sees("It was changed meanwhile.")
        assert client.get(paths[1]).json()["expires_at"] == ends[1]
        for path in paths:
            assert client.delete(path).status_code in {200, 204}
    assert page.complaints() == []
    page.close()


def test_a_report_is_asked_for(site: Site, person: Page) -> None:
    person.open(f"{site.console}/reports")
    person.sees("There is no report")
    person.click(".head button")
    person.fill("dialog[open] [name=title]", HOSTILE[0])
    person.press("Enter")
    person.sees("The report is being made.")
    person.until("document.querySelector('td .badge')")
    assert "queued" in person.text()


@pytest.mark.parametrize(
    "place",
    [
        "runs",
        "suppressions",
        "frameworks/CIS_AWS_7_0",
        "reports",
        "integrations",
        "tokens",
        "audit",
    ],
)
def test_a_page_that_a_token_may_not_read_says_which_scope_is_missing(
    site: Site, narrow: Page, place: str
) -> None:
    narrow.open(f"{site.console}/{place}")
    narrow.sees("Your token may not see this")
    assert narrow.complaints() == []


@pytest.fixture(scope="module")
def narrow(site: Site) -> Page:
    """Somebody whose token may read webhooks alone."""
    return sign_in(site.browser.page(), site, token=site.server.mint(["webhooks:read"]))


def test_a_long_list_has_few_rows_in_the_document(site: Site, person: Page) -> None:
    person.open(f"{site.console}/findings?group=none&status=any&suppressed=include")
    person.until("document.querySelector('.row')")
    assert person.run("document.querySelectorAll('.row').length") <= MOST_ROWS
    assert person.run("document.querySelector('.rows').offsetHeight") == ROW_PIXELS * 9


@pytest.mark.exhaustive
def test_ten_thousand_findings_scroll_within_the_time_of_a_frame(site: Site) -> None:
    """What counts is the time of the page's thread, which does not depend on other processes."""
    other = site.server.for_another()
    asyncio.run(many_findings(other))
    page = sign_in(site.browser.page(), site, place="/findings?group=none", token=other.token)
    page.sees("10,000 findings match")
    height = ROW_PIXELS * MANY
    page.run(
        "new Promise((done) => { const look = () => { scrollTo(0, document.body.scrollHeight); "
        f"if (document.querySelector('.rows')?.offsetHeight >= {height}) done(); "
        "else setTimeout(look, 50); }; look(); })"
    )
    page.call("Performance.enable", timeDomain="threadTicks")
    page.run("scrollTo(0, 0)")
    before = times(page)
    page.run(
        f"new Promise(async (done) => {{ for (let jump = 0; jump < {JUMPS}; jump += 1) {{ "
        "scrollTo(0, jump * 400); await new Promise(requestAnimationFrame); } done(); })"
    )
    after = times(page)
    used = {name: (after[name] - before[name]) * 1_000 / JUMPS for name in after}
    assert used["ScriptDuration"] <= SCRIPT_MS
    assert used["TaskDuration"] <= TASK_MS
    assert page.run("document.querySelectorAll('.row').length") <= MOST_ROWS
    assert page.complaints() == []
    page.close()


async def many_findings(server: Served) -> None:
    async with Store(server.settings) as store:
        row = await create_integration(
            store, tenant_id=server.tenant_id, name="many", provider="aws"
        )
        await run_of(server, store, row.id, *(sheet(f"many-{number}") for number in range(MANY)))


def times(page: Page) -> dict[str, float]:
    """Return the seconds that the page's thread has used."""
    found = page.call("Performance.getMetrics")["metrics"]
    return {one["name"]: one["value"] for one in found if one["name"].endswith("Duration")}


SEES_BY = pytest.mark.parametrize("hears", [True, False], ids=["stream", "request"])


@SEES_BY
def test_a_revoked_token_ends_the_session_and_keeps_the_place(site: Site, *, hears: bool) -> None:
    token = site.server.mint(["cloud_posture:read", "tokens:write"])
    page = sign_in(site.browser.page(hears=hears), site, place="/runs", token=token)
    page.until("document.querySelector('#main table')")
    page.run(
        "fetch('/api/v2/session').then((one) => one.json()).then((one) => fetch("
        "`/api/v2/tokens/${one.token.id}`, {method: 'DELETE', headers: "
        "{'content-type': 'application/json'}}))"
    )
    if not hears:
        page.click("nav a[href$=changes]")
    page.sees("Your session has ended")
    assert page.run("location.pathname") == f"/console/{'runs' if hears else 'changes'}"
    page.close()


def test_what_a_token_may_not_see_is_said(site: Site) -> None:
    token = site.server.mint(["cloud_posture:read"])
    page = sign_in(site.browser.page(), site, place="/findings", token=token)
    page.sees("Your token may not see this")
    page.sees("findings:read")
    page.close()


@SEES_BY
def test_signing_out_in_one_tab_ends_the_other(site: Site, *, hears: bool) -> None:
    page = sign_in(site.browser.page(hears=hears), site, place="/runs")
    other = site.browser.page(like=page, hears=hears)
    other.open(f"{site.console}/runs")
    other.until("document.querySelector('#main table')")
    sign_out(page)
    page.sees("You are signed out.")
    if not hears:
        other.click("nav a[href$=audit]")
    other.sees("Your session has ended")
    page.close()
    other.close()


def test_an_unknown_run_and_an_unknown_page_say_so(site: Site, person: Page) -> None:
    person.open(f"{site.console}/runs/00000000-0000-4000-8000-000000000000")
    person.sees("Run not found")
    person.open(f"{site.console}/nothing")
    person.sees("There is no such page")


def test_the_first_page_is_small(site: Site, person: Page) -> None:
    person.open(f"{site.console}/changes")
    person.until("document.querySelector('.feed li')")
    sizes = person.run(
        "performance.getEntries().filter((one) => /console/.test(one.name) && one.encodedBodySize)"
        ".map((one) => [one.name.split('/').at(-1), one.encodedBodySize])"
    )
    assert sum(size for _, size in sizes) <= 60_000, sizes


def test_the_token_of_the_page_on_the_console_signs_in(site: Site) -> None:
    page = (ROOT / "backend" / "docs" / "console.md").read_text(encoding="utf-8")
    found = re.search(r"^posture token create .*\\\n.*$", page, re.MULTILINE)
    assert found
    scopes = shlex.split(found[0].replace("\\\n", ""))[1:]
    scopes[scopes.index("--tenant") + 1] = site.server.tenant_id
    environ = {"POSTURE_DATABASE_URL": site.server.settings.database_url}
    made = run([sys.executable, "-m", "posture", *scopes], environ).strip()
    tab = sign_in(site.browser.page(), site, place="/findings", token=made)
    tab.sees("findings match")
    tab.close()
