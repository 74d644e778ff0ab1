"""Token exchange: real signed tokens of a local issuer, with the claims that hosts document."""

import asyncio
import base64
import hmac
import json
import ssl
import threading
from collections.abc import AsyncIterator, Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from posture.store.statement import Connection
from posture.store.webhooks import WEBHOOKS
from posture.worker.notify import why_withheld
from tests.api import AUDIT, EXCHANGE, FINDINGS, INTEGRATIONS, RUNS, TRUSTS, Api, api_in
from tests.contract.job_claims import HOSTS
from tests.contract.test_session import SESSION
from tests.integration.fakes import until
from tests.issuer import (
    DISCOVERY,
    JOB_SECONDS,
    KEYS,
    Answer,
    Issuer,
    ec_key,
    encoded,
    other_rsa_key,
    published,
    rsa_key,
    signed,
)
from tests.promises import promise

pytestmark = pytest.mark.anyio

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
JWT = "urn:ietf:params:oauth:token-type:jwt"
GRANTED = ["cloud_posture:read", "cloud_posture:write", "findings:read"]
OWNER = [{"claim": "repository_id", "equals": ["74"]}]
RS256 = encoded({"alg": "RS256"})
DEEP = b'{"a":' * 2_000
METADATA = "169.254.169.254"
NOT_ACCEPTED = "The token is not accepted"


@pytest.fixture
async def api(
    tmp_path: Path, database_url: str, served: tuple[Issuer, ssl.SSLContext]
) -> AsyncIterator[Api]:
    async with api_in(tmp_path, database_url=database_url, tls=served[1]) as opened:
        yield opened


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
async def job(api: Api, issuer: Issuer) -> Job:
    return Job(api, issuer, await trust(api, issuer))


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


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"aud": "another"}, "audience"),
        ({"iss": "https://other.example.com"}, "issuer"),
        ({"iss": "https://localhost"}, "issuer"),
        ({"repository_id": "75"}, "condition"),
        ({"repository_id": 74.0}, "condition"),
        ({"repository_id": ["74"]}, "condition"),
        ({"repository_id": {"74": "74"}}, "condition"),
        ({"repository_id": "74 "}, "condition"),
        ({"repository_id": None}, "condition"),
    ],
)
async def test_claims_of_another_job_are_refused(
    job: Job, changed: dict[str, Any], reason: str
) -> None:
    assert await job.refused(job.token(**changed)) == reason


async def test_a_repository_with_the_name_and_another_id_is_refused(
    api: Api, issuer: Issuer
) -> None:
    conditions = [
        {"claim": "sub", "matches": ["repo:acme/shop:*"]},
        {"claim": "repository_id", "equals": ["74"]},
    ]
    job = Job(api, issuer, await trust(api, issuer, conditions=conditions))

    assert (await job.exchange(job.token())).status_code == 200
    assert await job.refused(job.token(repository_id="9001")) == "condition"


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"exp": -JOB_SECONDS}, "expired"),
        ({"iat": 120, "exp": 300}, "not valid yet"),
        ({"nbf": 120}, "not valid yet"),
        ({"exp": 1_000_000}, "valid for more than"),
    ],
)
async def test_a_token_of_another_time_is_refused(
    job: Job, changed: dict[str, int], part: str
) -> None:
    now = job.api.clock() // 1_000
    moved = {name: now + seconds for name, seconds in changed.items()}
    assert part in await job.malformed(job.token(**moved))


async def test_clocks_may_differ_by_the_leeway(job: Job) -> None:
    now = job.api.clock() // 1_000
    assert (await job.exchange(job.token(iat=now + 29, nbf=now + 29))).status_code == 200
    assert (await job.exchange(job.token(iat=now - 300, exp=now - 29))).status_code == 200
    assert "expired" in await job.malformed(job.token(iat=now - 300, exp=now - 30))


@pytest.mark.parametrize("name", ["iss", "sub", "aud", "exp", "iat"])
async def test_a_claim_that_every_token_has_may_not_be_missing(job: Job, name: str) -> None:
    claims = job.claims(iss=job.issuer.url)
    del claims[name]
    assert f"`{name}`" in await job.malformed(signed(claims, rsa_key()))


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": "soon"},
        {"exp": True},
        {"exp": -1},
        {"exp": 10**400},
        {"iat": [1]},
        {"sub": ""},
        {"sub": 7},
        {"sub": "a\nb"},
        {"sub": "a\u202eb"},
        {"sub": "a" * 2_000},
        {"iss": {"a": 1}},
        {"jti": ""},
        {"jti": 7},
        {"jti": "a" * 2_000},
        {"aud": ["one", "two"]},
        {"aud": []},
        {"aud": 7},
    ],
)
async def test_a_claim_of_the_wrong_kind_is_refused(job: Job, changed: dict[str, Any]) -> None:
    assert "claim" in await job.malformed(job.token(**changed)) or "jti" in changed


async def test_one_audience_may_be_in_a_list(job: Job) -> None:
    assert (await job.exchange(job.token(aud=[job.trust["audience"]]))).status_code == 200


