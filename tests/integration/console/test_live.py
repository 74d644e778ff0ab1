"""What is shown as it happens: runs under way, other tabs, a restart and a lost network."""

import asyncio
import json

import httpx
import pytest

from posture.domain.run import RunCounts
from posture.domain.timeline import CallTally, PhaseTime, TimedPhase, encoded
from posture.services.integrations import create_integration
from posture.services.runs import cancel_run
from posture.store.engine import Store
from tests.browser import SETTLED, Page
from tests.console import READ, STREAM, Site, claimed, progressed, sign_in, stopped
from tests.server import Served, served


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
        counts = RunCounts(call_count=calls)
        asyncio.run(progressed(site.server, claim, counts, timeline=timeline_of(calls)))
        page.until(f"{cells}[4] === '{calls}'")
    page.sees("Where the time goes, so far")
    asyncio.run(stopped(site.server, claim))
    page.sees("Where the time went")
    assert page.run(cells)[:2] == ["paper", "eu-central-1"]
    assert page.complaints() == []
    page.close()


def timeline_of(calls: int) -> str:
    tally = CallTally(calls=calls)
    tally.note("paper:GetSheet", 0.1, 0.3, failed=False)
    phases = [PhaseTime(TimedPhase.CONNECT, 0, 100), PhaseTime(TimedPhase.COLLECT, 100, 200)]
    return encoded(phases, {("paper", "eu-central-1"): tally}, begun=0.0)


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
