"""Whoever writes the database without the operator's key is found by `audit verify`.

Each case is done as the database's owner can: triggers out of the way, hashes computed anew with
the same function as the service's. Each is also looked for after the service went on to append,
which must not give a forged log a valid seal.
"""

# ruff: noqa: ANN401, S608  # the attacker writes any value, and all SQL by hand

import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import closing
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from posture.services.audit import AuditEntry, record
from posture.services.audit_chain import FaultKind, verify_log
from posture.services.audit_checkpoints import Checkpoints, seal_log
from posture.services.retention import DAY_MS, purge
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store import chain
from posture.store.chain import ChainRow, LinkRow
from posture.store.engine import Store
from tests.databases import ON_BOTH, ON_SQLITE, Kind
from tests.integration.fakes import Clock, audit_entry
from tests.machine import exhaustive
from tests.promises import promise

pytestmark = pytest.mark.anyio

DATABASES = list(Kind) if exhaustive() else [Kind.SQLITE]
NOTHING: Mapping[str, Mapping[int, str]] = MappingProxyType({})
KEY = "a key of the operator, 32 characters"
ROWS = 4
COVERED = LinkRow.__struct_fields__


class Log:
    """The log of two tenants and the service, and what its attacker can do with SQL alone."""

    def __init__(self, settings: Settings, store: Store, ours: str, theirs: str) -> None:
        self.settings, self.store, self.ours, self.theirs = settings, store, ours, theirs
        self.older: dict[str, tuple[Any, ...]] = {}
        self.noted: dict[str, dict[int, str]] = {}

    def sql(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements without triggers; return the rows of the last."""
        file = self.settings.database_file()
        found: list[tuple[Any, ...]] = []
        if file is None:
            with psycopg.connect(self.settings.server_url(), autocommit=True) as raw:
                raw.execute("SET posture.tenant_id = '*'")
                raw.execute("ALTER TABLE audit DISABLE TRIGGER USER")
                for statement in statements:
                    cursor = raw.execute(statement.encode())
                    found = cursor.fetchall() if cursor.description else []
                raw.execute("ALTER TABLE audit ENABLE TRIGGER USER")
            return [tuple(map(_plain, row)) for row in found]
        with closing(sqlite3.connect(file, isolation_level=None)) as one:
            triggers = one.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            kept = triggers.fetchall()
            for name, _ in kept:
                one.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                found = one.execute(statement).fetchall()
            for _, sql in kept:
                one.execute(sql)
        return found

    def rows(self, of: str) -> list[dict[str, Any]]:
        """Read the rows of a chain."""
        listed = self.sql(
            f"SELECT {', '.join(COVERED)} FROM audit WHERE {_owned(of)} ORDER BY position"
        )
        return [dict(zip(COVERED, row, strict=True)) for row in listed]

    def write(self, of: str, rows: list[dict[str, Any]], *, head: bool = True) -> None:
        """Replace the rows of a chain, with positions and hashes that fit, and move its head."""
        self.sql(f"DELETE FROM audit WHERE {_owned(of)}")
        before, position = self.anchor(of)
        for row in rows:
            position += 1
            row["position"] = position
            before = row["hash"] = chain.digest(before, {name: row[name] for name in COVERED[:-1]})
            values = ", ".join(map(_literal, (row[name] for name in COVERED)))
            self.sql(f"INSERT INTO audit ({', '.join(COVERED)}) VALUES ({values})")
        if head:
            last = rows[-1]["id"] if rows else 0
            self.head(of, position=position, row_id=last, hash=before)

    def anchor(self, of: str) -> tuple[str, int]:
        """Read the hash and position with which a chain begins."""
        ((found, position),) = self.sql(
            f"SELECT purged_hash, purged_position FROM audit_chains WHERE chain = '{of}'"
        )
        return found, position

    def head(self, of: str, **columns: Any) -> None:
        """Change columns of a chain's head."""
        changes = ", ".join(f"{name} = {_literal(one)}" for name, one in columns.items())
        self.sql(f"UPDATE audit_chains SET {changes} WHERE chain = '{of}'")

    def copy(self, of: str) -> tuple[Any, ...]:
        """Copy a head with its seal."""
        names = ", ".join(ChainRow.__struct_fields__)
        (row,) = self.sql(f"SELECT {names} FROM audit_chains WHERE chain = '{of}'")
        return row

    def replay(self, of: str) -> None:
        """Write back the older head, and remove what came later."""
        older = ChainRow(*self.older[of])
        self.sql(f"DELETE FROM audit WHERE {_owned(of)} AND position > {older.position}")
        columns = zip(ChainRow.__struct_fields__[1:], self.older[of][1:], strict=True)
        self.head(of, **dict(columns))

    def replay_current(self, of: str, count: int) -> None:
        """Remove the last rows, and move the head; the seal stays."""
        kept = self.rows(of)[:-count]
        last = kept[-1]
        self.sql(f"DELETE FROM audit WHERE {_owned(of)} AND position > {last['position']}")
        self.head(of, position=last["position"], row_id=last["id"], hash=last["hash"])

    def cut_beginning(self, of: str, count: int) -> dict[str, Any]:
        """Remove the first rows, with an anchor that fits; return the last removed one."""
        last = self.rows(of)[count - 1]
        self.sql(f"DELETE FROM audit WHERE {_owned(of)} AND position <= {last['position']}")
        self.head(
            of,
            purged_position=last["position"],
            purged_row_id=last["id"],
            purged_hash=last["hash"],
        )
        return last

    def forge_purge(self, of: str, count: int) -> None:
        """Remove the first rows, and add the row that retention would have added."""
        last = self.cut_beginning(of, count)
        document = {
            "position": last["position"],
            "row_id": last["id"],
            "hash": last["hash"],
            "row_count": count,
        }
        rows = self.rows(of)
        new = rows[-1] | {"id": 7_000, "action": "audit.purged", "actor_user_id": None}
        self.write(of, [*rows, new | {"after_jsonb": json.dumps(document, separators=(",", ":"))}])


def _owned(of: str) -> str:
    return f"tenant_id = '{of}'" if of else "tenant_id IS NULL"


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)


