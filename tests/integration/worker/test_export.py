"""Exports of a run: complete, in order, and with no more than a page in memory."""

import csv
import gc
import io
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from uuid import UUID

import pytest

from posture.bootstrap.clouds import by_name
from posture.domain.asset import Family
from posture.domain.check import Severity
from posture.domain.finding import Delta, FindingStatus
from posture.formats.catalog import Format
from posture.services.errors import RunNotFinishedError, RunNotFoundError
from posture.services.export import Export, Rule, export_run
from posture.services.integrations import delete_integration
from posture.services.tenants import create_tenant
from posture.store import finding_records
from posture.store.statement import Connection
from tests.databases import ON_BOTH, ON_POSTGRES, ON_SQLITE
from tests.integration.fakes import sheet
from tests.integration.worker.conftest import Rig

pytestmark = pytest.mark.anyio

PAGE_ROWS = 50


async def export(rig: Rig, run_id: str, form: Format, *, page_rows: int = PAGE_ROWS) -> Export:
    return await export_run(
        rig.store,
        tenant_id=rig.integration.tenant_id,
        run_id=run_id,
        form=form,
        rules=lambda check_id: Rule(id=check_id),
        clouds=by_name(),
        settings=replace(rig.settings, export_page_rows=page_rows),
    )


async def text_of(rig: Rig, run_id: str, form: Format) -> bytes:
    return b"".join([chunk async for chunk in (await export(rig, run_id, form)).text])


async def ran(rig: Rig, count: int) -> str:
    """Provide a run that recorded so many findings, of every severity, some of them resolved."""
    run_id = (await rig.run(sheet("first"))).id
    rows = made(rig, run_id, count - 1)
    while some := tuple(islice(rows, 5_000)):
        work = partial(put, run_id=run_id, rows=some)
        await rig.store.write(work, tenant_id=rig.integration.tenant_id)
    return run_id


def made(rig: Rig, run_id: str, count: int) -> Iterator[dict[str, object]]:
    severities, now = list(Severity), rig.clock()
    for number in range(count):
        delta = Delta.RESOLVED if number % 10 == 9 else Delta.NEW
        yield {
            "id": str(UUID(int=rig.clock() << 64 | number, version=4)),
            "tenant_id": rig.integration.tenant_id,
            "integration_id": rig.integration.id,
            "fingerprint": f"{run_id}-{number}",
            "check_id": f"aws_paper_sheet_check_{number % 40}",
            "resource_id": f"arn:aws:paper:::{run_id}-{number}",
            "region": "eu-central-1",
            "service": "paper",
            "family": Family.STORAGE.value,
            "severity": severities[number % 5].value,
            "title": "Sheet is torn",
            "summary": "It is torn. " * 10,
            "status": FindingStatus.OPEN.value,
            "delta": delta.value,
            "jira_issue_key": None,
            "terraform_address": None,
            "terraform_file": None,
            "terraform_line": None,
            # Many of one moment, so that pages end between them.
            "first_seen_at": now - number // 200,
            "last_seen_at": now,
            "resolved_at": None,
            "suppressed_by": None,
            "held": 0,
            "known": 0,
            "accepted_by": None,
            "in_plan": None,
            "held_by_run": None,
            "baseline_by": None,
            "status_by": None,
            "baseline_run": None,
            "first_run_id": run_id,
            "last_run_id": run_id,
        }


def put(connection: Connection, *, run_id: str, rows: tuple[dict[str, object], ...]) -> None:
    finding_records.add(connection, rows)
    decided = ("status", "suppressed_by", "held", "known", "accepted_by", "in_plan")
    columns = ("first_seen_at", "delta", "severity", *decided)
    finding_records.add_to_run(
        connection,
        (
            {"run_id": run_id, "finding_id": row["id"], **{name: row[name] for name in columns}}
            for row in rows
        ),
    )


@ON_BOTH
async def test_an_export_has_every_finding_once_the_worst_first(rig: Rig) -> None:
    run_id = await ran(rig, 1_234)
    text = (await text_of(rig, run_id, Format.CSV)).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    severities = [Severity(row["severity"]).rank for row in rows]
    resources = [row["resource_id"] for row in rows]
    assert severities == sorted(severities)
    assert len(set(resources)) == len(resources) == 1_234 - 123
    events = (await text_of(rig, run_id, Format.OCSF)).splitlines()
    assert len(events) == 1_234
    assert [b'"Close"' in event for event in events] == [False] * 1_111 + [True] * 123
    deltas = re.findall(rb'data-d="(\w+)"', await text_of(rig, run_id, Format.HTML))
    assert deltas == [b"new"] * 1_111 + [b"resolved"] * 123


async def peak(rig: Rig, run_id: str, form: Format) -> tuple[int, int]:
    """Return the size of an export and the most memory that it took beside what was there."""
    exported = await export(rig, run_id, form, page_rows=50)
    gc.collect()
    tracemalloc.start()
    try:
        size = 0
        async for chunk in exported.text:
            size += len(chunk)
        return size, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@ON_SQLITE
@pytest.mark.parametrize(
    ("few", "many", "forms"),
    [
        pytest.param(10_000, 100_000, [Format.NDJSON], marks=pytest.mark.exhaustive),
        (300, 3_000, [one for one in Format if one is not Format.MARKDOWN]),
    ],
)
async def test_an_export_of_ten_times_the_findings_takes_the_same_memory(
    rig: Rig, few: int, many: int, forms: list[Format]
) -> None:
    await expect_flat(rig, few, many, forms)


@ON_POSTGRES
async def test_an_export_reads_postgresql_in_pages_too(rig: Rig) -> None:
    await expect_flat(rig, 300, 3_000, [Format.NDJSON])


async def expect_flat(rig: Rig, few: int, many: int, forms: list[Format]) -> None:
    small, large = await ran(rig, few), await ran(rig, many)
    for form in forms:
        await peak(rig, small, form)  # what is kept for ever is kept by now
        (few_bytes, low), (many_bytes, high) = (
            await peak(rig, small, form),
            await peak(rig, large, form),
        )
        # What a format says about checks does not grow with the findings.
        assert many_bytes > 7 * few_bytes
        assert high < 2 * low
        assert high < many_bytes / 2


async def test_a_run_of_a_disconnected_account_can_still_be_exported(
    rig: Rig,
) -> None:
    run = await rig.run(sheet("a"))
    await delete_integration(
        rig.store,
        tenant_id=rig.integration.tenant_id,
        integration_id=rig.integration.id,
    )
    assert b"arn:aws:paper:::a" in await text_of(rig, run.id, Format.NDJSON)


async def test_an_unfinished_run_or_one_of_another_tenant_cannot_be_exported(rig: Rig) -> None:
    run_id = await rig.ask()
    with pytest.raises(RunNotFinishedError):
        await export(rig, run_id, Format.CSV)
    other = await create_tenant(rig.store, name="other")
    with pytest.raises(RunNotFoundError):
        await export_run(
            rig.store,
            tenant_id=other.id,
            run_id=run_id,
            form=Format.CSV,
            rules=lambda check_id: Rule(id=check_id),
            clouds=by_name(),
            settings=rig.settings,
        )
