"""People who sign in to the console with an identity provider, and the API that lets them in.

Their tests import the fixtures `api` and `person` from here.
"""

import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.api import Api, api_in
from tests.contract.test_session import SESSION
from tests.issuer import (
    AUTHORIZE,
    CLIENT_ID,
    CLIENT_SECRET,
    Issuer,
)

OIDC = "/api/v2/session/oidc"
START = f"{OIDC}/start"
CALLBACK = f"{OIDC}/callback"
READERS = ["cloud_posture:read", "findings:read"]
WRITERS = [*READERS, "suppressions:read"]
RULES = [
    {
        "conditions": [{"claim": "groups", "equals": ["cloud-security"]}],
        "tenant": "acme",
        "scopes": WRITERS,
    },
    {
        "conditions": [{"claim": "email", "matches": ["*@acme.example"]}],
        "tenant": "acme",
        "scopes": READERS,
    },
]
REFUSED = "/console/?sign_in=refused"


def settings_of(issuer: Issuer, **changed: Any) -> dict[str, Any]:  # noqa: ANN401  # of Settings
    return {
        "oidc_issuer": issuer.url,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "oidc_redirect_url": f"https://posture.test{CALLBACK}",
        "oidc_rules": json.dumps(RULES),
        "oidc_name": "Example Login",
        "sign_in_bucket": 1_000_000,
        "issuer_retry_seconds": 0.0,
        **changed,
    }


class Person:
    """A person with a browser, which the provider of the test signs in."""

    def __init__(self, api: Api, issuer: Issuer, client: httpx.AsyncClient) -> None:
        self.api = api
        self.issuer = issuer
        self.client = client
        now = api.clock() // 1_000
        issuer.person = {
            "sub": "maria",
            "email": "maria@acme.example",
            "email_verified": True,
            "groups": ["everyone", "cloud-security"],
            "iat": now,
            "exp": now + 300,
        }

    async def start(self, **query: str) -> dict[str, str]:
        """Begin a sign-in; return the callback's parameters after the sign-in at the provider."""
        answer = await self.client.get(START, params=query)
        assert answer.status_code == 303, answer.text
        self.keep(answer)
        sent = urlsplit(answer.headers["location"])
        assert answer.headers["location"].startswith(f"{self.issuer.url}{AUTHORIZE}?")
        back = urlsplit(self.issuer.authorize(sent.query))
        assert f"{back.scheme}://{back.netloc}{back.path}" == f"https://posture.test{CALLBACK}"
        return dict(parse_qsl(back.query))

    def keep(self, answer: httpx.Response) -> None:
        """Keep the cookies of a response as a browser does."""
        kept = dict(pair.split("=", 1) for pair in self.cookies())
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            kept[name] = value
        self.client.cookies.clear()
        self.client.headers["cookie"] = "; ".join(
            f"{name}={value}" for name, value in kept.items() if value
        )

    def cookies(self) -> list[str]:
        return [one for one in self.client.headers.get("cookie", "").split("; ") if one]

    async def finish(self, answer: Mapping[str, str]) -> httpx.Response:
        found = await self.client.get(CALLBACK, params=answer)
        if found.status_code == 200:
            self.keep(found)
        return found

    async def sign_in(self, **query: str) -> httpx.Response:
        return await self.finish(await self.start(**query))

    async def refused(self, answer: Mapping[str, str] | None = None, to: str = REFUSED) -> str:
        """Finish a sign-in that must not succeed; return the reason in the audit log."""
        found = await self.finish(await self.start() if answer is None else answer)
        assert (found.status_code, found.headers["location"]) == (303, to), found.text
        (cookie,) = found.headers.get_list("set-cookie")
        assert cookie.startswith("__Host-posture-sign-in=; Path=/; Max-Age=0; ")
        assert (await self.client.get(SESSION)).status_code == 401
        rows = [one for one in await self.api.audit_rows() if one["action"] == "session.refused"]
        assert {(one["tenant_id"], one["result"]) for one in rows} <= {(None, "failure")}
        return str(rows[-1]["after"]["reason"]) if rows else ""


@asynccontextmanager
async def browser(api: Api, issuer: Issuer) -> AsyncIterator[Person]:
    async with api.client(None) as client:
        yield Person(api, issuer, client)


@pytest.fixture
async def api(
    tmp_path: Path, database_url: str, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> AsyncIterator[Api]:
    async with api_in(
        tmp_path, database_url=database_url, tls=served[1], **settings_of(issuer)
    ) as opened:
        yield opened


@pytest.fixture
async def person(api: Api, issuer: Issuer) -> AsyncIterator[Person]:
    async with browser(api, issuer) as found:
        yield found
