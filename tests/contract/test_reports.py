"""Reports as the API knows them: asked for, made, listed, downloaded, proved, deleted."""

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from posture.services.evidence import Catalog
from posture.settings import Settings
from posture.store.rows import report_parts
from posture.store.statement import Statement
from posture.store.tenancy import EVERY_TENANT
from posture.worker.report import Reporter
from tests.api import AUDIT, NOBODYS, REPORTS, RUNS, WEBHOOKS, Api, api_in
from tests.integration.fakes import (
    CHECKS,
    FRAMEWORKS,
    Step,
    sheet,
)

pytestmark = pytest.mark.anyio

ASKED: dict[str, Any] = {
    "title": "Paper, second quarter",
    "frameworks": ["CIS_AWS_7_0"],
    "scope": {"from": "2025-06-01T00:00:00Z", "to": "2025-07-01T00:00:00Z"},
    "format": "json",
}


@pytest.fixture
async def client(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    async with api.client() as opened:
        yield opened


async def scanned(
    api: Api, client: httpx.AsyncClient, *found: Step, integration_id: str = "", **asked: object
) -> str:
    """Execute a run on an account, and return the account's id."""
    integration_id = integration_id or await api.integration()
    body = {"integration_id": integration_id} | asked
    answer = await client.post(RUNS, json=body)
    assert answer.status_code == 202, answer.text
    api.clock.pass_seconds(1)
    await api.work(*found)
    api.clock.pass_seconds(1)
    return integration_id


async def asked_for(client: httpx.AsyncClient, **changes: object) -> dict[str, Any]:
    answer = await client.post(REPORTS, json=ASKED | changes)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def made(api: Api, client: httpx.AsyncClient, **changes: object) -> dict[str, Any]:
    """Have a report made, and return it."""
    row = await asked_for(client, **changes)
    await api.make_report()
    found: dict[str, Any] = (await client.get(f"{REPORTS}/{row['id']}")).json()
    return found


async def evidence(api: Api, client: httpx.AsyncClient, **changes: object) -> dict[str, Any]:
    """Have a report made, and return its file."""
    row = await made(api, client, **changes)
    assert row["status"] == "ready", row
    found: dict[str, Any] = (await client.get(f"{REPORTS}/{row['id']}/download")).json()
    return found


async def test_a_report_waits_is_made_and_downloaded(api: Api, client: httpx.AsyncClient) -> None:
    await scanned(api, client, sheet("a"), sheet("b", torn=False))
    answer = await client.post(REPORTS, json=ASKED)
    queued = answer.json()
    early = await client.get(f"{REPORTS}/{queued['id']}/download")
    await api.make_report()
    ready = (await client.get(f"{REPORTS}/{queued['id']}")).json()
    file = await client.get(f"{REPORTS}/{queued['id']}/download")
    again = await client.get(
        f"{REPORTS}/{queued['id']}/download", headers={"if-none-match": file.headers["etag"]}
    )
    head = await client.head(f"{REPORTS}/{queued['id']}/download")

    assert (answer.status_code, queued["status"], queued["sha256"]) == (202, "queued", None)
    assert answer.headers["location"] == f"{REPORTS}/{queued['id']}"
    assert (early.status_code, early.json()["error"]) == (409, "report_not_ready")
    assert (ready["status"], ready["error"]) == ("ready", None)
    assert ready["sha256"] == ready["evidence_sha256"] == hashlib.sha256(file.content).hexdigest()
    assert ready["size_bytes"] == len(file.content) == int(file.headers["content-length"])
    assert file.headers["etag"] == f'"{ready["sha256"]}"'
    assert file.headers["content-type"] == "application/json"
    assert queued["id"] in file.headers["content-disposition"]
    assert (again.status_code, head.status_code, head.content) == (304, 200, b"")
    assert ready["expires_at"] == "2025-06-22T15:06:42Z"


async def test_the_bytes_are_canonical_and_the_same_for_the_same_input(
    api: Api, client: httpx.AsyncClient
) -> None:
    await scanned(api, client, sheet("ü\u202e'\"\\"), sheet("b", torn=False))
    period = {"from": "2025-06-01T00:00:00Z", "to": "2025-06-15T15:06:42Z"}
    first = await made(api, client, scope=period)
    api.clock.pass_seconds(86_400)
    await scanned(api, client, sheet("other"))
    second = await made(api, client, scope=period)
    file = (await client.get(f"{REPORTS}/{second['id']}/download")).content
    listed = (await client.get(REPORTS, params={"digest": first["sha256"]})).json()["data"]

    assert first["sha256"] == second["sha256"]
    assert [one["id"] for one in listed] == [second["id"], first["id"]]
    same = json.dumps(
        json.loads(file), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    assert same == file


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"frameworks": ["CIS_AWZ"]}, "framework_unknown", "did you mean CIS_AWS?"),
    ({"frameworks": ["a b"]}, "framework_unknown", "Not known here: a b"),
    ({"frameworks": ["CIS_AWS"] * 11}, "framework_unknown", "length"),
    ({"title": ""}, "invalid_title", "length"),
    ({"title": "x" * 121}, "invalid_title", "length"),
    ({"title": "a\u0000b"}, "invalid_title", "Expected text"),
    ({"format": "docx"}, "invalid_format", "format"),
    ({"scope": {}}, "invalid_scope", "from"),
    ({"scope": {"from": "yesterday", "to": "today"}}, "invalid_scope", "from"),
    (
        {"scope": {"from": "2025-06-31T00:00:00Z", "to": "2025-07-01T00:00:00Z"}},
        "invalid_scope",
        "dates that exist",
    ),
    (
        {"scope": {"from": "2025-06-01T00:00:00Z", "to": "2025-06-01T00:00:00Z"}},
        "period_out_of_range",
        "The period is empty",
    ),
    (
        {"scope": {"from": "2025-06-02T00:00:00Z", "to": "2025-06-01T00:00:00Z"}},
        "period_out_of_range",
        "The period is empty",
    ),
    (
        {"scope": {"from": "2035-06-02T00:00:00Z", "to": "2035-06-03T00:00:00Z"}},
        "period_out_of_range",
        "has not begun",
    ),
    (
        {"scope": {"from": "2020-06-02T00:00:00Z", "to": "2025-06-03T00:00:00Z"}},
        "period_out_of_range",
        "longer than 366 days",
    ),
    (
        {"scope": {"from": "1960-06-02T00:00:00Z", "to": "1960-06-03T00:00:00Z"}},
        "period_out_of_range",
        "before 1970",
    ),
    ({"scope": ASKED["scope"] | {"include_severities": []}}, "invalid_scope", "length"),
    ({"scope": ASKED["scope"] | {"include_severities": ["worst"]}}, "invalid_scope", "worst"),
    ({"scope": ASKED["scope"] | {"more": 1}}, "invalid_scope", "more"),
]


