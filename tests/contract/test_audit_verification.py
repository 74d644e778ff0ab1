"""Verification of the audit log by a request: what was changed or removed is found."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace

import httpx
import pytest

from tests.api import Api
from tests.databases import ON_BOTH

pytestmark = pytest.mark.anyio

PATH = "/api/v2/audit/verification"
ROWS = 5


@pytest.fixture
async def client(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    """A tenant whose log has some rows."""
    async with api.client() as opened:
        for _ in range(ROWS):
            await opened.post("/api/v2/cloud-posture-runs", json={})
        yield opened


async def newest(client: httpx.AsyncClient) -> int:
    """Return the position of the last row."""
    rows = (await client.get("/api/v2/audit")).json()["data"]
    return int(rows[0]["id"])


def attack(api: Api, *statements: str) -> None:
    """Change the log behind the service's back."""
    file = api.deps.settings.database_file()
    assert file is not None
    with closing(sqlite3.connect(file)) as raw, raw:
        for name in ("audit_unchanged", "audit_unreplaced", "audit_unremoved"):
            raw.execute(f"DROP TRIGGER {name}")
        for one in statements:
            raw.execute(one)


@ON_BOTH
async def test_a_log_as_it_was_written_is_verified_to_its_last_row(
    client: httpx.AsyncClient,
) -> None:
    last = await newest(client)
    found = (await client.get(PATH)).json()
    assert (found["position"], found["verified_rows"]) == (last, last)
    assert (found["walk"], found["faults"]) == ("complete", [])
    assert len(found["hash"]) == 64


async def test_a_tenant_without_rows_has_an_empty_log(api: Api) -> None:
    async with api.client(await api.mint(tenant_id=await api.tenant("empty"))) as client:
        found = (await client.get(PATH)).json()
    assert found["faults"] == []
    assert found["verified_rows"] == found["position"]


async def test_only_as_many_rows_as_one_request_may_are_read(
    api: Api, client: httpx.AsyncClient
) -> None:
    last = await newest(client)
    settings = replace(api.deps.settings, audit_verification_rows=2)
    async with api.client(deps=replace(api.deps, settings=settings)) as other:
        found = (await other.get(PATH)).json()
    assert (found["position"], found["verified_rows"], found["walk"]) == (last, 2, "partial")
    assert found["faults"] == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE audit SET result = 'success' WHERE tenant_id = '{tenant}' AND position = 3",
            "Row 3, or the one before it, was changed.",
        ),
        ("DELETE FROM audit WHERE tenant_id = '{tenant}' AND position = 3", "Row 3 is missing."),
        (
            "DELETE FROM audit WHERE tenant_id = '{tenant}' AND position = {last}",
            "Row {last} is missing.",
        ),
        (
            "UPDATE audit_chains SET hash = 'x' WHERE chain = '{tenant}'",
            "Row {last} is not the one that was recorded as the last.",
        ),
    ],
    ids=["altered", "removed", "last_removed", "head_altered"],
)
async def test_an_attack_on_the_log_is_found(
    api: Api, client: httpx.AsyncClient, statement: str, fault: str
) -> None:
    names = {"tenant": api.tenant_id, "last": await newest(client)}
    attack(api, statement.format(**names))
    found = (await client.get(PATH)).json()
    assert fault.format(**names) in found["faults"]


async def test_a_token_without_the_scope_verifies_nothing(api: Api) -> None:
    async with api.client(await api.mint(scopes=["findings:read"])) as client:
        refused = await client.get(PATH)
    assert (refused.status_code, refused.json()["error"]) == (403, "missing_scope")
