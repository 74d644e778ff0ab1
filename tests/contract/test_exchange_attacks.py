"""Attacks on the token exchange, each with tokens that a real key of the issuer has signed."""

import asyncio
import json
import ssl
from dataclasses import replace
from typing import Any

import pytest

from posture.bootstrap.compose import exchanger_for
from tests.api import EXCHANGE, FINDINGS, TRUSTS, Api
from tests.contract.job import GRANT, GRANTED, JWT, Job, api, job, trust
from tests.issuer import Issuer, encoded
from tests.promises import promise

pytestmark = pytest.mark.anyio

__all__ = ["api", "job"]


# Replay


@promise("identities", "An identity is exchanged once, by all processes together")
async def test_an_identity_is_used_up_for_every_process(
    job: Job, served: tuple[Issuer, ssl.SSLContext]
) -> None:
    deps = [
        replace(
            job.api.deps,
            exchanger=exchanger_for(job.api.store, job.api.deps.settings, tls=served[1]),
        )
        for _ in range(3)
    ]
    token = job.token()

    async def once(number: int) -> int:
        async with job.api.client(None, deps=deps[number % 3]) as client:
            return (await client.post(EXCHANGE, data=job.form(token))).status_code

    assert sorted(await asyncio.gather(*map(once, range(6)))) == [200, *[400] * 5]


async def test_an_identity_is_used_up_for_every_trust_of_the_tenant(
    api: Api, issuer: Issuer
) -> None:
    shared = {"audience": "https://acme.example.com", "name": "first"}
    first = Job(api, issuer, await trust(api, issuer, **shared))
    second = Job(api, issuer, await trust(api, issuer, **(shared | {"name": "second"})))
    token = first.token()
    assert (await first.exchange(token)).status_code == 200
    assert await second.refused(token) == "used"


async def test_the_same_id_signed_again_is_used_up(job: Job) -> None:
    assert (await job.exchange(job.token(jti="same"))).status_code == 200
    assert await job.refused(job.token(jti="same", extra="other")) == "used"


# Claims


@pytest.mark.parametrize(
    "audience",
    [
        lambda own: [own, own],
        lambda own: [own, "other"],
        lambda own: ["other", own],
        lambda own: [[own]],
        lambda own: {own: own},
        lambda own: [own, None],
        lambda own: [own][:0],
    ],
)
async def test_an_identity_for_several_audiences_is_refused(job: Job, audience: Any) -> None:  # noqa: ANN401  # a function
    assert "`aud`" in await job.malformed(job.token(aud=audience(job.trust["audience"])))


@pytest.mark.parametrize(
    "audience", [lambda own: own.upper(), lambda own: f"{own}x", lambda own: own.split(":")[1]]
)
async def test_an_audience_fits_letter_by_letter(job: Job, audience: Any) -> None:  # noqa: ANN401  # a function
    token = job.token(aud=audience(job.trust["audience"]))
    assert await job.refused(token) == "audience"


@promise("identities", "Claims of any size or depth are refused or compared, and harm nothing")
@pytest.mark.parametrize("size", [20, 400, 4_000, 9_000])
async def test_a_number_of_many_digits_is_no_error_of_the_server(job: Job, size: int) -> None:
    claims = json.dumps(job.claims(iss=job.issuer.url, repository_id=None))
    raw = claims[:-1].encode() + b', "repository_id": ' + b"7" * size + b"}"
    head = f"{encoded({'alg': 'RS256', 'kid': 'one'})}.{encoded(raw)}"
    answer = await job.exchange(f"{head}.AAAA")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "filling",
    [
        {f"claim{number}": number for number in range(700)},
        {"repository_id": {"74": {"74": "74"}}},
        {"repository_id": "74" * 600},
        {"repository_id": "74\u0000"},
    ],
)
async def test_many_claims_and_odd_ones_are_compared_in_bounds(
    job: Job, filling: dict[str, Any]
) -> None:
    answer = await job.exchange(job.token(**filling))
    assert answer.status_code == (400 if "repository_id" in filling else 200)


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda token: json.dumps(token).encode(),
        lambda token: json.dumps([token]).encode(),
        lambda token: token.encode(),
    ],
)
async def test_a_token_in_a_token_is_refused(job: Job, wrapped: Any) -> None:  # noqa: ANN401  # a function
    """Also with `cty`, which says that what was signed is a token itself."""
    inner = job.token()
    outer = encoded({"alg": "RS256", "kid": "one", "typ": "JWT", "cty": "JWT"})
    answer = await job.malformed(f"{outer}.{encoded(wrapped(inner))}.AAAA")
    assert "no JSON object" in answer


@pytest.mark.parametrize(
    ("moved", "part"),
    [
        ({"exp": -30}, "expired"),
        ({"exp": -10_000_000_000}, "no time"),
        ({"iat": 31, "exp": 300}, "not valid yet"),
        ({"nbf": 31}, "not valid yet"),
        ({"iat": -90_000, "exp": 1}, "valid for more than"),
        ({"exp": 1e300}, "valid for more than"),
    ],
)
async def test_the_edges_of_the_clocks(job: Job, moved: dict[str, float], part: str) -> None:
    now = job.api.clock() // 1_000
    changed = {name: now + seconds for name, seconds in moved.items()}
    assert part in await job.malformed(job.token(**changed))


