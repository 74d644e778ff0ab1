"""Tokens and tenancy: who gets in, and that nobody sees rows of another tenant."""

from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread

from posture.services.tokens import SCOPES, hash_of, revoke
from tests.api import (
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
)
from tests.contract.test_reports import ASKED
from tests.databases import ON_SQLITE
from tests.integration.fakes import sheet
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
