"""Identities that are exchanged for a token, or refused."""

import hmac
from typing import Any

import pytest

from tests.api import Api
from tests.contract.job import Job, api, job, trust
from tests.issuer import (
    JOB_SECONDS,
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

__all__ = ["api", "job"]

RS256 = encoded({"alg": "RS256"})
DEEP = b'{"a":' * 2_000


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