# Patterns


@promise("identities", "Patterns compare characters as they are, without look-alikes and folding")
@pytest.mark.parametrize(
    "subject",
    [
        "repo:\u0430cme/shop:ref:refs/heads/main",  # Cyrillic
        "repo:\uff41cme/shop:ref:refs/heads/main",  # full width
        "repo:ACME/shop:ref:refs/heads/main",
        "repo:acme/\u017fhop:ref:refs/heads/main",  # a long s, which folds to s
        "repo:acme/shop",
        "repo:acme/shopping:ref:refs/heads/main",
        "xrepo:acme/shop:ref:refs/heads/main",
        "repo:acme/shop/../evil:ref:refs/heads/main",
        "repo:acme/shop\uff1aref:refs/heads/main",
        "repo:evil/repo:acme/shop:ref:refs/heads/main",
    ],
)
async def test_a_pattern_fits_no_look_alike(api: Api, issuer: Issuer, subject: str) -> None:
    conditions = [{"claim": "sub", "matches": ["repo:acme/shop:*"]}]
    job = Job(api, issuer, await trust(api, issuer, conditions=conditions))
    assert (await job.exchange(job.token())).status_code == 200
    assert await job.refused(job.token(sub=subject)) == "condition"


async def test_a_composed_and_a_decomposed_letter_are_different(api: Api, issuer: Issuer) -> None:
    conditions = [{"claim": "team", "matches": ["caf\u00e9-*"]}]
    job = Job(api, issuer, await trust(api, issuer, conditions=conditions))
    assert (await job.exchange(job.token(team="caf\u00e9-1"))).status_code == 200
    assert await job.refused(job.token(team="cafe\u0301-1")) == "condition"


@pytest.mark.parametrize("claim", ["/sub", "/iss", "/aud", "/environment"])
async def test_a_pointer_to_a_claim_is_no_way_around_the_owner(
    api: Api, issuer: Issuer, claim: str
) -> None:
    asked = {
        "name": "open",
        "issuer": issuer.url,
        "conditions": [{"claim": claim, "matches": ["ref_type:*"]}],
        "scopes": GRANTED,
    }
    async with api.client() as client:
        answer = await client.post(TRUSTS, json=asked)
    assert (answer.status_code, answer.json()["error"]) == (409, "trust_open_to_strangers")


# Scopes and tenants


@promise("scopes", "A job gets no scope that its trust does not grant, however it requests it")
@pytest.mark.parametrize(
    "scope",
    [
        "audit:read",
        "findings:read audit:read",
        "*",
        "findings:*",
        "FINDINGS:READ",
        "findings:read,audit:read",
        "findings:read\u00a0audit:read",
        "findings:read\x00audit:read",
        " ",
    ],
)
async def test_scopes_cannot_be_widened_by_the_request(job: Job, scope: str) -> None:
    answer = await job.exchange(job.token(), scope=scope)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


async def test_a_scope_that_is_requested_twice_is_granted_once(job: Job) -> None:
    answer = await job.exchange(job.token(), scope="findings:read  findings:read")
    assert answer.json()["scope"] == "findings:read"


@promise("identities", "An identity for one trust is of no use for another, of any tenant")
async def test_identities_of_two_tenants_are_not_mixed_up(api: Api, issuer: Issuer) -> None:
    """Both trust the same issuer under the same conditions; only the audience differs."""
    own = Job(api, issuer, await trust(api, issuer))
    stranger = await api.mint(tenant_id=await api.tenant("globex"))
    async with api.client(stranger) as client:
        asked = {k: own.trust[k] for k in ("name", "issuer", "conditions", "scopes")}
        theirs = Job(api, issuer, (await client.post(TRUSTS, json=asked)).json())

    for audience in (theirs.trust["id"], theirs.trust["audience"]):
        answer = await own.exchange(own.token(), audience=audience)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    for sent, tenant in ((own, "own"), (theirs, "theirs")):
        made = (await sent.exchange(sent.token(), audience=None)).json()["access_token"]
        async with api.client(made) as client:
            listed = await client.get(FINDINGS)
        rows = [one for one in await api.audit_rows() if one["action"] == "token.exchanged"]
        assert listed.status_code == 200
        assert (rows[-1]["tenant_id"] == api.tenant_id) == (tenant == "own")


@pytest.mark.parametrize("name", ["subject_token", "audience", "scope", "grant_type"])
async def test_a_parameter_that_is_sent_twice_is_refused(job: Job, name: str) -> None:
    form = {
        "grant_type": GRANT,
        "subject_token_type": JWT,
        "subject_token": job.token(),
        "audience": job.trust["id"],
        "scope": "findings:read",
    }
    async with job.api.client(None) as client:
        answer = await client.post(EXCHANGE, data={**form, name: [form[name], form[name]]})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
