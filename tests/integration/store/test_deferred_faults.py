"""Deferred rows that cannot be written: the unit that deferred them fails, not the one that reads.

What is deferred is written before a statement of a later unit, so the error appears there first.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import pytest

from posture.domain.run import RunTrigger
from posture.services import audit
from posture.services.audit import list_audit
from posture.services.integrations import IntegrationRow, create_integration
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store import run_steps, runs
from posture.store.columns import new_id
from posture.store.engine import Store
from posture.store.errors import UnavailableError
from posture.store.run_steps import NewRun
from posture.store.statement import Connection
from tests.databases import ON_BOTH, ON_SQLITE
from tests.integration.fakes import audit_entry

pytestmark = pytest.mark.anyio

Unit = Callable[[Connection], object]


class Refusing:
    """A kind of rows that is never written, as the chain of a tenant whose key is not known."""

    def add_all(self, _connection: Connection, /, rows: Sequence[object]) -> None:
        raise UnavailableError(f"{len(rows)}")


REFUSING = Refusing()


def refused(connection: Connection) -> None:
    if connection.is_deferring:
        connection.defer(REFUSING, "row")
    else:
        REFUSING.add_all(connection, ["row"])


def reading(integration: IntegrationRow) -> Unit:
    def unit(connection: Connection) -> int:
        return len(runs.newest(connection, tenant_id=integration.tenant_id, limit=9, filters={}))

    return unit


def hiding(work: Unit) -> Unit:
    def unit(connection: Connection) -> str:
        with suppress(UnavailableError):
            work(connection)
        return "done"

    return unit


@ON_BOTH
@pytest.mark.parametrize("hides", [False, True])
async def test_a_unit_that_reads_does_not_fail_for_the_rows_of_another(
    store: Store, integration: IntegrationRow, *, hides: bool
) -> None:
    work = hiding(reading(integration)) if hides else reading(integration)
    first, read, last = await asyncio.gather(
        *(
            store.write(unit, tenant_id=integration.tenant_id, defers=True)
            for unit in (refused, work, lambda _: "last")
        ),
        return_exceptions=True,
    )
    assert isinstance(first, UnavailableError)
    assert (read, last) == ("done" if hides else 0, "last")


@ON_BOTH
async def test_what_the_log_cannot_take_fails_alone_and_is_not_reported_as_written(
    settings: Settings,
) -> None:
    async with Store(replace(settings, secret_key="k" * 32)) as sealed:
        tenant = await create_tenant(sealed, name="sealed")
    async with Store(replace(settings, secret_key="", writers=1)) as keyless:
        other = await create_tenant(keyless, name="other")
        owned = await create_integration(keyless, tenant_id=other.id, name="other", provider="aws")
        recorded, read = await asyncio.gather(
            audit.record(keyless, audit_entry(tenant.id)),
            keyless.write(reading(owned), tenant_id=other.id, defers=True),
            return_exceptions=True,
        )
        listed = await list_audit(keyless, tenant_id=tenant.id, action="api.call")
    assert (listed, type(recorded), read) == ([], UnavailableError, 0)


@ON_SQLITE
async def test_after_a_read_that_ended_the_transaction_no_unit_is_reported_as_written_or_is(
    store: Store, integration: IntegrationRow
) -> None:
    def ending(connection: Connection) -> None:
        connection.driver.execute("ROLLBACK")  # as SQLite does by itself
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
        raise error

    results = await asyncio.gather(
        *(
            store.write(unit, tenant_id=integration.tenant_id, defers=True)
            for unit in (adding(integration), ending, adding(integration))
        ),
        return_exceptions=True,
    )
    assert [type(one) for one in results] == [UnavailableError] * 3
    assert await store.read(reading(integration), tenant_id=integration.tenant_id) == 0


@ON_BOTH
async def test_a_unit_that_succeeds_alone_is_not_reported_with_the_error_of_an_earlier_attempt(
    settings: Settings, integration: IntegrationRow
) -> None:
    loop, attempts, own = asyncio.get_running_loop(), list[int](), integration.tenant_id
    async with Store(replace(settings, writers=1)) as store:
        other = await create_tenant(store, name="other")

        def failing_once(_: Connection) -> str:
            attempts.append(1)
            if len(attempts) == 1:
                raise LookupError
            return "done"

        def interrupting(connection: Connection) -> None:
            """Let another tenant wait, so that the next attempt ends early, and need that one."""
            told = threading.Event()

            def interrupt() -> None:
                awaited = loop.create_task(store.write(lambda _: None, tenant_id=other.id))
                # It has begun to wait by then; without the two, what is left is alone.
                loop.call_soon(awaited.cancel)
                last.cancel()
                loop.call_soon(told.set)

            loop.call_soon_threadsafe(interrupt)
            told.wait()
            adding(integration)(connection)
            connection.flush()
            raise LookupError

        begun = [
            loop.create_task(store.write(unit, tenant_id=own, defers=True))
            for unit in (lambda _: "first", failing_once, interrupting)
        ]
        last = begun[-1]
        results = await asyncio.gather(*begun, return_exceptions=True)
    assert (results[:2], len(attempts)) == (["first", "done"], 2)


def adding(integration: IntegrationRow) -> Unit:
    row = NewRun(
        id=new_id(),
        tenant_id=integration.tenant_id,
        integration_id=integration.id,
        trigger=RunTrigger.VERIFY.value,
        accepted_at=1,
    )
    return lambda connection: run_steps.add(connection, row)
