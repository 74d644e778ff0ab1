"""Webhooks as the API knows them: made once with a secret, changed, listed, tested, redelivered."""

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from posture.domain.notification import DeliveryStatus
from posture.store.deliveries import OUTBOX, DueRow, due_of
from posture.store.statement import Connection
from tests.api import AUDIT, NOBODYS, RUNS, WEBHOOKS, Api, api_in
from tests.databases import ON_SQLITE
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio

METADATA, PRIVATE = "169.254.169.254", "10.0.0.1"
REQUEST: dict[str, Any] = {
    "name": "chat",
    "url": "https://hooks.example.com/posture?key=1",
    "events": ["run.completed", "finding.created"],
}
TOKEN = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
async def client(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    async with api.client() as opened:
        yield opened


async def made(client: httpx.AsyncClient, **asked: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    answer = await client.post(WEBHOOKS, json=REQUEST | asked)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_webhook_shows_its_secret_once(client: httpx.AsyncClient) -> None:
    answer = await client.post(WEBHOOKS, json=REQUEST)
    row = answer.json()
    secret = row.pop("secret")
    place = answer.headers["location"]
    texts = [
        (await client.get(place)).text,
        (await client.get(WEBHOOKS)).text,
        (await client.patch(place, json={"name": "other"})).text,
    ]

    assert answer.status_code == 201
    assert secret.startswith("posture_whsec_")
    assert len(secret) > 64
    assert place == f"{WEBHOOKS}/{row['id']}"
    assert row["enabled"] is True
    assert {name: row[name] for name in REQUEST} == REQUEST
    assert not [text for text in texts if "secret" in text or secret in text]


async def test_two_webhooks_have_two_secrets(client: httpx.AsyncClient) -> None:
    assert (await made(client))["secret"] != (await made(client))["secret"]


async def test_the_default_name_is_the_host(client: httpx.AsyncClient) -> None:
    asked = {name: REQUEST[name] for name in ("url", "events")}
    answer = await client.post(WEBHOOKS, json=asked)

    assert answer.json()["name"] == "hooks.example.com"


async def test_a_webhook_may_be_created_disabled(client: httpx.AsyncClient) -> None:
    row = await made(client, enabled=False)
    place = f"{WEBHOOKS}/{row['id']}"
    assert row["enabled"] is False
    assert (await client.patch(place, json={"enabled": True})).json()["enabled"] is True


async def test_omitted_members_stay(api: Api, client: httpx.AsyncClient) -> None:
    row = await made(client)
    place = f"{WEBHOOKS}/{row['id']}"
    api.clock.pass_seconds(1)
    paused = (await client.patch(place, json={"enabled": False})).json()
    moved = (
        await client.patch(
            place, json={"url": "https://b.example.com", "events": ["run.failed"], "enabled": True}
        )
    ).json()

    assert paused["enabled"] is False
    assert (paused["name"], paused["url"]) == (row["name"], row["url"])
    assert (moved["url"], moved["events"], moved["enabled"]) == (
        "https://b.example.com",
        ["run.failed"],
        True,
    )
    assert moved["updated_at"] > row["updated_at"]


async def test_every_change_is_audited_without_the_path_of_the_url(
    api: Api, client: httpx.AsyncClient
) -> None:
    row = await made(client)
    secret = row.pop("secret")
    place = f"{WEBHOOKS}/{row['id']}"
    await client.patch(place, json={"name": "chat", "enabled": True})
    paused = (await client.patch(place, json={"enabled": False})).json()
    moved = (await client.patch(place, json={"url": REQUEST["url"] + "2"})).json()
    await client.delete(place, headers={"x-request-id": "the-end"})
    await client.delete(place)
    answer = await client.get(AUDIT)

    rows = [one for one in answer.json()["data"][::-1] if one["action"] != "api.call"]
    recorded = [(one["action"], one["before_jsonb"], one["after_jsonb"]) for one in rows]
    assert recorded == [
        ("webhook.created", None, audited(row)),
        ("webhook.updated", audited(row), audited(paused)),
        ("webhook.updated", audited(paused), audited(moved)),
        ("webhook.deleted", audited(moved), None),
    ]
    assert "key=1" not in answer.text
    assert secret not in answer.text
    ended = rows[-1]
    assert (ended["target_kind"], ended["target_id"]) == ("webhook", row["id"])
    assert (ended["actor_user_id"], ended["actor_ip"]) == (api.token_id, "127.0.0.1")
    assert (ended["request_id"], ended["result"]) == ("the-end", "success")


def audited(row: dict[str, Any]) -> dict[str, Any]:
    """Return what the audit log tells of a webhook."""
    return row | {
        "url": "https://hooks.example.com/",
        "url_sha256": sha256(row["url"].encode()).hexdigest(),
    }


async def test_a_deleted_webhook_is_gone_with_its_deliveries(client: httpx.AsyncClient) -> None:
    row = await made(client)
    place = f"{WEBHOOKS}/{row['id']}"
    gone = await client.delete(place)
    answers = [
        await client.get(place),
        await client.delete(place),
        await client.post(f"{place}/test"),
        await client.get(f"{place}/deliveries"),
        await client.patch(place, json={"name": "x"}),
    ]

    assert (gone.status_code, gone.content) == (204, b"")
    assert {one.status_code for one in answers} == {404}
    assert {one.content for one in answers} == {b'{"error":"webhook_not_found"}'}
    assert (await client.get(WEBHOOKS)).json() == {"data": []}


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0x7f000001/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        f"https://{METADATA}/latest/meta-data/",
        f"https://{PRIVATE}?x=1",
        "https://localhost",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:99999/",
        "https://user:password@hooks.example.com/",
        "https://hooks.example.com/#fragment",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/\r\nX: y",
        "https:///path",
        "https://..",
        "https://hooks..example.com/",
        "ftp://hooks.example.com/",
        "hooks.example.com",
        "",
        7,
        None,
    ],
)
async def test_400_a_url_that_is_not_public(client: httpx.AsyncClient, url: object) -> None:
    row = await made(client)
    answers = [
        await client.post(WEBHOOKS, json=REQUEST | {"url": url}),
        await client.patch(f"{WEBHOOKS}/{row['id']}", json={"url": url}),
    ]

    assert {(one.status_code, one.json()["error"]) for one in answers} == {(400, "invalid_url")}


