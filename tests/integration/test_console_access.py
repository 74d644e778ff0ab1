"""Access to the console, in a real browser: sign-in with a real identity provider, and axe.

Axe looks at each page and each state of it, in both themes and at both widths.
"""

import json
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import httpx
import pytest

from tests.browser import Page
from tests.console import PLACES, Site, opened, sign_in, sign_out
from tests.contract.test_token_exchange import unusable
from tests.emulator.server import LOOPBACK
from tests.issuer import CLIENT_ID, CLIENT_SECRET, TOKEN, Issuer, listening
from tests.machine import exhaustive, need
from tests.ports import free_port

CALLBACK = "/api/v2/session/oidc/callback"
RULES = [
    {
        "conditions": [{"claim": "groups", "equals": ["cloud-security"]}],
        "tenant": "acme",
        "scopes": ["cloud_posture:read", "findings:read"],
    }
]
ASKED_FOR = "/findings?q=known"
BUTTON = ".door a.button"


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with listening() as (found, _):
        yield found


@pytest.fixture(scope="module")
def site(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    port = str(free_port())
    environ = {
        "POSTURE_PORT": port,
        "POSTURE_OIDC_ISSUER": issuer.url,
        "POSTURE_OIDC_CLIENT_ID": CLIENT_ID,
        "POSTURE_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "POSTURE_OIDC_REDIRECT_URL": f"http://127.0.0.1:{port}{CALLBACK}",
        "POSTURE_OIDC_RULES": json.dumps(RULES),
        "POSTURE_OIDC_NAME": "Example Login",
        "POSTURE_ISSUER_NETWORKS": LOOPBACK,
        "SSL_CERT_FILE": str(issuer.certificate),
    }
    with opened(tmp_path_factory.mktemp("access"), environ=environ) as found:
        yield found


@pytest.fixture
def visitor(site: Site, issuer: Issuer) -> Iterator[Page]:
    """Somebody with an account at the provider, who has not signed in."""
    issuer.reset()
    issuer.asks = True
    now = int(time.time())
    issuer.person = {
        "sub": "maria",
        "email": "maria@acme.example",
        "email_verified": True,
        "groups": ["cloud-security"],
        "iat": now,
        "exp": now + 300,
    }
    page = site.browser.page()
    page.call("Security.setIgnoreCertificateErrors", ignore=True)
    yield page
    assert page.complaints() == []
    page.close()


def at_provider(page: Page, site: Site) -> None:
    """Open a page of the console, and go to the provider's by the button."""
    page.open(site.console + ASKED_FOR)
    page.sees("Sign in with Example Login")
    page.click(BUTTON)
    page.until("location.hostname === 'localhost' && document.querySelector('#allow')")


def decided(page: Page, choice: str) -> None:
    """Decide at the provider, as a person does, and wait until the console is back."""
    page.click(f"#{choice}")
    page.until("location.hostname === '127.0.0.1' && document.querySelector('#main, .door')")


def place(page: Page) -> str:
    return str(page.run("location.pathname + location.search"))


def test_a_person_signs_in_with_the_provider_and_lands_where_they_wanted(
    site: Site, visitor: Page
) -> None:
    at_provider(visitor, site)
    decided(visitor, "allow")
    visitor.sees("2 findings match")
    assert place(visitor) == f"/console{ASKED_FOR}"
    visitor.click(".who .self")
    visitor.sees("maria@acme.example")
    kept = "JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])"
    assert visitor.run(kept) == '["",{},{}]'
    # What the rule does not grant is said.
    visitor.click("nav a[href$=audit]")
    visitor.sees("Your token may not see this")


def test_signing_out_leads_to_the_button_again(site: Site, visitor: Page) -> None:
    at_provider(visitor, site)
    decided(visitor, "allow")
    sign_out(visitor)
    visitor.sees("You are signed out.")
    visitor.sees("Sign in with Example Login")
    visitor.open(f"{site.console}/runs")
    visitor.sees("Sign in with Example Login")


def test_the_session_of_a_person_ends_when_their_token_is_revoked(
    site: Site, visitor: Page
) -> None:
    at_provider(visitor, site)
    decided(visitor, "allow")
    visitor.sees("2 findings match")
    token_id = visitor.run("fetch('/api/v2/session').then((one) => one.json())")["token"]["id"]
    headers = {"Authorization": f"Bearer {site.server.token}"}
    revoked = httpx.delete(f"{site.server.url}/api/v2/tokens/{token_id}", headers=headers)
    assert revoked.status_code in {200, 204}
    visitor.sees("Your session has ended")
    visitor.sees("Sign in with Example Login")


def other_groups(issuer: Issuer, page: Page) -> None:  # noqa: ARG001  # one of several
    issuer.person["groups"] = ["everyone"]


def other_state(issuer: Issuer, page: Page) -> None:  # noqa: ARG001  # one of several
    page.run(
        "document.querySelectorAll('a').forEach((one) => { const url = new URL(one.href); "
        "url.searchParams.set('state', 'other'); one.href = url; })"
    )


def other_browser(issuer: Issuer, page: Page) -> None:  # noqa: ARG001  # one of several
    page.call("Network.clearBrowserCookies")


def broken_provider(issuer: Issuer, page: Page) -> None:  # noqa: ARG001  # one of several
    issuer.answers[TOKEN] = unusable(body=b"", status=500)


def nothing(issuer: Issuer, page: Page) -> None:
    """The person alone decides."""


class Refusal(NamedTuple):
    """What a person chooses at the provider, what happens meanwhile, and what the console shows."""

    choice: str
    meanwhile: Callable[[Issuer, Page], None]
    text: str
    page: str = ASKED_FOR


REFUSALS = {
    "cancelled": Refusal("deny", nothing, "did not let you sign in, or you cancelled there"),
    "no rule": Refusal("allow", other_groups, "this server does not let you in"),
    "wrong state": Refusal("allow", other_state, "was not finished in time, or in another"),
    "other browser": Refusal("allow", other_browser, "was not finished in time", "/changes"),
    "unreachable": Refusal("allow", broken_provider, "identity provider cannot be reached now"),
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_refused_sign_in_says_why_and_can_be_tried_again(
    site: Site, issuer: Issuer, visitor: Page, refusal: Refusal
) -> None:
    at_provider(visitor, site)
    groups = issuer.person["groups"]
    refusal.meanwhile(issuer, visitor)
    decided(visitor, refusal.choice)
    visitor.sees(refusal.text)
    # The reason is shown once: it is no part of the address.
    assert place(visitor) == f"/console{refusal.page}"
    issuer.answers.clear()
    issuer.person["groups"] = groups
    visitor.click(BUTTON)
    visitor.until("document.querySelector('#allow')")
    decided(visitor, "allow")
    visitor.until("document.querySelector('#main h1')")
    assert place(visitor) == f"/console{refusal.page}"


@pytest.fixture(scope="module")
def person(site: Site) -> Page:
    """Somebody who is signed in with a token that may do everything."""
    return sign_in(site.browser.page(), site)


@pytest.fixture(scope="module")
def finding(site: Site) -> str:
    """The id of a finding."""
    headers = {"Authorization": f"Bearer {site.server.token}"}
    with httpx.Client(base_url=site.server.url, headers=headers) as client:
        return str(client.get("/api/v2/findings?delta=new").json()["data"][0]["id"])


SHOWN = "document.querySelector('#main h1, #main .problem') && !document.querySelector('.waiting')"
LOOKS = [(1440, False), (390, True), (1440, True), (390, False)]


def pages_of(site: Site, finding: str) -> list[str]:
    """Return the address of every page, with its states."""
    run = f"runs/{site.second}"
    return [
        *PLACES,
        *(f"{run}{part}" for part in ("", "/gate", "/coverage", "/timeline")),
        f"compare/{site.second}...{site.first}",
        f"findings/{finding}",
        f"findings?group=none&id={finding}",
        "findings?q=nothing-has-this",
        "runs?status=failed",
        "runs/00000000-0000-4000-8000-000000000000",
        "findings/00000000-0000-4000-8000-000000000000",
        "webhooks/00000000-0000-4000-8000-000000000000",
        "nothing",
    ]


def test_no_page_fails_axe(site: Site, person: Page, finding: str, axe: str) -> None:
    """Each page in one theme at one width; with `--exhaustive` in both at both."""
    person.open(f"{site.console}/settings")
    person.run(f"{axe}; 0")
    found = {}
    for index, place in enumerate(pages_of(site, finding)):
        turn = index % len(LOOKS)
        for width, dark in LOOKS if exhaustive() else LOOKS[turn : turn + 1]:
            person.resize(width)
            person.paint(dark=dark)
            walk(person, place)
            if faults_here := faults(person, width):
                found[place, width, dark] = faults_here
    assert found == {}


# What is clicked one after the other.
DIALOGS = {
    "runs": (".head button",),
    "reports": (".head button",),
    "tokens": ("td button",),
    "settings": ("[aria-label=Keys]",),
    "findings?delta=new&group=none": (".row input", ".bulk .primary"),
}


def test_no_dialog_fails_axe(site: Site, person: Page, axe: str) -> None:
    person.open(f"{site.console}/settings")
    person.run(f"{axe}; 0")
    for index, (place, clicked) in enumerate(DIALOGS.items()):
        turn = index % len(LOOKS)
        for width, dark in LOOKS if exhaustive() else LOOKS[turn : turn + 1]:
            person.resize(width)
            person.paint(dark=dark)
            walk(person, place)
            for selector in clicked:
                person.click(selector)
            person.until(
                "document.querySelector('dialog[open]') && !document.querySelector('.waiting')"
            )
            assert faults(person, width) == [], (place, width, dark)
            person.press("Escape")
            person.until("!document.querySelector('dialog')")
            walk(person, "settings")


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_the_sign_in_page_does_not_fail_axe(
    site: Site, visitor: Page, axe: str, width: int, *, dark: bool
) -> None:
    visitor.resize(width)
    visitor.paint(dark=dark)
    visitor.open(f"{site.console}/findings?sign_in=refused")
    visitor.sees("Sign in with Example Login")
    visitor.sees("this server does not let you in")
    visitor.run(f"{axe}; 0")
    assert faults(visitor, width) == []


# Each control that gets the focus is noted, and whether a person sees that it has it.
NOTE_FOCUS = """
window.walked = new Set(); window.unseen = [];
document.addEventListener("focusin", ({target}) => walked.add(target));
// After the key: at the event of the focus the style may be that of before.
document.addEventListener("keyup", () => {
  const target = document.activeElement;
  const {outlineStyle, outlineWidth} = getComputedStyle(target);
  if (target.tabIndex >= 0 && (outlineStyle !== "solid" || outlineWidth === "0px"))
    unseen.push(target.outerHTML.slice(0, 200));
});
"""
CONTROLS = """[...document.querySelectorAll(
  "a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((one) =>
  !one.disabled && one.checkVisibility({visibilityProperty: true}))"""


def test_by_keyboard_alone_every_control_is_reached_and_seen(
    site: Site, person: Page, finding: str
) -> None:
    """Tab reaches each link, button and field of a page, and leaves each of them again."""
    person.resize(1440)
    places = pages_of(site, finding)
    person.open(f"{site.console}/settings")
    person.run(NOTE_FOCUS)
    for place in places if exhaustive() else places[:: len(places) // 5]:
        walk(person, place)
        person.run("walked.clear()")
        person.press(*["Tab"] * (int(person.run(f"{CONTROLS}.length")) + SCROLLED))
        missed = f"{CONTROLS}.filter((one) => !walked.has(one))"
        assert person.run(f"{missed}.map((one) => one.outerHTML)") == [], place
    assert person.run("unseen") == []


# What scrolls has the focus in turn, too.
SCROLLED = 8
FOCUSED = "document.activeElement.outerHTML"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until a control has the focus."""
    for _ in range(MOST_TABS):
        if page.run(f"document.activeElement.matches({json.dumps(selector)})"):
            return
        page.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}: {page.run(FOCUSED)}")


MOST_TABS = 150


def test_the_skip_link_leads_past_the_pages(site: Site, person: Page) -> None:
    person.open(f"{site.console}/runs")
    person.until(SHOWN)
    person.press("Tab")
    assert person.run("document.activeElement.className") == "skip"
    person.press("Enter", "Tab")
    assert person.run("document.querySelector('#main').contains(document.activeElement)")
    assert person.run("location.pathname") == "/console/runs"


def test_enter_follows_a_link_and_presses_a_button_where_keys_have_meanings(
    site: Site, person: Page
) -> None:
    person.open(f"{site.console}/findings")
    person.until("document.querySelector('.row')")
    tab_to(person, ".row button.text")
    person.press("Enter")
    person.until("document.querySelector('.row input')")
    person.press("j", "j", "Enter")  # the keys of the page go on from there
    person.until("document.querySelector('.panel')")
    person.press("Escape")
    tab_to(person, "nav a[href$=runs]")
    person.press("Enter")
    person.until("document.querySelector('#main table')")
    assert person.run("location.pathname") == "/console/runs"


def test_by_keyboard_alone_a_decision_is_made_about_several_and_taken_back(
    site: Site, person: Page
) -> None:
    person.open(f"{site.console}/findings?delta=new&group=none")
    person.until("document.querySelectorAll('.row input').length === 6")
    tab_to(person, ".row input")
    person.press("Space")
    person.press("Tab", "Tab", "Space")
    person.sees("2 findings marked")
    tab_to(person, ".bulk select")
    person.press("ArrowDown")
    person.sees("2 findings marked")  # to look at the choices decides nothing
    tab_to(person, ".bulk .chips button")
    person.press("Enter")
    person.sees("2 findings marked as accepted.")
    person.sees("4 findings match")
    person.press("u")
    person.sees("Each has the status that it had before.")
    person.sees("6 findings match")


def test_the_focus_returns_to_what_opened_a_dialog_or_a_finding(site: Site, person: Page) -> None:
    person.open(f"{site.console}/findings?delta=new&group=none")
    person.until("document.querySelectorAll('.row input').length === 6")
    tab_to(person, ".row button.text")
    person.press("Enter")
    person.until("document.querySelector('.panel .evidence')")
    person.until("document.activeElement.className === 'panel'")
    tab_to(person, ".panel .actions.low > button")
    person.press("Enter")
    person.until("document.querySelector('dialog .note')")
    person.sees("Covers 1 open finding now")
    person.until("document.activeElement.name === 'reason'")
    person.write("It is only paper.")
    tab_to(person, "dialog [name=owner]")
    person.write("team-paper")
    person.press("Enter")
    person.sees("Suppressed from the next run on.")
    person.until("document.activeElement.matches('.panel .actions.low > button')")
    person.press("u")
    person.sees("The suppression is gone again.")
    person.press("Escape")
    person.until("document.activeElement.matches('.row button.text')")


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


def walk(page: Page, place: str) -> None:
    """Go to a page of the console without loading its program again."""
    page.run(
        f"history.pushState(null, '', '/console/{place}'); "
        "dispatchEvent(new PopStateEvent('popstate')); "
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    page.until(
        "document.querySelector('#main h1, #main .problem') && !document.querySelector('.waiting')"
    )


def faults(page: Page, width: int) -> list[str]:
    """Return what axe finds wrong with what is shown, and whether it is too wide."""
    found: list[str] = page.run(
        "axe.run(document, {resultTypes: ['violations']}).then(({violations}) => "
        "violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html)"
        ".slice(0, 3).join(' | ')))"
    )
    return found if page.run("document.documentElement.scrollWidth") <= width else [*found, "wide"]


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core, from the packages of the console."""
    return need("axe-core").read_text(encoding="utf-8")