def entry(tenant_id: str | None) -> AuditEntry:
    changed = {"target_id": "it's", "after": {"status": 202}, "request_id": str(uuid4())}
    return audit_entry(tenant_id, **changed)


@pytest.fixture
def keyed(settings: Settings) -> Settings:
    return replace(settings, secret_key=KEY, audit_checkpoint_seconds=1.0)


@pytest.fixture
async def log(keyed: Settings, clock: Clock) -> AsyncIterator[Log]:
    async with Store(keyed, clock=clock) as store:
        # The file of the tests was made without a key.
        await seal_log(store)
        ours = (await create_tenant(store, name="ours")).id
        theirs = (await create_tenant(store, name="theirs")).id
        made = Log(keyed, store, ours, theirs)
        checkpoints = Checkpoints(store, keyed)
        for older in (True, False):
            for _ in range(ROWS):
                for owner in (ours, theirs, None):
                    await record(store, entry(owner))
            if older:
                made.older = {key: made.copy(key) for key in (ours, theirs, "")}
            clock.milliseconds += 2_000
            assert await checkpoints.note() == 2
        verdicts = await verify_log(store)
        assert [(one.faults, one.sealed) for one in verdicts] == [((), True)] * 3
        keys = (ours, theirs, "")
        made.noted = {key: {2: made.rows(key)[1]["hash"]} for key in keys}
        for owner in (ours, theirs):
            await record(store, entry(owner))
        yield made


Manipulation = Callable[[Log], None]
MANIPULATIONS: dict[str, Manipulation] = {}


def manipulation(name: str) -> Callable[[Manipulation], Manipulation]:
    def add(function: Manipulation) -> Manipulation:
        MANIPULATIONS[name] = function
        return function

    return add


