"""Runs: how one is asked for, its states, and how it is cancelled."""

from asyncio import Event, gather
from pathlib import Path
from typing import Any

import httpx
import pytest

from posture.domain.collector import ConnectError, Unlisted
from tests.api import NOBODYS, RUNS, Api, api_in
from tests.integration.fakes import DENIED, Sheet, sheet

pytestmark = pytest.mark.anyio
BUCKETS = "aws_s3_bucket_tls_required"


async def start(client: httpx.AsyncClient, api: Api, **body: object) -> dict[str, Any]:
    """Start a run of a new integration, and return the body of the 202."""
    answer = await client.post(RUNS, json={"integration_id": await api.integration()} | body)
    assert answer.status_code == 202
    accepted: dict[str, Any] = answer.json()
    return accepted


async def read(client: httpx.AsyncClient, run_id: str) -> dict[str, Any]:
    answer = await client.get(f"{RUNS}/{run_id}")
    assert answer.status_code == 200
    run: dict[str, Any] = answer.json()
    return run


# One run


async def test_the_202_has_the_run_and_its_location(api: Api) -> None:
    async with api.client() as client:
        answer = await client.post(RUNS, json={"integration_id": await api.integration()})
        place = answer.headers["location"]
        run = await client.get(place)

    assert place == f"/api/v2/cloud-posture-runs/{answer.json()['run_id']}"
    assert (run.status_code, run.json()["id"]) == (200, answer.json()["run_id"])


async def test_a_run_exists_from_the_moment_it_is_accepted(api: Api) -> None:
    async with api.client() as client:
        run = await read(client, (await start(client, api))["run_id"])

    assert (run["status"], run["phase"], run["started_at"]) == ("running", "queued", None)
    assert (run["completed_at"], run["duration_ms"], run["coverage"]) == (None, 0, None)


async def test_a_running_run_shows_its_progress(api: Api) -> None:
    seen: list[dict[str, Any]] = []
    async with api.client() as client:
        run_id = (await start(client, api))["run_id"]

        async def look() -> None:
            api.clock.milliseconds += 1_500
            seen.append(await read(client, run_id))

        await api.work(sheet("a"), look)

    (run,) = seen
    assert (run["status"], run["completed_at"]) == ("running", None)
    assert run["started_at"] is not None
    assert run["duration_ms"] == 1_500


async def test_a_completed_run_has_verdicts_coverage_and_delta(api: Api) -> None:
    async with api.client() as client:
        integration_id = (await start(client, api))["integration_id"]
        await api.work(sheet("stays"), sheet("goes"))
        second = await start(client, api, integration_id=integration_id)
        unlisted = Unlisted(Sheet, "eu-west-1", DENIED)
        await api.work(sheet("stays"), sheet("comes"), sheet("fine", torn=False), unlisted)
        run = await read(client, second["run_id"])

    assert run["verdict_counts"] == {"pass": 1, "fail": 2, "unknown": 1, "not_applicable": 0}
    assert run["delta"] == {"new": 1, "unchanged": 1, "resolved": 1}
    assert run["coverage"] == 0.75
    assert run["progress"] == {"calls": 4, "planned_reads": 4, "failed_reads": 1}
    assert (run["phase"], run["error"]) == ("done", None)


async def test_a_failed_run_has_its_error(api: Api) -> None:
    async with api.client() as client:
        accepted = await start(client, api)
        await api.work(refusal=ConnectError("AccessDenied: sts:AssumeRole"))
        run = await read(client, accepted["run_id"])

    assert run["status"] == "failed"
    assert run["error"] == {"code": "unreachable", "detail": "AccessDenied: sts:AssumeRole"}


@pytest.mark.parametrize("action", ["", "/cancel"])
async def test_404_a_missing_run(api: Api, action: str) -> None:
    method = "POST" if action else "GET"
    async with api.client() as client:
        absent = await client.request(method, f"{RUNS}/{NOBODYS}{action}")
        garbled = await client.request(method, f"{RUNS}/seven{action}")

    assert (absent.status_code, absent.json()) == (404, {"error": "run_not_found"})
    assert (garbled.status_code, garbled.json()["error"]) == (400, "invalid_run_id")


