"""Triggers of one apply over HTTP: merged into one run while it waits."""

import asyncio

import pytest

from tests.api import AUDIT, RUNS, Api

pytestmark = pytest.mark.anyio

APPLY = {"tool": "terraform", "workspace": "production", "apply_id": "run-CZcmD7eagjhyX0vN"}


async def test_fifty_triggers_of_one_apply_are_one_run(api: Api) -> None:
    integration_id = await api.integration()
    bodies = [
        {
            "integration_id": integration_id,
            "source": APPLY | {"url": f"https://ci.example.com/jobs/{number}"},
            "scope": {"resource_ids": [f"arn:aws:paper:::{number}"]},
        }
        for number in range(50)
    ]
    async with api.client() as client:
        answers = await asyncio.gather(*(client.post(RUNS, json=body) for body in bodies))
        (run,) = (await client.get(RUNS)).json()["data"]
        rows = (await client.get(AUDIT, params={"limit": 200})).json()["data"]

    assert {answer.status_code for answer in answers} == {202}
    bodies = [answer.json() for answer in answers]
    assert {one["run_id"] for one in bodies} == {run["id"]}
    assert {answer.headers["location"] for answer in answers} == {f"{RUNS}/{run['id']}"}
    assert sorted("coalesced" in one for one in bodies) == [False] + [True] * 49
    assert set(run["scope"]["resource_ids"]) == {f"arn:aws:paper:::{n}" for n in range(50)}
    assert run["source"]["apply_id"] == APPLY["apply_id"]
    assert [row["after_jsonb"]["status"] for row in rows] == [202] * 50


async def test_a_body_without_a_source_is_never_merged(api: Api) -> None:
    body = {"integration_id": await api.integration()}
    async with api.client() as client:
        answers = [(await client.post(RUNS, json=body)).json() for _ in range(2)]

    assert all("coalesced" not in answer for answer in answers)
    assert answers[0]["run_id"] != answers[1]["run_id"]


async def test_a_client_of_the_run_sees_its_larger_scope(api: Api) -> None:
    body = {"integration_id": await api.integration(), "source": APPLY}
    async with api.client() as client:
        first = await client.post(RUNS, json=body | {"scope": {"services": ["s3"]}})
        place = first.headers["location"]
        tag = (await client.get(place)).headers["etag"]
        await client.post(RUNS, json=body | {"scope": {"services": ["iam"]}})
        seen = await client.get(place, headers={"if-none-match": tag})
        key = {"idempotency-key": "k"}
        joined = [await client.post(RUNS, json=body, headers=key) for _ in range(2)]
        whole = await client.get(place)

    assert (seen.status_code, seen.json()["scope"]) == (200, {"services": ["s3", "iam"]})
    assert joined[0].json() == joined[1].json() == first.json() | {"coalesced": True}
    assert whole.json()["scope"] is None