for _column, _value in {
    "result": "failure",
    "ts": 1,
    "actor_user_id": "somebody else",
    "actor_ip": None,
    "after_jsonb": '{"status":403}',
    "request_id": "r2",
}.items():

    @manipulation(f"the {_column} of a row changed")
    def _(log: Log, column: str = _column, value: Any = _value) -> None:
        log.sql(
            f"UPDATE audit SET {column} = {_literal(value)} WHERE {_owned(log.ours)}"
            " AND position = 3"
        )

    @manipulation(f"the {_column} of a row changed, all hashes computed anew")
    def _(log: Log, column: str = _column, value: Any = _value) -> None:
        rows = log.rows(log.ours)
        rows[2][column] = value
        log.write(log.ours, rows)


@manipulation("a row deleted")
def _(log: Log) -> None:
    log.sql(f"DELETE FROM audit WHERE {_owned(log.ours)} AND position = 3")


@manipulation("a row deleted, all hashes computed anew")
def _(log: Log) -> None:
    rows = log.rows(log.ours)
    log.write(log.ours, rows[:2] + rows[3:])


@manipulation("two rows swapped")
def _(log: Log) -> None:
    one, two = (f"{_owned(log.ours)} AND position = {number}" for number in (2, 3))
    log.sql(
        f"UPDATE audit SET position = 99 WHERE {one}",
        f"UPDATE audit SET position = 2 WHERE {two}",
        f"UPDATE audit SET position = 3 WHERE {_owned(log.ours)} AND position = 99",
    )


@manipulation("two rows swapped, all hashes computed anew")
def _(log: Log) -> None:
    rows = log.rows(log.ours)
    rows[1]["id"], rows[2]["id"] = rows[2]["id"], rows[1]["id"]
    rows[1], rows[2] = rows[2], rows[1]
    log.write(log.ours, rows)


@manipulation("a row inserted, all hashes computed anew")
def _(log: Log) -> None:
    rows = log.rows(log.ours)
    log.write(log.ours, [*rows[:-1], rows[-1] | {"request_id": "r9"}, rows[-1] | {"id": 7_000}])


@manipulation("a row added at the end, with its head")
def _(log: Log) -> None:
    rows = log.rows(log.ours)
    log.write(log.ours, [*rows, rows[-1] | {"id": 7_000}])


@manipulation("a row added at the end, without its head")
def _(log: Log) -> None:
    rows = log.rows(log.ours)
    log.write(log.ours, [*rows, rows[-1] | {"id": 7_000}], head=False)


@manipulation("a position used twice")
def _(log: Log) -> None:
    last = log.rows(log.ours)[-1] | {"id": 7_000}
    values = ", ".join(map(_literal, last.values()))
    log.sql(f"INSERT INTO audit ({', '.join(COVERED)}) VALUES ({values})")


@manipulation("the end cut off")
def _(log: Log) -> None:
    log.sql(f"DELETE FROM audit WHERE {_owned(log.ours)} AND position > 6")


@manipulation("the end cut off, the head moved")
def _(log: Log) -> None:
    log.write(log.ours, log.rows(log.ours)[:6])


@manipulation("the last row, which no checkpoint has noted, cut off, the head moved")
def _(log: Log) -> None:
    log.write(log.ours, log.rows(log.ours)[:-1])


@manipulation("the end cut off and written anew with other rows")
def _(log: Log) -> None:
    rows = log.rows(log.ours)
    log.write(log.ours, rows[:5] + [row | {"request_id": "r9"} for row in rows[5:]])


@manipulation("the beginning cut off")
def _(log: Log) -> None:
    log.sql(f"DELETE FROM audit WHERE {_owned(log.ours)} AND position <= 3")


@manipulation("the beginning cut off, the anchor moved")
def _(log: Log) -> None:
    log.cut_beginning(log.ours, 3)


@manipulation("the beginning cut off, a purge forged")
def _(log: Log) -> None:
    log.forge_purge(log.ours, 3)


@manipulation("all but the last row cut off, a purge forged")
def _(log: Log) -> None:
    log.forge_purge(log.ours, len(log.rows(log.ours)) - 1)


