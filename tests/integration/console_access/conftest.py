"""Access to the console, in a real browser: one server and one provider for all tests."""

import json
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.browser import Page
from tests.console import Site, opened, sign_in
from tests.emulator.server import LOOPBACK
from tests.issuer import CLIENT_ID, CLIENT_SECRET, Issuer, listening
from tests.machine import need
from tests.ports import free_port

CALLBACK = "/api/v2/session/oidc/callback"
RULES = [
    {
        "conditions": [{"claim": "groups", "equals": ["cloud-security"]}],
        "tenant": "acme",
        "scopes": ["cloud_posture:read", "findings:read"],
    }
]


@pytest.fixture(scope="package")
def issuer() -> Iterator[Issuer]:
    with listening() as (found, _):
        yield found


@pytest.fixture(scope="package")
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


@pytest.fixture(scope="package")
def person(site: Site) -> Page:
    """Somebody who is signed in with a token that may do everything."""
    return sign_in(site.browser.page(), site)


@pytest.fixture(scope="package")
def finding(site: Site) -> str:
    """The id of a finding."""
    headers = {"Authorization": f"Bearer {site.server.token}"}
    with httpx.Client(base_url=site.server.url, headers=headers) as client:
        return str(client.get("/api/v2/findings?delta=new").json()["data"][0]["id"])


@pytest.fixture(scope="package")
def axe() -> str:
    """The source of axe-core, from the packages of the console."""
    return need("axe-core").read_text(encoding="utf-8")
