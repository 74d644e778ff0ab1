"""Row-level security: a statement without a tenant condition reaches no other tenant's rows."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from posture.settings import Settings, SettingsError
from posture.store.engine import Store
from posture.store.migrations.upgrade import upgrade
from posture.store.rows import Row
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT, Tenancy
from tests.api import RUNS, api_in
from tests.databases import ON_POSTGRES
from tests.integration.fakes import sheet
from tests.postgres import ADMIN, shared_postgres
from tests.promises import promise

pytestmark = [pytest.mark.anyio, ON_POSTGRES]

TABLES = sorted(Row.metadata.tables)
# Where a run of each tenant, asked for with a key, leaves rows.
FILLED = {
    *("tenants", "tokens", "integrations", "runs", "run_events", "findings", "run_findings"),
    *("audit", "idempotency_keys"),
}
APP = "posture_app"


def as_admin(settings: Settings, *, role: str = "") -> Settings:
    """Return the settings with a URL whose role is above all rules."""
    database = settings.server_url().partition("@/")[2].partition("?")[0]
    return replace(
        settings, database_url=shared_postgres().url(database, user=ADMIN), database_role=role
    )


@pytest.fixture(params=["as the tables' owner", "as a role that migrating made"])
def chosen(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    if request.param == "as the tables' owner":
        return settings
    admitted = as_admin(settings, role=APP)
    upgrade(admitted)
    return admitted


@dataclass(frozen=True)
class TwoTenants:
    """Two tenants, each with rows in the tables, and the store that is read without conditions."""

    store: Store
    ours: str
    theirs: str

    async def seen(self, table: str, tenancy: Tenancy) -> set[str]:
        return await self.store.read(
            lambda connection: rows_of(connection, table), tenant_id=tenancy
        )

    async def write(self, sql: str, tenancy: Tenancy) -> int:
        def unit(connection: Connection) -> int:
            return connection.driver.execute(sql).rowcount

        return await self.store.write(unit, tenant_id=tenancy)


def rows_of(connection: Connection, table: str) -> set[str]:
    found = connection.driver.execute(f"SELECT {table}::text FROM {table}")  # noqa: S608  # of our own
    return {row[0] for row in found.fetchall()}


@pytest.fixture
async def two(chosen: Settings, tmp_path: Path) -> AsyncIterator[TwoTenants]:
    async with api_in(
        tmp_path, database_url=chosen.database_url, database_role=chosen.database_role
    ) as api:
        other = await api.tenant("other")
        for tenant_id in (api.tenant_id, other):
            integration_id = await api.integration(tenant_id)
            async with api.client(await api.mint(tenant_id=tenant_id)) as client:
                headers = {"idempotency-key": "once"}
                body = {"integration_id": integration_id}
                assert (await client.post(RUNS, json=body, headers=headers)).status_code == 202
            await api.work(sheet("a"))
        yield TwoTenants(api.store, api.tenant_id, other)


async def test_a_missing_condition_shows_no_row_of_another_tenant(two: TwoTenants) -> None:
    for table in TABLES:
        everything = await two.seen(table, EVERY_TENANT)
        ours, theirs = await two.seen(table, two.ours), await two.seen(table, two.theirs)
        assert table not in FILLED or (ours and theirs), table
        assert not ours & theirs, table
        assert ours | theirs <= everything, table


async def test_a_connection_without_a_tenant_sees_nothing(
    two: TwoTenants, chosen: Settings
) -> None:
    with psycopg.connect(chosen.server_url(), autocommit=True) as raw:
        if chosen.database_role:
            raw.execute(f"SET ROLE {chosen.database_role}".encode())
        for table in TABLES:
            assert raw.execute(f"SELECT FROM {table}".encode()).fetchall() == [], table
            assert table not in FILLED or await two.seen(table, EVERY_TENANT), table


async def test_a_missing_condition_changes_no_row_of_another_tenant(two: TwoTenants) -> None:
    before = {table: await two.seen(table, two.theirs) for table in TABLES}
    assert await two.write("UPDATE runs SET source = 'ours'", two.ours) == 1
    assert await two.write("UPDATE findings SET summary = 'ours'", two.ours) == 1
    assert await two.write("DELETE FROM idempotency_keys", two.ours) == 1
    assert await two.write("DELETE FROM run_findings", two.ours) == 1
    assert {table: await two.seen(table, two.theirs) for table in TABLES} == before


@pytest.mark.parametrize(
    "write",
    [
        "UPDATE integrations SET tenant_id = '{theirs}'",
        "INSERT INTO tenants VALUES (gen_random_uuid(), 'mine', 1, 1)",
        "INSERT INTO idempotency_keys SELECT '{theirs}', id, '', id, 1 FROM runs",
        "INSERT INTO run_events (run_id, at, to_status, reason) VALUES ('{their_run}', 1, '', '')",
    ],
)
async def test_no_row_is_written_for_another_tenant(two: TwoTenants, write: str) -> None:
    def their_run(connection: Connection) -> str:
        return str(connection.driver.execute("SELECT id FROM runs").fetchall()[0][0])

    sql = write.format(
        theirs=two.theirs,
        their_run=await two.store.read(their_run, tenant_id=two.theirs),
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        await two.write(sql, two.ours)
    assert await two.write(sql, EVERY_TENANT) >= 1


async def test_units_in_one_transaction_see_only_their_own_tenant(
    two: TwoTenants,
) -> None:
    def count(connection: Connection) -> int:
        return len(rows_of(connection, "runs"))

    whose: list[tuple[Tenancy, int]] = [(two.ours, 1), (two.theirs, 1), (EVERY_TENANT, 2)] * 9
    found = await asyncio.gather(
        *(two.store.write(count, tenant_id=tenancy) for tenancy, _ in whose)
    )
    assert found == [number for _, number in whose]


@promise("tenants", "Row-level security holds for every table, and for its owner too")
async def test_row_level_security_applies_to_the_owner_too(settings: Settings) -> None:
    with psycopg.connect(settings.server_url()) as raw:
        open_to_all = raw.execute(
            "SELECT relname FROM pg_class LEFT JOIN pg_policy ON polrelid = pg_class.oid"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND NOT (relrowsecurity AND relforcerowsecurity AND polqual IS NOT NULL)"
            " AND relname NOT LIKE 'procrastinate%'"
        ).fetchall()
    assert open_to_all == [("alembic_version",)]


@promise("tenants", "A database role that bypasses row-level security is refused")
async def test_a_role_that_bypasses_row_level_security_is_refused(settings: Settings) -> None:
    with pytest.raises(SettingsError, match=r"POSTURE_DATABASE_ROLE.*'postgres' bypasses"):
        async with Store(as_admin(settings)):
            pass


async def test_a_role_that_cannot_be_created_is_refused(settings: Settings) -> None:
    with pytest.raises(SettingsError, match=r"POSTURE_DATABASE_ROLE.*'nobody_yet'"):
        async with Store(replace(settings, database_role="nobody_yet")):
            pass
