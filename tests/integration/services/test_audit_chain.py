"""The audit chain: every manual change is found, and the row is named."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest

from posture.services.audit import AuditEntry, append, record
from posture.services.audit_chain import FaultKind, all_chains, verify_chain
from posture.services.tenants import TenantRow, create_tenant
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.statement import Connection
from tests.databases import ON_BOTH
from tests.integration.fakes import Clock, audit_entry

pytestmark = pytest.mark.anyio

Tamper = Callable[..., None]
ROWS = 6


def entry(tenant_id: str | None, *, action: str = "api.call") -> AuditEntry:
    changed = {"action": action, "target_id": "ü \u2028 \x7f", "before": {"a": 1}}
    return audit_entry(tenant_id, **changed)


@pytest.fixture
async def chained(store: Store, tenant: TenantRow) -> str:
    """Write rows of a tenant between rows without a tenant; return the tenant's chain."""
    for _ in range(ROWS):
        await record(store, entry(tenant.id))
        await record(store, entry(None))
    return tenant.id


@pytest.fixture
def tamper(settings: Settings) -> Tamper:
    """Run SQL on the database itself, with its triggers out of the way, as its owner can."""

    def on_file(statements: tuple[str, ...]) -> None:
        file = settings.database_file()
        assert file is not None
        with closing(sqlite3.connect(file, isolation_level=None)) as raw:
            found = raw.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            for name, _ in found:
                raw.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                raw.execute(statement)
            for _, sql in found:
                raw.execute(sql)

    def run(*statements: str) -> None:
        if not settings.database_is_server():
            on_file(statements)
            return
        with psycopg.connect(settings.server_url(), autocommit=True) as raw:
            raw.execute("SET posture.tenant_id = '*'")
            raw.execute("ALTER TABLE audit DISABLE TRIGGER USER")
            for statement in statements:
                raw.execute(statement.encode())
            raw.execute("ALTER TABLE audit ENABLE TRIGGER USER")

    return run


@ON_BOTH
async def test_an_untouched_chain_is_valid(store: Store, chained: str) -> None:
    assert await all_chains(store) == ["", chained]
    for key in ("", chained):
        verdict = await verify_chain(store, key)
        assert (verdict.faults, verdict.row_count, verdict.position) == ((), ROWS, ROWS)


# The tenant's rows have the odd ids: its third is 5.
@pytest.mark.parametrize(
    ("statements", "kind", "row_id"),
    [
        (["UPDATE audit SET result = 'failure' WHERE id = 5"], FaultKind.ALTERED, 5),
        (["UPDATE audit SET ts = ts - 1 WHERE id = 1"], FaultKind.ALTERED, 1),
        (["UPDATE audit SET actor_ip = NULL WHERE id = 11"], FaultKind.ALTERED, 11),
        (["UPDATE audit SET hash = 'x' WHERE id = 5"], FaultKind.ALTERED, 5),
        (["UPDATE audit SET id = 6000 WHERE id = 11"], FaultKind.ALTERED, 6000),
        (["UPDATE audit SET tenant_id = NULL WHERE id = 5"], FaultKind.MISSING, 7),
        (["DELETE FROM audit WHERE id = 5"], FaultKind.MISSING, 7),
        (["DELETE FROM audit WHERE id <= 4"], FaultKind.MISSING, 5),
        (["DELETE FROM audit WHERE id = 11"], FaultKind.TAIL, 11),
        (["DELETE FROM audit"], FaultKind.TAIL, 11),
        (
            [
                "UPDATE audit SET id = 600 WHERE id = 5",
                "UPDATE audit SET id = 5 WHERE id = 7",
                "UPDATE audit SET id = 7 WHERE id = 600",
            ],
            FaultKind.MISSING,
            5,
        ),
        (
            [
                "CREATE TEMPORARY TABLE copied AS SELECT * FROM audit WHERE id = 5",
                "UPDATE copied SET id = 500",
                "INSERT INTO audit SELECT * FROM copied",
            ],
            FaultKind.OUT_OF_ORDER,
            500,
        ),
        (
            [
                "CREATE TEMPORARY TABLE copied AS SELECT * FROM audit WHERE id = 5",
                "UPDATE copied SET id = 500, position = 7",
                "INSERT INTO audit SELECT * FROM copied",
            ],
            FaultKind.ALTERED,
            500,
        ),
        (["DELETE FROM audit_chains"], FaultKind.HEAD, None),
        (["UPDATE audit_chains SET hash = 'x'"], FaultKind.HEAD, 11),
        (
            [
                "DELETE FROM audit WHERE id = 11",
                "UPDATE audit_chains SET position = 5, row_id = 9",
            ],
            FaultKind.HEAD,
            9,
        ),
        (
            [
                "DELETE FROM audit WHERE id <= 4",
                "UPDATE audit_chains SET purged_position = 2, purged_row_id = 3, purged_hash = 'x'",
            ],
            FaultKind.ALTERED,
            5,
        ),
        (
            [
                "UPDATE audit_chains SET purged_position = 2, purged_row_id = 3",
                "UPDATE audit_chains SET purged_hash = (SELECT hash FROM audit WHERE id = 3)",
                "DELETE FROM audit WHERE id <= 4",
            ],
            FaultKind.ANCHOR,
            3,
        ),
    ],
)
async def test_manual_changes_are_found(
    store: Store,
    chained: str,
    tamper: Tamper,
    *,
    statements: list[str],
    kind: FaultKind,
    row_id: int | None,
) -> None:
    tamper(*statements)
    verdict = await verify_chain(store, chained)

    assert (kind, row_id) in {(fault.kind, fault.row_id) for fault in verdict.faults}


