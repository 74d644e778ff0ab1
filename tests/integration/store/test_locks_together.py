"""Integrations that units of several tenants lock together: each under its own tenant."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

import pytest

from posture.domain.run import RunTrigger
from posture.services.errors import IntegrationNotFoundError
from posture.services.integrations import IntegrationRow, create_integration
from posture.services.runs import Accepted, RunRequest, accept_run
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store import integrations
from posture.store.engine import Store
from posture.store.statement import Connection
from tests.databases import ON_BOTH, ON_POSTGRES
from tests.integration.fakes import Queue
from tests.integration.runs import list_runs

pytestmark = pytest.mark.anyio


@pytest.fixture
async def single(settings: Settings) -> AsyncIterator[Store]:
    """Provide a store in which units that arrive at once share a transaction, of all tenants."""
    async with Store(replace(settings, writers=1)) as store:
        yield store


@pytest.fixture
async def owners(single: Store) -> list[IntegrationRow]:
    found = []
    for name in "abc":
        tenant = await create_tenant(single, name=name)
        found.append(
            await create_integration(single, tenant_id=tenant.id, name=name, provider="aws")
        )
    return found


@ON_BOTH
async def test_integrations_are_locked_before_the_first_unit_and_returned_to_their_tenants(
    single: Store, owners: list[IntegrationRow]
) -> None:
    held: list[set[tuple[str, ...]]] = []

    def unit(connection: Connection, tenant_id: str, integration_id: str) -> str | None:
        held.append({*connection.held})
        row = integrations.lock(connection, tenant_id=tenant_id, integration_id=integration_id)
        return None if row is None else row.id

    found = await asyncio.gather(
        *(
            single.write(
                partial(unit, tenant_id=one.tenant_id, integration_id=one.id),
                tenant_id=one.tenant_id,
                defers=True,
                locks=one.id,
            )
            for one in owners
        )
    )
    assert found == [one.id for one in owners]
    assert held == [{(one.tenant_id, one.id) for one in owners}] * 3


@ON_BOTH
@pytest.mark.parametrize("wanted", ["another's", "unknown"])
async def test_a_run_for_an_integration_that_its_tenant_has_not_is_refused_alone(
    single: Store, owners: list[IntegrationRow], settings: Settings, queue: Queue, wanted: str
) -> None:
    first, second, third = owners
    known = {"another's": first.id, "unknown": first.tenant_id}
    asked = [(first, first.id), (second, known[wanted]), (third, third.id)]
    requests = [
        RunRequest(tenant_id=one.tenant_id, integration_id=two, trigger=RunTrigger.VERIFY)
        for one, two in asked
    ]
    results = await asyncio.gather(
        *(accept_run(single, queue=queue, settings=settings, request=one) for one in requests),
        return_exceptions=True,
    )
    assert [type(one) for one in results] == [Accepted, IntegrationNotFoundError, Accepted]
    counts = [len(await list_runs(single, tenant_id=one.tenant_id)) for one in owners]
    assert counts == [1, 0, 1]


@ON_POSTGRES
async def test_a_statement_that_enters_no_tenant_finds_nothing_where_several_share_a_transaction(
    single: Store, owners: list[IntegrationRow]
) -> None:
    def unit(connection: Connection) -> list[tuple[object, ...]]:
        return connection.driver.execute("SELECT id FROM integrations").fetchall()

    found = await asyncio.gather(
        *(single.write(unit, tenant_id=one.tenant_id, defers=True, locks=one.id) for one in owners)
    )
    assert found == [[], [], []]
