"""A token gets what its scopes allow, and nothing of it by another way.

The operations come from openapi.yaml: a new one is held to it by being written there.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from posture.services.tokens import SCOPES, list_tokens, revoke
from tests.api import AUDIT, FINDINGS, RUNS, WEBHOOKS, Api, api_in
from tests.contract.test_events import events, started
from tests.contract.test_isolation import bodies, parameters
from tests.integration.fakes import sheet, until
from tests.promises import promise
from tests.spec import Operation, spec

pytestmark = pytest.mark.anyio

# Reports contain findings: that is what their scopes are for.
SHOW_FINDINGS = {"findings:read", "reports:read", "reports:generate"}
EVERYTHING_ELSE = [one for one in SCOPES if one not in SHOW_FINDINGS]
NARROW = [
    one for one in spec().operations.values() if one.scopes and not set(one.scopes) & SHOW_FINDINGS
]


async def seeded(api: Api) -> dict[str, str]:
    """Provide a finding that stopped a gate, and return its traces and the ids around it."""
    async with api.client() as client:
        hook = {"url": "https://hooks.example.com", "events": ["finding.created"]}
        webhook_id = (await client.post(WEBHOOKS, json=hook)).json()["id"]
        integration_id = await api.integration()
        asked = {"integration_id": integration_id, "gate": {"fail_on": "info", "only": "all"}}
        run_id = (await client.post(RUNS, json=asked)).json()["run_id"]
        await api.work(sheet("secret-sheet"))
        (finding,) = (await client.get(FINDINGS)).json()["data"]
        (sent,) = (await client.get(f"{WEBHOOKS}/{webhook_id}/deliveries")).json()["data"]
    return {
        "run_id": run_id,
        "integration_id": integration_id,
        "webhook_id": webhook_id,
        "delivery_id": sent["id"],
        "finding_id": finding["id"],
        "resource_id": finding["resource_id"],
    }


def filled(operation: Operation, ids: Mapping[str, str]) -> str:
    names = [name for place, name, _ in parameters(operation) if place == "path"]
    return operation.path.format(**{name: ids.get(name, ids["run_id"]) for name in names})


@pytest.mark.parametrize("operation", NARROW, ids=lambda one: one.id)
@promise("scopes", "No operation shows a finding to a token that may not read findings")
async def test_no_operation_shows_a_finding_to_a_token_without_its_scope(
    api: Api, operation: Operation
) -> None:
    ids = await seeded(api)
    for scopes in (operation.scopes or [], EVERYTHING_ELSE):
        async with api.client(await api.mint(scopes)) as client:
            for body in bodies(operation) or [None]:
                answer = await client.request(operation.method, filled(operation, ids), json=body)
                assert ids["resource_id"] not in answer.text
                assert ids["finding_id"] not in answer.text


@promise("scopes", "A token that may only decide about findings sees none of what was found")
async def test_a_decision_without_findings_read_returns_nothing_of_the_finding(api: Api) -> None:
    ids = await seeded(api)
    path = f"{FINDINGS}/{ids['finding_id']}"
    async with api.client(await api.mint(["findings:write"])) as client:
        changed = await client.patch(path, json={"status": "triaged"})
        stale = {"if-match": '"stale"'}
        refused = await client.patch(path, json={"status": "open"}, headers=stale)
        again = await client.patch(
            path, json={"status": "accepted"}, headers={"if-match": changed.headers["etag"]}
        )
    async with api.client(await api.mint(["findings:write", "findings:read"])) as client:
        read = await client.get(path)
        wide = await client.patch(path, json={"status": "open"})
    assert [one.status_code for one in (changed, again)] == [204, 204]
    assert changed.content == b""
    assert (refused.status_code, refused.json()["error"]) == (412, "precondition_failed")
    assert read.json()["status"] == "accepted"
    assert read.headers["etag"] == again.headers["etag"]
    assert (wide.status_code, wide.json()["resource_id"]) == (200, ids["resource_id"])


@promise("scopes", "A gate counts findings for such a token, and names none")
async def test_a_gate_counts_without_findings_read_and_names_with_it(api: Api) -> None:
    ids = await seeded(api)
    path = f"{RUNS}/{ids['run_id']}/gate"
    place = f"{RUNS}/{ids['run_id']}?include=decision"
    async with api.client(await api.mint(["cloud_posture:read"])) as client:
        narrow = await client.get(path)
        held = await client.get(place)
    async with api.client(await api.mint(["cloud_posture:read", "findings:read"])) as client:
        wide = await client.get(path)
        again = await client.get(path, headers={"if-none-match": narrow.headers["etag"]})
        run = await client.get(place)
        another = await client.get(place, headers={"if-none-match": held.headers["etag"]})
    assert narrow.json() == wide.json() | {"findings": [], "findings_withheld": True}
    assert held.json() == run.json() | {"decision": narrow.json()}
    assert another.status_code == 200
    assert (narrow.json()["verdict"], narrow.json()["finding_count"]) == ("fail", 1)
    assert again.status_code == 200


@promise("tenants", "Ids of audit rows tell nothing of other tenants' traffic")
async def test_ids_of_audit_rows_count_within_the_tenant(api: Api) -> None:
    other = await api.mint(tenant_id=await api.tenant("other"))
    async with api.client() as ours, api.client(other) as theirs:
        for client in (ours, theirs, theirs, ours):
            await client.post(RUNS, json={})
        pages = [(await one.get(AUDIT)).json()["data"] for one in (ours, theirs)]
        first = (await ours.get(AUDIT, params={"limit": 1})).json()
        second = (await ours.get(AUDIT, params={"cursor": first["next_cursor"]})).json()
    assert [[row["id"] for row in page] for page in pages] == [[2, 1], [2, 1]]
    assert [row["id"] for row in second["data"]] == [1]


@promise("tenants", "Ids of events tell nothing of other tenants' traffic")
async def test_ids_of_events_count_within_the_run(api: Api) -> None:
    async with api.client() as client:
        for _ in range(2):
            run_id = await started(api, client)
            await client.post(f"{RUNS}/{run_id}/cancel")
            answer = await client.get(f"{RUNS}/{run_id}/events")
            steps = [event.id for event in events(answer.text) if event.name == "step"]
            assert steps == ["1", "2"]


@pytest.mark.parametrize("loss", ["revoked", "expired"])
@promise("scopes", "A live stream ends when its token is revoked or expires")
async def test_a_live_stream_ends_when_its_token_is_lost(tmp_path: Path, loss: str) -> None:
    async with api_in(tmp_path, stream_token_seconds=0.05, stream_heartbeat_seconds=60.0) as api:
        token = await api.mint(["cloud_posture:read"], expires_at=api.clock() + 60_000)
        async with api.client() as client, api.client(token) as watcher:
            run_id = await started(api, client)
            watching = asyncio.create_task(watcher.get(f"{RUNS}/{run_id}/events"))
            await until(lambda: _listens(api))
            assert not watching.done()
            if loss == "revoked":
                listed = await list_tokens(api.store, tenant_id=api.tenant_id)
                (found,) = [one.id for one in listed if one.id != api.token_id]
                await revoke(api.store, token_id=found)
            else:
                api.clock.milliseconds += 60_001
            answer = await watching
            assert [event.name for event in events(answer.text)][-1] != "end"
            assert (await watcher.get(f"{RUNS}/{run_id}/events")).status_code == 401


async def _listens(api: Api) -> bool:
    return api.deps.watch.listeners == 1


@promise("scopes", "A request with two `Authorization` headers is refused")
async def test_two_authorization_headers_are_refused(api: Api) -> None:
    async with api.client() as client:
        good = client.headers["authorization"]
        del client.headers["authorization"]
        twice = httpx.Headers([("authorization", good), ("authorization", good)])
        answer = await client.get(RUNS, headers=twice)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_token"})


@promise("scopes", "CIDR lists see the caller behind trusted proxies, and nobody else can name one")
async def test_a_trusted_proxy_names_the_caller_for_cidrs_and_the_audit_log(tmp_path: Path) -> None:
    async with api_in(tmp_path, trusted_proxies="127.0.0.0/8") as api:
        token = await api.mint(["cloud_posture:write"], cidrs=["203.0.113.0/24"])
        async with api.client(token) as client:
            shown = [
                (await client.post(RUNS, json={}, headers={"x-forwarded-for": value})).status_code
                for value in ("203.0.113.9", "203.0.113.9, 198.51.100.7")
            ]
        async with api.client() as client:
            rows = (await client.get(AUDIT)).json()["data"]
    assert shown == [400, 403]
    assert [row["actor_ip"] for row in rows] == ["198.51.100.7", "203.0.113.9"]


async def test_a_rotated_secret_is_shown_once(api: Api) -> None:
    async with api.client() as client:
        hook = {"url": "https://hooks.example.com", "events": ["run.failed"]}
        made = (await client.post(WEBHOOKS, json=hook)).json()
        rotated = await client.post(f"{WEBHOOKS}/{made['id']}/rotate")
        read = await client.get(f"{WEBHOOKS}/{made['id']}")
        rows = (await client.get(AUDIT, params={"action": "webhook.rotated"})).json()["data"]
    assert rotated.status_code == 200
    assert rotated.json()["secret"] != made["secret"]
    assert "secret" not in read.json()
    assert rotated.headers["etag"] == read.headers["etag"]
    assert [(row["target_id"], row["actor_user_id"]) for row in rows] == [
        (made["id"], api.token_id)
    ]
