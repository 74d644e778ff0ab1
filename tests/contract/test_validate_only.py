"""`validate_only`: a request is checked as a whole, and nothing of it is kept."""

from typing import Any

import httpx
import pytest

from tests.api import (
    AUDIT,
    INTEGRATIONS,
    NOBODYS,
    RUNS,
    SUPPRESSIONS,
    TRUSTS,
    WEBHOOKS,
    Api,
)
from tests.contract.integration_bodies import FULL
from tests.contract.test_idempotency import TRUST, creation
from tests.contract.test_webhooks import REQUEST
from tests.spec import spec

pytestmark = pytest.mark.anyio

TRIAL = {"validate_only": "true"}
OPERATIONS = sorted(
    operation.id
    for operation in spec().operations.values()
    if {"$ref": "#/components/parameters/ValidateOnly"}
    in operation.definition.get("parameters", ())
)
OBJECTS = [name for name in OPERATIONS if name != "start_run"]
CREATES = [name for name in OPERATIONS if name.startswith("create_")]
CHANGES = [name for name in OPERATIONS if name.startswith("update_")]
CHANGE: dict[str, dict[str, Any]] = {
    "update_integration": {"name": "other", "aws": {"regions": ["eu-west-1"]}},
    "update_suppression": {"owner": "other"},
    "update_trust": {"scopes": ["findings:read", "cloud_posture:read"]},
    "update_webhook": {"events": ["run.completed"], "enabled": False},
}
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (INTEGRATIONS, FULL | {"check_set": ["aws_no_such_check"]}, "check_unknown"),
    (INTEGRATIONS, FULL | {"schedule": "* * * * *"}, "schedule_too_frequent"),
    (INTEGRATIONS, FULL | {"name": ""}, "invalid_name"),
    (
        TRUSTS,
        TRUST | {"conditions": [{"claim": "environment", "equals": ["a"]}]},
        "trust_open_to_strangers",
    ),
    (WEBHOOKS, REQUEST | {"url": "https://localhost/"}, "invalid_url"),
]


async def made(client: httpx.AsyncClient, api: Api, name: str) -> str:
    """Make what an operation changes, and return its path."""
    wanted = await creation(client, api, name.replace("update_", "create_"))
    return str((await client.post(wanted.path, json=wanted.body)).headers["location"])


async def actions(client: httpx.AsyncClient) -> list[str]:
    return [row["action"] for row in (await client.get(AUDIT)).json()["data"]]


def test_what_has_attributes_to_check_can_be_checked() -> None:
    kinds = ("integration", "suppression", "trust", "webhook")
    assert sorted(f"{verb}_{kind}" for verb in ("create", "update") for kind in kinds) == OBJECTS
    assert set(OPERATIONS) - set(OBJECTS) == {"start_run"}


@pytest.mark.parametrize("name", CREATES)
async def test_a_creation_is_checked_and_nothing_is_created(api: Api, name: str) -> None:
    key = {"idempotency-key": "one"}
    async with api.client() as client:
        path, body, _, listed = await creation(client, api, name)
        tried = await client.post(path, json=body, params=TRIAL, headers=key)
        rows = (await client.get(listed)).json()["data"]
        audited = await actions(client)
        done = await client.post(path, json=body, params={"validate_only": "false"}, headers=key)

    assert (tried.status_code, tried.content, rows) == (204, b"", [])
    assert audited == ["api.call"]
    assert done.status_code == 201


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_is_checked_and_nothing_is_changed(api: Api, name: str) -> None:
    async with api.client() as client:
        place = await made(client, api, name)
        before = await client.get(place)
        audited = await actions(client)
        api.clock.pass_seconds(1)
        tried = await client.patch(place, json=CHANGE[name], params=TRIAL)
        after = await client.get(place)
        assert await actions(client) == audited
        done = await client.patch(place, json=CHANGE[name])

    assert (tried.status_code, tried.content) == (204, b"")
    assert (after.json(), after.headers["etag"]) == (before.json(), before.headers["etag"])
    assert done.json() != before.json()


@pytest.mark.parametrize(("path", "body", "slug"), REFUSED)
async def test_a_trial_is_refused_as_the_request_would_be(
    api: Api, path: str, body: dict[str, Any], slug: str
) -> None:
    async with api.client() as client:
        tried = await client.post(path, json=body, params=TRIAL)
        done = await client.post(path, json=body)

    assert tried.json()["error"] == slug
    assert (tried.status_code, tried.json()["error"]) == (done.status_code, done.json()["error"])


