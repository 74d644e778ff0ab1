"""Units that defer rows: these are written together, and a unit that fails still fails alone."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import cast

import psycopg
import pytest

from posture.domain.run import RunStatus, RunTrigger
from posture.services import audit
from posture.services.audit import list_audit
from posture.services.audit_chain import verify_chain
from posture.services.errors import IntegrationNotFoundError, RateLimitedError
from posture.services.integrations import (
    IntegrationRow,
    create_integration,
    delete_integration,
)
from posture.services.runs import Accepted, RunRequest, accept_run
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store import run_steps, runs, tenants
from posture.store.chain import NO_TENANT_CHAIN
from posture.store.columns import new_id
from posture.store.engine import Store
from posture.store.errors import DuplicateError
from posture.store.run_steps import NewRun
from posture.store.statement import ROWS_PER_STATEMENT, Connection
from posture.store.tenancy import NO_TENANT
from tests.databases import ON_BOTH, ON_POSTGRES, ON_SQLITE
from tests.integration.fakes import Queue, audit_entry
from tests.integration.runs import list_runs

pytestmark = pytest.mark.anyio

Unit = Callable[[Connection], object]


async def together(store: Store, tenant_id: str, *units: Unit) -> list[object]:
    """Write units that arrive at once, so that they share a transaction."""
    writes = (store.write(unit, tenant_id=tenant_id, defers=True) for unit in units)
    return await asyncio.gather(*writes, return_exceptions=True)


def run(integration: IntegrationRow, run_id: str | None = None) -> NewRun:
    return NewRun(
        id=run_id or new_id(),
        tenant_id=integration.tenant_id,
        integration_id=integration.id,
        trigger=RunTrigger.VERIFY.value,
        accepted_at=1,
    )


def adding(row: NewRun) -> Unit:
    return lambda connection: run_steps.add(connection, row)


async def ids(store: Store, integration: IntegrationRow) -> set[str]:
    return {one.id for one in await list_runs(store, tenant_id=integration.tenant_id)}


@pytest.fixture
async def single(settings: Settings) -> AsyncIterator[Store]:
    """Provide a store in which units that arrive at once share a transaction, of all tenants."""
    async with Store(replace(settings, writers=1)) as store:
        yield store


async def integration_of_another(store: Store, name: str) -> IntegrationRow:
    tenant = await create_tenant(store, name=name)
    return await create_integration(store, tenant_id=tenant.id, name=name, provider="aws")


async def runs_revision(store: Store, integration: IntegrationRow) -> int:
    tenant_id = integration.tenant_id
    _, resources = await store.read(
        lambda connection: tenants.changes(connection, tenant_id), tenant_id=tenant_id
    )
    return resources["runs"]


@ON_BOTH
async def test_rows_of_several_units_are_written_by_one_call(
    store: Store, integration: IntegrationRow
) -> None:
    written: list[list[object]] = []

    class Kind:
        def add_all(self, _connection: Connection, /, rows: Sequence[object]) -> None:
            written.append([*rows])

    kind = Kind()

    def unit(connection: Connection, number: int) -> None:
        connection.defer(kind, number)

    await together(store, integration.tenant_id, *(partial(unit, number=one) for one in range(40)))
    assert written == [[*range(40)]]


@ON_BOTH
async def test_rows_of_more_units_than_a_statement_takes_are_all_written(
    store: Store, integration: IntegrationRow
) -> None:
    added = [run(integration) for _ in range(77)]
    assert await together(store, integration.tenant_id, *map(adding, added)) == [None] * 77
    listed = await list_runs(store, tenant_id=integration.tenant_id, limit=200)
    assert {one.id for one in listed} == {one.id for one in added}
    assert {one.accepted_at for one in listed} == {1}


@ON_SQLITE
@pytest.mark.parametrize("count", [2, 7, 31, 32, 33])
async def test_a_statement_takes_any_number_of_rows_up_to_its_limit(
    store: Store, integration: IntegrationRow, count: int
) -> None:
    sent: list[str] = []

    def listen(connection: Connection) -> None:
        raw = cast("sqlite3.Connection", connection.driver)
        raw.set_trace_callback(sent.append)

    def unlisten(connection: Connection) -> None:
        cast("sqlite3.Connection", connection.driver).set_trace_callback(None)

    await store.write(listen, tenant_id=integration.tenant_id)
    units = [adding(run(integration)) for _ in range(count)]
    await together(store, integration.tenant_id, *units)
    await store.write(unlisten, tenant_id=integration.tenant_id)
    inserted = [one for one in sent if one.startswith("INSERT INTO runs ")]
    assert len(inserted) == (1 if count <= ROWS_PER_STATEMENT else 2)
    assert len(await ids(store, integration)) == count


@ON_BOTH
async def test_rows_of_several_tenants_are_written_together_and_stay_apart(
    single: Store, integration: IntegrationRow
) -> None:
    owners = [integration, *[await integration_of_another(single, name) for name in "abc"]]
    before = [await runs_revision(single, one) for one in owners]
    added = [run(owner) for _ in range(5) for owner in owners]
    await asyncio.gather(
        *(single.write(adding(row), tenant_id=row.tenant_id, defers=True) for row in added)
    )
    for owner, revision in zip(owners, before, strict=True):
        own = {row.id for row in added if row.tenant_id == owner.tenant_id}
        assert await ids(single, owner) == own
        assert await runs_revision(single, owner) > revision


@ON_BOTH
async def test_a_unit_that_reads_sees_the_rows_of_other_tenants_written_as_theirs(
    single: Store, integration: IntegrationRow
) -> None:
    other, third = [await integration_of_another(single, name) for name in "ab"]
    first, second, last = run(integration), run(other), run(third)

    def reading(connection: Connection) -> str | None:
        run_steps.add(connection, last)
        found = runs.get(connection, tenant_id=third.tenant_id, run_id=last.id)
        run_steps.step(
            connection,
            last.id,
            RunStatus.ACCEPTED,
            RunStatus.CANCELLED,
            at=2,
            columns={"completed_at": 2},
        )
        return None if found is None else found.id

    *_, read = await asyncio.gather(
        single.write(lambda one: one.flush(), tenant_id=NO_TENANT, defers=True),
        single.write(adding(first), tenant_id=first.tenant_id, defers=True),
        single.write(adding(second), tenant_id=second.tenant_id, defers=True),
        single.write(reading, tenant_id=last.tenant_id, defers=True),
    )
    assert read == last.id
    found = [await ids(single, one) for one in (integration, other, third)]
    assert found == [{first.id}, {second.id}, {last.id}]


@ON_BOTH
async def test_a_unit_that_refuses_leaves_no_row_and_runs_once(
    store: Store, integration: IntegrationRow
) -> None:
    first, refused, last = (run(integration) for _ in range(3))
    attempts: list[int] = []

    def refusing(connection: Connection) -> None:
        attempts.append(1)
        run_steps.add(connection, refused)
        raise LookupError

    results = await together(store, integration.tenant_id, adding(first), refusing, adding(last))
    assert [type(one) for one in results] == [type(None), LookupError, type(None)]
    assert await ids(store, integration) == {first.id, last.id}
    assert attempts == [1]


@ON_BOTH
async def test_a_unit_that_reads_sees_the_rows_of_the_units_before_it(
    store: Store, integration: IntegrationRow
) -> None:
    first, own, last = (run(integration) for _ in range(3))
    attempts: list[int] = []

    def reading(connection: Connection) -> None:
        attempts.append(1)
        run_steps.add(connection, own)
        tenant_id = integration.tenant_id
        found = runs.newest(connection, tenant_id=tenant_id, limit=9, filters={})
        assert {one.id for one in found} == {first.id, own.id}

    results = await together(store, integration.tenant_id, adding(first), reading, adding(last))
    assert results == [None, None, None]
    assert await ids(store, integration) == {first.id, own.id, last.id}
    assert attempts == [1]


@ON_BOTH
async def test_a_unit_that_fails_after_a_write_rolls_back_only_itself(
    store: Store, integration: IntegrationRow
) -> None:
    first, failed, last = (run(integration) for _ in range(3))

    def failing(connection: Connection) -> None:
        run_steps.add(connection, failed)
        connection.flush()
        raise LookupError

    results = await together(store, integration.tenant_id, adding(first), failing, adding(last))
    assert [type(one) for one in results] == [type(None), LookupError, type(None)]
    assert await ids(store, integration) == {first.id, last.id}


@ON_BOTH
async def test_a_unit_whose_row_the_database_refuses_fails_alone(
    store: Store, integration: IntegrationRow
) -> None:
    first, last = run(integration), run(integration)
    entry = audit_entry(integration.tenant_id)

    def audited(connection: Connection) -> None:
        run_steps.add(connection, run(integration, first.id))
        audit.append(connection, entry, at=1)

    results = await together(store, integration.tenant_id, adding(first), audited, adding(last))
    assert [type(one) for one in results] == [type(None), DuplicateError, type(None)]
    assert await ids(store, integration) == {first.id, last.id}
    assert await _api_calls(store, integration) == []


@ON_BOTH
async def test_a_unit_with_a_savepoint_rolls_back_no_deferred_row(
    store: Store, integration: IntegrationRow
) -> None:
    first, last = run(integration), run(integration)

    def failing(connection: Connection) -> None:
        run_steps.add(connection, run(integration))
        raise LookupError

    results = await asyncio.gather(
        store.write(adding(first), tenant_id=integration.tenant_id, defers=True),
        store.write(failing, tenant_id=integration.tenant_id),
        store.write(adding(last), tenant_id=integration.tenant_id, defers=True),
        return_exceptions=True,
    )
    assert [type(one) for one in results] == [type(None), LookupError, type(None)]
    assert await ids(store, integration) == {first.id, last.id}


@ON_BOTH
async def test_rows_of_several_chains_that_are_added_at_once_are_chained_one_by_one(
    store: Store, integration: IntegrationRow
) -> None:
    other = await create_tenant(store, name="other")
    owners = [integration.tenant_id, other.id, None] * 7
    before = [await verify_chain(store, one or NO_TENANT_CHAIN) for one in owners[:3]]
    await asyncio.gather(*(audit.record(store, audit_entry(one)) for one in owners))
    for was, owner in zip(before, owners[:3], strict=True):
        verdict = await verify_chain(store, owner or NO_TENANT_CHAIN)
        assert (verdict.faults, verdict.position) == ((), was.position + 7)
    assert len(await _api_calls(store, integration)) == 7


@ON_BOTH
async def test_the_cap_holds_for_runs_that_are_accepted_in_one_transaction(
    store: Store, settings: Settings, queue: Queue, integration: IntegrationRow
) -> None:
    request = RunRequest(tenant_id=integration.tenant_id, integration_id=integration.id)
    entry = audit_entry(integration.tenant_id)
    results = await asyncio.gather(
        *(
            accept_run(store, queue=queue, settings=settings, request=request, audit_entry=entry)
            for _ in range(settings.manual_runs_per_window + 5)
        ),
        return_exceptions=True,
    )
    types = [type(one) for one in results]
    assert types == [Accepted] * settings.manual_runs_per_window + [RateLimitedError] * 5
    assert len(await ids(store, integration)) == settings.manual_runs_per_window
    assert len(await _api_calls(store, integration)) == settings.manual_runs_per_window


@ON_BOTH
async def test_a_run_is_refused_for_an_integration_deleted_in_the_same_transaction(
    store: Store, settings: Settings, queue: Queue, integration: IntegrationRow
) -> None:
    request = RunRequest(
        tenant_id=integration.tenant_id,
        integration_id=integration.id,
        trigger=RunTrigger.VERIFY,
    )
    accept = partial(accept_run, store, queue=queue, settings=settings, request=request)
    results = await asyncio.gather(
        accept(),
        accept(),
        delete_integration(
            store, tenant_id=integration.tenant_id, integration_id=integration.id, by=None
        ),
        accept(),
        return_exceptions=True,
    )
    assert [type(one) for one in results[:2]] == [Accepted, Accepted]
    assert isinstance(results[3], IntegrationNotFoundError)


@ON_BOTH
async def test_deferred_rows_without_a_tenant_change_no_revision(
    store: Store, integration: IntegrationRow
) -> None:
    row = run(integration)
    await asyncio.gather(
        store.write(adding(row), tenant_id=integration.tenant_id, defers=True),
        audit.record(store, audit_entry(None)),
        store.write(lambda one: one.flush(), tenant_id=NO_TENANT, defers=True),
    )
    assert await ids(store, integration) == {row.id}


@ON_POSTGRES
async def test_a_deferred_row_of_another_tenant_is_refused(
    store: Store, integration: IntegrationRow
) -> None:
    other = await create_tenant(store, name="other")
    row, foreign = run(integration), run(integration)
    results = await asyncio.gather(
        store.write(adding(row), tenant_id=integration.tenant_id, defers=True),
        store.write(adding(foreign), tenant_id=other.id, defers=True),
        return_exceptions=True,
    )
    assert results[0] is None
    assert isinstance(results[1], psycopg.errors.InsufficientPrivilege)
    assert await ids(store, integration) == {row.id}


@ON_POSTGRES
async def test_a_row_of_another_tenant_is_refused_among_rows_written_together(
    single: Store, integration: IntegrationRow
) -> None:
    other = await integration_of_another(single, "a")
    before, own, foreign, last = run(integration), run(other), run(integration), run(other)
    units = [(before, integration), (own, other), (foreign, other), (last, other)]
    results = await asyncio.gather(
        *(
            single.write(adding(row), tenant_id=whose.tenant_id, defers=True)
            for row, whose in units
        ),
        return_exceptions=True,
    )
    refused = [type(one) for one in results if one is not None]
    assert (refused, results[2] is None) == ([psycopg.errors.InsufficientPrivilege], False)
    assert await ids(single, integration) == {before.id}
    assert await ids(single, other) == {own.id, last.id}


async def _api_calls(store: Store, integration: IntegrationRow) -> list[str]:
    rows = await list_audit(store, tenant_id=integration.tenant_id, action="api.call")
    return [one.action for one in rows]