@pytest.mark.parametrize(("changes", "slug", "detail"), BAD, ids=[str(one[0])[:60] for one in BAD])
async def test_bad_input_is_refused_with_a_reason(
    client: httpx.AsyncClient, changes: dict[str, Any], slug: str, detail: str
) -> None:
    answer = await client.post(REPORTS, json=ASKED | changes)
    status = 409 if slug == "period_out_of_range" else 400
    assert (answer.status_code, answer.json()["error"]) == (status, slug)
    assert detail in answer.json()["detail"]
    assert (await client.get(REPORTS)).json()["data"] == []


async def test_accounts_of_others_are_not_found(api: Api, client: httpx.AsyncClient) -> None:
    theirs = await api.integration(await api.tenant("globex"))
    answers = [
        await client.post(
            REPORTS, json=ASKED | {"scope": ASKED["scope"] | {"integration_ids": [one]}}
        )
        for one in (theirs, NOBODYS)
    ]
    assert [(one.status_code, one.json()) for one in answers] == [
        (404, {"error": "integration_not_found"})
    ] * 2


async def test_a_report_can_be_limited_to_accounts(api: Api, client: httpx.AsyncClient) -> None:
    account = await scanned(api, client, sheet("a"))
    await scanned(api, client, sheet("b"))
    scope = ASKED["scope"] | {"integration_ids": [account.upper()]}
    found = await evidence(api, client, scope=scope)
    assert [one["id"] for one in found["integrations"]] == [account]
    assert len(found["runs"]) == len(found["findings"]) == 1
    assert found["scope"]["integration_ids"] == [account]


