"""Token exchange: real signed tokens of a local issuer, with the claims that hosts document."""

import asyncio
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from posture.store.statement import Connection
from posture.store.webhooks import WEBHOOKS
from posture.worker.notify import why_withheld
from tests.api import AUDIT, EXCHANGE, FINDINGS, RUNS, TRUSTS, Api, api_in
from tests.contract.job import GRANTED, JWT, Job, api, job, trust
from tests.contract.job_claims import HOSTS
from tests.integration.fakes import until
from tests.issuer import (
    DISCOVERY,
    KEYS,
    Answer,
    Issuer,
    other_rsa_key,
    published,
    signed,
)
from tests.promises import promise

pytestmark = pytest.mark.anyio

__all__ = ["api", "job"]

METADATA = "169.254.169.254"


async def test_a_job_gets_a_token_with_the_scopes_of_the_trust(job: Job) -> None:
    answer = await job.exchange(job.token())
    body = answer.json()

    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert body["token_type"] == "Bearer"
    assert body["issued_token_type"] == "urn:ietf:params:oauth:token-type:access_token"
    assert body["expires_in"] == 900
    assert body["scope"].split() == GRANTED
    async with job.api.client(body["access_token"]) as client:
        assert (await client.get(FINDINGS)).status_code == 200
        assert (await client.get(AUDIT)).status_code == 403
    job.api.clock.pass_seconds(900)
    async with job.api.client(body["access_token"]) as client:
        assert (await client.get(FINDINGS)).json() == {"error": "expired_token"}


async def test_the_default_audience_names_the_trust(job: Job) -> None:
    assert job.trust["audience"] == f"posture:{job.trust['id']}"
    assert (await job.exchange(job.token(), audience=None)).status_code == 200
    assert (await job.exchange(job.token(), audience=job.trust["audience"])).status_code == 200


async def test_a_job_can_ask_for_less(job: Job) -> None:
    answer = await job.exchange(job.token(), scope="findings:read")
    assert answer.json()["scope"] == "findings:read"

    more = await job.exchange(job.token(), scope="findings:read audit:read")
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")


async def test_the_audit_log_names_token_trust_issuer_and_subject(job: Job) -> None:
    made = (await job.exchange(job.token())).json()["access_token"]
    integration_id = await job.api.integration()
    async with job.api.client(made) as client:
        started = await client.post(RUNS, json={"integration_id": integration_id})
    assert started.status_code == 202
    rows = [one for one in await job.api.audit_rows() if one["actor_user_id"] is not None]
    exchanged = next(one for one in rows if one["action"] == "token.exchanged")
    token_id = exchanged["after"]["token_id"]
    named = f"{token_id} trust {job.trust['id']} {job.issuer.url} {job.claims()['sub']}"
    calls = [one for one in rows if one["after"].get("token_id") == token_id]

    assert exchanged["actor_user_id"] == named
    assert (exchanged["target_kind"], exchanged["target_id"]) == ("trust", job.trust["id"])
    assert [one["action"] for one in calls] == ["api.call", "token.exchanged", "api.call"]
    assert {one["actor_user_id"] for one in calls} == {named}
    assert {one["tenant_id"] for one in calls} == {job.api.tenant_id}


def audience_of(claim: Any) -> Any:  # noqa: ANN401  # JSON
    return claim[0] if isinstance(claim, list) else claim


@promise("identities", "Claims that each host documents fit, and those of strangers do not")
@pytest.mark.parametrize("host", HOSTS, ids=lambda one: one.name)
async def test_the_documented_claims_of_a_host_get_a_token(
    api: Api,
    issuer: Issuer,
    host: Any,  # noqa: ANN401  # of a table
) -> None:
    """With the conditions that its page in the documentation has, and no other owner's."""
    made = await trust(
        api,
        issuer,
        conditions=host.conditions,
        **({"audience": audience_of(host.claims["aud"])} if "aud" in host.claims else {}),
    )
    job = Job(api, issuer, made)
    claims = dict.fromkeys(("repository_id", "jti", "nbf")) | dict(host.claims)

    assert (await job.exchange(job.token(**claims))).status_code == 200
    for stranger in host.strangers:
        reason = await job.refused(job.token(**{**claims, **stranger}, extra=str(stranger)))
        assert reason == "condition"


async def test_keys_are_fetched_once(job: Job) -> None:
    for _ in range(3):
        assert (await job.exchange(job.token())).status_code == 200
    assert job.issuer.requests == [DISCOVERY, KEYS]


async def test_unknown_keys_are_not_looked_for_all_the_time(job: Job) -> None:
    assert (await job.exchange(job.token())).status_code == 200
    for number in range(3):
        token = job.issuer.token(job.claims(), key_id=f"made up {number}")
        assert await job.refused(token) == "unknown_key"
    assert job.issuer.requests == [DISCOVERY, KEYS]


