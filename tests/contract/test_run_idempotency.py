"""Requests for runs that are sent again under one idempotency key."""

import pytest

from tests.api import NOBODYS, RUNS, Api

pytestmark = pytest.mark.anyio

DAY_SECONDS = 24 * 3_600


# Idempotency


async def test_the_same_key_and_body_get_the_first_response(api: Api) -> None:
    integration_id = await api.integration()
    ours = {"idempotency-key": "apply-7c1e0d"}
    async with api.client() as client:
        answers = [
            await client.post(RUNS, content=content, headers=ours)
            for content in (
                f'{{"integration_id":"{integration_id}"}}',
                f' {{ "trigger": "manual", "integration_id": "{integration_id.upper()}" }}',
                f'{{"integration_id":"{integration_id}"}}',
            )
        ]
        listed = await client.get(RUNS)

    assert {one.status_code for one in answers} == {202}
    assert len({(one.content, one.headers["location"]) for one in answers}) == 1
    assert len(listed.json()["data"]) == 1


async def test_409_the_same_key_with_another_body(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        answers = [
            await client.post(RUNS, json=body, headers={"idempotency-key": "once"})
            for body in (
                {"integration_id": integration_id},
                {"integration_id": integration_id, "trigger": "verify"},
            )
        ]

    assert [one.status_code for one in answers] == [202, 409]
    assert answers[1].json()["error"] == "idempotency_key_reused"


async def test_a_key_is_forgotten_after_24_hours(api: Api) -> None:
    body = {"integration_id": await api.integration()}
    headers = {"idempotency-key": "once"}
    async with api.client() as client:
        first = await client.post(RUNS, json=body, headers=headers)
        api.clock.pass_seconds(DAY_SECONDS)
        later = await client.post(RUNS, json=body, headers=headers)

    assert first.json()["run_id"] != later.json()["run_id"]


async def test_a_refusal_is_not_remembered(api: Api) -> None:
    integration_id = await api.integration()
    headers = {"idempotency-key": "once"}
    async with api.client() as client:
        absent = await client.post(RUNS, json={"integration_id": NOBODYS}, headers=headers)
        accepted = await client.post(RUNS, json={"integration_id": integration_id}, headers=headers)

    assert [absent.status_code, accepted.status_code] == [404, 202]


async def test_keys_belong_to_their_tenant(api: Api) -> None:
    other = await api.tenant("globex")
    theirs = await api.integration(other)
    headers = {"idempotency-key": "once"}
    async with api.client() as ours, api.client(await api.mint(tenant_id=other)) as stranger:
        first = await ours.post(
            RUNS, json={"integration_id": await api.integration()}, headers=headers
        )
        second = await stranger.post(RUNS, json={"integration_id": theirs}, headers=headers)

    assert [first.status_code, second.status_code] == [202, 202]


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "schlüssel"])
async def test_400_an_invalid_idempotency_key(api: Api, key: str) -> None:
    async with api.client() as client:
        body = {"integration_id": await api.integration()}
        answer = await client.post(RUNS, json=body, headers={b"idempotency-key": key.encode()})

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_idempotency_key")