async def test_the_same_key_makes_one_report(client: httpx.AsyncClient) -> None:
    key = {"idempotency-key": "once"}
    first = await client.post(REPORTS, json=ASKED, headers=key)
    again = await client.post(REPORTS, json=ASKED, headers=key)
    other = await client.post(REPORTS, json=ASKED | {"title": "x"}, headers=key)
    assert first.json() == again.json()
    assert (other.status_code, other.json()["error"]) == (409, "idempotency_key_reused")
    assert len((await client.get(REPORTS)).json()["data"]) == 1


async def test_a_tenant_has_a_limited_number_of_reports(tmp_path: Path) -> None:
    async with api_in(tmp_path, reports_per_tenant=2) as api, api.client() as client:
        rows = [await asked_for(client) for _ in range(2)]
        refused = await client.post(REPORTS, json=ASKED)
        await client.delete(f"{REPORTS}/{rows[0]['id']}")
        allowed = await client.post(REPORTS, json=ASKED)
    assert (refused.status_code, refused.json()["error"]) == (409, "too_many_reports")
    assert "2 reports" in refused.json()["detail"]
    assert allowed.status_code == 202


async def test_a_list_pages_and_filters(api: Api, client: httpx.AsyncClient) -> None:
    ids = []
    for _ in range(3):
        ids.append((await asked_for(client))["id"])
        api.clock.pass_seconds(1)
    await api.make_report()
    first = await client.get(REPORTS, params={"limit": 2})
    rest = await client.get(REPORTS, params={"limit": 2, "cursor": first.json()["next_cursor"]})
    ready = await client.get(REPORTS, params={"status": "ready"})
    bad = await client.get(REPORTS, params={"digest": "AB"})
    assert [one["id"] for one in first.json()["data"]] == [ids[2], ids[1]]
    assert 'rel="next"' in first.headers["link"]
    assert ([one["id"] for one in rest.json()["data"]], rest.json()["next_cursor"]) == (
        [ids[0]],
        None,
    )
    assert [one["id"] for one in ready.json()["data"]] == [ids[0]]
    assert (bad.status_code, bad.json()["error"]) == (400, "invalid_digest")


async def test_a_file_expires(api: Api, client: httpx.AsyncClient) -> None:
    row = await made(api, client)
    api.clock.pass_seconds(7 * 86_400)
    place = f"{REPORTS}/{row['id']}"
    read = (await client.get(place)).json()
    download = await client.get(f"{place}/download")
    kept = await parts(api)
    reporter = Reporter(api.store, api.deps.settings, Catalog(CHECKS, FRAMEWORKS))
    assert await reporter.claim(1) == []
    proof = await client.get(f"{place}/proof")

    assert read["status"] == "expired"
    assert (download.status_code, download.json()) == (410, {"error": "report_expired"})
    assert (kept, await parts(api)) == (1, 0)
    assert (await client.get(REPORTS, params={"status": "expired"})).json()["data"][0] == read
    assert (proof.status_code, proof.json()["faults"]) == (200, [])


async def parts(api: Api) -> int:
    return await api.store.read(
        lambda connection: len(Statement(select(report_parts.c.number)).all(connection)),
        tenant_id=EVERY_TENANT,
    )


