"""The rows of the audit log: their fields, filters and pages."""

import pytest

from tests.api import (
    AUDIT,
    RUNS,
    Api,
)

pytestmark = pytest.mark.anyio


# Audit


async def audited(api: Api) -> None:
    """Leave three rows, one second apart: a failure, a success and a failure."""
    async with api.client() as client:
        for body in ({}, {"integration_id": await api.integration()}, {}):
            await client.post(RUNS, json=body)
            api.clock.pass_seconds(1)


async def test_an_audit_row_has_its_documented_fields(api: Api) -> None:
    await audited(api)
    async with api.client() as client:
        rows = (await client.get(AUDIT)).json()["data"]

    assert list(rows[1]) == [
        "id",
        "ts",
        "actor_user_id",
        "actor_ip",
        "action",
        "target_kind",
        "target_id",
        "before_jsonb",
        "after_jsonb",
        "result",
        "request_id",
    ]
    assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), reverse=True)
    assert rows[1]["actor_ip"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 3),
        ({"limit": "1"}, 1),
        ({"limit": "200"}, 3),
        ({"result": "failure"}, 2),
        ({"result": "success"}, 1),
        ({"action": "api.call"}, 3),
        ({"action": "run.started.again"}, 0),
        ({"target_kind": "token"}, 3),
        ({"target_kind": "finding"}, 0),
        ({"from": "2025-06-15T15:06:41Z"}, 2),
        ({"to": "2025-06-15T15:06:41Z"}, 1),
        ({"from": "2025-06-15T15:06:40Z", "to": "2025-06-15T15:06:41Z"}, 1),
        ({"from": "2025-06-15T17:06:41+02:00"}, 2),
        ({"from": "20250615T150641Z"}, 2),
        ({"to": "0001-01-01T00:00:00+23:59"}, 0),
        ({"to": "9999-12-31T23:59:59-23:59"}, 3),
    ],
)
async def test_audit_rows_can_be_filtered(api: Api, query: dict[str, str], count: int) -> None:
    await audited(api)
    async with api.client() as client:
        answer = await client.get(AUDIT, params=query)

    assert len(answer.json()["data"]) == count


async def test_audit_shows_50_rows_unless_asked_for_more(api: Api) -> None:
    async with api.client() as client:
        for _ in range(51):
            await client.post(RUNS)
        answers = [await client.get(AUDIT), await client.get(AUDIT, params={"limit": 200})]

    assert [len(one.json()["data"]) for one in answers] == [50, 51]


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("action=run", "invalid_action_filter"),
        ("action=api.call.of.somebody", "invalid_action_filter"),
        ("action=Api.call", "invalid_action_filter"),
        ("action=api.call%0A", "invalid_action_filter"),
        (f"action=a.{'b' * 63}", "invalid_action_filter"),
        ("target_kind=Token", "invalid_target_kind"),
        ("result=maybe", "invalid_result"),
        ("from=yesterday", "invalid_from"),
        ("from=2025-06-15T15:06:41", "invalid_from"),
        ("from=2025-06-15", "invalid_from"),
        ("to=2025-13-15T15:06:41Z", "invalid_to"),
        ("limit=0", "invalid_limit"),
        ("limit=201", "invalid_limit"),
        ("limit=many", "invalid_limit"),
        ("limit=", "invalid_limit"),
        ("limit=1&limit=2", "invalid_limit"),
        ("cursor=7", "invalid_cursor"),
    ],
)
async def test_400_of_audit(api: Api, query: str, slug: str) -> None:
    async with api.client() as client:
        answer = await client.get(f"{AUDIT}?{query}")

    assert (answer.status_code, answer.json()["error"]) == (400, slug)


async def test_audit_rows_of_another_tenant_are_not_listed(api: Api) -> None:
    await audited(api)
    stranger = await api.mint(tenant_id=await api.tenant("globex"))
    async with api.client(stranger) as client:
        answer = await client.get(AUDIT)

    assert answer.json() == {"data": []}
