"""Every page: its width and its requests; and those of one page each."""

from pathlib import Path

import pytest

from tests.browser import Page
from tests.console import HOSTILE, KNOWN_ID, PLACES, READ, Site, api, asked_by, sign_in
from tests.e2e.pictures import LIVE, taken
from tests.meta.repository import ROOT

MOST_REQUESTS = 3


MINUTE_MS = 60_000


HOUR_MS = 3_600_000


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
    # Nothing is under way here, so the picture of that is taken by the demo alone.
    assert {file.name for file in files} | {f"{LIVE}.png"} == {file.name for file in shown}
    for file in files:
        assert file.read_bytes().startswith(b"\x89PNG")


def test_a_report_is_asked_for(site: Site, person: Page) -> None:
    person.open(f"{site.console}/reports")
    person.sees("There is no report")
    person.click(".head button")
    person.fill("dialog[open] [name=title]", HOSTILE[0])
    person.press("Enter")
    person.sees("The report is being made.")
    person.until("document.querySelector('td .badge')")
    assert "queued" in person.text()