@ON_SQLITE
async def test_an_operator_may_allow_private_and_unencrypted_webhooks(
    tmp_path: Path, database_url: str
) -> None:
    settings: dict[str, Any] = {"webhook_allow_http": True, "webhook_networks": "10.1.0.0/16"}
    hooks = [f"http://{address}:8080/hook" for address in ("10.1.2.3", "10.2.2.3")]
    async with (
        api_in(tmp_path, database_url=database_url, **settings) as api,
        api.client() as client,
    ):
        answers = [await client.post(WEBHOOKS, json=REQUEST | {"url": url}) for url in hooks]

    assert [one.status_code for one in answers] == [201, 400]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("events", []),
        ("events", ["run.started"]),
        ("events", "run.completed"),
        ("events", ["webhook.test"]),
        ("name", ""),
        ("name", "x" * 129),
    ],
)
async def test_400_what_cannot_be_used(
    client: httpx.AsyncClient, member: str, value: object
) -> None:
    answer = await client.post(WEBHOOKS, json=REQUEST | {member: value})

    assert (answer.status_code, answer.json()["error"]) == (400, f"invalid_{member}")


@ON_SQLITE
async def test_409_too_many_webhooks(tmp_path: Path, database_url: str) -> None:
    async with (
        api_in(tmp_path, database_url=database_url, webhooks_per_tenant=2) as api,
        api.client() as client,
    ):
        rows = [await made(client) for _ in range(2)]
        refused = await client.post(WEBHOOKS, json=REQUEST)
        await client.delete(f"{WEBHOOKS}/{rows[0]['id']}")
        again = await client.post(WEBHOOKS, json=REQUEST)

    assert (refused.status_code, refused.json()) == (409, {"error": "too_many_webhooks"})
    assert again.status_code == 201


