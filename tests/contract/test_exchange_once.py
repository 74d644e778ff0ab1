"""What a token that was exchanged may do, and until when."""

import asyncio
import base64
import json
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tests.api import AUDIT, FINDINGS, INTEGRATIONS, RUNS, TRUSTS, Api
from tests.contract.job import GRANTED, OWNER, Job, api, job, trust
from tests.contract.test_session import SESSION
from tests.issuer import (
    JOB_SECONDS,
    KEYS,
    Issuer,
    ec_key,
    encoded,
    signed,
)
from tests.promises import promise

pytestmark = pytest.mark.anyio

__all__ = ["api", "job"]


@promise("identities", "An identity is exchanged once")
@pytest.mark.parametrize("identified", [True, False])
async def test_a_token_is_exchanged_once(job: Job, identified: bool) -> None:  # noqa: FBT001  # a parameter
    token = job.token() if identified else job.token(jti=None)

    assert (await job.exchange(token)).status_code == 200
    assert await job.refused(token) == "used"


async def test_a_signature_in_another_spelling_is_the_same_token(job: Job) -> None:
    """An ECDSA signature has a twin, and base64 has spare bits: neither makes a new token."""
    claims = {"iss": job.issuer.url, **job.claims(jti=None)}
    token = signed(claims, ec_key(), algorithm="ES256", key_id="two")
    head, _, signature = token.rpartition(".")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    raw = base64.urlsafe_b64decode(signature + "==")
    twin = raw[:32] + (order - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")

    assert (await job.exchange(token)).status_code == 200
    assert await job.refused(f"{head}.{encoded(twin)}") == "used"


async def test_two_exchanges_at_once_make_one_token(job: Job) -> None:
    token = job.token()
    answers = await asyncio.gather(*(job.exchange(token) for _ in range(6)))
    assert sorted(one.status_code for one in answers) == [200, 400, 400, 400, 400, 400]


async def test_a_trust_can_allow_several_uses(api: Api, issuer: Issuer) -> None:
    job = Job(api, issuer, await trust(api, issuer, max_uses=3))
    token = job.token()
    for _ in range(3):
        assert (await job.exchange(token)).status_code == 200
    assert await job.refused(token) == "used"


async def test_a_used_identity_is_forgotten_after_it_has_expired(job: Job) -> None:
    token = job.token()
    assert (await job.exchange(token)).status_code == 200
    job.api.clock.pass_seconds(JOB_SECONDS + 29)
    assert await job.refused(token) == "used"
    job.api.clock.pass_seconds(1)
    assert "expired" in await job.malformed(token)
    assert (await job.exchange(job.token())).status_code == 200


@promise("identities", "A change of a trust ends its tokens")
@pytest.mark.parametrize("change", ["delete", "scopes", "conditions", "audience", "name"])
async def test_a_change_of_the_trust_ends_its_tokens(job: Job, change: str) -> None:
    made = (await job.exchange(job.token())).json()["access_token"]
    place = f"{TRUSTS}/{job.trust['id']}"
    changes: dict[str, Any] = {
        "scopes": ["findings:read"],
        "conditions": [{"claim": "repository_id", "equals": ["75"]}],
        "audience": "another",
        "name": "another",
    }
    async with job.api.client() as client:
        if change == "delete":
            await client.delete(place)
        else:
            await client.patch(place, json={change: changes[change]})
    async with job.api.client(made) as client:
        answer = await client.get(FINDINGS)

    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_token"})


async def test_a_change_that_changes_nothing_ends_nothing(job: Job) -> None:
    made = (await job.exchange(job.token())).json()["access_token"]
    async with job.api.client() as client:
        await client.patch(f"{TRUSTS}/{job.trust['id']}", json={"name": "shop"})
    async with job.api.client(made) as client:
        assert (await client.get(FINDINGS)).status_code == 200


async def test_a_trust_that_changes_meanwhile_makes_no_token(job: Job) -> None:
    """The issuer responds only after the trust was deleted."""
    loop, asked, gone = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def wait(request: BaseHTTPRequestHandler) -> None:
        loop.call_soon_threadsafe(asked.set)
        gone.wait(20)
        job.issuer.answers.clear()
        body = json.dumps({"keys": job.issuer.keys}).encode()
        request.send_response(200)
        request.send_header("content-length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    job.issuer.answers[KEYS] = wait
    pending = asyncio.create_task(job.exchange(job.token()))
    await asked.wait()
    async with job.api.client() as client:
        assert (await client.delete(f"{TRUSTS}/{job.trust['id']}")).status_code == 204
    gone.set()
    assert (await pending).status_code == 400


@promise("identities", "A job can revoke the token that it got, and no other")
async def test_a_job_revokes_its_own_token(api: Api, job: Job) -> None:
    one, other = [(await job.exchange(job.token(jti=name))).json()["access_token"] for name in "ab"]
    async with api.client(one) as client:
        answers = [(await client.delete(SESSION)).status_code for _ in range(2)]
        read = await client.get(RUNS)
    async with api.client(other) as client:
        kept = await client.get(SESSION)
    async with api.client() as client:
        (row,) = (await client.get(AUDIT, params={"action": "token.revoked"})).json()["data"]
    assert (answers, read.json()) == ([204, 401], {"error": "invalid_token"})
    assert kept.status_code == 200
    assert row["target_id"] != kept.json()["token"]["id"]
    assert f"trust {job.trust['id']}" in row["actor_user_id"]


@promise("identities", "A refusal tells nothing about trusts and tenants")
async def test_unknown_trusts_and_refused_tokens_look_the_same(api: Api, job: Job) -> None:
    other = await api.tenant("globex")
    stranger = await api.mint(tenant_id=other)
    async with api.client(stranger) as client:
        asked = {"name": "a", "issuer": job.issuer.url, "conditions": OWNER, "scopes": GRANTED}
        theirs = (await client.post(TRUSTS, json=asked)).json()
    answers = [
        await job.exchange(job.token(), audience=one)
        for one in ("00000000-0000-4000-8000-000000000000", theirs["id"], "nothing", "posture:x")
    ]
    answers.append(await job.exchange(job.token(repository_id="1")))
    seen = {
        (one.status_code, one.content, tuple(sorted(k for k, _ in one.headers.multi_items())))
        for one in answers
    }

    assert len(seen) == 1
    assert theirs["id"] not in answers[0].text


async def test_a_token_is_of_the_tenant_of_its_trust(api: Api, job: Job) -> None:
    other = await api.tenant("globex")
    await api.integration(tenant_id=other)
    made = (await job.exchange(job.token())).json()["access_token"]
    async with api.client(made) as client:
        assert (await client.get(RUNS)).json() == {"data": []}
    rows = [one for one in await api.audit_rows() if one["action"].startswith("token.")]
    assert {one["tenant_id"] for one in rows} == {api.tenant_id}


async def test_a_limited_token_sees_its_integrations_alone(api: Api, issuer: Issuer) -> None:
    mine, other = await api.integration(), await api.integration()
    scopes = [*GRANTED, "integrations:read", "suppressions:read", "suppressions:write"]
    job = Job(api, issuer, await trust(api, issuer, scopes=scopes, integrations=[mine.upper()]))
    assert job.trust["integrations"] == [mine]
    made = (await job.exchange(job.token())).json()["access_token"]
    async with api.client() as client:
        whole = (await client.get(INTEGRATIONS)).json()["data"]
    async with api.client(made) as client:
        listed = (await client.get(INTEGRATIONS)).json()["data"]
        started = [
            (await client.post(RUNS, json={"integration_id": one})).status_code
            for one in (mine, other)
        ]
        suppressed = await client.post(
            "/api/v2/suppressions",
            json={
                "check_id": "aws_s3_bucket_public_access_blocked",
                "resource_pattern": "*",
                "reason": "It is a test of limits.",
                "owner": "team",
                "expires_at": "2025-06-16T00:00:00Z",
            },
        )

    assert {one["id"] for one in whole} == {mine, other}
    assert [one["id"] for one in listed] == [mine]
    assert started == [202, 404]
    assert (suppressed.status_code, suppressed.json()["error"]) == (400, "invalid_integration_id")