async def test_an_id_may_be_written_in_capitals(api: Api) -> None:
    async with api.client() as client:
        run_id = (await start(client, api))["run_id"]

        assert (await read(client, run_id.upper()))["id"] == run_id


# Starting


@pytest.mark.parametrize("trigger", ["scheduled", "later", "", None, 7])
async def test_400_a_trigger_that_clients_may_not_use(api: Api, trigger: object) -> None:
    body = {"integration_id": await api.integration(), "trigger": trigger}
    async with api.client() as client:
        answer = await client.post(RUNS, json=body)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_trigger")


async def test_verify_runs_do_not_count_against_the_cap(api: Api) -> None:
    integration_id = await api.integration()
    triggers = ["verify", "manual", "verify", "manual", "verify", "manual"]
    async with api.client() as client:
        answers = [
            await client.post(RUNS, json={"integration_id": integration_id, "trigger": trigger})
            for trigger in triggers
        ]

    assert [one.status_code for one in answers] == [202, 202, 202, 202, 202, 429]
    assert answers[0].json()["trigger"] == "verify"


async def test_429_scoped_runs_have_a_limit_of_their_own(tmp_path: Path) -> None:
    async with api_in(tmp_path, scoped_runs_per_window=3) as api, api.client() as client:
        whole = {"integration_id": await api.integration()}
        scoped = whole | {"scope": {"resource_ids": ["arn:aws:s3:::acme-logs"]}}
        bodies = [scoped, scoped, whole, scoped, scoped, whole, whole]
        answers = [await client.post(RUNS, json=body) for body in bodies]

    assert [one.status_code for one in answers] == [202, 202, 202, 202, 429, 202, 429]
    for answer in (answers[4], answers[6]):
        assert answer.content == b'{"error":"rate_limited","retry_after_seconds":86400}'
    assert [answers[number].headers["x-posture-setting"] for number in (4, 6)] == [
        "POSTURE_SCOPED_RUNS_PER_WINDOW",
        "POSTURE_MANUAL_RUNS_PER_WINDOW",
    ]


async def test_scope_and_source_are_kept_as_they_were_sent(api: Api) -> None:
    scope = {
        "regions": ["eu-central-1"],
        "services": ["s3"],
        "check_ids": [BUCKETS],
        "resource_ids": ["arn:aws:s3:::acme-logs"],
    }
    source = {"tool": "terraform", "workspace": "prod", "commit": "9f2c", "url": "https://ci/7"}
    async with api.client() as client:
        accepted = await start(client, api, scope=scope, source=source)
        run = await read(client, accepted["run_id"])

    assert (run["scope"], run["source"]) == (scope, source)


async def test_an_empty_scope_is_not_the_whole_account(api: Api) -> None:
    async with api.client() as client:
        accepted = await start(client, api, scope={"resource_ids": []})
        run = await read(client, accepted["run_id"])

    assert run["scope"] == {"resource_ids": []}


@pytest.mark.parametrize(
    ("scope", "slug", "detail"),
    [
        (
            {"check_ids": [BUCKETS, "aws_s3_bucket_is_pretty"]},
            "check_unknown",
            "Not known here: aws_s3_bucket_is_pretty.",
        ),
        ({"services": ["s3", "s4"]}, "service_unknown", "Not known here: s4 (did you mean s3?)."),
        (
            {"regions": ["eu-central-1", "eu-centrl-1"]},
            "region_unknown",
            "Not known here: eu-centrl-1 (did you mean eu-central-1?).",
        ),
    ],
)
async def test_409_a_scope_with_an_unknown_check_or_service(
    api: Api, scope: dict[str, Any], slug: str, detail: str
) -> None:
    body = {"integration_id": await api.integration(), "scope": scope}
    async with api.client() as client:
        answer = await client.post(RUNS, json=body)

    body = answer.json()
    assert (answer.status_code, body["error"], body["detail"]) == (409, slug, detail)
    assert body["member"] == f"scope.{next(iter(scope))}"


