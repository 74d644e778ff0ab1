"""Changes of a tenant, read by processes that share a database: each learns what others write."""

import asyncio
from dataclasses import replace

import pytest

from posture.domain.gate import GatePolicy
from posture.services.changes import Changes, read_changes
from posture.services.integrations import IntegrationRow, update_integration
from posture.services.runs import RunRequest, accept_run, cancel_run
from posture.services.watch import Listener, Watch
from posture.settings import Settings
from posture.store.engine import Store
from tests.databases import ON_BOTH
from tests.integration.fakes import Queue

pytestmark = pytest.mark.anyio


async def accepted(store: Store, settings: Settings, integration: IntegrationRow) -> str:
    request = RunRequest(
        tenant_id=integration.tenant_id, integration_id=integration.id, policy=GatePolicy()
    )
    found = await accept_run(store, queue=Queue(), settings=settings, request=request)
    return found.run_id


async def changed(listener: Listener[Changes], resource: str, after: int) -> Changes:
    """Wait until a resource has changed after a revision."""
    async with asyncio.timeout(60):
        while resource not in listener.seen.since(after):
            await listener.next(60)
    return listener.seen


@ON_BOTH
async def test_a_process_learns_what_another_one_writes(
    store: Store, settings: Settings, integration: IntegrationRow
) -> None:
    quick = replace(settings, stream_poll_seconds=0.02)
    async with Store(quick) as other, Watch(other, quick) as watch:
        listener = await watch.join_tenant(tenant_id=integration.tenant_id, token_id="t")
        before = listener.seen
        run_id = await accepted(store, settings, integration)
        seen = await changed(listener, "runs", before.revision)
        assert [row.id for row in seen.runs_since(before)] == [run_id]
        assert "findings" not in seen.since(before.revision)
        await cancel_run(store, tenant_id=integration.tenant_id, run_id=run_id)
        ended = await changed(listener, "runs", seen.revision)
        assert [row.status for row in ended.runs_since(seen)] == ["cancelled"]
        await update_integration(
            store,
            tenant_id=integration.tenant_id,
            integration_id=integration.id,
            changes={"name": "b"},
        )
        last = await changed(listener, "integrations", ended.revision)
        assert last.since(ended.revision) == {"integrations"}
        assert last.runs_since(ended) == []
        listener.leave()


@ON_BOTH
async def test_each_resource_has_the_revision_of_its_last_change(
    store: Store, settings: Settings, integration: IntegrationRow
) -> None:
    tenant_id = integration.tenant_id

    async def read(before: Changes | None = None) -> Changes:
        return await store.read(
            lambda connection: read_changes(
                connection, tenant_id=tenant_id, at=store.now(), before=before
            ),
            tenant_id=tenant_id,
        )

    first = await read()
    assert first.resources["integrations"] == first.revision
    assert first.resources["findings"] == 0
    run_id = await accepted(store, settings, integration)
    second = await read(first)
    assert second.resources["runs"] == second.revision
    assert second.resources["integrations"] == first.resources["integrations"]
    await cancel_run(store, tenant_id=tenant_id, run_id=run_id)
    third = await read(second)
    # The end of a run is reported once, to whoever had seen it go on.
    assert [row.status for row in third.runs_since(second)] == ["cancelled"]
    assert (await read()).runs == {}
    assert not third.differs(await read(third))
