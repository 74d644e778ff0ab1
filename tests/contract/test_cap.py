"""The cap on manual triggers, with requests to two processes at the same moment."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
import pytest

from posture.services.integrations import create_integration
from posture.store.engine import Store
from tests.api import AUDIT, RUNS
from tests.databases import ON_POSTGRES
from tests.server import Served, served

pytestmark = [pytest.mark.anyio, ON_POSTGRES]

AT_ONCE = 50
ROUNDS = 3


class Reply(NamedTuple):
    """The response to one request."""

    status: int
    retry_after: str | None
    body: dict[str, object]


@pytest.fixture
def both(tmp_path: Path, database_url: str) -> Iterator[tuple[Served, Served]]:
    """Two processes on one database."""
    environ = {"POSTURE_DATABASE_URL": database_url, "POSTURE_RATE_LIMIT_BUCKET": "1000"}
    (tmp_path / "other").mkdir()
    with (
        served(tmp_path, environ=environ) as one,
        served(tmp_path / "other", environ=environ, beside=one) as other,
    ):
        yield one, other


async def post_at_once(servers: tuple[Served, Served], body: bytes, name: str) -> list[Reply]:
    """Send to each in turn all but the last byte, and then all the last bytes."""
    wires = []
    for number in range(AT_ONCE):
        server = servers[number % 2]
        place = urlsplit(server.url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        lines = (
            f"POST {RUNS} HTTP/1.1",
            "Host: posture",
            f"Authorization: Bearer {server.token}",
            f"X-Request-Id: {name}-{number}",
            f"Content-Length: {len(body)}",
            "Connection: close",
        )
        writer.write("\r\n".join([*lines, "", ""]).encode() + body[:-1])
        await writer.drain()
        wires.append((reader, writer))
    for _, writer in wires:
        writer.write(body[-1:])
    answers = await asyncio.gather(*(reader.read() for reader, _ in wires))
    for _, writer in wires:
        writer.close()
    return [reply_of(answer) for answer in answers]


def reply_of(answer: bytes) -> Reply:
    head, _, body = answer.partition(b"\r\n\r\n")
    line, _, lines = head.partition(b"\r\n")
    headers = BytesHeaderParser().parsebytes(lines)
    return Reply(int(line.split()[1]), headers["retry-after"], json.loads(body))


async def test_of_50_posts_to_two_processes_two_are_accepted_and_every_one_is_audited(
    both: tuple[Served, Served],
) -> None:
    one, _ = both
    async with Store(one.settings) as store:
        rows = [
            await create_integration(
                store, tenant_id=one.tenant_id, name=f"production {number}", provider="aws"
            )
            for number in range(ROUNDS)
        ]
    headers = {"authorization": f"Bearer {one.token}"}
    async with httpx.AsyncClient(base_url=one.url, headers=headers) as client:
        for row in rows:
            answers = await post_at_once(both, b'{"integration_id":"%s"}' % row.id.encode(), row.id)

            assert Counter(answer.status for answer in answers) == {202: 2, 429: AT_ONCE - 2}
            for answer in answers:
                if answer.status == 429:
                    seconds = answer.body["retry_after_seconds"]
                    assert answer.body == {"error": "rate_limited", "retry_after_seconds": seconds}
                    assert answer.retry_after == str(seconds)
                    assert isinstance(seconds, int)
                    # A run that counts may have come a moment after the request it refuses.
                    assert 86_000 <= seconds <= 86_401
            accepted = {answer.body["run_id"] for answer in answers if answer.status == 202}
            kept = await client.get(RUNS, params={"integration_id": row.id})
            assert {run["id"] for run in kept.json()["data"]} == accepted

            audited = await client.get(AUDIT, params={"action": "api.call", "limit": AT_ONCE})
            calls = audited.json()["data"]
            assert {call["request_id"] for call in calls} == {
                f"{row.id}-{number}" for number in range(AT_ONCE)
            }
            assert Counter(call["after_jsonb"]["status"] for call in calls) == Counter(
                answer.status for answer in answers
            )
            assert {call["actor_user_id"] for call in calls} == {one.token_id}
            assert {
                (call["after_jsonb"]["path"], call["after_jsonb"]["method"]) for call in calls
            } == {(RUNS, "POST")}
