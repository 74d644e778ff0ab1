"""Cloud posture runs: start, list, and what a run tells."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from posture.services.errors import EnqueueFailedError
from tests.api import NOBODYS, RUNS, Api, api_in
from tests.databases import ON_BOTH
from tests.integration.fakes import sheet

# The one module of the contract that the suite runs on PostgreSQL too.
pytestmark = [pytest.mark.anyio, ON_BOTH]

FIRST_FIELDS = {
    "id",
    "integration_id",
    "trigger",
    "started_at",
    "completed_at",
    "status",
    "asset_count",
    "finding_count",
    "duration_ms",
}
MIB = 1_048_576


async def start(client: httpx.AsyncClient, **body: object) -> httpx.Response:
    return await client.post(RUNS, json=body)


async def test_the_202_says_what_was_accepted_and_where_to_poll(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        answer = await start(client, integration_id=integration_id)

    body = answer.json()
    del body["run_id"]
    assert answer.status_code == 202
    assert body == {
        "accepted": True,
        "integration_id": integration_id,
        "trigger": "manual",
        "poll": "/api/v2/cloud-posture-runs",
    }


async def test_the_list_is_data_alone_newest_first(api: Api) -> None:
    async with api.client() as client:
        accepted = []
        for _ in range(3):
            api.clock.pass_seconds(1)
            accepted.append(await start(client, integration_id=await api.integration()))
        answer = await client.get(RUNS)

    body = answer.json()
    assert answer.status_code == 200
    assert list(body) == ["data"]
    newest_first = [one.json()["run_id"] for one in reversed(accepted)]
    assert [row["id"] for row in body["data"]] == newest_first
    assert all(row.keys() >= FIRST_FIELDS for row in body["data"])


async def test_the_list_has_at_most_100_rows(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        for _ in range(101):
            await start(client, integration_id=integration_id, trigger="verify")
        answer = await client.get(RUNS)

    assert len(answer.json()["data"]) == 100
    assert list(answer.json()) == ["data"]


async def test_a_completed_run_has_its_first_fields(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        run_id = (await start(client, integration_id=integration_id)).json()["run_id"]
        api.clock.pass_seconds(2)

        async def take_time() -> None:
            api.clock.milliseconds += 48_211

        await api.work(sheet("a"), take_time, sheet("b", torn=False))
        (row,) = (await client.get(RUNS)).json()["data"]

    fields = {name: row[name] for name in FIRST_FIELDS}
    assert fields == {
        "id": run_id,
        "integration_id": integration_id,
        "trigger": "manual",
        "started_at": "2025-06-15T15:06:42Z",
        "completed_at": "2025-06-15T15:07:30.211Z",
        "status": "completed",
        "asset_count": 2,
        "finding_count": 1,
        "duration_ms": 48_211,
    }


async def test_a_verify_run_keeps_no_finding(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        await start(client, integration_id=integration_id, trigger="verify")
        await api.work(sheet("a"))
        (row,) = (await client.get(RUNS)).json()["data"]
        findings = await client.get("/api/v2/findings")

    assert (row["status"], row["trigger"], row["finding_count"]) == ("completed", "verify", 0)
    assert findings.json() == {"data": []}


async def test_findings_of_a_run_are_found_by_its_id(api: Api) -> None:
    async with api.client() as client:
        first = await start(client, integration_id=await api.integration())
        await api.work(sheet("a"), sheet("b"))
        await start(client, integration_id=await api.integration())
        await api.work(sheet("c"))
        run_id = first.json()["run_id"]
        findings = await client.get("/api/v2/findings", params={"scan_id": run_id})

    rows = findings.json()["data"]
    assert {row["resource_id"] for row in rows} == {"arn:aws:paper:::a", "arn:aws:paper:::b"}
    assert {row["scan_id"] for row in rows} == {run_id}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"integration_id": None},
        {"integration_id": 7},
        {"integration_id": ""},
        {"integration_id": "production"},
        {"integration_id": "6f3d2a9e8f0c4a539d7e0b6f1f6f7a11"},
        {"integration_id": "6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11\n"},
        {"integration_id": ["6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11"]},
    ],
)
async def test_400_integration_id_missing_or_not_a_uuid(api: Api, body: dict[str, Any]) -> None:
    async with api.client() as client:
        answer = await client.post(RUNS, json=body)

    assert answer.status_code == 400
    assert answer.content == b'{"error":"invalid_integration_id"}'


async def test_404_integration_not_in_the_callers_tenant(api: Api) -> None:
    others = await api.integration(await api.tenant("globex"))
    async with api.client() as client:
        foreign = await start(client, integration_id=others)
        absent = await start(client, integration_id=NOBODYS)

    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content == b'{"error":"integration_not_found"}'
    assert seen(foreign) == seen(absent)


def seen(answer: httpx.Response) -> dict[str, str]:
    """What of an answer's headers could tell two answers apart."""
    volatile = {"x-request-id", "x-ratelimit-remaining", "x-ratelimit-reset"}
    return {name: text for name, text in answer.headers.items() if name not in volatile}


@pytest.mark.parametrize("size", [MIB + 1, 2 * MIB])
async def test_413_body_over_1_mib(api: Api, size: int) -> None:
    async with api.client() as client:
        answer = await client.post(RUNS, content=b" " * size)

    assert answer.status_code == 413
    assert answer.content == b'{"error":"payload_too_large","limit_bytes":1048576}'


