"""Integrations: created, read, changed member by member, audited, scheduled and deleted."""

from typing import Any

import pytest

from tests.api import AUDIT, FINDINGS, INTEGRATIONS, RUNS, Api
from tests.contract.integration_bodies import AWS, BUCKETS, FULL
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio


async def test_a_created_integration_can_be_read(api: Api) -> None:
    async with api.client() as client:
        created = await client.post(INTEGRATIONS, json=FULL)
        read = await client.get(created.headers["location"])
        (listed,) = (await client.get(INTEGRATIONS)).json()["data"]

    assert created.status_code == 201
    assert created.json() == read.json() == listed
    assert {name: listed[name] for name in FULL} == FULL
    assert listed["account_id"] is None
    assert listed["next_run_at"] == "2025-06-16T04:30:00Z"
    assert listed["created_at"] == listed["updated_at"] == "2025-06-15T15:06:40Z"


async def test_omitted_members_are_empty(api: Api) -> None:
    async with api.client() as client:
        created = await client.post(INTEGRATIONS, json={"name": "a", "provider": "aws", "aws": {}})

    body = created.json()
    assert body["aws"] == dict.fromkeys(AWS) | {"regions": []}
    assert {body[name] for name in ("check_set", "schedule", "next_run_at")} == {None}


async def test_a_change_sets_its_members_and_null_clears_one(api: Api) -> None:
    async with api.client() as client:
        place = (await client.post(INTEGRATIONS, json=FULL)).headers["location"]
        api.clock.pass_seconds(60)
        changed = await client.patch(place, json={"name": "staging", "check_set": None})
        read = await client.get(place)

    assert changed.status_code == 200
    assert changed.json() == read.json()
    wanted = FULL | {"name": "staging", "check_set": None}
    assert {name: read.json()[name] for name in FULL} == wanted
    assert read.json()["updated_at"] == "2025-06-15T15:07:40Z"


async def test_every_change_is_audited_with_the_state_before_and_after(api: Api) -> None:
    async with api.client() as client:
        created = (await client.post(INTEGRATIONS, json=FULL)).json()
        place = f"{INTEGRATIONS}/{created['id']}"
        api.clock.pass_seconds(60)
        same = (await client.patch(place, json={"name": FULL["name"]})).json()
        changed = (await client.patch(place, json={"schedule": None, "check_set": None})).json()
        await client.delete(place, headers={"x-request-id": "the-end"})
        await client.delete(place)
        rows = (await client.get(AUDIT, params={"target_kind": "integration"})).json()["data"][::-1]

    assert same == created
    recorded = [one for one in rows if one["action"] != "api.call"]
    assert [(one["action"], one["before_jsonb"], one["after_jsonb"]) for one in recorded] == [
        ("integration.created", None, created),
        ("integration.updated", created, changed),
        ("integration.deleted", changed, None),
    ]
    ended = recorded[-1]
    assert (ended["target_id"], ended["result"]) == (created["id"], "success")
    assert (ended["actor_user_id"], ended["request_id"]) == (api.token_id, "the-end")


async def test_a_run_sets_the_account_id(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        await client.post(RUNS, json={"integration_id": integration_id})
        await api.work(sheet("a"))
        read = await client.get(f"{INTEGRATIONS}/{integration_id}")

    assert read.json()["account_id"] == "123456789012"


async def test_a_deleted_integration_is_gone_and_its_runs_stay(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        await client.post(RUNS, json={"integration_id": integration_id})
        await api.work(sheet("a"))
        waiting = await client.post(RUNS, json={"integration_id": integration_id})
        gone = await client.delete(f"{INTEGRATIONS}/{integration_id}")
        again = await client.delete(f"{INTEGRATIONS}/{integration_id}")
        refused = await client.post(RUNS, json={"integration_id": integration_id})
        listed = await client.get(INTEGRATIONS)
        runs = (await client.get(RUNS)).json()["data"]
        findings = (await client.get(FINDINGS)).json()["data"]

    assert (gone.status_code, gone.content) == (204, b"")
    assert (again.status_code, again.json()) == (404, {"error": "integration_not_found"})
    assert (refused.status_code, refused.json()) == (404, {"error": "integration_not_found"})
    assert listed.json() == {"data": []}
    statuses = {row["id"]: row["status"] for row in runs}
    assert statuses.pop(waiting.json()["run_id"]) == "cancelled"
    assert list(statuses.values()) == ["completed"]
    assert len(findings) == 1


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"regions": ["us-east-1"]}, AWS | {"regions": ["us-east-1"]}),
        ({"regions": None}, AWS | {"regions": []}),
        ({"role_arn": None, "external_id": None}, AWS | {"role_arn": None, "external_id": None}),
        (
            {"profile": "other", "endpoint_url": None},
            AWS | {"profile": "other", "endpoint_url": None},
        ),
        (AWS, AWS),
        ({}, AWS),
    ],
)
async def test_a_change_of_the_clouds_own_object_is_merged_member_by_member(
    api: Api, sent: dict[str, Any], wanted: dict[str, Any]
) -> None:
    async with api.client() as client:
        created = await client.post(INTEGRATIONS, json=FULL)
        place = created.headers["location"]
        api.clock.pass_seconds(60)
        changed = await client.patch(place, json={"aws": sent})
        read = await client.get(place)

    assert changed.status_code == 200
    assert changed.json() == read.json()
    assert read.json()["aws"] == wanted
    kept = {name: one for name, one in created.json().items() if name not in {"aws", "updated_at"}}
    assert kept.items() <= read.json().items()
    assert (read.json()["updated_at"] != created.json()["updated_at"]) == (wanted != AWS)


async def test_a_schedule_can_be_changed_and_cleared(api: Api) -> None:
    async with api.client() as client:
        place = (await client.post(INTEGRATIONS, json=FULL)).headers["location"]
        moved = (await client.patch(place, json={"schedule": "0 16 * * *"})).json()
        kept = (await client.patch(place, json={"name": "staging"})).json()
        cleared = (await client.patch(place, json={"schedule": None})).json()
        read = (await client.get(place)).json()

    shown = [(one["schedule"], one["next_run_at"]) for one in (moved, kept, cleared, read)]
    due = ("0 16 * * *", "2025-06-15T16:00:00Z")
    assert shown == [due, due, (None, None), (None, None)]


async def test_repeated_values_are_removed(api: Api) -> None:
    own = {"regions": ["eu-west-1", "eu-central-1", "eu-west-1"]}
    twice = {"aws": own, "check_set": [BUCKETS, BUCKETS]}
    async with api.client() as client:
        created = await client.post(INTEGRATIONS, json=FULL | twice)

    assert created.json()["aws"]["regions"] == ["eu-west-1", "eu-central-1"]
    assert created.json()["check_set"] == [BUCKETS]
