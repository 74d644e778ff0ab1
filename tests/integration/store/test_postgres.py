"""Faults of PostgreSQL: restarts, lost replies, deadlocks, frozen processes."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import cast
from uuid import uuid4

import psycopg
import pytest

from posture.domain.run import RunTrigger
from posture.services.errors import RateLimitedError, UnavailableError
from posture.services.integrations import create_integration
from posture.services.runs import Accepted, RunRequest, accept_run
from posture.services.tenants import create_tenant, list_tenants
from posture.settings import Settings
from posture.store import tenants
from posture.store.engine import Store
from posture.store.migrations.upgrade import upgrade
from posture.store.postgres_connection import PostgresConnection
from posture.store.postgres_server import Raw
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.store.tenants import TenantRow
from posture.worker.claim import claim
from tests.databases import ON_POSTGRES
from tests.integration.fakes import Queue, until
from tests.integration.runs import list_runs
from tests.integration.store.interception import Interception
from tests.postgres import PASSWORD, Postgres, postgres, shared_postgres

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server of our own, which keeps what it says it keeps."""
    with postgres(durable=True) as started:
        yield started


@pytest.fixture
def own(server: Postgres) -> Iterator[Settings]:
    name = server.create()
    chosen = Settings(
        database_url=server.url(name),
        database_busy_seconds=20.0,
        database_retry_seconds=0.02,
        database_idle_seconds=60.0,
        database_statement_seconds=60.0,
    )
    upgrade(chosen)
    yield chosen
    server.drop(name)


def adding(name: str) -> Callable[[Connection], str]:
    def unit(connection: Connection) -> str:
        row = TenantRow(id=str(uuid4()), name=name, created_at=1, revision=1, external_id="e")
        tenants.add_tenant(connection, row)
        return row.id

    return unit


def both(one: str, other: str) -> Callable[[Connection], str]:
    def unit(connection: Connection) -> str:
        return adding(one)(connection) + adding(other)(connection)

    return unit


async def names(store: Store) -> list[str]:
    return [row.name for row in await list_tenants(store)]


@pytest.mark.parametrize("end", [Postgres.stop, Postgres.crash])
async def test_commits_survive_a_restart_of_the_server_and_writes_go_on(
    server: Postgres, own: Settings, end: Callable[[Postgres], None]
) -> None:
    kept: list[str] = []
    refused = 0

    async def write(store: Store, wanted: int) -> None:
        nonlocal refused
        while len(kept) < wanted:
            name = uuid4().hex
            try:
                await create_tenant(store, name=name)
            except UnavailableError:
                refused += 1
                await asyncio.sleep(0.01)
            else:
                kept.append(name)

    async with Store(own) as store, asyncio.timeout(120):
        await write(store, 20)
        busy = asyncio.gather(*(write(store, 60) for _ in range(8)))
        await asyncio.to_thread(end, server)
        with pytest.raises(UnavailableError, match="unavailable"):
            await list_tenants(store)
        await asyncio.to_thread(server.start)
        await busy
        assert refused
        assert sorted(await names(store)) == sorted(kept)


async def test_a_connection_that_is_left_in_a_pipeline_is_replaced(own: Settings) -> None:
    seen: list[Raw] = []

    def left_in_a_pipeline(connection: Connection) -> None:
        seen.append(cast("PostgresConnection", connection).raw)
        if len(seen) == 1:  # as the driver does when the server ends during `executemany`
            seen[0].pgconn.enter_pipeline_mode()
            raise psycopg.OperationalError("cannot exit pipeline mode while busy")

    async with Store(replace(own, writers=1)) as store:
        await store.write(left_in_a_pipeline, tenant_id=EVERY_TENANT)
        await store.write(adding("after"), tenant_id=EVERY_TENANT)
        assert await names(store) == ["after"]
    assert [one.closed for one in seen] == [True, True]
    assert seen[0] is not seen[1]


@pytest.mark.parametrize("arrives", [True, False])
async def test_a_lost_reply_to_commit_is_resolved_to_the_real_outcome(
    server: Postgres, own: Settings, *, arrives: bool
) -> None:
    database = own.database_url.partition("@/")[2].partition("?")[0]
    with Interception(("127.0.0.1", server.port), of=b"COMMIT\0", arrives=arrives) as way:
        url = server.url_with_password(database, port=way.port) + "?sslmode=disable"
        async with Store(replace(own, database_url=url, writers=1, readers=1)) as store:
            await store.write(adding("before"), tenant_id=EVERY_TENANT)
            way.armed.set()
            results = await asyncio.gather(
                store.write(both("a", "b"), tenant_id=EVERY_TENANT), return_exceptions=True
            )
            assert not way.armed.is_set()
            if arrives:
                assert all(isinstance(one, str) for one in results)
                assert await names(store) == ["a", "b", "before"]
            else:
                assert all(isinstance(one, UnavailableError) for one in results)
                assert await names(store) == ["before"]
            await store.write(adding("after"), tenant_id=EVERY_TENANT)
            assert "after" in await names(store)