async def test_a_body_of_1_mib_is_read(api: Api) -> None:
    integration_id = await api.integration()
    body = b'{"integration_id":"%s"}' % integration_id.encode()
    async with api.client() as client:
        answer = await client.post(RUNS, content=body.ljust(MIB))

    assert answer.status_code == 202


async def test_429_more_than_two_manual_triggers_in_24_hours(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        answers = []
        for _ in range(3):
            answers.append(await start(client, integration_id=integration_id))
            api.clock.pass_seconds(3_600)
        other = await start(client, integration_id=await api.integration())
        # The first of the two leaves the window 24 hours after it came.
        api.clock.pass_seconds(24 * 3_600 - 3 * 3_600 - 1)
        early = await start(client, integration_id=integration_id)
        api.clock.pass_seconds(1)
        again = await start(client, integration_id=integration_id)

    assert [one.status_code for one in answers] == [202, 202, 429]
    assert answers[2].content == b'{"error":"rate_limited","retry_after_seconds":79200}'
    assert answers[2].headers["retry-after"] == "79200"
    assert answers[2].headers["x-posture-setting"] == "POSTURE_MANUAL_RUNS_PER_WINDOW"
    assert other.status_code == 202
    assert early.json()["retry_after_seconds"] == 1
    assert again.status_code == 202


async def test_502_a_rejected_run_is_not_kept_and_does_not_count(api: Api) -> None:
    integration_id = await api.integration()
    refusing = api.with_queue(EnqueueFailedError())
    async with api.client(deps=refusing) as client:
        refused = [await start(client, integration_id=integration_id) for _ in range(3)]
        kept = await client.get(RUNS)
    async with api.client() as client:
        accepted = [await start(client, integration_id=integration_id) for _ in range(3)]

    assert {one.status_code for one in refused} == {502}
    assert refused[0].content == b'{"error":"enqueue_failed"}'
    assert kept.json() == {"data": []}
    assert [one.status_code for one in accepted] == [202, 202, 429]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("scope", ["cloud_posture:read", "cloud_posture:write"])
async def test_reading_and_starting_need_their_own_scope(api: Api, method: str, scope: str) -> None:
    wanted = {"GET": "cloud_posture:read", "POST": "cloud_posture:write"}[method]
    async with api.client(await api.mint([scope])) as client:
        answer = await client.request(method, RUNS)

    if scope == wanted:
        assert answer.status_code in {200, 400}
    else:
        assert answer.status_code == 403
        assert answer.content == b'{"error":"missing_scope"}'


def post_cases() -> list[Any]:
    """Every way a POST can end, with the status that its audit row must carry."""
    return [
        pytest.param({"json": {"integration_id": "ours"}}, 202, id="accepted"),
        pytest.param({"json": {}}, 400, id="no integration"),
        pytest.param({"token": None}, 401, id="no token"),
        pytest.param({"token": "posture_unknown"}, 401, id="unknown token"),
        pytest.param({"token": "reader"}, 403, id="no scope"),
        pytest.param({"json": {"integration_id": NOBODYS}}, 404, id="no such integration"),
        pytest.param({"path": "/api/v2/nothing"}, 404, id="no such path"),
        pytest.param({"path": "/api/v2/findings"}, 405, id="no such method"),
        pytest.param({"headers": {"accept": "text/html"}}, 406, id="not acceptable"),
        pytest.param({"content": b" " * (MIB + 1)}, 413, id="too large"),
        pytest.param({"headers": {"content-type": "text/plain"}}, 415, id="not json"),
        pytest.param({"refusal": EnqueueFailedError()}, 502, id="refused by the queue"),
    ]


@pytest.mark.parametrize(("asked", "status"), post_cases())
async def test_every_post_is_recorded_the_refused_ones_too(
    api: Api, asked: dict[str, Any], status: int
) -> None:
    asked = dict(asked)
    integration_id = await api.integration()
    tokens = {"reader": await api.mint(["cloud_posture:read"])}
    token = asked.pop("token", "")
    deps = api.with_queue(asked.pop("refusal", None))
    path = asked.pop("path", RUNS)
    if not {"json", "content"} & asked.keys() or asked.get("json") == {"integration_id": "ours"}:
        asked["json"] = {"integration_id": integration_id}
    asked["headers"] = {"x-request-id": "asked-here"} | asked.get("headers", {})
    async with api.client(tokens.get(token or "", token), deps=deps) as client:
        answer = await client.post(path, **asked)
    rows = await api.audit_rows()

    assert answer.status_code == status
    (row,) = [one for one in rows if one["request_id"] == "asked-here"]
    known = status != 401
    after = row.pop("after")
    assert after.pop("duration_ms") >= 0
    assert after == {
        "token_id": row["actor_user_id"],
        "method": "POST",
        "path": path,
        "status": status,
    }
    assert (row["actor_user_id"] is not None) == (row["tenant_id"] == api.tenant_id) == known
    assert row["action"] == "api.call"
    assert row["result"] == ("success" if status == 202 else "failure")


async def test_a_rate_limited_post_is_recorded(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        for _ in range(3):
            await start(client, integration_id=integration_id)

    assert [one["after"]["status"] for one in await api.audit_rows()] == [202, 202, 429]


async def test_an_empty_bucket_refuses_and_records(tmp_path: Path, database_url: str) -> None:
    async with (
        api_in(tmp_path, database_url=database_url, rate_limit_bucket=1) as api,
        api.client() as client,
    ):
        answers = [await start(client, integration_id=NOBODYS) for _ in range(2)]

        assert [one.status_code for one in answers] == [404, 429]
        assert [one["after"]["status"] for one in await api.audit_rows()] == [404, 429]
