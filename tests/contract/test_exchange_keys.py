"""Attacks on the token exchange with keys, signatures and issuers."""

from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tests.api import Api
from tests.contract.job import Job, api, job, trust
from tests.issuer import (
    DISCOVERY,
    KEYS,
    Answer,
    Issuer,
    encoded,
    other_rsa_key,
    published,
    rsa_key,
    signed,
)
from tests.promises import promise

pytestmark = pytest.mark.anyio

__all__ = ["api", "job"]


# Keys and algorithms


@promise("identities", "A key verifies signatures of its own kind alone")
@pytest.mark.parametrize(
    ("algorithm", "key_id"),
    [("ES256", "one"), ("RS256", "two"), ("EdDSA", "one"), ("ES384", "two")],
)
async def test_the_kind_of_a_key_is_not_chosen_by_the_token(
    job: Job, algorithm: str, key_id: str
) -> None:
    header, claims, signature = job.token().split(".")
    changed = encoded({"alg": algorithm, "kid": key_id, "typ": "JWT"})
    assert header != changed
    assert await job.refused(f"{changed}.{claims}.{signature}") == "unknown_key"


@pytest.mark.parametrize(
    "header",
    [b'{"alg":"RS256","kid":"one","alg":"none"}', b'{"alg":"none","kid":"one","alg":"RS256"}'],
)
async def test_a_header_with_two_algorithms_is_no_way_around_the_signature(
    job: Job, header: bytes
) -> None:
    _, claims, signature = job.token().split(".")
    answer = await job.exchange(f"{encoded(header)}.{claims}.{signature}")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@promise("identities", "The id of a key is looked up in the issuer's own key set and nowhere else")
@pytest.mark.parametrize(
    "key_id",
    [
        "../../../../etc/passwd",
        "file:///dev/null",
        "https://evil.example.com/keys",
        "one/../two",
        "%6Fne",
        "one%00",
        "one;two",
        "\u043ene",
    ],
)
async def test_a_key_id_that_looks_like_a_path_is_a_name_without_a_key(
    job: Job, key_id: str
) -> None:
    token = job.issuer.token(job.claims(), key_id=key_id)
    assert await job.refused(token) == "unknown_key"
    assert set(job.issuer.requests) == {DISCOVERY, KEYS}


async def test_a_key_of_another_issuer_with_the_same_id_signs_nothing(job: Job) -> None:
    forged = signed({"iss": job.issuer.url, **job.claims()}, other_rsa_key(), key_id="one")
    assert await job.refused(forged) == "signature"


@pytest.mark.parametrize(
    "members",
    [
        {"use": "enc"},
        {"key_ops": ["encrypt"]},
        {"kty": "oct", "k": "c2VjcmV0"},
        {"e": "AQ" * 9},
        {"n": "AQAB"},
        {"alg": "HS256"},
    ],
)
async def test_a_published_key_that_is_not_for_signatures_verifies_none(
    job: Job, members: dict[str, Any]
) -> None:
    job.issuer.keys[:] = [published(rsa_key(), **({"kid": "one"} | members))]
    assert await job.refused(job.token()) == "unknown_key"


@promise("identities", "The keys of an issuer are read without redirects")
@pytest.mark.parametrize("path", [DISCOVERY, KEYS])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_other_keys_is_not_followed(job: Job, path: str, status: int) -> None:
    def elsewhere(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("location", f"{job.issuer.url}/evil")
        request.send_header("content-length", "0")
        request.end_headers()

    job.issuer.answers[path] = elsewhere
    answer = await job.exchange(job.token())
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    assert "/evil" not in job.issuer.requests


async def test_a_compressed_key_set_is_not_unpacked(job: Job) -> None:
    def packed(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("content-encoding", "gzip")
        request.send_header("content-length", "4")
        request.end_headers()
        request.wfile.write(b"\x1f\x8b\x08\x00")

    answers: dict[str, Answer] = {KEYS: packed}
    job.issuer.answers.update(answers)
    assert (await job.exchange(job.token())).status_code == 503


# Issuers


@promise("identities", "The issuer of a token is compared letter by letter")
@pytest.mark.parametrize(
    "change",
    [
        lambda url: f"{url}/",
        lambda url: url.replace("localhost", "LOCALHOST"),
        lambda url: url.replace("localhost", "localhost."),
        lambda url: url.replace("https://", "HTTPS://"),
        lambda url: url.replace("https://", "http://"),
        lambda url: url.replace("https://", "https://user@"),
        lambda url: url.rpartition(":")[0],
        lambda url: f"{url}#",
        lambda url: f"{url}?",
        lambda url: f"{url}/../",
        lambda url: url.replace("localhost", "127.0.0.1"),
    ],
)
async def test_another_spelling_of_the_issuer_is_another_issuer(job: Job, change: Any) -> None:  # noqa: ANN401  # a function
    assert await job.refused(job.token(iss=change(job.issuer.url))) == "issuer"


@pytest.mark.parametrize("end", ["/", "/.", "/other"])
async def test_a_trust_in_another_spelling_finds_no_keys(
    api: Api, issuer: Issuer, end: str
) -> None:
    other = Issuer(url=issuer.url + end)
    job = Job(api, other, await trust(api, other))
    answer = await job.exchange(job.token())
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")


async def test_a_signature_of_no_bytes_of_a_curve_is_refused(job: Job) -> None:
    """Zeros for both numbers verify in libraries that do not check their range."""
    claims = job.claims(iss=job.issuer.url)
    head = f"{encoded({'alg': 'ES256', 'kid': 'two'})}.{encoded(claims)}"
    for signature in (bytes(64), b"\xff" * 64, b"\x00", bytes(63)):
        assert await job.refused(f"{head}.{encoded(signature)}") == "signature"
