"""Decisions about more findings than one request carries, in a real browser."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from posture.services.integrations import create_integration
from posture.store.engine import Store
from tests.browser import Page
from tests.console import Site, opened, run_of, sign_in
from tests.integration.fakes import sheet
from tests.server import Served

MANY = 2_300
MARK_ALL = """(() => {
    const button = [...document.querySelectorAll('.head button')]
        .find((one) => one.textContent === 'Mark all');
    button?.click();
    return Boolean(button);
})()"""
# Choose a status and press the button, in one look at a bar that is ready for it.
DECIDE = """(() => {
    const select = document.querySelector('.bulk select');
    const button = document.querySelector('.bulk .chips button');
    if (!select || !button) return false;
    if (select.value === 'accepted') { button.click(); return true; }
    select.value = 'accepted';
    select.dispatchEvent(new Event('change', {bubbles: true}));
    return false;
})()"""
UNDO = """(() => {
    const buttons = [...document.querySelectorAll('.toast button')];
    buttons.at(-1)?.click();
    return buttons.length > 0;
})()"""
# Requests for a decision fail from a number on, until the page says otherwise; `steps` has what
# the page has shown of its progress.
FAILING = """
    window.sent = 0;
    window.failFrom = Infinity;
    window.steps = [];
    new MutationObserver(() => {
        const step = document.querySelector('.bulk[role=status]')?.innerText;
        if (step && step !== window.steps.at(-1)) window.steps.push(step);
    }).observe(document.body, {childList: true, characterData: true, subtree: true});
    const real = window.fetch;
    window.fetch = (url, options) => {
        if (!String(url).endsWith('/findings/bulk')) return real(url, options);
        window.sent += 1;
        if (window.sent < window.failFrom) return real(url, options);
        const body = JSON.stringify({error: 'unavailable', detail: 'No database.'});
        return Promise.resolve(new Response(body, {status: 503}));
    };
"""
# From now on a list never ends: each page has the findings of the first with other ids.
ENDLESS = """
    const finite = window.fetch;
    let number = 0;
    window.fetch = async (url, options) => {
        if (!String(url).includes('/findings?')) return finite(url, options);
        const page = await (await finite('/api/v2/findings?limit=200')).json();
        for (const one of page.data) one.id = `${one.id}-${number}`;
        page.next_cursor = `${number += 1}`;
        return new Response(JSON.stringify(page), {status: 200});
    };
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("many")) as found:
        yield found


@pytest.fixture(scope="module")
def other(site: Site) -> Served:
    """A tenant with more findings than two requests carry."""
    found = site.server.for_another()
    asyncio.run(many_findings(found))
    return found


async def many_findings(server: Served) -> None:
    async with Store(server.settings) as store:
        row = await create_integration(
            store, tenant_id=server.tenant_id, name="many", provider="aws"
        )
        await run_of(server, store, row.id, *(sheet(f"many-{number}") for number in range(MANY)))


@pytest.fixture
def page(site: Site, other: Served) -> Iterator[Page]:
    """The list of them all, of which none is marked."""
    found = sign_in(site.browser.page(), site, place="/findings", token=other.token)
    found.sees("2,300 findings match")
    found.run(FAILING)
    yield found
    assert found.complaints() == []
    found.close()


def accepted(server: Served) -> int:
    """Return how many findings are accepted."""
    headers = {"Authorization": f"Bearer {server.token}"}
    url = f"{server.url}/api/v2/findings/facets"
    found = httpx.get(url, params={"status": "accepted"}, headers=headers)
    return int(found.raise_for_status().json()["total_count"])


def test_more_findings_than_a_request_carries_are_decided_in_steps(
    page: Page, other: Served
) -> None:
    page.until(MARK_ALL)
    page.sees("2,300 findings marked")
    page.until(DECIDE)
    page.sees("2,300 findings marked as accepted.")
    page.sees("No finding matches")
    assert page.run("window.steps.slice(0, 3)") == [
        f"Marking as accepted: {done} of 2,300 …" for done in ("0", "1,000", "2,000")
    ]
    assert accepted(other) == MANY
    page.run("window.steps = []")
    page.until(UNDO)
    page.sees("Each has the status that it had before.")
    page.sees("2,300 findings match")
    assert page.run("window.steps.slice(0, 3)") == [
        f"Taking back: {done} of 2,300 …" for done in ("0", "1,000", "2,000")
    ]
    assert accepted(other) == 0


def test_what_is_marked_and_what_is_not_is_said_if_more_match_than_can_be_marked(
    page: Page,
) -> None:
    page.run(ENDLESS)
    page.until(MARK_ALL)
    page.sees(
        "10,000 findings marked, the most severe first. More match by now, and are not marked."
    )


def test_when_a_step_fails_what_is_done_and_what_is_not_is_said(page: Page, other: Served) -> None:
    page.until(MARK_ALL)
    page.sees("2,300 findings marked")
    page.run("window.failFrom = 2")
    page.until(DECIDE)
    page.sees(
        "1,000 of 2,300 are marked as accepted. 1,300 are as they were, and stay marked here."
    )
    page.sees("No database.")
    page.sees("1,300 findings match")
    assert accepted(other) == 1_000
    # The same button goes on with the rest.
    page.run("window.failFrom = Infinity")
    page.until(DECIDE)
    page.sees("1,300 findings marked as accepted.")
    assert accepted(other) == MANY
    # What is taken back halfway says so as well, and can be gone on with.
    page.run("window.failFrom = window.sent + 2")
    page.until(UNDO)
    page.sees("1,000 of 1,300 have the status that they had before. 300 do not yet. No database.")
    assert accepted(other) == MANY - 1_000
    page.run("window.failFrom = Infinity")
    page.until(UNDO)
    page.sees("Each has the status that it had before.")
    assert accepted(other) == 1_000
    page.until(UNDO)
    page.sees("2,300 findings match")
    assert accepted(other) == 0
