"""The session: signing in and out, and what a token may not do."""

import re
import shlex
import sys

import httpx
import pytest

from tests.browser import Page
from tests.console import HOSTILE, Site, sign_in, sign_out
from tests.forks import run
from tests.meta.repository import ROOT


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
