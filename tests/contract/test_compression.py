"""Compression: large lists, exports and the document, for callers that accept gzip."""

import gzip
import zlib
from dataclasses import replace

import httpx
import pytest

from tests.api import AUDIT, CHECKS, FINDINGS, INTEGRATIONS, RUNS, WEBHOOKS, Api
from tests.contract.test_gate import ran
from tests.contract.test_webhooks import REQUEST
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio

GZIP = {"accept-encoding": "gzip"}
PLAIN = {"accept-encoding": "identity"}
YAML, JSON = "/api/v2/openapi.yaml", "/api/v2/openapi.json"


async def both(client: httpx.AsyncClient, place: str) -> tuple[httpx.Response, httpx.Response]:
    """Return a response without and with compression; `content` of both is the text."""
    return await client.get(place, headers=PLAIN), await client.get(place, headers=GZIP)


async def filled(client: httpx.AsyncClient, api: Api) -> str:
    """Fill every list beyond the size from which it is compressed; return the id of a run."""
    for _ in range(5):
        await client.post(WEBHOOKS, json=REQUEST)
        await api.integration()
    await ran(client, api, sheet("torn"))
    return await ran(client, api, *[sheet(name) for name in ("torn", "b", "c", "d", "e")])


@pytest.mark.parametrize("place", [CHECKS, FINDINGS, INTEGRATIONS, RUNS, WEBHOOKS, YAML, JSON])
async def test_what_is_large_is_compressed_for_who_accepts_it(api: Api, place: str) -> None:
    async with api.client() as client:
        await filled(client, api)
        plain, compressed = await both(client, place)
        again = await client.get(place, headers=GZIP)

    assert "content-encoding" not in plain.headers
    assert compressed.headers["content-encoding"] == "gzip"
    assert int(compressed.headers["content-length"]) < len(plain.content)
    assert compressed.content == plain.content == again.content
    for response in (plain, compressed):
        assert "accept-encoding" in response.headers["vary"].split(", ")


async def test_the_audit_log_is_compressed(api: Api) -> None:
    async with api.client() as client:
        await filled(client, api)
        plain, compressed = await both(client, AUDIT)

    assert compressed.headers["content-encoding"] == "gzip"
    assert compressed.json() == plain.json()


@pytest.mark.parametrize("place", [CHECKS, RUNS, YAML])
async def test_each_representation_has_its_own_version(api: Api, place: str) -> None:
    async with api.client() as client:
        await filled(client, api)
        plain, compressed = await both(client, place)
        tags = [one.headers["etag"] for one in (plain, compressed)]
        same = [
            await client.get(place, headers={"if-none-match": tag, **coding})
            for tag in tags
            for coding in (PLAIN, GZIP)
        ]
        other = await client.get(place, headers={"if-none-match": '"0-gzip"', **GZIP})

    assert tags[0] != tags[1]
    assert [one.status_code for one in same] == [304] * 4
    assert [one.headers["etag"] for one in same] == [tags[0], tags[0], tags[1], tags[1]]
    assert {one.headers["vary"] for one in same} == {plain.headers["vary"]}
    assert other.status_code == 200


@pytest.mark.parametrize("form", ["csv", "html", "ndjson", "sarif", "junit"])
async def test_an_export_is_compressed_while_it_is_written(api: Api, form: str) -> None:
    async with api.client() as client:
        place = f"{RUNS}/{await filled(client, api)}/export?format={form}"
        plain, compressed = await both(client, place)
        head = await client.head(place, headers=GZIP)
        same = await client.get(place, headers=GZIP | {"if-none-match": compressed.headers["etag"]})

    assert compressed.headers["content-encoding"] == head.headers["content-encoding"] == "gzip"
    assert compressed.content == plain.content
    assert compressed.headers["etag"] == head.headers["etag"] != plain.headers["etag"]
    assert (same.status_code, same.content) == (304, b"")
    assert compressed.headers["content-disposition"] == plain.headers["content-disposition"]


async def test_a_response_with_a_secret_or_an_error_is_never_compressed(api: Api) -> None:
    long = REQUEST | {"url": f"https://example.com/{'a' * 1_900}"}
    async with api.client() as client:
        created = await client.post(WEBHOOKS, json=long, headers=GZIP)
        one = await client.get(created.headers["location"], headers=GZIP)
        refused = await client.get(RUNS, params={"fail" * 400: "1"}, headers=GZIP)

    assert "secret" in created.json()
    assert refused.status_code == 400
    for response in (created, one, refused):
        assert "content-encoding" not in response.headers
        assert "accept-encoding" not in response.headers["vary"]


async def test_what_is_small_is_not_compressed(api: Api) -> None:
    async with api.client() as client:
        empty = await client.get(RUNS, headers=GZIP)

    assert "content-encoding" not in empty.headers
    assert not empty.headers["etag"].endswith('-gzip"')


async def test_a_setting_turns_it_off(api: Api) -> None:
    off = replace(api.deps, settings=replace(api.deps.settings, compression_level=0))
    async with api.client(deps=off) as client:
        plain = await client.get(JSON, headers=GZIP)

    assert "content-encoding" not in plain.headers
    assert "accept-encoding" not in plain.headers["vary"]


async def test_a_head_of_a_list_names_the_compressed_size(api: Api) -> None:
    async with api.client() as client:
        head = await client.head(JSON, headers=GZIP)
        body = await client.get(JSON, headers=GZIP)

    assert head.headers["content-length"] == body.headers["content-length"]
    assert head.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("x-gzip", "gzip"),
        ("br, gzip;q=0.8, *;q=0.1", "gzip"),
        ("*", "gzip"),
        ("gzip;q=0, *", None),
        ("gzip;q=0.5, identity", None),
        ("br, zstd", None),
        ("identity", None),
        ("", None),
        ("gzip;q=nonsense", None),
    ],
)
async def test_accept_encoding_is_read_as_http_has_it(
    api: Api, accept: str, coding: str | None
) -> None:
    async with api.client() as client:
        found = await client.get(JSON, headers={"accept-encoding": accept})

    assert found.headers.get("content-encoding") == coding
    assert found.json()["openapi"] == "3.1.0"


async def test_the_body_is_gzip_that_other_programs_read(api: Api) -> None:
    async with api.client() as client, client.stream("GET", YAML, headers=GZIP) as response:
        raw = b"".join([part async for part in response.aiter_raw()])
        plain = (await client.get(YAML, headers=PLAIN)).content

    assert gzip.decompress(raw) == plain
    assert zlib.decompress(raw, wbits=31) == plain