@pytest.mark.parametrize("algorithm", ["PS256", "RS512", "RS384"])
async def test_the_algorithm_is_that_of_the_key(job: Job, algorithm: str) -> None:
    token = job.issuer.token(job.claims(), algorithm=algorithm)
    assert await job.refused(token) == "unknown_key"
    job.issuer.keys[:] = [published(rsa_key(), kid="one")]


async def test_a_key_without_an_algorithm_fits_those_of_its_kind(job: Job) -> None:
    job.issuer.keys[:] = [published(rsa_key(), kid="one")]
    token = job.issuer.token(job.claims(), algorithm="PS256")
    assert (await job.exchange(token)).status_code == 200


async def test_a_key_on_a_curve_signs(job: Job) -> None:
    claims = {"iss": job.issuer.url, **job.claims()}
    token = signed(claims, ec_key(), algorithm="ES256", key_id="two")
    assert (await job.exchange(token)).status_code == 200


@promise("identities", "A token without a public-key signature is refused")
@pytest.mark.parametrize(
    "algorithm", ["none", "NONE", "HS256", "HS512", "", "RS1", None, 7, ["RS256"], {}]
)
async def test_other_algorithms_are_refused(job: Job, algorithm: object) -> None:
    claims = job.claims(iss=job.issuer.url)
    header = {"alg": algorithm, "kid": "one", "typ": "JWT"}
    for signature in ("AAAA", ""):
        await job.malformed(f"{encoded(header)}.{encoded(claims)}.{signature}")


@promise("identities", "The public key of an issuer is no shared secret")
async def test_the_public_key_is_no_shared_secret(job: Job) -> None:
    """The oldest attack: HMAC with the bytes of the public key, under any name."""
    secret = rsa_key().as_pem(private=False)
    body = encoded(job.claims(iss=job.issuer.url))
    for algorithm in ("HS256", "RS256"):
        head = f"{encoded({'alg': algorithm, 'kid': 'one'})}.{body}"
        token = f"{head}.{encoded(hmac.digest(secret, head.encode(), 'sha256'))}"
        if algorithm == "HS256":
            await job.malformed(token)
        else:
            assert await job.refused(token) == "signature"


@pytest.mark.parametrize(
    "key_id", ["three", "../../etc/passwd", "' OR 1=1 --", "one\x00", None, "ONE", " one"]
)
async def test_an_unknown_key_id_is_refused(job: Job, key_id: str | None) -> None:
    token = job.issuer.token(job.claims(), key_id=key_id)
    answer = await job.exchange(token)
    if key_id is None:
        # The only key of the kind, so there is no doubt.
        assert answer.status_code == 200
    else:
        assert answer.status_code == 400


async def test_without_a_key_id_and_with_two_keys_nothing_is_tried(job: Job) -> None:
    job.issuer.keys.append(published(other_rsa_key(), kid="other", alg="RS256"))
    assert await job.refused(job.issuer.token(job.claims(), key_id=None)) == "unknown_key"


@promise("identities", "Keys that a token brings along are not looked at")
async def test_keys_in_the_token_itself_are_not_looked_at(job: Job) -> None:
    own = other_rsa_key()
    claims = {"iss": job.issuer.url, **job.claims()}
    for header in (
        {"jwk": published(own)},
        {"jku": f"{job.issuer.url}/evil"},
        {"x5u": f"{job.issuer.url}/evil"},
        {"x5c": ["AAAA"], "x5t": "AAAA"},
    ):
        assert await job.refused(signed(claims, own, **header)) == "signature"
        # And where the signature is right, they do no harm.
        good = job.issuer.token(job.claims(), **header)
        assert (await job.exchange(good)).status_code == 200
    assert "/evil" not in job.issuer.requests


@pytest.mark.parametrize("name", ["crit", "b64"])
async def test_extensions_are_refused(job: Job, name: str) -> None:
    header = {"alg": "RS256", "kid": "one", name: ["exp"] if name == "crit" else False}
    claims = job.claims(iss=job.issuer.url)
    assert "extension" in await job.malformed(f"{encoded(header)}.{encoded(claims)}.AAAA")


@pytest.mark.parametrize(
    "text",
    [
        "no.jwt",
        "a.b.c.d",
        "a.b.c.d.e",
        "...",
        "\u00e9.\u00e9.\u00e9",
        f"{encoded([1])}.{encoded({})}.AAAA",
        f"{encoded(b'{')}.{encoded({})}.AAAA",
        f"{RS256}.{encoded(b'[' * 4_000)}.AAAA",
        f"{RS256}.{encoded(DEEP)}.AAAA",
        f"{RS256}=.{encoded({})}.AAAA",
        f"{RS256}\n.{encoded({})}.AAAA",
        "a" * 20_000,
    ],
)
async def test_what_is_no_token_is_refused(job: Job, text: str) -> None:
    await job.malformed(text)


async def test_a_signed_token_over_the_limit_is_refused(job: Job) -> None:
    assert "16384 bytes" in await job.malformed(job.token(filling="a" * 20_000))


async def test_a_body_that_another_signed_is_refused(job: Job) -> None:
    header, _, signature = job.token().split(".")
    other = encoded(job.claims(iss=job.issuer.url, repository_id="74", sub="repo:acme/other"))
    assert await job.refused(f"{header}.{other}.{signature}") == "signature"


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
