"""Idempotency: what creates something does so once for each key, whatever it creates."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import httpx
import pytest
from sqlalchemy import select

from posture.store.rows import idempotency_keys
from posture.store.statement import Connection, Statement
from posture.store.tenancy import EVERY_TENANT
from tests.api import (
    AUDIT,
    BASELINES,
    INTEGRATIONS,
    REPORTS,
    SUPPRESSIONS,
    TRUSTS,
    WEBHOOKS,
    Api,
)
from tests.contract.integration_bodies import FULL
from tests.contract.test_gate import ran
from tests.contract.test_reports import ASKED
from tests.contract.test_webhooks import REQUEST
from tests.integration.fakes import aws_paper_sheet_whole, sheet
from tests.spec import spec

pytestmark = pytest.mark.anyio

KEY = {"idempotency-key": "create-1"}
TRUST: dict[str, Any] = {
    "name": "jobs",
    "issuer": "https://gitlab.com",
    "conditions": [{"claim": "project_id", "equals": ["20"]}],
    "scopes": ["findings:read"],
}
SUPPRESSION = {
    "check_id": aws_paper_sheet_whole.id,
    "resource_pattern": "*",
    "reason": "It is only paper.",
    "owner": "team-paper",
    "expires_at": "2000-01-02T00:00:00Z",
}


class Creation(NamedTuple):
    """A request that creates something, another one, the audit row, and where a list of it is."""

    path: str
    body: dict[str, Any] | None
    other: dict[str, Any] | None
    listed: str


async def creation(client: httpx.AsyncClient, api: Api, name: str) -> Creation:  # noqa: PLR0911  # one for each operation
    match name:
        case "create_integration":
            return Creation(INTEGRATIONS, FULL, FULL | {"name": "other"}, INTEGRATIONS)
        case "create_webhook":
            return Creation(WEBHOOKS, REQUEST, REQUEST | {"name": "other"}, WEBHOOKS)
        case "create_report":
            return Creation(REPORTS, ASKED, ASKED | {"title": "other"}, REPORTS)
        case "create_trust":
            return Creation(TRUSTS, TRUST, TRUST | {"name": "other"}, TRUSTS)
        case "create_suppression":
            body = SUPPRESSION | {"expires_at": moment(api, 3_600)}
            return Creation(SUPPRESSIONS, body, body | {"owner": "other"}, SUPPRESSIONS)
        case "accept_baseline":
            first = await ran(client, api, sheet("torn"))
            second = await ran(client, api, sheet("torn"))
            rows = f"{AUDIT}?action=baseline.accepted"
            return Creation(BASELINES, {"run_id": first}, {"run_id": second}, rows)
        case "rotate_webhook_secret":
            place = (await client.post(WEBHOOKS, json=REQUEST)).headers["location"]
            return Creation(f"{place}/rotate", None, None, f"{AUDIT}?action=webhook.rotated")
        case "test_webhook":
            place = (await client.post(WEBHOOKS, json=REQUEST)).headers["location"]
            return Creation(f"{place}/test", None, None, f"{place}/deliveries")
    raise AssertionError(name)


def moment(api: Api, seconds: int) -> str:
    return datetime.fromtimestamp(api.clock() / 1_000 + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# `start_run` has its own tests: a run is merged and counted, too.
CREATIONS = sorted(
    operation.id
    for operation in spec().operations.values()
    if operation.method == "POST"
    and {"$ref": "#/components/parameters/IdempotencyKey"}
    in operation.definition.get("parameters", ())
    and operation.id != "start_run"
)


WITHOUT_BODY = {"rotate_webhook_secret", "test_webhook"}


@pytest.mark.parametrize("name", CREATIONS)
async def test_the_same_request_gets_the_first_response(api: Api, name: str) -> None:
    async with api.client() as client:
        path, body, _, listed = await creation(client, api, name)
        answers = []
        for _ in range(3):
            answers.append(await client.post(path, json=body, headers=KEY))
            api.clock.pass_seconds(60)
        rows = (await client.get(listed)).json()["data"]

    assert answers[0].is_success
    for answer in answers[1:]:
        assert answer.status_code == answers[0].status_code
        assert answer.content == answers[0].content
        assert answer.headers.get("location") == answers[0].headers.get("location")
        assert answer.headers.get("etag") == answers[0].headers.get("etag")
    assert len(rows) == 1


@pytest.mark.parametrize("name", [one for one in CREATIONS if one not in WITHOUT_BODY])
async def test_409_the_key_of_another_body(api: Api, name: str) -> None:
    async with api.client() as client:
        path, body, other, listed = await creation(client, api, name)
        first = await client.post(path, json=body, headers=KEY)
        second = await client.post(path, json=other, headers=KEY)
        rows = (await client.get(listed)).json()["data"]

    assert first.is_success
    assert (second.status_code, second.json()["error"]) == (409, "idempotency_key_reused")
    assert len(rows) == 1


async def test_409_the_key_of_another_operation(api: Api) -> None:
    async with api.client() as client:
        first = await client.post(INTEGRATIONS, json=FULL, headers=KEY)
        second = await client.post(WEBHOOKS, json=REQUEST, headers=KEY)
        left = (await client.get(WEBHOOKS)).json()["data"]

    assert first.status_code == 201
    assert (second.status_code, second.json()["error"]) == (409, "idempotency_key_reused")
    assert left == []


async def test_a_refused_request_keeps_no_key(api: Api) -> None:
    async with api.client() as client:
        await client.post(INTEGRATIONS, json=FULL)
        taken = await client.post(INTEGRATIONS, json=FULL, headers=KEY)
        created = await client.post(INTEGRATIONS, json=FULL | {"name": "free"}, headers=KEY)

    assert [taken.status_code, created.status_code] == [409, 201]
    assert taken.json()["error"] == "name_taken"


async def test_a_key_is_free_again_after_its_time(api: Api) -> None:
    hour = replace(api.deps, settings=replace(api.deps.settings, idempotency_window_seconds=3_600))
    async with api.client(deps=hour) as client:
        first = await client.post(WEBHOOKS, json=REQUEST, headers=KEY)
        api.clock.pass_seconds(3_599)
        same = await client.post(WEBHOOKS, json=REQUEST, headers=KEY)
        api.clock.pass_seconds(1)
        second = await client.post(WEBHOOKS, json=REQUEST, headers=KEY)

    assert same.json() == first.json()
    assert second.json()["id"] != first.json()["id"]


async def test_the_first_response_is_repeated_after_a_change(api: Api) -> None:
    async with api.client() as client:
        first = await client.post(INTEGRATIONS, json=FULL, headers=KEY)
        place = first.headers["location"]
        await client.patch(place, json={"name": "changed"})
        await client.delete(place)
        again = await client.post(INTEGRATIONS, json=FULL, headers=KEY)
        gone = await client.get(place)

    assert again.content == first.content
    assert gone.status_code == 404


async def test_the_secret_of_a_webhook_is_not_stored_with_its_key(api: Api) -> None:
    async with api.client() as client:
        secret = (await client.post(WEBHOOKS, json=REQUEST, headers=KEY)).json()["secret"]

    def read(connection: Connection) -> list[str]:
        return [row[0] for row in Statement(select(idempotency_keys.c.result)).all(connection)]

    stored = await api.store.read(read, tenant_id=EVERY_TENANT)
    assert len(stored) == 1
    assert secret not in stored[0]


async def test_what_another_version_stored_is_refused_and_not_created_twice(api: Api) -> None:
    async with api.client() as client:
        await client.post(WEBHOOKS, json=REQUEST, headers=KEY)

        def change(connection: Connection) -> None:
            connection.driver.execute("UPDATE idempotency_keys SET result = '{}'")

        await api.store.write(change, tenant_id=api.tenant_id)
        again = await client.post(WEBHOOKS, json=REQUEST, headers=KEY)
        rows = (await client.get(WEBHOOKS)).json()["data"]

    assert (again.status_code, again.json()["error"]) == (409, "idempotency_key_reused")
    assert len(rows) == 1


@pytest.mark.parametrize("name", CREATIONS)
async def test_400_what_cannot_be_a_key(api: Api, name: str) -> None:
    async with api.client() as client:
        path, body, _, listed = await creation(client, api, name)
        refused = await client.post(path, json=body, headers={"idempotency-key": "a b"})
        rows = (await client.get(listed)).json()["data"]

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_idempotency_key")
    assert rows == []
