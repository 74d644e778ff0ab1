"""Fills a database with years of runs, findings and audit rows, as fast as it takes them.

Secondary indexes are made after the rows, durability is off until the end, and rows are made in the
order of their tables' keys where these have one. A column that is not named here is empty.
"""

import asyncio
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Column, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.schema import CreateIndex

from posture.services.tenants import create_tenant
from posture.services.tokens import SCOPES, mint
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.rows import audit, findings, integrations, run_findings, runs

BEGIN_MS = 1_700_000_000_000
RUNS_PER_INTEGRATION = 1_000
FINDINGS_PER_RUN = 10
FINDINGS_OF_THE_RUN = 100
AUDITS_PER_RUN = 5
# Of a page that is asked for, so that both databases answer the same amount.
PAGE = 100
ROWS_PER_BATCH = 20_000
SEVERITIES = ("critical", "high", "medium", "low", "info")


@dataclass(frozen=True, slots=True)
class Site:
    """A seeded database: where it is, who may ask, and the run that is asked for."""

    url: str
    token: str
    integration_id: str
    run_id: str


@dataclass(frozen=True, slots=True)
class Amount:
    """How many rows there are; `run_count` is at least a page."""

    run_count: int

    @property
    def integration_count(self) -> int:
        return -(-self.run_count // RUNS_PER_INTEGRATION)


def scattered(kind: int, number: int) -> str:
    """Return an id that is spread over all of them, as random ones are, and the same each time."""
    return str(UUID(int=((number * 2_654_435_761) % 2**32) << 96 | kind << 64 | number))


def seed(url: str, amount: Amount, *, admin_url: str | None = None) -> Site:
    """Fill an empty database with today's schema; a server by its administrator, who may hurry."""
    tenant_id, token = asyncio.run(_found(url))
    tables = _tables(tenant_id, amount)
    if admin_url is None:
        _into_file(url, tables)
    else:
        _into_server(admin_url, tables)
    newest = amount.run_count - 1
    return Site(url, token, _integration_of(newest), scattered(1, newest))


async def _found(url: str) -> tuple[str, str]:
    async with Store(Settings(database_url=url)) as store:
        tenant = await create_tenant(store, name="bench")
        minted = await mint(
            store, tenant_id=tenant.id, name="bench", scopes=SCOPES, expires_at=None
        )
    return tenant.id, minted.clear_text


def _tables(tenant_id: str, amount: Amount) -> list[tuple[Table, Iterator[Mapping[str, Any]]]]:
    return [
        (integrations, _integrations(tenant_id, amount)),
        (runs, _runs(tenant_id, amount)),
        (findings, _findings(tenant_id, amount)),
        (run_findings, _run_findings(amount)),
        (audit, _audits(tenant_id, amount)),
    ]


def _integration_of(run: int) -> str:
    return scattered(0, run // RUNS_PER_INTEGRATION)


def _at(run: int) -> int:
    return BEGIN_MS + run * 60_000


def _integrations(tenant_id: str, amount: Amount) -> Iterator[Mapping[str, Any]]:
    for number in range(amount.integration_count):
        yield {
            "id": scattered(0, number),
            "tenant_id": tenant_id,
            "name": f"account {number}",
            "provider": "aws",
            "connection": '{"regions":["eu-central-1"]}',
            "created_at": BEGIN_MS,
            "updated_at": BEGIN_MS,
        }


def _runs(tenant_id: str, amount: Amount) -> Iterator[Mapping[str, Any]]:
    for run in range(amount.run_count):
        at = _at(run)
        yield {
            "id": scattered(1, run),
            "tenant_id": tenant_id,
            "integration_id": _integration_of(run),
            "trigger": "verify",
            "status": "completed",
            "phase": "done",
            "accepted_at": at,
            "started_at": at + 40,
            "completed_at": at + 4_000,
            "duration_ms": 3_960,
            "asset_count": 1_180,
            "finding_count": FINDINGS_PER_RUN,
            "coverage": 1.0,
        }


def _said(amount: Amount) -> Iterator[tuple[int, int]]:
    """Return which finding each run has: the last run a page of them."""
    number = 0
    for run in range(amount.run_count):
        newest = run == amount.run_count - 1
        for _ in range(FINDINGS_OF_THE_RUN if newest else FINDINGS_PER_RUN):
            yield run, number
            number += 1


def _findings(tenant_id: str, amount: Amount) -> Iterator[Mapping[str, Any]]:
    for run, number in _said(amount):
        at, run_id = _at(run), scattered(1, run)
        yield {
            "id": scattered(2, number),
            "tenant_id": tenant_id,
            "integration_id": _integration_of(run),
            "fingerprint": f"{number:064x}",
            "check_id": "aws_s3_bucket_public_access_blocked",
            "resource_id": f"arn:aws:s3:::bucket-{number}",
            "region": "eu-central-1",
            "service": "s3",
            "family": "storage",
            "severity": SEVERITIES[number % len(SEVERITIES)],
            "title": "S3 bucket does not block public access",
            "summary": "Not enabled: block_public_acls, ignore_public_acls.",
            "status": "open",
            "delta": "new",
            "first_seen_at": at,
            "last_seen_at": at,
            "first_run_id": run_id,
            "last_run_id": run_id,
        }


def _run_findings(amount: Amount) -> Iterator[Mapping[str, Any]]:
    for run, number in _said(amount):
        yield {
            "run_id": scattered(1, run),
            "first_seen_at": _at(run),
            "finding_id": scattered(2, number),
            "delta": "new",
            "severity": SEVERITIES[number % len(SEVERITIES)],
            "status": "open",
            "held": 0,
        }


def _audits(tenant_id: str, amount: Amount) -> Iterator[Mapping[str, Any]]:
    document = json.dumps({"method": "POST", "path": "/api/v2/cloud-posture-runs", "status": 202})
    for number in range(amount.run_count * AUDITS_PER_RUN):
        yield {
            "id": number + 1,
            "tenant_id": tenant_id,
            "ts": BEGIN_MS + number * 12_000,
            "actor_user_id": scattered(3, 1),
            "actor_ip": "192.0.2.1",
            "action": "api.call",
            "target_kind": "run",
            "target_id": scattered(1, number // AUDITS_PER_RUN),
            "after_jsonb": document,
            "result": "success",
            "request_id": scattered(4, number),
        }


def _empty(table: Table) -> dict[str, Any]:
    return {
        column.name: None if column.nullable else ("" if column.type.python_type is str else 0)
        for column in _columns(table)
    }


def _columns(table: Table) -> list[Column[Any]]:
    """Return the columns but those that the database computes."""
    return [column for column in table.columns if column.computed is None]


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in _columns(table))


def _tuples(table: Table, rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    empty = _empty(table)
    for row in rows:
        yield tuple((empty | row).values())  # type: ignore[operator]  # a Mapping is a dict here


def _lines(rows: Iterator[tuple[Any, ...]]) -> Iterator[bytes]:
    """Write rows as COPY reads them; no value here needs escaping."""
    while batch := list(islice(rows, ROWS_PER_BATCH)):
        yield "".join(
            "\t".join("\\N" if one is None else str(one) for one in row) + "\n" for row in batch
        ).encode()


def _indexes(table: Table, dialect: Any) -> list[tuple[str, str]]:  # noqa: ANN401  # a dialect has no public type of its instances
    return [
        (str(index.name), str(CreateIndex(index).compile(dialect=dialect)))
        for index in sorted(table.indexes, key=lambda one: str(one.name))
    ]


def _into_file(url: str, tables: list[tuple[Table, Iterator[Mapping[str, Any]]]]) -> None:
    file = Settings(database_url=url).database_file()
    assert file is not None
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -4000000"):
            raw.execute(f"PRAGMA {pragma}")
        for table, rows in tables:
            made_again = _indexes(table, sqlite.dialect())
            for name, _ in made_again:
                raw.execute(f"DROP INDEX {name}")
            marks = ", ".join("?" * len(_columns(table)))
            raw.execute("BEGIN")
            raw.executemany(
                f"INSERT INTO {table.name} ({_names(table)}) VALUES ({marks})",  # noqa: S608  # our own tables' names
                _tuples(table, rows),
            )
            raw.execute("COMMIT")
            for _, statement in made_again:
                raw.execute(statement)
        raw.execute("ANALYZE")
        raw.execute("PRAGMA journal_mode = WAL")


def _into_server(admin_url: str, tables: list[tuple[Table, Iterator[Mapping[str, Any]]]]) -> None:
    with psycopg.connect(admin_url, autocommit=True) as raw:
        raw.execute("SET synchronous_commit = off")
        raw.execute("SET maintenance_work_mem = '1GB'")
        raw.execute("SET session_replication_role = replica")  # no look at what a key refers to
        dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # SQLAlchemy does not annotate it
        for table, rows in tables:
            made_again = _indexes(table, dialect)
            for name, _ in made_again:
                raw.execute(f"DROP INDEX {name}".encode())
            copied = f"COPY {table.name} ({_names(table)}) FROM STDIN"
            cursor = raw.cursor()
            with cursor.copy(copied.encode()) as copy:
                for lines in _lines(_tuples(table, rows)):
                    copy.write(lines)
            for _, statement in made_again:
                raw.execute(statement.encode())
        raw.execute(
            "SELECT setval(pg_get_serial_sequence('audit', 'id'), (SELECT max(id) FROM audit))"
        )
        raw.execute("VACUUM ANALYZE")