@pytest.mark.parametrize("arrives", [True, False])
async def test_a_connection_that_is_lost_while_it_is_made_is_an_unavailable_database(
    server: Postgres, own: Settings, *, arrives: bool
) -> None:
    database = own.database_url.partition("@/")[2].partition("?")[0]
    opening = b"SET statement_timeout"
    with Interception(("127.0.0.1", server.port), of=opening, arrives=arrives) as way:
        url = server.url_with_password(database, port=way.port) + "?sslmode=disable"
        async with Store(replace(own, database_url=url, writers=1, readers=1)) as store:
            way.armed.set()
            server.admin(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname LIKE 'test_%' AND pid <> pg_backend_pid()"
            )
            with pytest.raises(UnavailableError, match="it closed the connection"):
                await store.write(adding("during"), tenant_id=EVERY_TENANT)
            assert not way.armed.is_set()

            async def is_back() -> bool:
                try:
                    await store.write(adding("after"), tenant_id=EVERY_TENANT)
                except UnavailableError:
                    return False
                return True

            await until(is_back)
            assert await names(store) == ["after"]


async def test_a_transaction_that_lost_a_deadlock_is_retried(
    server: Postgres, own: Settings
) -> None:
    tries = 0

    def touch(name: str) -> str:
        return f"UPDATE tenants SET created_at = created_at + 1 WHERE name = '{name}'"  # noqa: S608  # our own

    async with Store(own) as store:
        for name in "ab":
            await store.write(adding(name), tenant_id=EVERY_TENANT)
        ours_has, theirs_has = threading.Event(), threading.Event()
        theirs_is_over = threading.Event()

        def ours(connection: Connection) -> int:
            nonlocal tries
            tries += 1
            if tries > 1:  # who is quick could get in the way a second time
                assert theirs_is_over.wait(60)
            connection.driver.execute(touch("a"))
            ours_has.set()
            assert theirs_has.wait(60)
            return connection.driver.execute(touch("b")).rowcount

        def theirs() -> None:
            place = f"host={server.home} port={server.port} user=postgres"
            database = own.database_url.partition("@/")[2].partition("?")[0]
            with psycopg.connect(f"{place} dbname={database}") as raw:
                raw.execute("SET deadlock_timeout = '1min'")  # so that it is ours that gives in
                raw.execute(touch("b").encode())
                theirs_has.set()
                assert ours_has.wait(60)
                raw.execute(touch("a").encode())
            theirs_is_over.set()

        async with Store(replace(own, database_busy_seconds=60.0)) as patient:
            written, _ = await asyncio.gather(
                patient.write(ours, tenant_id=EVERY_TENANT), asyncio.to_thread(theirs)
            )
        found = [row.created_at for row in await list_tenants(store)]
    assert (written, tries) == (1, 2)
    assert found == [3, 3]


async def test_a_slow_statement_fails_only_its_own_unit(own: Settings) -> None:
    def sleep(connection: Connection) -> None:
        connection.driver.execute("SELECT pg_sleep(60)")

    async with Store(replace(own, database_statement_seconds=2.0)) as store:
        results = await asyncio.gather(
            store.write(adding("a"), tenant_id=EVERY_TENANT),
            store.write(sleep, tenant_id=EVERY_TENANT),
            store.write(adding("b"), tenant_id=EVERY_TENANT),
            return_exceptions=True,
        )
        assert isinstance(results[1], UnavailableError)
        assert "too long" in str(results[1])
        assert await names(store) == ["a", "b"]
        with pytest.raises(UnavailableError, match="too long"):
            await store.read(sleep, tenant_id=EVERY_TENANT)


async def gone(store: Store, pid: int) -> None:
    """Wait until the server has ended a connection."""

    async def is_gone() -> bool:
        found = await store.read(
            lambda connection: connection.driver.execute(
                "SELECT 1 FROM pg_stat_activity WHERE pid = %s", (pid,)
            ).fetchall(),
            tenant_id=EVERY_TENANT,
        )
        return not found

    await until(is_gone)