@manipulation("the head set to zero")
def _(log: Log) -> None:
    log.head(log.ours, position=0, row_id=0, hash="")


@manipulation("the head set to zero, all rows removed")
def _(log: Log) -> None:
    log.sql(f"DELETE FROM audit WHERE {_owned(log.ours)}")
    log.head(log.ours, position=0, row_id=0, hash="")


@manipulation("the head removed")
def _(log: Log) -> None:
    log.sql(f"DELETE FROM audit_chains WHERE chain = '{log.ours}'")


@manipulation("a whole chain removed, its tenant lives")
def _(log: Log) -> None:
    log.sql(
        f"DELETE FROM audit WHERE {_owned(log.ours)}",
        f"DELETE FROM audit_chains WHERE chain = '{log.ours}'",
    )


@manipulation("an older head with its seal written back")
def _(log: Log) -> None:
    log.replay(log.ours)


@manipulation("the seal of an older head on the newest")
def _(log: Log) -> None:
    log.head(log.ours, seal=log.older[log.ours][-1])


@manipulation("the seal of another chain")
def _(log: Log) -> None:
    log.head(log.ours, seal=log.copy(log.theirs)[-1])


@manipulation("all seals removed")
def _(log: Log) -> None:
    log.sql("UPDATE audit_chains SET seal = ''")


@manipulation("everything written anew, all seals removed")
def _(log: Log) -> None:
    for key in (log.ours, log.theirs, ""):
        log.write(key, [row | {"actor_user_id": "me"} for row in log.rows(key)])
    log.sql("UPDATE audit_chains SET seal = ''")


@manipulation("two chains swapped, all hashes computed anew")
def _(log: Log) -> None:
    ours, theirs = log.rows(log.ours), log.rows(log.theirs)
    log.sql(f"DELETE FROM audit WHERE {_owned(log.theirs)}")
    log.write(log.ours, [row | {"tenant_id": log.ours} for row in theirs])
    log.write(log.theirs, [row | {"tenant_id": log.theirs} for row in ours])


@manipulation("two heads swapped")
def _(log: Log) -> None:
    for of, other in ((log.ours, log.copy(log.theirs)), (log.theirs, log.copy(log.ours))):
        log.head(of, **dict(zip(ChainRow.__struct_fields__[1:], other[1:], strict=True)))


@manipulation("a row given to another tenant")
def _(log: Log) -> None:
    log.sql(
        f"UPDATE audit SET tenant_id = '{log.theirs}' WHERE {_owned(log.ours)} AND position = 9"
    )


@manipulation("the service's checkpoints removed, an older head written back")
def _(log: Log) -> None:
    log.write("", [row for row in log.rows("") if row["action"] != "audit.checkpoint"])
    log.replay(log.ours)


@manipulation("the service's own end cut off, an older head written back")
def _(log: Log) -> None:
    kept = [row for row in log.rows("") if row["action"] != "audit.checkpoint"]
    log.write("", kept[:ROWS])
    log.replay(log.ours)


@manipulation("the triggers' allowance left behind, rows deleted through it")
def _(log: Log) -> None:
    log.sql(
        f"INSERT INTO audit_purges VALUES ('{log.ours}', 3)",
        f"DELETE FROM audit WHERE {_owned(log.ours)} AND position <= 3",
    )


async def found(log: Log, noted: Mapping[str, Mapping[int, str]] = NOTHING) -> list[str]:
    """Return what verifying finds, in words."""
    verdicts = await verify_log(log.store, noted=noted)
    return [fault.kind.value for one in verdicts for fault in one.faults]


async def go_on(log: Log) -> None:
    for _ in range(ROWS):
        for owner in (log.ours, log.theirs, None):
            await record(log.store, entry(owner))


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
@pytest.mark.parametrize("name", MANIPULATIONS)
@promise(
    "audit",
    "Whoever changes rows, heads, seals or chains without the key is found",
)
async def test_a_manipulation_of_the_database_is_found(log: Log, name: str) -> None:
    MANIPULATIONS[name](log)
    assert await found(log)
    assert await found(log, log.noted)
    await go_on(log)
    assert await found(log)


