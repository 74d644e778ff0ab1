"""A cursor leads on in its own list only: with another one it would skip rows without a word."""

from typing import Any

import httpx
import pytest

from tests.api import AUDIT, FINDINGS, INTEGRATIONS, RUNS, SUPPRESSIONS, TOKENS, Api
from tests.contract.test_gate import ran
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio

PAGED = (
    RUNS,
    FINDINGS,
    INTEGRATIONS,
    SUPPRESSIONS,
    TOKENS,
    AUDIT,
    "/api/v2/webhooks",
    "/api/v2/trusts",
    "/api/v2/reports",
)


async def cursor_of(client: httpx.AsyncClient, path: str, **query: str) -> str:
    found = await client.get(path, params={"limit": "1", **query})
    return str(found.json()["next_cursor"])


async def refusal(client: httpx.AsyncClient, path: str, **query: str) -> dict[str, Any]:
    answer = await client.get(path, params=query)
    assert answer.status_code == 400
    body: dict[str, Any] = answer.json()
    return body


async def test_a_cursor_is_refused_by_every_other_list(api: Api) -> None:
    async with api.client() as client:
        first = await api.integration()
        api.clock.pass_seconds(1)
        await api.integration()
        cursor = await cursor_of(client, INTEGRATIONS)
        own = await client.get(INTEGRATIONS, params={"cursor": cursor})
        refused = [
            await refusal(client, path, cursor=cursor) for path in PAGED if path != INTEGRATIONS
        ]

    assert [row["id"] for row in own.json()["data"]] == [first]
    assert {(one["error"], one["member"]) for one in refused} == {("invalid_cursor", "cursor")}
    assert refused[0]["detail"].startswith("`cursor` is not of this list")


@pytest.mark.parametrize(
    "other",
    [
        {"sort": "severity"},
        {"family": "storage"},
        {"family": "storage", "severity": "high"},
        {"q": "bucket"},
        {"suppressed": "false"},
    ],
)
async def test_a_cursor_is_refused_with_another_order_or_other_filters(
    api: Api, other: dict[str, str]
) -> None:
    async with api.client() as client:
        await ran(client, api, sheet("a"), sheet("b"), sheet("c"))
        plain = await cursor_of(client, FINDINGS)
        narrow = await cursor_of(client, FINDINGS, severity="high")
        one = await refusal(client, FINDINGS, cursor=plain, **other)
        two = await refusal(client, FINDINGS, cursor=narrow, **other)

    assert (one["error"], two["error"]) == ("invalid_cursor", "invalid_cursor")


async def test_a_cursor_continues_whatever_is_written_in_another_way(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        await ran(client, api, sheet("a"), sheet("b"), sheet("c"), integration_id=integration_id)
        filters = {"integration_id": integration_id, "severity": "critical,high,medium,low,info"}
        cursor = await cursor_of(client, FINDINGS, **filters)
        again = {
            "integration_id": integration_id.upper(),
            "severity": "info,low,medium,high,critical",
            "sort": "newest",
            "count": "true",
            "limit": "7",
            "cursor": cursor,
        }
        rest = await client.get(FINDINGS, params=again)

    assert (rest.status_code, len(rest.json()["data"])) == (200, 2)


async def test_a_cursor_of_another_tenant_is_refused(api: Api) -> None:
    async with api.client() as client:
        await api.integration()
        await api.integration()
        cursor = await cursor_of(client, INTEGRATIONS)
    stranger = await api.mint(tenant_id=await api.tenant("strangers"))
    async with api.client(stranger) as client:
        refused = await refusal(client, INTEGRATIONS, cursor=cursor)

    assert refused["error"] == "invalid_cursor"


async def test_a_wrong_cursor_is_refused_where_the_copy_is_current(api: Api) -> None:
    async with api.client() as client:
        read = await client.get(RUNS)
        answer = await client.get(
            RUNS, params={"cursor": "A" * 40}, headers={"if-none-match": read.headers["etag"]}
        )

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_cursor")
