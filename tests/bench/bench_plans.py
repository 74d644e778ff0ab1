"""Plans of PostgreSQL for the queries of a large installation: millions of findings, one by one.

The rows are made by the server itself. One tenant has half of the accounts, the other half is
spread over many; each account has 1,000 findings, and a run that saw all of them. Each query is the
store's own, with row-level security; it is executed twice, and the second time is shown.
"""

import argparse
import asyncio
import re
import time
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex

from posture.settings import Settings
from posture.store import (
    exports,
    finding_facets,
    finding_records,
    findings,
    measures,
    retention,
    runs,
)
from posture.store.driver import Driver
from posture.store.engine import Store
from posture.store.exports import Part
from posture.store.findings import Sort
from posture.store.migrations.upgrade import upgrade
from posture.store.rows import findings as findings_table
from posture.store.rows import run_findings as run_findings_table
from posture.store.rows import runs as runs_table
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT, Tenancy
from tests.bench.tables import table
from tests.integration.explained import Explained
from tests.postgres import Postgres, postgres

FINDINGS_PER_ACCOUNT = 1_000
BEGIN_MS = 1_700_000_000_000
DAY_MS = 86_400_000
EXPLAIN: Final = "EXPLAIN (ANALYZE, BUFFERS)"
SCAN: Final = re.compile(
    r"(Seq Scan on \w+|Index(?: Only)? Scan.*? using \w+|Bitmap Index Scan on \w+)"
)
LARGE_TENANT: Final = "00000000-0000-0000-0000-000000000001"
STATEMENT_SECONDS = 3_600.0

FILLING: Final = Path(__file__).with_name("plans.sql")


@dataclass(frozen=True, slots=True)
class Query:
    """A query of the store, and what it serves."""

    name: str
    tenancy: Tenancy
    work: Callable[[Connection], Any]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="plans")
    parser.add_argument("--findings", type=int, default=10_000_000)
    parser.add_argument("--full", action="store_true", help="print the whole plans too")
    parser.add_argument("--directory", type=Path, help="where the database is, instead of /tmp")
    asked = parser.parse_args(argv)
    accounts = max(2, asked.findings // FINDINGS_PER_ACCOUNT)
    with postgres(large=True, directory=asked.directory) as server:
        database = server.create()
        settings = Settings(
            database_url=server.url(database), database_statement_seconds=STATEMENT_SECONDS
        )
        upgrade(settings)
        begun = time.monotonic()
        sizes = fill(server, database, accounts)
        print(f"filled in {time.monotonic() - begun:,.0f} s\n")
        rows = asyncio.run(explain(settings, full=asked.full))
    count = accounts * FINDINGS_PER_ACCOUNT
    print(table(f"Tables with {count:,} findings of {accounts:,} accounts", sizes))
    print(table(f"Queries over {count:,} findings; the tenant has half of them", rows))
    return 0


def fill(server: Postgres, database: str, accounts: int) -> list[tuple[str, ...]]:
    """Fill the tables, make their indexes afterwards, and return the sizes."""
    tables: tuple[Table, ...] = (findings_table, run_findings_table, runs_table)
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy does not annotate it
    indexes = [index for one in tables for index in one.indexes]
    ask = partial(server.admin, database=database)
    ask(*(f"DROP INDEX {index.name}" for index in indexes))
    filling = FILLING.read_text(encoding="utf-8").replace(":accounts", str(accounts))
    ask(*filling.split(";\n"))
    ask(
        "SET maintenance_work_mem = '512MB'",
        *(str(CreateIndex(index).compile(dialect=dialect)) for index in indexes),
    )
    ask("VACUUM ANALYZE")
    found = ask(
        "SELECT relname, reltuples::bigint, pg_relation_size(oid), pg_indexes_size(oid)"
        " FROM pg_class WHERE relname IN ('findings', 'run_findings', 'runs') ORDER BY 3 DESC"
    )
    return [
        ("table", "rows", "table", "indexes", "bytes a row"),
        *(
            (
                *(name, f"{rows:,}", f"{size / 2**20:,.0f} MiB", f"{index / 2**20:,.0f} MiB"),
                f"{(size + index) / max(1, rows):,.0f}",
            )
            for name, rows, size, index in found
        ),
    ]


async def explain(settings: Settings, *, full: bool) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("query", "finds its rows by", "time", "pages")]
    async with Store(settings) as store:
        integration_id, run_id = await store.read(newest_account, tenant_id=LARGE_TENANT)
        for query in queries(integration_id, run_id):
            read = partial(store.read, partial(analyzed, work=query.work), tenant_id=query.tenancy)
            await read()
            plan = await read()
            if full:
                print(f"{query.name}\n\n{plan}\n")
            rows.append((query.name, *summary(plan)))
    return rows


