"""Runs and findings: one run, its states, filters, pages and idempotency."""

from asyncio import Event, gather
from pathlib import Path
from typing import Any

import httpx
import pytest

from posture.domain.collector import ConnectError, Unlisted
from tests.api import AUDIT, FINDINGS, NOBODYS, RUNS, Api, api_in
from tests.integration.fakes import DENIED, Sheet, sheet

pytestmark = pytest.mark.anyio

DAY_SECONDS = 24 * 3_600
BUCKETS = "aws_s3_bucket_tls_required"
PAPERS = {"stays", "goes", "comes"}


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


# Lists


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, ["queued", "verified", "cancelled", "completed"]),
        ({"status": "running"}, ["queued"]),
        ({"status": "completed"}, ["verified", "completed"]),
        ({"status": "cancelled"}, ["cancelled"]),
        ({"status": "failed"}, []),
        ({"trigger": "verify"}, ["verified"]),
        ({"trigger": "scheduled"}, []),
        ({"trigger": "manual", "status": "completed"}, ["completed"]),
        ({"integration_id": "completed"}, ["completed"]),
        ({"integration_id": NOBODYS}, []),
    ],
)
async def test_runs_can_be_filtered(api: Api, query: dict[str, str], wanted: list[str]) -> None:
    made: dict[str, dict[str, Any]] = {}
    async with api.client() as client:
        for name in ("completed", "cancelled", "verified", "queued"):
            api.clock.pass_seconds(1)
            trigger = "verify" if name == "verified" else "manual"
            made[name] = await start(client, api, trigger=trigger)
            if name in {"completed", "verified"}:
                await api.work(sheet(name))
            if name == "cancelled":
                await client.post(f"{RUNS}/{made[name]['run_id']}/cancel")
        if query.get("integration_id") in made:
            query = {"integration_id": made[query["integration_id"]]["integration_id"]}
        rows = (await client.get(RUNS, params=query)).json()["data"]

    names = {one["run_id"]: name for name, one in made.items()}
    assert [names[row["id"]] for row in rows] == wanted


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("integration_id=7", "invalid_integration_id"),
        ("status=accepted", "invalid_status"),
        ("status=running&status=done", "invalid_status"),
        ("status=", "invalid_status"),
        ("limit=1&limit=2", "invalid_limit"),
        ("trigger=cron", "invalid_trigger"),
        ("limit=0", "invalid_limit"),
        ("limit=101", "invalid_limit"),
        ("limit=ten", "invalid_limit"),
        ("cursor=", "invalid_cursor"),
        ("cursor=AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PU", "invalid_cursor"),
        ("cursor=AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0", "invalid_cursor"),
        ("cursor=AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ%0A", "invalid_cursor"),
    ],
)
async def test_400_of_the_list_of_runs(api: Api, query: str, slug: str) -> None:
    async with api.client() as client:
        answer = await client.get(f"{RUNS}?{query}")

    assert (answer.status_code, answer.json()["error"]) == (400, slug)


async def test_every_unknown_parameter_is_named(api: Api) -> None:
    async with api.client() as client:
        answer = await client.get(f"{RUNS}?stauts=failed&colour=red&colour=blue&=&%FF")

    assert (answer.status_code, answer.json()["error"]) == (400, "unknown_parameter")
    assert [one["member"] for one in answer.json()["errors"]] == ["stauts", "colour", "", "\ufffd"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
async def test_cursors_lead_through_every_row_once(api: Api, limit: int) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        accepted = [
            await start(client, api, integration_id=integration_id, trigger="verify")
            for _ in range(7)  # all in one millisecond
        ]
        shown: list[str] = []
        query = {"limit": str(limit)}
        while query.get("cursor") != "None":
            page = (await client.get(RUNS, params=query)).json()
            assert len(page["data"]) <= limit
            shown += [row["id"] for row in page["data"]]
            query["cursor"] = str(page["next_cursor"])

    assert len(shown) == 7
    assert set(shown) == {one["run_id"] for one in accepted}


# Findings


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, {"stays", "goes", "comes"}),
        ({"scan_id": "first"}, {"stays", "goes"}),
        ({"scan_id": "second"}, {"stays", "comes"}),
        ({"scan_id": "second", "delta": "new"}, {"comes"}),
        ({"scan_id": "second", "delta": "unchanged"}, {"stays"}),
        ({"scan_id": "second", "delta": "resolved"}, {"goes"}),
        ({"delta": "resolved"}, {"goes"}),
        ({"status": "resolved"}, {"goes"}),
        ({"severity": "high"}, {"stays", "goes", "comes"}),
        ({"severity": "low"}, set()),
        ({"check_id": "aws_paper_sheet_whole"}, {"stays", "goes", "comes"}),
        ({"check_id": "aws_paper_sheet_white"}, set()),
        ({"resource_id": "arn:aws:paper:::stays"}, {"stays"}),
        ({"service": "paper", "region": "eu-central-1", "family": "storage"}, PAPERS),
        ({"service": "s3"}, set()),
        ({"region": "eu-west-1"}, set()),
        ({"family": "network"}, set()),
        ({"q": "PAPER:::GO"}, {"goes"}),
        ({"q": "sheet is torn"}, PAPERS),
        ({"q": "paper%go"}, set()),
        ({"integration_id": "first"}, PAPERS),
        ({"integration_id": NOBODYS}, set()),
        ({"framework": "CIS_AWS"}, set()),
        ({"framework": "CIS_AWS", "check_id": "aws_paper_sheet_whole"}, set()),
        ({"scan_id": NOBODYS}, set()),
    ],
)
async def test_findings_can_be_filtered(api: Api, query: dict[str, str], wanted: set[str]) -> None:
    runs = {}
    async with api.client() as client:
        first = await start(client, api)
        runs["first"] = first["run_id"]
        accounts = {"first": first["integration_id"]}
        await api.work(sheet("stays"), sheet("goes"))
        api.clock.pass_seconds(1)
        second = await start(client, api, integration_id=first["integration_id"])
        runs["second"] = second["run_id"]
        await api.work(sheet("stays"), sheet("comes"))
        asked = query | (
            {"scan_id": runs[query["scan_id"]]} if query.get("scan_id") in runs else {}
        )
        if query.get("integration_id") in accounts:
            asked |= {"integration_id": accounts[query["integration_id"]].upper()}
        rows = (await client.get(FINDINGS, params=asked)).json()["data"]
        paged = (await client.get(FINDINGS, params=asked | {"limit": "1", "count": "true"})).json()

    assert {row["resource_id"].rpartition(":")[2] for row in rows} == wanted
    assert (paged["next_cursor"] is not None) == (len(wanted) > 1)
    assert paged["total_count"] == len(wanted)


