"""An audit log, and what whoever can write its database does to it with SQL alone."""

# ruff: noqa: ANN401, S608  # the attacker writes any value, and all SQL by hand

import json
import sqlite3
from contextlib import closing
from typing import Any

import psycopg

from posture.settings import Settings
from posture.store import chain
from posture.store.chain import ChainRow, LinkRow
from posture.store.engine import Store

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
            f"SELECT {', '.join(COVERED)} FROM audit WHERE {owned(of)} ORDER BY position"
        )
        return [dict(zip(COVERED, row, strict=True)) for row in listed]

    def write(self, of: str, rows: list[dict[str, Any]], *, head: bool = True) -> None:
        """Replace the rows of a chain, with positions and hashes that fit, and move its head."""
        self.sql(f"DELETE FROM audit WHERE {owned(of)}")
        before, position = self.anchor(of)
        for row in rows:
            position += 1
            row["position"] = position
            before = row["hash"] = chain.digest(before, {name: row[name] for name in COVERED[:-1]})
            values = ", ".join(map(literal, (row[name] for name in COVERED)))
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
        changes = ", ".join(f"{name} = {literal(one)}" for name, one in columns.items())
        self.sql(f"UPDATE audit_chains SET {changes} WHERE chain = '{of}'")

    def copy(self, of: str) -> tuple[Any, ...]:
        """Copy a head with its seal."""
        names = ", ".join(ChainRow.__struct_fields__)
        (row,) = self.sql(f"SELECT {names} FROM audit_chains WHERE chain = '{of}'")
        return row

    def replay(self, of: str) -> None:
        """Write back the older head, and remove what came later."""
        older = ChainRow(*self.older[of])
        self.sql(f"DELETE FROM audit WHERE {owned(of)} AND position > {older.position}")
        columns = zip(ChainRow.__struct_fields__[1:], self.older[of][1:], strict=True)
        self.head(of, **dict(columns))

    def replay_current(self, of: str, count: int) -> None:
        """Remove the last rows, and move the head; the seal stays."""
        kept = self.rows(of)[:-count]
        last = kept[-1]
        self.sql(f"DELETE FROM audit WHERE {owned(of)} AND position > {last['position']}")
        self.head(of, position=last["position"], row_id=last["id"], hash=last["hash"])

    def cut_beginning(self, of: str, count: int) -> dict[str, Any]:
        """Remove the first rows, with an anchor that fits; return the last removed one."""
        last = self.rows(of)[count - 1]
        self.sql(f"DELETE FROM audit WHERE {owned(of)} AND position <= {last['position']}")
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


def owned(of: str) -> str:
    return f"tenant_id = '{of}'" if of else "tenant_id IS NULL"


def literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)