async def test_pages_of_webhooks(api: Api, client: httpx.AsyncClient) -> None:
    ids = []
    for _ in range(3):
        ids.append((await made(client))["id"])
        api.clock.pass_seconds(1)
    first = (await client.get(WEBHOOKS, params={"limit": 2})).json()
    rest = (await client.get(WEBHOOKS, params={"limit": 2, "cursor": first["next_cursor"]})).json()

    assert [row["id"] for row in first["data"] + rest["data"]] == ids[::-1]
    assert rest["next_cursor"] is None


async def test_a_run_that_ends_leaves_deliveries_that_can_be_listed(
    api: Api, client: httpx.AsyncClient
) -> None:
    row = await made(client)
    other = await made(client, events=["run.failed"])
    started = await client.post(RUNS, json={"integration_id": await api.integration()})
    await api.work(sheet("a"))
    found = (await client.get(f"{WEBHOOKS}/{row['id']}/deliveries")).json()["data"]

    assert {one["event"] for one in found} == {"run.completed", "finding.created"}
    assert {one["run_id"] for one in found} == {started.json()["run_id"]}
    assert {(one["status"], one["attempt_count"]) for one in found} == {("pending", 0)}
    assert (await client.get(f"{WEBHOOKS}/{other['id']}/deliveries")).json() == {"data": []}


async def test_dead_deliveries_are_listed_and_sent_again(
    api: Api, client: httpx.AsyncClient
) -> None:
    row = await made(client)
    place = f"{WEBHOOKS}/{row['id']}"
    sent = (await client.post(f"{place}/test")).json()
    await api.store.write(
        lambda connection: _die(connection, row["id"], api.clock()), tenant_id=api.tenant_id
    )
    dead = (await client.get(f"{place}/deliveries", params={"status": "dead"})).json()["data"]
    again = await client.post(f"{place}/deliveries/{sent['id']}/redeliver")
    left = (await client.get(f"{place}/deliveries", params={"status": "dead"})).json()["data"]

    assert sent["event"] == "webhook.test"
    assert [(one["id"], one["error"], one["response_status"]) for one in dead] == [
        (sent["id"], "refused", 500)
    ]
    assert again.status_code == 202
    assert (again.json()["id"], again.json()["status"]) == (sent["id"], "pending")
    assert left == []


def _die(connection: Connection, webhook_id: str, now: int) -> None:
    due: DueRow | None = due_of(connection, webhook_id, now=now)
    assert due is not None
    assert OUTBOX.claim(connection, due.id, due_at=due.next_at, token=TOKEN, until=now)
    assert OUTBOX.settle(
        connection,
        due.id,
        token=TOKEN,
        status=DeliveryStatus.DEAD.value,
        at=now,
        next_at=None,
        columns={"response_status": 500, "error": "refused"},
    )


async def test_404_a_delivery_of_another_webhook(client: httpx.AsyncClient) -> None:
    row, other = await made(client), await made(client)
    sent = (await client.post(f"{WEBHOOKS}/{row['id']}/test")).json()
    answers = [
        await client.post(f"{WEBHOOKS}/{other['id']}/deliveries/{key}/redeliver")
        for key in (sent["id"], NOBODYS)
    ]

    assert {(one.status_code, one.content) for one in answers} == {
        (404, b'{"error":"delivery_not_found"}')
    }


async def test_no_cache_keeps_a_response_with_a_secret(api: Api) -> None:
    async with api.client() as client:
        made = await client.post(WEBHOOKS, json=REQUEST)
        rotated = await client.post(f"{made.headers['location']}/rotate")
        shown = await client.get(made.headers["location"])
    kept = [one.headers["cache-control"] for one in (made, rotated, shown)]
    assert kept == ["no-store", "no-store", "private, no-cache"]
