"""The files of the console: public, the same for everybody, under a strict policy."""

import gzip

import pytest

from posture.api.console import FILES, files
from tests.api import NOBODYS, Api

pytestmark = pytest.mark.anyio


async def test_every_address_of_the_console_is_the_same_public_shell(api: Api) -> None:
    places = ["/console/", f"/console/runs/{NOBODYS}", "/console/a/b/c/", "/console/%2e%2e/x"]
    async with api.client(None) as client:
        pages = [await client.get(place) for place in places]
    assert {page.status_code for page in pages} == {200}
    assert len({page.content for page in pages}) == 1
    assert pages[0].headers["content-type"] == "text/html; charset=utf-8"
    assert "x-ratelimit-limit" not in pages[0].headers


async def test_the_policy_allows_files_of_this_server_alone(api: Api) -> None:
    async with api.client(None) as client:
        page = await client.get("/console/")
        data = await client.get("/health/live")
    (policy,) = page.headers.get_list("content-security-policy")
    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    assert data.headers["content-security-policy"] == ("default-src 'none'; frame-ancestors 'none'")
    assert (page.headers["x-content-type-options"], page.headers["referrer-policy"]) == (
        "nosniff",
        "no-referrer",
    )


@pytest.mark.parametrize("path", sorted((FILES / "assets").iterdir()), ids=lambda one: one.name)
async def test_a_file_is_compressed_and_not_sent_twice(api: Api, path: object) -> None:
    name = str(path).rpartition("/")[2]
    place = f"/console/assets/{name}"
    async with api.client(None) as client:
        plain = await client.get(place, headers={"accept-encoding": "identity"})
        packed = await client.get(place, headers={"accept-encoding": "gzip"})
        known = {"if-none-match": packed.headers["etag"], "accept-encoding": "gzip"}
        again = await client.get(place, headers=known)
    text = (FILES / "assets" / name).read_bytes()
    assert (plain.status_code, plain.content) == (200, text)
    assert (packed.content, packed.headers["content-encoding"]) == (text, "gzip")
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == "authorization, accept, accept-encoding"
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("/console", 308),
        ("/consoles", 404),
        ("/console/assets/", 404),
        ("/console/assets/none.js", 404),
        ("/console/assets/../index.html", 200),
        ("/console/assets/%2e%2e/index.html", 404),
        ("/console/assets/..%2f..%2fversion.py", 404),
    ],
)
async def test_there_are_these_files_and_no_others(api: Api, place: str, status: int) -> None:
    async with api.client(None) as client:
        answer = await client.get(place, follow_redirects=False)
    assert answer.status_code == status


async def test_a_page_is_only_read(api: Api) -> None:
    async with api.client(None) as client:
        refused = await client.post("/console/")
        options = await client.options("/console/")
        head = await client.head("/console/")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    assert (head.status_code, head.content) == (200, b"")


def test_gzip_is_real() -> None:
    assert all(gzip.decompress(one.compressed) == one.plain for one in files().values())
