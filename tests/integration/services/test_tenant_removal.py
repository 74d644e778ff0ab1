"""Removal of a tenant: nothing of it is left, others keep theirs, and the deletion is recorded."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from posture.services.audit_chain import all_chains, verify_chain
from posture.services.errors import TenantNotFoundError
from posture.services.tenant_removal import delete_tenant
from posture.services.tenants import list_tenants
from posture.store import chain, removal
from posture.store.rows import Row
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from tests.api import FINDINGS, RUNS, WEBHOOKS, Api, api_in
from tests.databases import ON_BOTH
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio

# What no tenant owns, or goes by rules of its own.
OF_NO_TENANT = {"audit_purges", "commits", "duties"}
APART = {"audit", "audit_chains", "tenants"}


@pytest.fixture
async def api(tmp_path: Path, database_url: str) -> AsyncIterator[Api]:
    async with api_in(
        tmp_path, database_url=database_url, webhook_networks="127.0.0.0/8"
    ) as opened:
        yield opened


async def filled(api: Api, token: str, tenant_id: str) -> str:
    """Give a tenant a run with findings, a suppression, a webhook, and audit rows.

    Return the id of its integration. No run waits yet, as it would be executed for another tenant.
    """
    integration_id = await api.integration(tenant_id)
    webhook = {"name": "w", "url": "https://127.0.0.1/", "events": ["finding.created"]}
    async with api.client(token) as client:
        assert (await client.post(WEBHOOKS, json=webhook)).status_code == 201
        body = {"integration_id": integration_id}
        started = await client.post(RUNS, json=body, headers={"idempotency-key": "k"})
        assert started.status_code == 202
        await api.work(sheet("a"), sheet("b"))
        assert len((await client.get(FINDINGS)).json()["data"]) == 2
    await api.suppression(tenant_id=tenant_id)
    return integration_id


async def wait_for_a_worker(api: Api, token: str, integration_id: str) -> None:
    """Give a tenant a run that waits."""
    async with api.client(token) as client:
        started = await client.post(RUNS, json={"integration_id": integration_id})
        assert started.status_code == 202


async def rows_of(api: Api) -> dict[str, int]:
    """Return how many rows each table has."""

    def read(connection: Connection) -> dict[str, int]:
        return {
            name: connection.driver.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]  # noqa: S608  # our own names
            for name in Row.metadata.tables
        }

    return await api.store.read(read, tenant_id=EVERY_TENANT)


def test_every_table_is_removed_or_named_here() -> None:
    assert set(removal.ORDER) | OF_NO_TENANT | APART == Row.metadata.tables.keys()
    assert removal.ORDER[0] == "tokens"


@ON_BOTH
async def test_a_tenant_goes_with_all_that_belongs_to_it(api: Api) -> None:
    theirs = await api.tenant("theirs")
    token = await api.mint(tenant_id=theirs)
    their_integration = await filled(api, token, theirs)
    our_integration = await filled(api, api.token, api.tenant_id)
    await wait_for_a_worker(api, token, their_integration)
    await wait_for_a_worker(api, api.token, our_integration)
    both = await rows_of(api)
    head = await api.store.read(lambda one: chain.get(one, theirs), tenant_id=EVERY_TENANT)
    settings = replace(api.deps.settings, retention_batch_rows=3)
    removed = await delete_tenant(api.store, settings, name_or_id="theirs")
    left = await rows_of(api)
    async with api.client(token) as client:
        refused = await client.get(FINDINGS)
    async with api.client() as client:
        served = await client.get(FINDINGS)

    assert (refused.status_code, refused.json()) == (401, {"error": "invalid_token"})
    assert len(served.json()["data"]) == 2
    assert [one.name for one in await list_tenants(api.store)] == ["acme"]
    for table in removal.ORDER:
        assert removed.counts.get(table, 0) == both[table] - left[table]
    assert head is not None
    (record,) = [row for row in await rows_without_tenant(api) if row["action"] == "tenant.deleted"]
    assert record["target_id"] == theirs
    assert (record["before"]["name"], record["before"]["audit_hash"]) == ("theirs", head.hash)
    assert record["before"]["audit_position"] == head.position
    assert record["after"]["deleted_rows"]["findings"] == 2
    chains = await all_chains(api.store)
    assert set(chains) == {"", api.tenant_id}
    for key in chains:
        assert (await verify_chain(api.store, key)).faults == ()


async def rows_without_tenant(api: Api) -> list[dict[str, Any]]:
    links = await api.store.read(
        lambda one: chain.links(one, "", after_id=0, limit=1_000), tenant_id=EVERY_TENANT
    )
    return [
        {
            "action": link.action,
            "target_id": link.target_id,
            "before": link.before_jsonb and msgspec.json.decode(link.before_jsonb),
            "after": link.after_jsonb and msgspec.json.decode(link.after_jsonb),
        }
        for link in links
    ]


async def test_a_tenant_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    async with api_in(tmp_path) as api:
        with pytest.raises(TenantNotFoundError, match="'nobody'"):
            await delete_tenant(api.store, api.deps.settings, name_or_id="nobody")