@pytest.mark.parametrize(
    ("aws", "region", "detail"),
    [
        ({"regions": ["eu-central-1"]}, "westeurope", "westeurope"),
        ({"regions": ["eu-central-1"]}, "us-gov-west-1", "us-gov-west-1"),
        (
            {"role_arn": "arn:aws-us-gov:iam::123456789012:role/posture"},
            "us-gov-wst-1",
            "us-gov-wst-1 (did you mean us-gov-west-1?)",
        ),
        ({"role_arn": "arn:aws-cn:iam::123456789012:role/posture"}, "eu-central-1", "eu-central-1"),
    ],
)
async def test_409_a_region_that_the_account_of_the_integration_cannot_have(
    api: Api, aws: dict[str, Any], region: str, detail: str
) -> None:
    body = {"name": "production", "provider": "aws", "aws": aws}
    async with api.client() as client:
        connected = (await client.post("/api/v2/integrations", json=body)).json()
        answer = await client.post(
            RUNS, json={"integration_id": connected["id"], "scope": {"regions": [region]}}
        )
        listed = await client.get(RUNS)

    body = answer.json()
    assert (answer.status_code, body["error"], body["member"]) == (
        409,
        "region_unknown",
        "scope.regions",
    )
    assert body["detail"] == f"Not known here: {detail}."
    assert listed.json()["data"] == []


async def test_202_a_region_of_the_partition_of_the_role(api: Api) -> None:
    role = {"role_arn": "arn:aws-us-gov:iam::123456789012:role/posture"}
    body = {"name": "production", "provider": "aws", "aws": role}
    async with api.client() as client:
        connected = (await client.post("/api/v2/integrations", json=body)).json()
        answer = await client.post(
            RUNS, json={"integration_id": connected["id"], "scope": {"regions": ["us-gov-east-1"]}}
        )

    assert answer.status_code == 202


INTEGRATION = '"integration_id":"6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11"'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"nonsense",
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b"[" * 500_000,
        b'{"integration_id":"\xff"}',
        b'{"integration_id":"\\ud800"}',
        f'{{{INTEGRATION},"more":1}}'.encode(),
        f'{{{INTEGRATION},"scope":[]}}'.encode(),
        f'{{{INTEGRATION},"scope":null}}'.encode(),
        f'{{{INTEGRATION},"scope":{{"regions":[]}}}}'.encode(),
        f'{{{INTEGRATION},"scope":{{"regions":["Europe"]}}}}'.encode(),
        f'{{{INTEGRATION},"scope":{{"tags":["a"]}}}}'.encode(),
        f'{{{INTEGRATION},"source":{{"tool":"a\\u0000b"}}}}'.encode(),
        f'{{{INTEGRATION},"source":{{"url":"javascript:alert(1)"}}}}'.encode(),
        f"{{{INTEGRATION}}}{{{INTEGRATION}}}".encode(),
    ],
    ids=lambda body: body[:40].decode("ascii", "backslashreplace") or "empty",
)
async def test_400_a_body_that_the_document_does_not_allow(api: Api, body: bytes) -> None:
    async with api.client() as client:
        answer = await client.post(RUNS, content=body)

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_body"
    assert answer.json()["detail"]


# Cancelling


async def test_a_waiting_run_is_cancelled_at_once(api: Api) -> None:
    async with api.client() as client:
        place = f"{RUNS}/{(await start(client, api))['run_id']}/cancel"
        cancelled = await client.post(place)
        again = await client.post(place)

    assert cancelled.status_code == 202
    assert (cancelled.json()["status"], cancelled.json()["phase"]) == ("cancelled", "done")
    assert (again.status_code, again.json()) == (
        409,
        {"error": "run_not_cancellable", "detail": "The run has ended."},
    )


async def test_a_running_run_is_cancelled_by_its_worker(api: Api) -> None:
    under_way = Event()
    async with api.client() as client:
        run_id = (await start(client, api))["run_id"]

        # Beside the run: what asked from within it would be stopped with it, answered or not.
        async def cancel() -> httpx.Response:
            await under_way.wait()
            return await client.post(f"{RUNS}/{run_id}/cancel")

        asked, _ = await gather(
            cancel(), api.work(sheet("a"), under_way.set, Event().wait, sheet("b"))
        )
        run = await read(client, run_id)

    assert (asked.status_code, asked.json()["status"]) == (202, "running")
    assert run["status"] == "cancelled"