async def test_a_deleted_report_is_gone_and_its_digest_stays_in_the_audit_log(
    api: Api, client: httpx.AsyncClient
) -> None:
    row = await made(api, client)
    place = f"{REPORTS}/{row['id']}"
    stale = await client.delete(place, headers={"if-match": '"other"'})
    etag = (await client.get(place)).headers["etag"]
    gone = await client.delete(place, headers={"if-match": etag})
    answers = [await client.get(f"{place}{more}") for more in ("", "/download", "/proof")]
    (logged,) = (await client.get(AUDIT, params={"action": "report.deleted"})).json()["data"]

    assert (stale.status_code, gone.status_code) == (412, 204)
    assert [(one.status_code, one.json()) for one in answers] == [
        (404, {"error": "report_not_found"})
    ] * 3
    assert logged["before_jsonb"]["sha256"] == row["sha256"]
    assert await parts(api) == 0


async def test_every_step_is_in_the_audit_log(api: Api, client: httpx.AsyncClient) -> None:
    row = await made(api, client)
    await client.get(f"{REPORTS}/{row['id']}/download")
    await client.head(f"{REPORTS}/{row['id']}/download")
    await client.delete(f"{REPORTS}/{row['id']}")
    rows = (await client.get(AUDIT, params={"target_kind": "report"})).json()["data"][::-1]
    assert [one["action"] for one in rows] == [
        "report.created",
        "report.completed",
        "report.downloaded",
        "report.deleted",
    ]
    assert {one["target_id"] for one in rows} == {row["id"]}
    assert [one["actor_user_id"] for one in rows] == [
        api.token_id,
        None,
        api.token_id,
        api.token_id,
    ]
    assert rows[1]["after_jsonb"]["sha256"] == row["sha256"]


async def test_webhooks_hear_of_reports(api: Api, client: httpx.AsyncClient) -> None:
    hook = {"url": "https://hooks.example.com", "events": ["report.completed", "report.failed"]}
    webhook_id = (await client.post(WEBHOOKS, json=hook)).json()["id"]
    await made(api, client)
    await asked_for(client)
    await api.make_report(settings=limited(api, report_bytes=1_024, report_attempts=1))
    sent = (await client.get(f"{WEBHOOKS}/{webhook_id}/deliveries")).json()["data"]
    assert sorted(one["event"] for one in sent) == ["report.completed", "report.failed"]
    assert {one["run_id"] for one in sent} == {None}


def limited(api: Api, **changes: int) -> Settings:
    return replace(api.deps.settings, **changes)  # type: ignore[arg-type]  # settings by name


async def test_scopes_of_reports(api: Api) -> None:
    async with api.client(await api.mint(["reports:read"])) as client:
        assert (await client.post(REPORTS, json=ASKED)).status_code == 403
        assert (await client.get(REPORTS)).status_code == 200
    async with api.client(await api.mint(["reports:generate"])) as client:
        assert (await client.post(REPORTS, json=ASKED)).status_code == 202
        assert (await client.get(REPORTS)).status_code == 403


async def test_a_pdf_without_a_renderer_is_refused_with_the_way_out(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("posture.formats.pdf.is_available", lambda: False)
    answer = await client.post(REPORTS, json=ASKED | {"format": "pdf"})
    assert (answer.status_code, answer.json()["error"]) == (409, "reports_pdf_unavailable")
    assert "json" in answer.json()["detail"]


async def test_a_pdf_is_downloaded_as_one(api: Api, client: httpx.AsyncClient) -> None:
    await scanned(api, client, sheet("a"))
    row = await made(api, client, format="pdf")
    file = await client.get(f"{REPORTS}/{row['id']}/download")
    proof = (await client.get(f"{REPORTS}/{row['id']}/proof")).json()
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"].endswith('.pdf"')
    assert file.content.startswith(b"%PDF-")
    assert hashlib.sha256(file.content).hexdigest() == row["sha256"] != row["evidence_sha256"]
    assert proof["faults"] == []