async def test_a_frozen_transaction_is_ended_by_the_server(
    own: Settings,
) -> None:
    quick = replace(own, database_idle_seconds=0.3)
    async with Store(quick) as frozen, Store(own) as other:
        tenant = await create_tenant(other, name="a")
        held = asyncio.Event()
        loop = asyncio.get_running_loop()
        runs = 0

        def freeze(connection: Connection) -> None:
            nonlocal runs
            runs += 1
            tenants.bump_all(connection, {tenant.id: frozenset()})
            if runs == 1:
                ((pid,),) = connection.driver.execute("SELECT pg_backend_pid()").fetchall()
                loop.call_soon_threadsafe(held.set)
                asyncio.run_coroutine_threadsafe(gone(other, pid), loop).result(60)
            tenants.bump_all(connection, {tenant.id: frozenset()})

        freezing = asyncio.create_task(frozen.write(freeze, tenant_id=tenant.id))
        await held.wait()
        await other.write(
            lambda connection: tenants.bump_all(connection, {tenant.id: frozenset()}),
            tenant_id=tenant.id,
        )
        await freezing
        # A busy machine may be slow in a later transaction, too.
        assert runs > 1
        (row,) = await list_tenants(other)
        assert row.revision == 4


async def test_a_full_disk_refuses_all_of_a_transaction(own: Settings) -> None:
    def full(connection: Connection) -> None:
        connection.driver.execute(
            "DO $$ BEGIN RAISE 'no space left on device' USING ERRCODE = 'disk_full'; END $$"
        )

    async with Store(replace(own, writers=1)) as store:
        results = await asyncio.gather(
            *(store.write(unit, tenant_id=EVERY_TENANT) for unit in (adding("a"), full)),
            return_exceptions=True,
        )
        assert {str(one) for one in results} == {"The database is unavailable: the disk is full."}
        assert await names(store) == []
        await store.write(adding("b"), tenant_id=EVERY_TENANT)


@ON_POSTGRES
async def test_of_50_simultaneous_manual_runs_over_two_processes_two_are_accepted(
    settings: Settings,
) -> None:
    patient = replace(settings, database_busy_seconds=60.0)
    async with Store(patient) as one, Store(patient) as other:
        tenant = await create_tenant(one, name="acme")
        row = await create_integration(one, tenant_id=tenant.id, name="a", provider="aws")
        request = RunRequest(tenant_id=tenant.id, integration_id=row.id)
        results = await asyncio.gather(
            *(
                accept_run(store, queue=Queue(), settings=settings, request=request)
                for store in (one, other) * 25
            ),
            return_exceptions=True,
        )
        assert Counter(map(type, results)) == {Accepted: 2, RateLimitedError: 48}
        assert len(await list_runs(one, tenant_id=tenant.id)) == 2


@ON_POSTGRES
async def test_many_workers_of_two_processes_claim_each_run_once(settings: Settings) -> None:
    patient = replace(settings, database_busy_seconds=60.0)
    async with Store(patient) as one, Store(patient) as other:
        asked = []
        for number in range(12):
            tenant = await create_tenant(one, name=str(number % 4) if number < 4 else f"t{number}")
            row = await create_integration(one, tenant_id=tenant.id, name="a", provider="aws")
            request = RunRequest(
                tenant_id=tenant.id, integration_id=row.id, trigger=RunTrigger.SCHEDULED
            )
            accepted = await accept_run(one, queue=Queue(), settings=settings, request=request)
            asked.append(accepted.run_id)
        taken = await asyncio.gather(
            *(
                claim(store, settings, worker=f"here/{number}/a")
                for number, store in enumerate((one, other) * 10)
            )
        )
    found = [one.run_id for one in taken if one is not None]
    assert sorted(found) == sorted(asked)
    assert len(taken) - len(found) == 8


async def test_a_failed_connection_is_explained_without_the_password(own: Settings) -> None:
    server = shared_postgres()
    closed = f"postgresql://posture:{PASSWORD}@127.0.0.1:1/posture"
    cases = [
        (closed, "nothing listens at that address"),
        (server.url_with_password("empty", password="wrong-one"), "refuses the user"),
        (server.url_with_password("no_such"), "no such database"),
        (f"postgresql://posture:{PASSWORD}@no-such-host.invalid/posture", "cannot be resolved"),
    ]
    for url, reason in cases:
        with pytest.raises(UnavailableError, match=reason) as caught:
            async with Store(replace(own, database_url=url)):
                pass
        assert "postgresql://posture@" in str(caught.value)
        assert PASSWORD not in str(caught.getrepr(style="long"))
        assert "wrong-one" not in str(caught.value)