async def test_findings_by_severity_begin_with_the_new_ones(api: Api) -> None:
    async with api.client() as client:
        first = await start(client, api)
        await api.work(sheet("a"), sheet("b"))
        api.clock.pass_seconds(1)
        again = await start(client, api)
        await api.work(sheet("z"))
        api.clock.pass_seconds(1)
        await start(client, api, integration_id=again["integration_id"])
        await api.work(sheet("z"))
        query: dict[str, str] = {"sort": "severity", "limit": "2"}
        names = []
        while query.get("cursor") != "None":
            page = (await client.get(FINDINGS, params=query)).json()
            names += [row["resource_id"].rpartition(":")[2] for row in page["data"]]
            query["cursor"] = str(page["next_cursor"])
        plain = (await client.get(FINDINGS)).json()

    assert first["integration_id"] != again["integration_id"]
    assert (sorted(names[:2]), names[2:]) == (["a", "b"], ["z"])
    assert plain["data"][0]["resource_id"].endswith(":z"), "without `sort` the newest is first"
    assert plain.keys() == {"data"}


async def test_the_findings_of_a_check_name_its_controls_and_its_fix(api: Api) -> None:
    async with api.client() as client:
        (check,) = [
            one
            for one in (await client.get("/api/v2/checks", params={"service": "s3"})).json()["data"]
            if one["id"] == BUCKETS
        ]

    assert check["controls"]
    assert check["remediation"]


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("framework=BEST_PRACTICES", "framework_unknown"),
        ("check_id=rm%20-rf", "invalid_check_id"),
        ("resource_id=", "invalid_resource_id"),
        ("resource_id=a%00b", "invalid_resource_id"),
        ("delta=old", "invalid_delta"),
        ("integration_id=production", "invalid_integration_id"),
        ("service=S3", "invalid_service"),
        ("region=", "invalid_region"),
        ("family=cheese", "invalid_family"),
        ("q=", "invalid_q"),
        ("q=a%00b", "invalid_q"),
        ("sort=worst", "invalid_sort"),
        ("count=1", "invalid_count"),
        ("limit=201", "invalid_limit"),
        ("cursor=next", "invalid_cursor"),
    ],
)
async def test_400_of_the_list_of_findings(api: Api, query: str, slug: str) -> None:
    async with api.client() as client:
        answer = await client.get(f"{FINDINGS}?{query}")

    assert (answer.status_code, answer.json()["error"]) == (400, slug)


async def test_a_list_that_is_cut_leads_to_the_rest_without_a_limit(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        for _ in range(101):
            await start(client, api, integration_id=integration_id, trigger="verify")
        first = await client.get(RUNS, params={"trigger": "verify"})
        again = await client.get(RUNS, params={"trigger": "verify"})
        rest = await client.get(first.links["next"]["url"])

    assert list(first.json()) == ["data"]
    assert (first.links, first.content) == (again.links, again.content)
    assert (len(first.json()["data"]), len(rest.json()["data"])) == (100, 1)
    assert "trigger=verify" in first.links["next"]["url"]
    assert (rest.json()["next_cursor"], rest.links) == (None, {})


@pytest.mark.parametrize("path", [RUNS, AUDIT])
async def test_the_link_and_the_cursor_lead_to_the_same_rows(api: Api, path: str) -> None:
    async with api.client() as client:
        for _ in range(3):
            await start(client, api, trigger="verify")
        first = await client.get(path, params={"limit": "2"})
        by_link = await client.get(first.links["next"]["url"])
        by_cursor = await client.get(
            path, params={"limit": "2", "cursor": first.json()["next_cursor"]}
        )

    assert by_link.json() == by_cursor.json()
