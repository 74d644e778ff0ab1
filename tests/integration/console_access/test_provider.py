"""Sign-in with a real identity provider."""

from collections.abc import Callable
from typing import NamedTuple

import httpx
import pytest

from tests.browser import Page
from tests.console import Site, sign_out
from tests.contract.test_token_exchange import unusable
from tests.issuer import TOKEN, Issuer

ASKED_FOR = "/findings?q=known"


BUTTON = ".door a.button"


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
