"""A job that exchanges its identity for a token, and the API that it uses.

Its tests import the fixtures `api` and `job` from here.
"""

import ssl
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api import EXCHANGE, TRUSTS, Api, api_in
from tests.issuer import (
    JOB_SECONDS,
    Issuer,
)

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
JWT = "urn:ietf:params:oauth:token-type:jwt"
GRANTED = ["cloud_posture:read", "cloud_posture:write", "findings:read"]
OWNER = [{"claim": "repository_id", "equals": ["74"]}]
NOT_ACCEPTED = "The token is not accepted"


class Job:
    """A job of a CI host, and a trust that lets it in."""

    def __init__(self, api: Api, issuer: Issuer, trust: Mapping[str, Any]) -> None:
        self.api = api
        self.issuer = issuer
        self.trust = trust
        self.count = 0

    def claims(self, **changed: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
        """Return the claims of a new token; None leaves one out."""
        now = self.api.clock() // 1_000
        self.count += 1
        found = {
            "aud": self.trust["audience"],
            "sub": "repo:acme/shop:ref:refs/heads/main",
            "jti": f"job-{self.count}",
            "iat": now,
            "nbf": now,
            "exp": now + JOB_SECONDS,
            "repository_id": "74",
            **changed,
        }
        return {name: one for name, one in found.items() if one is not None}

    def token(self, **changed: Any) -> str:  # noqa: ANN401  # JSON
        return self.issuer.token(self.claims(**changed))

    async def exchange(self, token: str, **form: Any) -> httpx.Response:  # noqa: ANN401  # text
        async with self.api.client(None) as client:
            return await client.post(EXCHANGE, data=self.form(token, **form))

    def form(self, token: str, **changed: Any) -> dict[str, Any]:  # noqa: ANN401  # text
        found = {
            "grant_type": GRANT,
            "subject_token": token,
            "subject_token_type": JWT,
            "audience": self.trust["id"],
            **changed,
        }
        return {name: one for name, one in found.items() if one is not None}

    async def refused(self, token: str, **form: Any) -> str:  # noqa: ANN401  # text
        """Exchange a token that must not be accepted; return the reason in the audit log."""
        answer = await self.exchange(token, **form)
        assert answer.status_code == 400, answer.text
        body = answer.json()
        assert body["error"] == "invalid_request"
        assert body["error_description"].startswith(NOT_ACCEPTED), body
        rows = [one for one in await self.api.audit_rows() if one["action"] == "token.refused"]
        assert {one["tenant_id"] for one in rows} == {self.api.tenant_id}
        reason: str = rows[-1]["after"]["reason"]
        return reason

    async def malformed(self, token: str) -> str:
        """Exchange a token that is unusable by itself; return what the caller is told."""
        answer = await self.exchange(token)
        assert answer.status_code == 400, answer.text
        assert answer.json()["error"] == "invalid_request"
        text: str = answer.json()["error_description"]
        assert text.startswith("`subject_token`: ")
        return text


async def trust(api: Api, issuer: Issuer, **changed: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    asked = {
        "name": "shop",
        "issuer": issuer.url,
        "conditions": OWNER,
        "scopes": GRANTED,
        **changed,
    }
    async with api.client() as client:
        answer = await client.post(TRUSTS, json=asked)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
async def api(
    tmp_path: Path, database_url: str, served: tuple[Issuer, ssl.SSLContext]
) -> AsyncIterator[Api]:
    """The API, which trusts the certificate of the identity provider."""
    async with api_in(tmp_path, database_url=database_url, tls=served[1]) as opened:
        yield opened


@pytest.fixture
async def job(api: Api, issuer: Issuer) -> Job:
    return Job(api, issuer, await trust(api, issuer))
