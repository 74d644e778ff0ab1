"""Limits of addresses and of tokens, and what a refused request costs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from posture.services.tokens import revoke
from posture.store.statement import Connection
from tests.api import (
    CHECKS,
    FINDINGS,
    NOBODYS,
    RUNS,
    Api,
    api_in,
)
from tests.promises import promise

pytestmark = pytest.mark.anyio


# Rate limits


@promise("limits", "Requests without a valid token are limited for each address")
async def test_an_address_without_a_valid_token_is_limited_and_no_valid_token_is(
    tmp_path: Path,
) -> None:
    async with api_in(tmp_path, refused_requests_bucket=2) as api, api.client(None) as client:
        refused = [await client.post(RUNS) for _ in range(4)]
        wrong = await client.get(CHECKS, headers={"authorization": "Bearer posture_wrong"})
        valid = {"authorization": f"Bearer {api.token}"}
        allowed = [await client.get(CHECKS, headers=valid) for _ in range(3)]
        rows = await api.audit_rows()

    assert [one.status_code for one in refused] == [401, 401, 429, 429]
    assert (wrong.status_code, wrong.json()["error"]) == (429, "rate_limited")
    assert int(wrong.headers["retry-after"]) >= 1
    assert [one.status_code for one in allowed] == [200, 200, 200]
    assert [(one["action"], one["after"]["status"]) for one in rows] == [("api.call", 401)]


@promise("limits", "A flood of requests with a wrong token costs one look at the database")
async def test_a_token_that_was_not_found_is_refused_without_another_look(tmp_path: Path) -> None:
    async with api_in(tmp_path, refused_requests_bucket=2) as api, api.client(None) as client:
        looks = count_reads(api)
        wrong = {"authorization": "Bearer posture_wrong"}
        refused = [await client.get(RUNS, headers=wrong) for _ in range(20)]
        looked = len(looks)
        other = await client.get(RUNS, headers={"authorization": "Bearer posture_other"})
        valid = await client.get(RUNS, headers={"authorization": f"Bearer {api.token}"})

    assert [one.status_code for one in refused] == [401, 401, *[429] * 18]
    assert looked == 1
    assert (other.status_code, valid.status_code) == (429, 200)


async def test_a_token_that_was_not_found_is_looked_for_again_after_a_while(
    tmp_path: Path,
) -> None:
    async with api_in(tmp_path, refused_token_seconds=5.0) as api, api.client(None) as client:
        looks = count_reads(api)
        wrong = {"authorization": "Bearer posture_wrong"}
        counts = []
        for seconds in (0, 4, 2):
            api.clock.pass_seconds(seconds)
            await client.get(RUNS, headers=wrong)
            counts.append(len(looks))

    assert counts == [1, 1, 2]


async def test_a_revoked_token_is_looked_for_each_time(tmp_path: Path) -> None:
    async with api_in(tmp_path) as api, api.client() as client:
        await revoke(api.store, token_id=api.token_id)
        looks = count_reads(api)
        refused = [await client.get(RUNS) for _ in range(3)]

    assert [one.status_code for one in refused] == [401, 401, 401]
    assert len(looks) == 3


def count_reads(api: Api) -> list[object]:
    """Return a list that grows by one with each read that looks up who sent a request."""
    looks: list[object] = []
    look_up = api.store.look_up

    async def counted(work: Callable[[Connection], Any], **named: Any) -> Any:  # noqa: ANN401  # as the store's
        def read(connection: Connection) -> Any:  # noqa: ANN401  # as the unit's
            looks.append(work)
            return work(connection)

        return await look_up(read, **named)

    api.store.look_up = counted  # type: ignore[method-assign]  # this store alone
    return looks


async def test_every_authenticated_response_has_the_rate_limit_headers(tmp_path: Path) -> None:
    async with api_in(tmp_path, rate_limit_bucket=120) as api, api.client() as client:
        recorded = [
            (one.status_code, limits(one))
            for one in [
                await client.get(CHECKS),
                await client.get("/api/v2/nothing"),
                await client.delete(CHECKS),
                await client.get(RUNS, params={"limit": 0}),
            ]
        ]

    assert recorded == [
        (200, ("120", "119", "1")),
        (404, ("120", "118", "2")),
        (405, ("120", "117", "3")),
        (400, ("120", "116", "4")),
    ]


def limits(answer: httpx.Response) -> tuple[str, str, str]:
    limit, remaining, reset = (
        answer.headers[f"x-ratelimit-{name}"] for name in ("limit", "remaining", "reset")
    )
    return limit, remaining, reset


async def test_429_an_empty_bucket_and_the_refusal_costs_nothing(tmp_path: Path) -> None:
    async with api_in(tmp_path, rate_limit_bucket=3) as api, api.client() as client:
        answers = [await client.get(CHECKS) for _ in range(8)]

    refused = answers[3:]
    assert [one.status_code for one in answers] == [200] * 3 + [429] * 5
    for one in refused:
        assert one.json() == {
            "error": "rate_limited",
            "retry_after_seconds": 1,
            "limit": 60,
            "window": "1m",
        }
        assert one.headers["retry-after"] == "1"
        assert limits(one) == ("3", "0", "3")


async def test_a_bucket_fills_again_by_one_request_a_second(tmp_path: Path) -> None:
    async with api_in(tmp_path, rate_limit_bucket=2) as api, api.client() as client:
        statuses = []
        for seconds in (0, 0, 0, 0.9, 0.1, 0, 60, 0, 0):
            api.clock.pass_seconds(seconds)
            statuses.append((await client.get(CHECKS)).status_code)

    assert statuses == [200, 200, 429, 429, 200, 429, 200, 200, 429]


async def test_tokens_do_not_share_a_bucket(tmp_path: Path) -> None:
    async with api_in(tmp_path, rate_limit_bucket=1) as api:
        other = await api.mint()
        async with api.client() as client:
            headers = {"authorization": f"Bearer {other}"}
            answers = [
                await client.get(CHECKS),
                await client.get(CHECKS),
                await client.get(CHECKS, headers=headers),
            ]

    assert [one.status_code for one in answers] == [200, 429, 200]


@promise("limits", "Requests for public documents and downloads are limited for each address")
@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/openapi.yaml",
        "/api/v2/openapi.json",
        f"/runs/{NOBODYS}",
        "/downloads/posture-gate.pyz",
    ],
)
async def test_429_beyond_the_limit_of_an_address_for_what_needs_no_token(
    tmp_path: Path, path: str
) -> None:
    async with api_in(tmp_path, public_requests_bucket=3) as api, api.client() as client:
        answers = [await client.get(path) for _ in range(4)]
        healthy = [await client.get("/health/live") for _ in range(5)]
        listed = await client.get(FINDINGS)

    usual = answers[0].status_code
    assert usual in {200, 404}
    assert [one.status_code for one in answers[1:]] == [usual, usual, 429]
    assert int(answers[3].headers["retry-after"]) >= 1
    assert {one.status_code for one in healthy} == {200}
    assert listed.status_code == 200
