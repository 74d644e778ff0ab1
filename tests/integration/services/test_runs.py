"""Runs as clients read and cancel them."""

from typing import Any

import pytest

from posture.domain.run import RunTrigger
from posture.services.errors import RunNotCancellableError, RunNotFoundError
from posture.services.integrations import IntegrationRow, delete_integration
from posture.services.runs import (
    RunRequest,
    accept_run,
    cancel_run,
    get_run,
    list_run_events,
)
from posture.services.tenants import create_tenant, find_tenant
from posture.settings import Settings
from posture.store.engine import Store
from tests.databases import ON_BOTH
from tests.integration.fakes import Clock, Queue
from tests.integration.runs import list_runs

pytestmark = pytest.mark.anyio


@pytest.fixture
async def five(
    store: Store, settings: Settings, integration: IntegrationRow, queue: Queue, clock: Clock
) -> list[str]:
    """Return five runs, oldest first; the middle three are of one moment."""
    ids = []
    for number in range(5):
        clock.pass_seconds(1 if number in {1, 4} else 0)
        accepted = await accept_run(
            store,
            queue=queue,
            settings=settings,
            request=RunRequest(
                tenant_id=integration.tenant_id,
                integration_id=integration.id,
                trigger=RunTrigger.VERIFY,
            ),
        )
        ids.append(accepted.run_id)
    return ids


@ON_BOTH
async def test_the_newest_come_first_and_pages_meet_without_gap(
    store: Store, integration: IntegrationRow, five: list[str]
) -> None:
    everything = await list_runs(store, tenant_id=integration.tenant_id)
    assert {row.id for row in everything} == set(five)
    assert everything[0].id == five[4]
    assert everything[-1].id == five[0]
    paged = []
    before = None
    while rows := await list_runs(store, tenant_id=integration.tenant_id, limit=2, before=before):
        paged += rows
        before = (rows[-1].accepted_at, rows[-1].id)
    assert paged == everything


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"status": "running"}, 4),
        ({"status": "cancelled"}, 1),
        ({"status": "completed"}, 0),
        ({"trigger": "verify"}, 5),
        ({"trigger": "manual"}, 0),
        ({"trigger": "verify", "status": "cancelled"}, 1),
        ({"integration_id": "00000000-0000-4000-8000-000000000000"}, 0),
        ({"limit": 3}, 3),
    ],
)
async def test_filters_narrow_each_other(
    store: Store,
    integration: IntegrationRow,
    five: list[str],
    filters: dict[str, Any],
    count: int,
) -> None:
    await cancel_run(store, tenant_id=integration.tenant_id, run_id=five[2])
    found = await list_runs(store, tenant_id=integration.tenant_id, **filters)
    assert len(found) == count


async def test_a_run_of_another_tenant_is_not_found(store: Store, five: list[str]) -> None:
    stranger = await create_tenant(store, name="stranger")
    assert await list_runs(store, tenant_id=stranger.id) == []
    for use in (get_run, cancel_run, list_run_events):
        with pytest.raises(RunNotFoundError):
            await use(store, tenant_id=stranger.id, run_id=five[0])


async def test_a_waiting_run_is_cancelled_at_once_and_only_once(
    store: Store, integration: IntegrationRow, five: list[str], clock: Clock
) -> None:
    row = await cancel_run(store, tenant_id=integration.tenant_id, run_id=five[0])
    assert (row.status, row.phase, row.completed_at) == ("cancelled", "done", clock())
    with pytest.raises(RunNotCancellableError):
        await cancel_run(store, tenant_id=integration.tenant_id, run_id=five[0])
    events = await list_run_events(store, tenant_id=integration.tenant_id, run_id=five[0])
    assert [event.to_status for event in events] == ["accepted", "cancelled"]


@ON_BOTH
async def test_deleting_an_integration_cancels_waiting_runs_and_keeps_the_history(
    store: Store, integration: IntegrationRow, five: list[str]
) -> None:
    await delete_integration(store, tenant_id=integration.tenant_id, integration_id=integration.id)
    found = await list_runs(store, tenant_id=integration.tenant_id)
    assert {row.id for row in found} == set(five)
    assert {row.status for row in found} == {"cancelled"}


async def test_every_change_increases_the_tenants_revision(
    store: Store, integration: IntegrationRow, five: list[str]
) -> None:
    async def revision() -> int:
        return (await find_tenant(store, name_or_id=integration.tenant_id)).revision

    before = await revision()
    await cancel_run(store, tenant_id=integration.tenant_id, run_id=five[0])
    after = await revision()
    await get_run(store, tenant_id=integration.tenant_id, run_id=five[0])
    assert before < after == await revision()