async def test_a_rotated_key_is_found(
    tmp_path: Path, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> None:
    async with api_in(tmp_path, tls=served[1], issuer_refresh_seconds=0.0) as api:
        job = Job(api, issuer, await trust(api, issuer))
        assert (await job.exchange(job.token())).status_code == 200
        new = other_rsa_key()
        issuer.keys[:] = [published(new, kid="new", use="sig")]
        token = signed({"iss": issuer.url, **job.claims()}, new, key_id="new")
        assert (await job.exchange(token)).status_code == 200
        # The old one is no longer published, so it signs nothing any more.
        assert await job.refused(job.token()) == "unknown_key"


def held_until(done: threading.Event) -> Answer:
    def answer(_: BaseHTTPRequestHandler) -> None:
        done.wait(600)

    return answer


def unusable(*, body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, one in headers.items():
            request.send_header(name, one)
        request.send_header("content-length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


async def unreadable(job: Job) -> str:
    """Exchange while the issuer cannot be read; return the reason in the audit log."""
    token = job.token()
    answer = await job.exchange(token)
    assert answer.status_code == 503, answer.text
    assert answer.json()["error"] == "temporarily_unavailable"
    assert int(answer.headers["retry-after"]) >= 1
    rows = [one for one in await job.api.audit_rows() if one["action"] == "token.refused"]
    reason: str = rows[-1]["after"]["reason"]
    return reason


@pytest.mark.parametrize(
    ("path", "answer", "reason"),
    [
        (DISCOVERY, unusable(body=b"", status=500), "status_500"),
        (DISCOVERY, unusable(body=b"", status=302, location="https://localhost/"), "status_302"),
        (DISCOVERY, unusable(body=b"no json"), "no_json"),
        (DISCOVERY, unusable(body=b"[]"), "no_json"),
        (DISCOVERY, unusable(body=b"[" * 100_000), "no_json"),
        (DISCOVERY, unusable(body=b'{"issuer": "https://other.example.com"}'), "other_issuer"),
        (KEYS, unusable(body=b'{"keys": 7}'), "no_keys"),
        (KEYS, unusable(body=b"{}"), "no_keys"),
        (KEYS, unusable(body=json.dumps({"keys": [{}] * 101}).encode()), "too_many_keys"),
        (KEYS, unusable(body=b"a" * 300_000), "too_large"),
    ],
)
async def test_an_issuer_that_cannot_be_read(
    job: Job,
    path: str,
    answer: Answer,
    reason: str,
) -> None:
    job.issuer.answers[path] = answer
    assert await unreadable(job) == reason


@pytest.mark.parametrize(
    "url",
    ["http://localhost/keys", "file:///etc/passwd", "https://user@localhost/", "https://[::1", 7],
)
async def test_keys_are_fetched_over_tls_alone(job: Job, url: object) -> None:
    job.issuer.discovery["jwks_uri"] = url
    assert await unreadable(job) == "no_keys_url"


async def test_inner_addresses_are_not_reached(job: Job) -> None:
    job.issuer.discovery["jwks_uri"] = f"https://{METADATA}/keys"
    assert await unreadable(job) == "address_refused"


@promise("identities", "The keys of an issuer are read to a limit")
async def test_a_hostile_key_set_is_not_read_to_its_end(
    tmp_path: Path, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> None:
    """400 MB without a length: the connection is closed after the limit."""
    sent: list[int] = []

    def flood(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("connection", "close")
        request.end_headers()
        chunk = b" " * 65_536
        for _ in range(400_000_000 // len(chunk)):
            request.wfile.write(chunk)
            sent.append(len(chunk))

    issuer.answers[KEYS] = flood
    async with api_in(tmp_path, tls=served[1]) as api:
        job = Job(api, issuer, await trust(api, issuer))
        assert await unreadable(job) == "too_large"
    assert sum(sent) < 40_000_000


async def test_a_slow_issuer_ends_in_time_and_nothing_is_used_up(
    tmp_path: Path, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> None:
    done = threading.Event()
    issuer.answers[KEYS] = held_until(done)
    limits: dict[str, Any] = {"issuer_timeout_seconds": 0.3, "issuer_retry_seconds": 0.0}
    async with api_in(tmp_path, tls=served[1], **limits) as api:
        job = Job(api, issuer, await trust(api, issuer))
        token = job.token()
        async with asyncio.timeout(240):  # the issuer does not answer before
            assert (await job.exchange(token)).status_code == 503
        done.set()
        issuer.answers.clear()

        async def exchanged() -> bool:
            """A busy machine may be slow again: then nothing is used up, either."""
            answer = await job.exchange(token)
            assert answer.status_code in {200, 503}
            return answer.status_code == 200

        await until(exchanged)


async def test_a_failed_issuer_is_not_asked_again_at_once(job: Job) -> None:
    job.issuer.answers[DISCOVERY] = unusable(body=b"", status=500)
    for _ in range(3):
        assert await unreadable(job) == "status_500"
    assert job.issuer.requests == [DISCOVERY]


async def test_an_issuer_that_is_down(api: Api) -> None:
    gone = Issuer(url="https://localhost:9")
    job = Job(api, gone, await trust(api, gone))
    answer = await job.exchange(job.token())
    assert answer.status_code == 503


async def test_an_address_has_a_limit_and_refusals_do_not_fill_the_audit_log(
    tmp_path: Path, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> None:
    limits: dict[str, Any] = {"exchange_bucket": 5, "exchange_refusals_audited": 2}
    async with api_in(tmp_path, tls=served[1], **limits) as api:
        job = Job(api, issuer, await trust(api, issuer))
        async with api.client(None) as client:
            form = job.form(job.token(repository_id="1"))
            answers = [await client.post(EXCHANGE, data=form) for _ in range(9)]
        rows = await api.audit_rows()

    assert [one.status_code for one in answers] == [400] * 5 + [429] * 4
    assert answers[-1].json() == {
        "error": "rate_limited",
        "retry_after_seconds": 1,
        "limit": 60,
        "window": "1m",
    }
    assert sum(one["action"] == "token.refused" for one in rows) == 2
    assert sum(one["action"] == "api.call" and one["tenant_id"] is None for one in rows) == 5


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": None}, "unsupported_grant_type"),
        ({"subject_token_type": "urn:ietf:params:oauth:token-type:saml2"}, "invalid_request"),
        ({"subject_token_type": None}, "invalid_request"),
        ({"subject_token": None}, "invalid_request"),
        ({"requested_token_type": JWT}, "invalid_request"),
        ({"scope": ["findings:read", "cloud_posture:read"]}, "invalid_request"),
    ],
)
async def test_a_request_that_is_no_token_exchange(
    job: Job, changed: dict[str, Any], error: str
) -> None:
    answer = await job.exchange(job.token(), **changed)

    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.json()["error_description"]


async def test_unknown_parameters_are_ignored(job: Job) -> None:
    assert (await job.exchange(job.token(), resource="https://a.example.com")).status_code == 200


async def test_the_body_is_a_form(job: Job) -> None:
    async with job.api.client(None) as client:
        answer = await client.post(EXCHANGE, json=job.form(job.token()))
        broken = await client.post(
            EXCHANGE,
            content=b"\xff=1&" * 40,
            headers={"content-type": "application/x-www-form-urlencoded"},
        )

    assert (answer.status_code, answer.json()["error"]) == (415, "unsupported_media_type")
    assert (broken.status_code, broken.json()["error"]) == (400, "invalid_request")


async def test_no_secret_is_in_the_audit_log(job: Job) -> None:
    token = job.token()
    made = (await job.exchange(token)).json()["access_token"]
    await job.exchange(token)
    text = json.dumps(await job.api.audit_rows())

    assert made not in text
    assert token.rpartition(".")[2] not in text
    assert token.split(".")[1] not in text


async def test_a_webhook_of_a_job_gets_findings_as_long_as_its_trust_allows(
    api: Api, issuer: Issuer
) -> None:
    job = Job(api, issuer, await trust(api, issuer, scopes=["webhooks:write", "findings:read"]))
    made = (await job.exchange(job.token())).json()["access_token"]
    asked = {"url": "https://hooks.example.com", "events": ["finding.created"]}
    async with api.client(made) as client:
        webhook_id = (await client.post("/api/v2/webhooks", json=asked)).json()["id"]
    api.clock.pass_seconds(90_000)

    async def withheld() -> str | None:
        def read(connection: Connection) -> str | None:
            row = WEBHOOKS.get(connection, tenant_id=api.tenant_id, row_id=webhook_id)
            assert row is not None
            due: Any = SimpleNamespace(tenant_id=api.tenant_id, token_id=row.token_id)
            return why_withheld(connection, due, now=api.clock())

        return await api.store.read(read, tenant_id=api.tenant_id)

    assert await withheld() is None
    async with api.client() as client:
        await client.patch(f"{TRUSTS}/{job.trust['id']}", json={"scopes": ["webhooks:write"]})
    assert await withheld() == "scope_missing"
    async with api.client() as client:
        await client.delete(f"{TRUSTS}/{job.trust['id']}")
    assert await withheld() == "token_revoked"