def analyzed(connection: Connection, work: Callable[[Connection], Any]) -> str:
    """Return how the database has found what some work asks for, and in what time."""
    explained = Explained(connection.driver, EXPLAIN)
    listened = copy(connection)
    listened.driver = cast("Driver", explained)
    work(listened)
    return explained.plan


def newest_account(connection: Connection) -> tuple[str, str]:
    (found,) = runs.newest(connection, tenant_id=LARGE_TENANT, limit=1, filters={})
    return found.integration_id, found.id


def queries(integration_id: str, run_id: str) -> list[Query]:
    listed = partial(findings.listed, tenant_id=LARGE_TENANT, limit=200, check_ids=())
    text = {"text": findings.text_pattern("bucket-99999")}
    critical = {"severity": "critical", "status": "open"}
    some_day = BEGIN_MS + 2 * DAY_MS
    return [
        Query(
            "findings, newest first", LARGE_TENANT, partial(listed, filters={}, sort=Sort.NEWEST)
        ),
        Query(
            "findings, worst first", LARGE_TENANT, partial(listed, filters={}, sort=Sort.SEVERITY)
        ),
        Query(
            "findings of an account, worst first",
            LARGE_TENANT,
            partial(listed, filters={"integration_id": integration_id}, sort=Sort.SEVERITY),
        ),
        Query(
            "open critical findings, newest first",
            LARGE_TENANT,
            partial(listed, filters=critical, sort=Sort.NEWEST),
        ),
        Query(
            "findings that contain a text, worst first",
            LARGE_TENANT,
            partial(listed, filters=text, sort=Sort.SEVERITY),
        ),
        Query(
            "number of open critical findings",
            LARGE_TENANT,
            partial(findings.count, tenant_id=LARGE_TENANT, filters=critical, check_ids=()),
        ),
        Query(
            "facets of the findings of an account",
            LARGE_TENANT,
            partial(
                finding_facets.count_by_value,
                tenant_id=LARGE_TENANT,
                filters={"integration_id": integration_id},
            ),
        ),
        Query(
            "facets of all findings",
            LARGE_TENANT,
            partial(finding_facets.count_by_value, tenant_id=LARGE_TENANT, filters={}),
        ),
        Query(
            "record a run: the account's findings",
            LARGE_TENANT,
            partial(finding_records.existing, integration_id=integration_id),
        ),
        Query(
            "gate: the findings of a run",
            LARGE_TENANT,
            partial(finding_records.of_run, run_id=run_id),
        ),
        Query(
            "export: a page of a run",
            LARGE_TENANT,
            partial(exports.page, run_id=run_id, severity="critical", part=Part.PRESENT, limit=500),
        ),
        Query(
            "runs, newest first",
            LARGE_TENANT,
            partial(runs.newest, tenant_id=LARGE_TENANT, limit=100, filters={}),
        ),
        Query(
            "retention: findings to delete",
            EVERY_TENANT,
            partial(retention.old_findings, before=some_day, limit=100),
        ),
        Query(
            "gauges",
            EVERY_TENANT,
            partial(measures.measure, at=some_day, expiring_until=some_day + DAY_MS),
        ),
    ]


def summary(plan: str) -> tuple[str, str, str]:
    """Return the scans of a plan, its time, and the pages that it has touched."""
    scans = list(dict.fromkeys(SCAN.findall(plan)))
    shown = ", ".join(
        re.sub(r"(Bitmap )?Index( Only)? Scan.* (using|on) ", "", one) for one in scans
    )
    seconds = sum(map(float, re.findall(r"Execution Time: ([\d.]+) ms", plan)))
    pages = 0
    for part in re.split(r"Execution Time", plan)[:-1]:
        if found := re.search(r"Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?", part):
            pages += sum(int(one or 0) for one in found.groups())
    return shown, f"{seconds:,.1f} ms", f"{pages:,}"
