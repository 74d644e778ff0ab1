"""Row-level security attacked: raw SQL as the service's own role, for every table and statement.

The tables come from the schema, so a new one is held to it by being there.
"""

# ruff: noqa: S608  # the attacker writes all SQL by hand

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import psycopg
import pytest

from posture.settings import Settings
from posture.store.rows import Row
from tests.api import REPORTS, RUNS, WEBHOOKS, api_in
from tests.contract.test_reports import ASKED
from tests.databases import ON_POSTGRES
from tests.integration.fakes import sheet
from tests.promises import promise

pytestmark = [pytest.mark.anyio, ON_POSTGRES]

TABLES = sorted(Row.metadata.tables)
TRUSTS = "/api/v2/trusts"
TRUST = {
    "name": "scanner",
    "issuer": "https://oidc.clusters.example.com/id/a1",
    "conditions": [{"claim": "sub", "equals": ["system:serviceaccount:security:scanner"]}],
    "scopes": ["findings:read"],
}
# Rows of the service, which no tenant owns.
REFUSED = -1
OF_THE_SERVICE = {"commits", "duties"}
INJECTIONS = (
    "{ours}' OR '1'='1",
    "*' --",
    "'*'",
    "* ",
    " *",
    "{ours},{theirs}",
    "{ours}','*",
    "%",
    "{theirs_upper}",
    "\\*",
)


class Attacked(NamedTuple):
    """Two tenants with rows in every table, and a connection as the service's own role."""

    raw: psycopg.Connection[tuple[Any, ...]]
    ours: str
    theirs: str

    def become(self, tenancy: str | None) -> None:
        """Begin a transaction with this setting, or with none."""
        self.raw.execute("ROLLBACK")
        self.raw.execute("BEGIN")
        if tenancy is not None:
            self.raw.execute("SELECT set_config('posture.tenant_id', %s, true)", (tenancy,))

    def rows(self, table: str) -> set[str]:
        found = self.raw.execute(f"SELECT {table}::text FROM {table}".encode())
        return {row[0] for row in found.fetchall()}

    def insertion(self, table: str, row: str) -> str:
        """Return the statement that adds a row that is there already."""
        names = [one.name for one in Row.metadata.tables[table].columns if one.computed is None]
        shown = ", ".join(f"quote_nullable({name}::text)" for name in names)
        found = self.raw.execute(
            f"SELECT {shown} FROM {table} WHERE {table}::text = %s".encode(), (row,)
        ).fetchall()
        return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(found[0])})"


@pytest.fixture
async def attacked(settings: Settings, tmp_path: Path) -> AsyncIterator[Attacked]:
    async with api_in(tmp_path, database_url=settings.database_url) as api:
        other = await api.tenant("other")
        for tenant_id in (api.tenant_id, other):
            integration_id = await api.integration(tenant_id)
            async with api.client(await api.mint(tenant_id=tenant_id)) as client:
                body = {"integration_id": integration_id}
                asked = await client.post(RUNS, json=body, headers={"idempotency-key": "once"})
                assert asked.status_code == 202
                hook = {"url": "https://hooks.example.com", "events": ["finding.created"]}
                assert (await client.post(WEBHOOKS, json=hook)).status_code == 201
                assert (await client.post(TRUSTS, json=TRUST)).status_code == 201
                assert (await client.post(REPORTS, json=ASKED)).status_code == 202
            await api.make_report()
            await api.work(sheet("a"))
            await api.suppression(tenant_id=tenant_id)
        with psycopg.connect(settings.server_url(), autocommit=True) as raw:
            raw.execute("SET posture.tenant_id = '*'")
            for tenant_id in (api.tenant_id, other):
                raw.execute("INSERT INTO audit_purges VALUES (%s, 1)", (tenant_id,))
                role = ("aws", f"arn:aws:iam::1:role/{tenant_id}", tenant_id)
                raw.execute("INSERT INTO assumed_roles VALUES (%s, %s, %s, 1)", role)
                used = "INSERT INTO used_identities VALUES (%s, 'digest', 1, 1)"
                raw.execute(used, (tenant_id,))
                session = "INSERT INTO sessions VALUES (%s, %s, %s, %s, 1, 1, 2)"
                raw.execute(session, (str(uuid4()), tenant_id, str(uuid4()), tenant_id))
            raw.execute("RESET posture.tenant_id")
            yield Attacked(raw, api.tenant_id, other)


@promise(
    "tenants",
    "On PostgreSQL a statement that forgets its condition reads, changes, deletes and adds no row "
    "of another tenant, in any table; without a tenant it reaches no row at all",
)
async def test_no_statement_reaches_another_tenants_rows(attacked: Attacked) -> None:
    attacked.become("*")
    everything = {table: attacked.rows(table) for table in TABLES}
    attacked.become(attacked.theirs)
    theirs = {table: attacked.rows(table) for table in TABLES}
    assert {table for table in TABLES if not theirs[table]} <= OF_THE_SERVICE

    attacked.become("*")
    insertions = {
        table: attacked.insertion(table, min(theirs[table] or everything[table]))
        for table in TABLES
    }
    for tenancy in (attacked.ours, None, *INJECTIONS):
        shown = tenancy and tenancy.format(
            ours=attacked.ours, theirs=attacked.theirs, theirs_upper=attacked.theirs.upper()
        )
        for table in TABLES:
            attacked.become(shown)
            mine = attacked.rows(table)
            assert not mine & theirs[table], (shown, table)
            assert not mine or tenancy == attacked.ours, (shown, table)
            column = next(iter(Row.metadata.tables[table].columns)).name
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
                attacked.raw.execute(insertions[table].encode())
            attacked.become(shown)
            statement = f"UPDATE {table} SET {column} = {column}"
            touched = _touched(attacked, statement)
            assert touched in {len(mine), REFUSED}, (shown, table)
            attacked.become(shown)
            touched = _touched(attacked, f"DELETE FROM {table}")
            assert touched in {len(mine), REFUSED}, (shown, table)
            attacked.become("*")
            assert attacked.rows(table) == everything[table], (shown, table)


def _touched(attacked: Attacked, sql: str) -> int:
    """Return how many rows a statement touched; triggers and foreign keys may refuse it."""
    try:
        return attacked.raw.execute(sql.encode()).rowcount
    except (
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.RaiseException,
        psycopg.errors.ForeignKeyViolation,
    ):
        return REFUSED


@promise("tenants", "No row is given to another tenant, whatever its columns")
async def test_no_row_is_moved_to_another_tenant(attacked: Attacked) -> None:
    for table in TABLES:
        columns = Row.metadata.tables[table].columns
        for name in ("tenant_id", "chain"):
            if name not in columns:
                continue
            attacked.become(attacked.ours)
            sql = f"UPDATE {table} SET {name} = '{attacked.theirs}'"
            assert _touched(attacked, sql) in {0, REFUSED}, table


async def test_nothing_but_the_servers_own_statements_truncates(attacked: Attacked) -> None:
    attacked.become(attacked.ours)
    with pytest.raises(psycopg.errors.RaiseException, match="never"):
        attacked.raw.execute("TRUNCATE audit")