def remove_tenant(log: Log) -> None:
    """Remove a tenant with its chain, as if it had never been."""
    log.sql(
        f"DELETE FROM audit WHERE {_owned(log.ours)}",
        f"DELETE FROM audit_chains WHERE chain = '{log.ours}'",
        f"DELETE FROM tenants WHERE id = '{log.ours}'",
    )


@ON_BOTH
@pytest.mark.parametrize("forged", [False, True])
@promise("audit", "A chain that was removed with its tenant is found")
async def test_a_chain_that_was_removed_with_its_tenant_is_found(log: Log, *, forged: bool) -> None:
    remove_tenant(log)
    if forged:
        rows = log.rows("")
        deletion = {"id": 7_000, "action": "tenant.deleted", "target_id": log.ours}
        log.write("", [*rows, rows[-1] | deletion])
    kind = FaultKind.SEAL if forged else FaultKind.CHAIN
    assert kind.value in await found(log)


@ON_SQLITE
@promise("audit", "An older copy of the whole log is found by a head noted elsewhere")
async def test_an_older_copy_of_everything_is_found_by_a_noted_head_alone(log: Log) -> None:
    noted = {"": {len(log.rows("")): log.rows("")[-1]["hash"]}}
    for key in (log.ours, log.theirs, ""):
        log.replay(key)
    assert await found(log) == []
    assert await found(log, noted) == [FaultKind.NOTED.value]


@ON_SQLITE
async def test_a_broken_seal_stays_until_the_operator_seals_anew(log: Log) -> None:
    log.head(log.ours, seal=str(uuid4()))
    for _ in range(3):
        await record(log.store, entry(log.ours))
    assert await found(log) == [FaultKind.SEAL.value]
    assert await seal_log(log.store) == 1
    assert await found(log) == []
    assert log.rows("")[-2]["action"] == "audit.sealed"


@ON_SQLITE
async def test_a_log_that_is_older_than_the_key_has_no_seal_until_it_is_sealed(
    settings: Settings, keyed: Settings
) -> None:
    async with Store(settings) as store:
        tenant = await create_tenant(store, name="acme")
        await record(store, entry(tenant.id))
        assert [one.sealed for one in await verify_log(store)] == [None, None]
    async with Store(keyed) as store:
        await record(store, entry(tenant.id))
        kinds = {fault.kind for one in await verify_log(store) for fault in one.faults}
        assert kinds == {FaultKind.UNSEALED}
        assert await seal_log(store) == 2
        await record(store, entry(tenant.id))
        assert [one.faults for one in await verify_log(store)] == [(), ()]


@ON_BOTH
@promise("audit", "A process without the key cannot append to a sealed log")
async def test_a_process_without_the_key_cannot_append_to_a_sealed_log(
    settings: Settings, log: Log
) -> None:
    async with Store(settings) as store:
        with pytest.raises(Exception, match="POSTURE_SECRET_KEY"):
            await record(store, entry(log.ours))
    assert await found(log) == []


@ON_BOTH
@promise("audit", "A purge by retention is proven")
async def test_retention_keeps_the_seal(log: Log, clock: Clock) -> None:
    keeping = replace(log.settings, retention_audit_days=1, retention_batch_rows=3)
    clock.milliseconds += 3 * DAY_MS
    await go_on(log)
    purged = await purge(log.store, keeping)
    assert purged is not None
    assert purged.audit_rows > 3 * ROWS
    assert await found(log, log.noted) == []
    # The rows that noted the heads are gone: all heads are noted again.
    log.replay_current(log.ours, 1)
    assert FaultKind.CHECKPOINT.value in await found(log)


@ON_SQLITE
async def test_another_key_does_not_verify(log: Log) -> None:
    other = replace(log.settings, secret_key=KEY[::-1])
    async with Store(other) as store:
        kinds = {fault.kind for one in await verify_log(store) for fault in one.faults}
    assert kinds == {FaultKind.SEAL}
