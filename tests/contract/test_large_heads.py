"""Large heads of requests: what is remembered of requests is small, whatever they send."""

import gc
import tracemalloc
import urllib.parse

import httpx
import pytest

from posture.api.access import LONGEST_PATH
from tests.api import RUNS, Api

pytestmark = pytest.mark.anyio

LARGE, REQUESTS = 50_000, 60
# A third of what is sent.
MOST_KEPT_BYTES = LARGE * REQUESTS // 3


async def ask(client: httpx.AsyncClient, part: str, number: int) -> int:
    """Send a request of which one part is large, and like no other; return its status."""
    text = f"{number:06}{'x' * LARGE}"
    method = text if part == "method" else "GET"
    path = f"{RUNS}/{text}" if part == "path" else RUNS
    headers = {"accept-encoding": "identity", "accept": "*/*"}
    if part in headers:
        headers[part] += f", {text}"
    return (await client.request(method, path, headers=headers)).status_code


@pytest.mark.parametrize(
    ("part", "status"),
    [("method", 405), ("path", 404), ("accept", 200), ("accept-encoding", 200)],
)
async def test_what_is_large_is_not_kept(api: Api, part: str, status: int) -> None:
    async with api.client() as client:
        assert await ask(client, part, 0) == status
        tracemalloc.start()
        try:
            found = {await ask(client, part, number) for number in range(1, REQUESTS + 1)}
            urllib.parse.clear_cache()  # type: ignore[attr-defined]  # of the client; the stubs lack it
            gc.collect()
            kept, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert found == {status}
    assert kept < MOST_KEPT_BYTES


async def test_a_path_longer_than_any_resource_has_leads_to_none(api: Api) -> None:
    async with api.client() as client:
        found = [
            (await client.get(f"{RUNS}/{'x' * (length - len(RUNS) - 1)}")).status_code
            for length in (LONGEST_PATH, LONGEST_PATH + 1)
        ]
    assert found == [400, 404]
