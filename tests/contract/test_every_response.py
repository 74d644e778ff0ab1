"""Every response: its request id, headers and media types, and health without a token."""

import pytest

from tests.api import NOBODYS, RUNS, Api

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
async def test_health_needs_no_token(api: Api, path: str) -> None:
    async with api.client(None) as client:
        answer = await client.get(path)

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("job-4711.a_b", True),
        ("x" * 128, True),
        ("x" * 129, False),
        ("", False),
        ("a b", False),
        ('"}{"injected":1', False),
    ],
)
async def test_only_a_harmless_request_id_is_kept(
    api: Api,
    sent: str,
    kept: bool,  # noqa: FBT001  # a column of the table
) -> None:
    async with api.client(None) as client:
        answer = await client.get("/health/live", headers={"x-request-id": sent})

    assert (answer.headers["x-request-id"] == sent) == kept
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize("path", [RUNS, "/nothing", "/health/live", "/api/v2/openapi.yaml"])
async def test_every_response_has_headers_against_sniffing_and_caching(api: Api, path: str) -> None:
    async with api.client() as client:
        headers = (await client.get(path)).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["cache-control"] == "private, no-cache"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("application/*", 200),
        ("text/html, */*;q=0.1", 200),
        ("text/html", 406),
        ("application/json;q=0, */*", 406),
        ("text/*, application/yaml", 406),
    ],
)
async def test_406_when_json_is_not_accepted(api: Api, accept: str, status: int) -> None:
    async with api.client() as client:
        answer = await client.get(RUNS, headers={"accept": accept})

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 404),
        ("application/json; charset=utf-8", 404),
        ("APPLICATION/JSON;charset=UTF-8", 404),
        ("application/json; charset=latin-1", 415),
        ("application/x-www-form-urlencoded", 415),
        ("text/plain", 415),
        ("nonsense", 415),
    ],
)
async def test_415_when_the_body_is_not_json(api: Api, content_type: str, status: int) -> None:
    body = f'{{"integration_id":"{NOBODYS}"}}'.encode()
    async with api.client() as client:
        answer = await client.post(RUNS, content=body, headers={"content-type": content_type})

    assert answer.status_code == status
