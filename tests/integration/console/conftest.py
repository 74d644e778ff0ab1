"""The console in a real browser, on a real server: one of each for all tests here."""

from collections.abc import Iterator

import pytest

from tests.browser import Page
from tests.console import READ, Site, opened, sign_in


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    environ = {"POSTURE_TRACE_URL": "https://traces.test/trace/{trace_id}"}
    with opened(tmp_path_factory.mktemp("console"), environ=environ) as found:
        yield found


@pytest.fixture(scope="package")
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


@pytest.fixture(scope="package")
def narrow(site: Site) -> Page:
    """Somebody whose token may read webhooks alone."""
    return sign_in(site.browser.page(), site, token=site.server.mint(["webhooks:read"]))