async def test_a_rewritten_log_is_found_by_a_head_noted_elsewhere(
    store: Store, chained: str, tamper: Tamper
) -> None:
    noted = await verify_chain(store, chained)
    await record(store, entry(chained))
    head = {noted.position: noted.hash}
    assert not (await verify_chain(store, chained, noted=head)).faults

    tamper("DELETE FROM audit", "DELETE FROM audit_chains")
    for _ in range(ROWS):
        await record(store, entry(chained, action="other.call"))
    assert not (await verify_chain(store, chained)).faults
    (fault,) = (await verify_chain(store, chained, noted=head)).faults
    assert fault.kind is FaultKind.NOTED

    longer = {ROWS + 1: noted.hash}
    (fault,) = (await verify_chain(store, chained, noted=longer)).faults
    assert fault.kind is FaultKind.NOTED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET result = 'failure' WHERE id = 5",
        "DELETE FROM audit WHERE id = 5",
        "DELETE FROM audit",
    ],
)
@pytest.mark.usefixtures("chained")
@ON_BOTH
async def test_the_database_refuses_updates_and_deletes(settings: Settings, statement: str) -> None:
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match="never"):
        by_hand(settings, statement)


@pytest.mark.usefixtures("chained")
@ON_BOTH
async def test_the_database_refuses_replacing_and_truncating(settings: Settings) -> None:
    statement = (
        "TRUNCATE audit"
        if settings.database_is_server()
        else "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE id = 5"
    )
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match="never"):
        by_hand(settings, statement)


def by_hand(settings: Settings, statement: str) -> None:
    file = settings.database_file()
    if file is None:
        with psycopg.connect(settings.server_url()) as server:
            server.execute("SET posture.tenant_id = '*'")
            server.execute(statement.encode())
        return
    with closing(sqlite3.connect(file)) as raw:
        raw.execute(statement)


@ON_BOTH
async def test_rows_of_many_writers_form_one_chain_per_tenant(
    settings: Settings, clock: Clock, tenant: TenantRow, store: Store
) -> None:
    patient = replace(settings, database_busy_seconds=30.0)
    other = (await create_tenant(store, name="other")).id

    def both(connection: Connection) -> None:
        append(connection, entry(tenant.id), at=clock())

    async with Store(patient, clock=clock) as one, Store(patient, clock=clock) as two:
        async with asyncio.TaskGroup() as group:
            for _ in range(40):
                for process in (one, two):
                    for owner in (tenant.id, other, None):
                        group.create_task(record(process, entry(owner)))
                    group.create_task(process.write(both, tenant_id=tenant.id))
        verdicts = {key: await verify_chain(one, key) for key in await all_chains(one)}

    assert [verdict.faults for verdict in verdicts.values()] == [(), (), ()]
    assert {key: verdict.row_count for key, verdict in verdicts.items()} == {
        "": 80,
        tenant.id: 160,
        other: 80,
    }


@ON_BOTH
async def test_a_unit_that_fails_leaves_no_row_and_no_gap(
    store: Store, chained: str, clock: Clock
) -> None:
    def fail(connection: Connection) -> None:
        append(connection, entry(chained), at=clock())
        raise LookupError

    async with asyncio.TaskGroup() as group:
        failing = group.create_task(_expect_failure(store, fail, chained))
        group.create_task(record(store, entry(chained)))
    assert failing.result()
    verdict = await verify_chain(store, chained)
    assert (verdict.faults, verdict.row_count) == ((), ROWS + 1)


async def _expect_failure(store: Store, work: Callable[[Connection], None], tenant_id: str) -> bool:
    with pytest.raises(LookupError):
        await store.write(work, tenant_id=tenant_id)
    return True
