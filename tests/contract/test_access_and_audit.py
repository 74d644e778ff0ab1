"""Tokens, rate limits, findings, the audit log and tenancy."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio import to_thread

from posture.services.tokens import SCOPES, hash_of, revoke
from tests.api import (
    AUDIT,
    CHECKS,
    FINDINGS,
    INTEGRATIONS,
    NOBODYS,
    REPORTS,
    RUNS,
    SUPPRESSIONS,
    TRUSTS,
    WEBHOOKS,
    Api,
    api_in,
)
from tests.contract.test_reports import ASKED
from tests.databases import ON_SQLITE
from tests.integration.fakes import sheet
from tests.promises import promise
from tests.spec import Operation, spec

pytestmark = pytest.mark.anyio

SECOND = 1_000


async def found(api: Api, *names: str) -> list[dict[str, Any]]:
    """Run over a torn sheet of each name, and return the findings, newest first."""
    async with api.client() as client:
        await client.post(RUNS, json={"integration_id": await api.integration()})
        await api.work(*map(sheet, names))
        rows: list[dict[str, Any]] = (await client.get(FINDINGS)).json()["data"]
    return rows


# Tokens


@pytest.mark.parametrize(
    ("authorization", "slug"),
    [
        (None, "missing_token"),
        ("", "missing_token"),
        ("Bearer", "missing_token"),
        ("Bearer ", "missing_token"),
        ("Basic cG9zdHVyZTo=", "missing_token"),
        ("Bearer posture_nobody", "invalid_token"),
        ("Bearer a b", "invalid_token"),
        ("Bearer " + "x" * 4_000, "invalid_token"),
    ],
)
async def test_401_without_a_token_that_is_known(
    api: Api, authorization: str | None, slug: str
) -> None:
    headers = {} if authorization is None else {"authorization": authorization}
    async with api.client(None) as client:
        answer = await client.get(RUNS, headers=headers)

    assert answer.status_code == 401
    assert answer.json() == {"error": slug}
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_401_revoked_and_expired(api: Api) -> None:
    expiring = await api.mint(expires_at=api.clock() + SECOND)
    async with api.client() as client, api.client(expiring) as visitor:
        before = await visitor.get(CHECKS)
        api.clock.pass_seconds(1)
        expired = await visitor.get(CHECKS)
        await revoke(api.store, token_id=api.token_id)
        revoked = await client.get(CHECKS)

    assert before.status_code == 200
    assert (expired.status_code, expired.json()) == (401, {"error": "expired_token"})
    assert (revoked.status_code, revoked.json()) == (401, {"error": "invalid_token"})


@pytest.mark.parametrize(
    ("cidrs", "ip", "status"),
    [
        (["203.0.113.0/24"], "203.0.113.7", 200),
        (["203.0.113.0/24"], "203.0.114.7", 403),
        (["198.51.100.1/32", "203.0.113.0/24"], "203.0.113.7", 200),
        (["2001:db8::/32"], "2001:db8::7", 200),
        (["2001:db8::/32"], "203.0.113.7", 403),
        (["203.0.113.0/24"], "::ffff:203.0.113.7", 200),
        (["203.0.113.7"], "203.0.113.7", 200),
        (["203.0.113.0/24"], "nonsense", 403),
    ],
)
async def test_403_from_an_address_that_the_token_does_not_allow(
    api: Api, cidrs: list[str], ip: str, status: int
) -> None:
    async with api.client(await api.mint(cidrs=cidrs), ip=ip) as client:
        answer = await client.get(RUNS)

    assert answer.status_code == status
    assert answer.json().get("error") == (None if status == 200 else "ip_not_allowed")


@pytest.mark.parametrize(
    "operation", [one for one in spec().operations.values() if one.scopes], ids=lambda one: one.id
)
async def test_403_without_the_scope_even_for_what_does_not_exist(
    api: Api, operation: Operation
) -> None:
    others = [scope for scope in SCOPES if scope not in (operation.scopes or ())]
    path = operation.path.replace("{", "").replace("}", "")
    async with api.client(await api.mint(others)) as client:
        answer = await client.request(operation.method, path, content=b" " * 2_000_000)

    assert operation.scopes
    (needed,) = operation.scopes
    challenge = f'Bearer error="insufficient_scope", scope="{needed}"'
    detail = {"detail": f"The token lacks the scope `{needed}`."}
    bare = operation.id in {"list_runs", "start_run"}
    assert answer.status_code == 403
    assert answer.json() == {"error": "missing_scope"} | ({} if bare else detail)
    assert answer.headers["www-authenticate"] == challenge


@pytest.mark.parametrize("path", [RUNS, f"{RUNS}/{NOBODYS}", "/api/v2/nothing", "/api/v2"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS", "HEAD"])
async def test_without_a_token_no_response_shows_what_exists(
    api: Api, method: str, path: str
) -> None:
    async with api.client(None) as client:
        answer = await client.request(method, path)

    assert answer.status_code == 401


@ON_SQLITE
async def test_only_the_hash_of_a_token_is_stored(api: Api, tmp_path: Path) -> None:
    def everything() -> bytes:
        return b"".join(file.read_bytes() for file in tmp_path.iterdir())

    stored = await to_thread.run_sync(everything)

    assert hash_of(api.token).encode() in stored
    assert api.token.encode() not in stored


# Rate limits


@promise("limits", "Requests without a valid token are limited for each address")
async def test_an_address_without_a_valid_token_is_limited_and_no_valid_token_is(
    tmp_path: Path,
) -> None:
    async with api_in(tmp_path, refused_requests_bucket=2) as api, api.client(None) as client:
        refused = [await client.post(RUNS) for _ in range(4)]
        wrong = await client.get(CHECKS, headers={"authorization": "Bearer posture_wrong"})
        valid = {"authorization": f"Bearer {api.token}"}
        allowed = [await client.get(CHECKS, headers=valid) for _ in range(3)]
        rows = await api.audit_rows()

    assert [one.status_code for one in refused] == [401, 401, 429, 429]
    assert (wrong.status_code, wrong.json()["error"]) == (429, "rate_limited")
    assert int(wrong.headers["retry-after"]) >= 1
    assert [one.status_code for one in allowed] == [200, 200, 200]
    assert [(one["action"], one["after"]["status"]) for one in rows] == [("api.call", 401)]


@promise("limits", "A flood of requests with a wrong token costs one look at the database")
async def test_a_token_that_was_not_found_is_refused_without_another_look(tmp_path: Path) -> None:
    async with api_in(tmp_path, refused_requests_bucket=2) as api, api.client(None) as client:
        looks = count_reads(api)
        wrong = {"authorization": "Bearer posture_wrong"}
        refused = [await client.get(RUNS, headers=wrong) for _ in range(20)]
        looked = len(looks)
        other = await client.get(RUNS, headers={"authorization": "Bearer posture_other"})
        valid = await client.get(RUNS, headers={"authorization": f"Bearer {api.token}"})

    assert [one.status_code for one in refused] == [401, 401, *[429] * 18]
    assert looked == 1
    assert (other.status_code, valid.status_code) == (429, 200)


async def test_a_token_that_was_not_found_is_looked_for_again_after_a_while(
    tmp_path: Path,
) -> None:
    async with api_in(tmp_path, refused_token_seconds=5.0) as api, api.client(None) as client:
        looks = count_reads(api)
        wrong = {"authorization": "Bearer posture_wrong"}
        counts = []
        for seconds in (0, 4, 2):
            api.clock.pass_seconds(seconds)
            await client.get(RUNS, headers=wrong)
            counts.append(len(looks))

    assert counts == [1, 1, 2]


async def test_a_revoked_token_is_looked_for_each_time(tmp_path: Path) -> None:
    async with api_in(tmp_path) as api, api.client() as client:
        await revoke(api.store, token_id=api.token_id)
        looks = count_reads(api)
        refused = [await client.get(RUNS) for _ in range(3)]

    assert [one.status_code for one in refused] == [401, 401, 401]
    assert len(looks) == 3


def count_reads(api: Api) -> list[object]:
    """Return a list that grows by one with each small read of the store."""
    looks: list[object] = []
    read = api.store.read_inline

    async def counted(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # as the store's
        looks.append(arguments)
        return await read(*arguments, **named)

    api.store.read_inline = counted  # type: ignore[method-assign]  # this store alone
    return looks


async def test_every_authenticated_response_has_the_rate_limit_headers(tmp_path: Path) -> None:
    async with api_in(tmp_path, rate_limit_bucket=120) as api, api.client() as client:
        recorded = [
            (one.status_code, limits(one))
            for one in [
                await client.get(CHECKS),
                await client.get("/api/v2/nothing"),
                await client.delete(CHECKS),
                await client.get(RUNS, params={"limit": 0}),
            ]
        ]

    assert recorded == [
        (200, ("120", "119", "1")),
        (404, ("120", "118", "2")),
        (405, ("120", "117", "3")),
        (400, ("120", "116", "4")),
    ]


def limits(answer: httpx.Response) -> tuple[str, str, str]:
    limit, remaining, reset = (
        answer.headers[f"x-ratelimit-{name}"] for name in ("limit", "remaining", "reset")
    )
    return limit, remaining, reset


async def test_429_an_empty_bucket_and_the_refusal_costs_nothing(tmp_path: Path) -> None:
    async with api_in(tmp_path, rate_limit_bucket=3) as api, api.client() as client:
        answers = [await client.get(CHECKS) for _ in range(8)]

    refused = answers[3:]
    assert [one.status_code for one in answers] == [200] * 3 + [429] * 5
    for one in refused:
        assert one.json() == {
            "error": "rate_limited",
            "retry_after_seconds": 1,
            "limit": 60,
            "window": "1m",
        }
        assert one.headers["retry-after"] == "1"
        assert limits(one) == ("3", "0", "3")


async def test_a_bucket_fills_again_by_one_request_a_second(tmp_path: Path) -> None:
    async with api_in(tmp_path, rate_limit_bucket=2) as api, api.client() as client:
        statuses = []
        for seconds in (0, 0, 0, 0.9, 0.1, 0, 60, 0, 0):
            api.clock.pass_seconds(seconds)
            statuses.append((await client.get(CHECKS)).status_code)

    assert statuses == [200, 200, 429, 429, 200, 429, 200, 200, 429]


async def test_tokens_do_not_share_a_bucket(tmp_path: Path) -> None:
    async with api_in(tmp_path, rate_limit_bucket=1) as api:
        other = await api.mint()
        async with api.client() as client:
            headers = {"authorization": f"Bearer {other}"}
            answers = [
                await client.get(CHECKS),
                await client.get(CHECKS),
                await client.get(CHECKS, headers=headers),
            ]

    assert [one.status_code for one in answers] == [200, 429, 200]


# Findings


async def test_a_finding_has_its_documented_fields(api: Api) -> None:
    (row,) = await found(api, "a")

    fields = {
        name: row[name]
        for name in ("title", "severity", "status", "jira_issue_key", "discovered_at")
    }
    assert fields == {
        "title": "Sheet is torn",
        "severity": "high",
        "status": "open",
        "jira_issue_key": None,
        "discovered_at": "2025-06-15T15:06:40Z",
    }


async def test_one_finding_adds_what_was_seen_and_its_controls(api: Api) -> None:
    (row,) = await found(api, "a")
    async with api.client() as client:
        answer = await client.get(f"{FINDINGS}/{row['id']}")

    detail = answer.json()
    assert {name: detail[name] for name in row} == row
    assert (detail["summary"], detail["risk_refs"]) == ("It is torn.", [])


async def test_findings_are_newest_first_and_at_most_200(api: Api) -> None:
    await found(api, *(f"old{number:03}" for number in range(150)))
    api.clock.pass_seconds(60)
    rows = await found(api, *(f"new{number:03}" for number in range(150)))

    assert len(rows) == 200
    moments = [row["discovered_at"] for row in rows]
    assert moments == sorted(moments, reverse=True)
    assert sum("new" in row["resource_id"] for row in rows) == 150


@pytest.mark.parametrize("status", ["triaged", "resolved", "accepted", "false_positive", "open"])
async def test_a_finding_can_have_every_status(api: Api, status: str) -> None:
    (row,) = await found(api, "a")
    async with api.client() as client:
        changed = await client.patch(f"{FINDINGS}/{row['id']}", json={"status": status})
        listed = await client.get(FINDINGS, params={"status": status})

    assert changed.status_code == 200
    assert changed.json()["status"] == status
    assert [one["id"] for one in listed.json()["data"]] == [row["id"]]


@pytest.mark.parametrize(
    ("method", "path", "body", "slug"),
    [
        ("GET", f"{FINDINGS}/7", None, "invalid_finding_id"),
        ("PATCH", f"{FINDINGS}/7", {"status": "open"}, "invalid_finding_id"),
        ("GET", f"{FINDINGS}?severity=terrible", None, "invalid_severity"),
        ("GET", f"{FINDINGS}?severity=", None, "invalid_severity"),
        ("GET", f"{FINDINGS}?status=closed", None, "invalid_status"),
        ("GET", f"{FINDINGS}?scan_id=7", None, "invalid_scan_id"),
        ("PATCH", f"{FINDINGS}/{NOBODYS}", {"status": "closed"}, "invalid_status"),
        ("PATCH", f"{FINDINGS}/{NOBODYS}", {"status": None}, "invalid_status"),
        ("PATCH", f"{FINDINGS}/{NOBODYS}", {}, "invalid_status"),
    ],
)
async def test_400_of_findings(
    api: Api, method: str, path: str, body: dict[str, Any] | None, slug: str
) -> None:
    async with api.client() as client:
        answer = await client.request(method, path, json=body)

    assert (answer.status_code, answer.json()["error"]) == (400, slug)


@pytest.mark.parametrize("method", ["GET", "PATCH"])
async def test_404_a_finding_of_another_tenant_looks_like_a_missing_one(
    api: Api, method: str
) -> None:
    (row,) = await found(api, "a")
    stranger = await api.mint(tenant_id=await api.tenant("globex"))
    async with api.client(stranger) as client:
        answers = [
            await client.request(method, f"{FINDINGS}/{identity}", json={"status": "resolved"})
            for identity in (row["id"], NOBODYS)
        ]

    assert {one.status_code for one in answers} == {404}
    assert {one.content for one in answers} == {b'{"error":"finding_not_found"}'}


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


# Tenancy


@pytest.mark.parametrize(
    "operation",
    # A check belongs to no tenant: any token may read it. Nor does a framework.
    [
        one
        for one in spec().operations.values()
        if "{" in one.path and "{framework_id}" not in one.path and one.scopes
    ],
    ids=lambda one: one.id,
)
async def test_another_tenants_row_is_indistinguishable_from_a_missing_one(
    api: Api, operation: Operation
) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        run = await client.post(RUNS, json={"integration_id": integration_id})
    (finding,) = await found(api, "a")
    theirs = {
        "run_id": run.json()["run_id"],
        "base_run_id": run.json()["run_id"],
        "finding_id": finding["id"],
        "integration_id": integration_id,
        "suppression_id": await api.suppression(),
        "trust_id": await trust(api),
        "token_id": api.token_id,
        "report_id": await report(api),
        **await webhook(api),
    }
    stranger = await api.mint(tenant_id=await api.tenant("globex"))
    headers = {"x-request-id": "same", "content-type": "application/json", "if-none-match": "*"}
    query = {"export_run": "?format=csv"}
    body = {
        "update_finding": b'{"status":"open"}',
        "update_integration": b'{"name":"b"}',
        "update_suppression": b'{"owner":"b"}',
        "update_webhook": b'{"name":"b"}',
        "update_trust": b'{"name":"b"}',
    }

    async def asked(ids: dict[str, str]) -> tuple[int, bytes, list[tuple[str, str]]]:
        # A bucket of its own for each, so that nothing is left over from the other.
        async with api.client(stranger) as client:
            path = operation.path.format(**ids) + query.get(operation.id, "")
            answer = await client.request(
                operation.method, path, headers=headers, content=body.get(operation.id, b"")
            )
        return answer.status_code, answer.content, answer.headers.multi_items()

    nobodys = dict.fromkeys(theirs, NOBODYS)

    assert await asked(theirs) == await asked(nobodys)
    assert (await asked(theirs))[0] == 404


async def report(api: Api) -> str:
    """Have a report made, and return its id."""
    async with api.client() as client:
        row = (await client.post(REPORTS, json=ASKED)).json()
    await api.make_report()
    return str(row["id"])


async def trust(api: Api) -> str:
    """Let jobs of a project get tokens, and return the id of the trust."""
    asked = {
        "name": "jobs",
        "issuer": "https://gitlab.com",
        "conditions": [{"claim": "project_id", "equals": ["20"]}],
        "scopes": ["findings:read"],
    }
    async with api.client() as client:
        made = (await client.post(TRUSTS, json=asked)).json()
    return str(made["id"])


async def webhook(api: Api) -> dict[str, str]:
    """Provide a webhook with a delivery, and return the values of their path parameters."""
    asked = {"url": "https://hooks.example.com", "events": ["run.completed"]}
    async with api.client() as client:
        made = (await client.post(WEBHOOKS, json=asked)).json()
        sent = (await client.post(f"{WEBHOOKS}/{made['id']}/test")).json()
    return {"webhook_id": made["id"], "delivery_id": sent["id"]}


@pytest.mark.parametrize("path", [RUNS, FINDINGS, INTEGRATIONS, SUPPRESSIONS])
async def test_lists_show_nothing_of_another_tenant(api: Api, path: str) -> None:
    await api.suppression()
    (row,) = await found(api, "a")
    stranger = await api.mint(tenant_id=await api.tenant("globex"))
    filters = {"integration_id": row["integration_id"]} if path == RUNS else {}
    filters |= {"scan_id": row["scan_id"]} if path == FINDINGS else {}
    async with api.client(stranger) as client:
        answers = [await client.get(path), await client.get(path, params=filters)]

    assert [one.json() for one in answers] == [{"data": []}] * 2


@promise("limits", "Requests for public documents and downloads are limited for each address")
@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/openapi.yaml",
        "/api/v2/openapi.json",
        f"/runs/{NOBODYS}",
        "/downloads/posture-gate.pyz",
    ],
)
async def test_429_beyond_the_limit_of_an_address_for_what_needs_no_token(
    tmp_path: Path, path: str
) -> None:
    async with api_in(tmp_path, public_requests_bucket=3) as api, api.client() as client:
        answers = [await client.get(path) for _ in range(4)]
        healthy = [await client.get("/health/live") for _ in range(5)]
        listed = await client.get(FINDINGS)

    usual = answers[0].status_code
    assert usual in {200, 404}
    assert [one.status_code for one in answers[1:]] == [usual, usual, 429]
    assert int(answers[3].headers["retry-after"]) >= 1
    assert {one.status_code for one in healthy} == {200}
    assert listed.status_code == 200
