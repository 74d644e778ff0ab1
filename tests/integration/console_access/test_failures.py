"""What a page says when something fails, and how it goes on."""

import json
from typing import NamedTuple

from tests.browser import Page
from tests.console import PLACES, SHOWN, Site, sign_in, sign_out, walk
from tests.machine import exhaustive

# What these pages show is in the session.
WITHOUT_REQUESTS = {"settings", "integrations/new"}


class Fault(NamedTuple):
    """What a page gets in place of a response, as JavaScript, and what it says then."""

    response: str
    text: str


def responding(body: str, status: int, **headers: str) -> str:
    """Return the JavaScript of a response."""
    how = json.dumps({"status": status, "headers": headers})
    return f"Promise.resolve(new Response({body!r}, {how}))"


HTML = "<html><h1>nginx</h1></html>"


FAULTS = (
    Fault(
        "Promise.reject(new TypeError('Failed to fetch'))",
        "The server cannot be reached. What is shown may be old.",
    ),
    Fault(
        responding(
            '{"error": "unavailable", "detail": "No database."}', 503, **{"Retry-After": "2"}
        ),
        "No database. The database is busy or away. Try again in a moment. Wait 2.0 s.",
    ),
    Fault(
        responding('{"error": "rate_limited", "detail": ""}', 429, **{"Retry-After": "7"}),
        "Too many requests were sent. Wait 7.0 s.",
    ),
    Fault(responding('{"error": "internal_error"}', 500), "Internal error"),
    Fault(responding(HTML, 502), "The response has the status 502. Try again in a moment."),
    Fault(responding(HTML, 200), "The response was cut short, or is not one of this server."),
)


def failing(page: Page, response: str) -> None:
    """Let every request to the API end in one way, until `working`."""
    page.run(
        f"(() => {{ const own = window.ownFetch ??= fetch; window.fetch = (url, request) => "
        f"url.startsWith('/api/') ? {response} : own(url, request); }})()"
    )


def working(page: Page) -> None:
    page.run("(() => { window.fetch = window.ownFetch; })()")


def test_every_page_says_what_failed_and_is_read_again(site: Site, finding: str) -> None:
    """Each page with one fault; with `--exhaustive` with each of them."""
    page = sign_in(site.browser.page(), site, place="/settings")
    page.until(SHOWN)
    titles = {}
    run = f"runs/{site.second}"
    others = [run, f"{run}/gate", f"findings/{finding}", "findings?group=none"]
    others.append(f"compare/{site.second}...{site.first}")
    for index, place in enumerate([*PLACES, *others]):
        turn = index % len(FAULTS)
        for fault in FAULTS if exhaustive() else FAULTS[turn : turn + 1]:
            walk(page, "settings")  # so that the page is opened with each fault
            failing(page, fault.response)
            walk(page, place)
            if place not in WITHOUT_REQUESTS:
                page.sees(fault.text)
                assert page.run("document.querySelector('.problem').checkVisibility()")
            working(page)
            if place not in WITHOUT_REQUESTS:
                page.click(".problem button")
            page.until(f"!document.querySelector('.problem') && {SHOWN}")
            titles[place] = page.run("document.title")
    assert len({titles[place] for place in PLACES}) == len(PLACES), titles
    assert {title.endswith(" · posture") for title in titles.values()} == {True}
    assert page.complaints() == []
    page.close()


def test_a_page_that_is_opened_while_the_server_is_away_keeps_the_session(site: Site) -> None:
    page = sign_in(site.browser.page(), site, place="/runs")
    page.until(SHOWN)
    page.call("Network.setBlockedURLs", urls=["*/api/v2/*"])
    page.open(f"{site.console}/runs")
    page.sees("The server cannot be reached.")
    assert page.run("document.querySelector('input')") is None
    page.call("Network.setBlockedURLs", urls=[])
    page.click(".problem button")
    page.until("document.querySelector('#main table')")
    page.close()


def test_a_sign_out_that_failed_is_no_sign_out(site: Site) -> None:
    page = sign_in(site.browser.page(), site, place="/runs")
    page.until(SHOWN)
    walk(page, "tokens")
    failing(page, FAULTS[1].response)
    sign_out(page)
    page.sees("You are still signed in. No database.")
    working(page)
    sign_out(page)
    page.sees("You are signed out.")
    # What was there does not come back with the Back button.
    page.run("history.back()")
    page.sees("You are signed out.")
    assert page.complaints() == []
    page.close()


LACKING = "/Your token may not (see this|connect accounts)[^]*[a-z]:(read|write)/"


def test_every_page_says_which_scope_the_token_lacks(site: Site) -> None:
    token = site.server.mint(["reports:read"])
    page = sign_in(site.browser.page(), site, place="/settings", token=token)
    page.until(SHOWN)
    for place in PLACES:
        walk(page, place)
        if place not in {"settings", "reports", "frameworks"}:
            page.until(f"{LACKING}.test(document.querySelector('#main').innerText)")
    assert page.complaints() == []
    page.close()


def test_the_program_of_a_page_is_read_when_the_network_is_back(site: Site) -> None:
    page = sign_in(site.browser.page(), site, place="/changes")
    page.until(SHOWN)
    limits = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.call("Network.emulateNetworkConditions", offline=True, **limits)
    page.click("nav a[href$=tokens]")
    page.sees("The server cannot be reached.")
    page.call("Network.emulateNetworkConditions", offline=False, **limits)
    page.until("document.querySelector('#main table')")
    page.close()