async def test_what_the_rows_decide_is_decided_in_a_trial_too(api: Api) -> None:
    async with api.client() as client:
        await client.post(TRUSTS, json=TRUST)
        taken = await client.post(TRUSTS, json=TRUST, params=TRIAL)
        free = await client.post(TRUSTS, json=TRUST | {"name": "other"}, params=TRIAL)
        place = await made(client, api, "update_suppression")
        late = await client.patch(
            place, json={"owner": "a"}, params=TRIAL, headers={"if-match": '"0"'}
        )
        gone = await client.patch(
            f"{SUPPRESSIONS}/00000000-0000-4000-8000-000000000000",
            json={"owner": "a"},
            params=TRIAL,
        )

    assert (taken.status_code, taken.json()["error"]) == (409, "name_taken")
    assert (free.status_code, late.status_code, gone.status_code) == (204, 412, 404)


async def test_a_trial_needs_the_scope_of_the_request(api: Api) -> None:
    async with api.client(await api.mint(["trusts:read"])) as client:
        refused = await client.post(TRUSTS, json=TRUST, params=TRIAL)

    assert (refused.status_code, refused.json()["error"]) == (403, "missing_scope")


async def test_a_run_is_checked_and_none_is_started_or_counted(api: Api) -> None:
    async with api.client() as client:
        body = {"integration_id": await api.integration()}
        for _ in range(3):
            tried = await client.post(RUNS, json=body, params=TRIAL)
            assert (tried.status_code, tried.content) == (204, b"")
        assert (await client.get(RUNS)).json()["data"] == []
        statuses = [(await client.post(RUNS, json=body)).status_code for _ in range(3)]
        capped = await client.post(RUNS, json=body, params=TRIAL)
        rows = (await client.get(AUDIT)).json()["data"]

    assert statuses == [202, 202, 429]
    assert (capped.status_code, capped.json()["error"]) == (429, "rate_limited")
    assert [row["after_jsonb"]["status"] for row in reversed(rows)] == [
        *[204] * 3,
        *statuses,
        429,
    ]


@pytest.mark.parametrize(
    ("members", "slug"),
    [
        ({"integration_id": NOBODYS}, "integration_not_found"),
        ({"trigger": "scheduled"}, "invalid_trigger"),
        ({"scope": {"check_ids": ["aws_no_such_check"]}}, "check_unknown"),
        ({"scope": {"services": ["nosuchservice"]}}, "service_unknown"),
        ({"gate": {"framework": ["NO_SUCH"]}}, "framework_unknown"),
        ({"validate_only": True}, "invalid_body"),
    ],
)
async def test_a_trial_of_a_run_is_refused_as_the_run_would_be(
    api: Api, members: dict[str, Any], slug: str
) -> None:
    async with api.client() as client:
        body = {"integration_id": await api.integration()} | members
        tried = await client.post(RUNS, json=body, params=TRIAL)
        done = await client.post(RUNS, json=body)

    assert tried.json()["error"] == slug
    assert (tried.status_code, tried.json()) == (done.status_code, done.json())


async def test_a_trial_does_not_take_the_key_of_a_run(api: Api) -> None:
    key = {"idempotency-key": "one"}
    async with api.client() as client:
        body = {"integration_id": await api.integration()}
        await client.post(RUNS, json=body, params=TRIAL, headers=key)
        done = await client.post(RUNS, json=body | {"trigger": "verify"}, headers=key)

    assert done.status_code == 202


async def test_another_word_is_no_trial_of_a_run(api: Api) -> None:
    async with api.client() as client:
        body = {"integration_id": await api.integration()}
        refused = await client.post(RUNS, json=body, params={"validate_only": "maybe"})
        assert (await client.get(RUNS)).json()["data"] == []

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_validate_only")


@pytest.mark.parametrize("name", OBJECTS)
async def test_another_word_is_no_trial(api: Api, name: str) -> None:
    async with api.client() as client:
        wrong = {"validate_only": "maybe"}
        if name in CREATES:
            path, body, _, listed = await creation(client, api, name)
            refused = await client.post(path, json=body, params=wrong)
            assert (await client.get(listed)).json()["data"] == []
        else:
            place = await made(client, api, name)
            refused = await client.patch(place, json=CHANGE[name], params=wrong)

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_validate_only")
