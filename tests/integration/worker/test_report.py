"""Making reports: retried within limits, fenced, taken over, bounded in size, time and memory."""

import asyncio
import json
import os
import tracemalloc
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from posture.domain.report import ReportFormat
from posture.services import reports
from posture.services.errors import UnavailableError
from posture.services.reports import ReportScope
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.statement import Connection
from posture.worker.report import Reporter
from tests.databases import ON_BOTH, ON_SQLITE
from tests.integration.disk import small_disk
from tests.integration.fakes import Clock, sheet, until
from tests.integration.worker.conftest import BY, Rig
from tests.integration.worker.desk import CATALOG, SEVERITIES, Desk, proof
from tests.machine import scaled

pytestmark = pytest.mark.anyio


@pytest.fixture
def desk(rig: Rig) -> Desk:
    return Desk(rig)


@ON_BOTH
async def test_two_processes_make_a_report_once(desk: Desk) -> None:
    await desk.rig.run(sheet("a"))
    await desk.ask()
    one, other = desk.reporter(), desk.reporter()
    claims = await asyncio.gather(one.claim(1), other.claim(1))
    assert sorted(map(len, claims)) == [0, 1]


async def test_a_report_of_a_dead_process_is_made_by_another(desk: Desk) -> None:
    await desk.rig.run(sheet("a"))
    row = await desk.ask()
    dead, alive = desk.reporter(), desk.reporter()
    (lost,) = await dead.claim(1)
    assert await alive.claim(1) == []
    desk.rig.clock.pass_seconds(331)
    assert await desk.attempt(alive) == 1
    ready = await desk.row(row.id)
    # The first one wakes up: what it writes is refused.
    await dead.make(lost)
    assert (await desk.row(row.id)) == ready
    assert ready.status == "ready"
    assert await desk.ends() == ["report.completed"]
    assert sha256(await desk.file(ready)).hexdigest() == ready.sha256


async def test_a_report_whose_process_always_dies_fails(desk: Desk) -> None:
    row = await desk.ask()
    for _ in range(3):
        (_,) = await desk.reporter().claim(1)
        desk.rig.clock.pass_seconds(331)
    assert await desk.reporter().claim(1) == []
    found = await desk.row(row.id)
    assert (found.status, found.error_code) == ("failed", "worker_lost")
    assert await desk.ends() == ["report.failed"]


async def test_a_fault_is_retried_and_then_the_report_fails(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("posture.worker.report_file.write_evidence", broken)
    row = await desk.ask()
    reporter = desk.reporter()
    attempts = 0
    while (await desk.row(row.id)).status != "failed":
        attempts += await desk.attempt(reporter)
        desk.rig.clock.pass_seconds(10)
    found = await desk.row(row.id)
    assert attempts == 3
    assert (found.error_code, found.error_message) == ("internal_error", "ZeroDivisionError")
    assert await desk.ends() == ["report.failed"]
    assert await desk.reporter().claim(1) == []


async def test_a_report_that_takes_too_long_is_ended(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hanging(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("posture.worker.report_file.write_evidence", hanging)
    row = await desk.ask()
    await desk.attempt(desk.reporter(report_timeout_seconds=0.05, report_attempts=1))
    found = await desk.row(row.id)
    assert (found.status, found.error_code) == ("failed", "timeout")
    assert found.error_message == "It took longer than 0.05 s."


async def test_a_file_that_is_too_large_fails_at_once_and_leaves_nothing(desk: Desk) -> None:
    await desk.rig.run(*(sheet(f"{number}") for number in range(40)))
    row = await desk.ask()
    assert await desk.attempt(desk.reporter(report_bytes=4_096)) == 1
    found = await desk.row(row.id)
    assert (found.status, found.error_code) == ("failed", "too_large")
    assert "POSTURE_REPORT_BYTES" in (found.error_message or "")
    assert await desk.part_count() == 0


async def test_a_report_that_was_deleted_while_it_was_made_stays_deleted(desk: Desk) -> None:
    row = await desk.ask()
    reporter = desk.reporter()
    (claimed,) = await reporter.claim(1)
    await reports.delete_report(desk.store, tenant_id=desk.tenant_id, report_id=row.id, by=BY)
    await reporter.make(claimed)
    assert await desk.part_count() == 0
    assert await desk.ends() == []


async def test_a_process_that_stops_hands_its_report_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def hanging(*_: object, **__: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("posture.worker.report_file.write_evidence", hanging)
    row = await desk.ask()
    reporter = desk.reporter(report_poll_seconds=0.01)
    serving = asyncio.create_task(reporter.serve())
    await begun.wait()
    reporter.stop()
    await serving
    found = await desk.row(row.id)
    assert (found.status, found.attempt_count) == ("queued", 0)


async def test_a_process_without_workers_makes_none(desk: Desk) -> None:
    row = await desk.ask()
    reporter = desk.reporter(workers=0, report_poll_seconds=0.01)
    serving = asyncio.create_task(reporter.serve())
    other = desk.reporter(report_poll_seconds=0.01, workers=1)
    await asyncio.sleep(0)
    assert (await desk.row(row.id)).status == "queued"
    also = asyncio.create_task(other.serve())

    async def ready() -> bool:
        return (await desk.row(row.id)).status == "ready"

    await until(ready)
    reporter.stop()
    other.stop()
    await asyncio.gather(serving, also)


async def test_a_run_that_is_deleted_meanwhile_is_noticed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.rig.run(sheet("a"), sheet("b"))
    row = await desk.ask(report_attempts=1)
    monkeypatch.setattr("posture.store.report_facts.count_present", lambda *_, **__: 1)
    await desk.attempt(desk.reporter(report_attempts=1))
    found = await desk.row(row.id)
    assert (found.status, found.error_code) == ("failed", "changed")


async def test_a_full_disk_fails_clearly_and_the_report_is_made_when_there_is_room(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    clock = Clock()
    with small_disk(home) as make_room:
        settings = Settings(database_url=f"sqlite:///{home / 'posture.db'}", report_attempts=1_000)
        async with Store(settings, clock=clock) as store:
            tenant = await create_tenant(store, name="acme")
            row = await reports.create_report(
                store,
                settings=settings,
                tenant_id=tenant.id,
                title="x" * 120,
                frameworks=[],
                scope=ReportScope(0, clock(), SEVERITIES),
                form=ReportFormat.JSON,
                makes_pdf=False,
                by=BY,
            )
            clock.pass_seconds(1)
            with (home / "ballast").open("ab") as ballast, suppress(OSError):
                while True:
                    os.write(ballast.fileno(), b"x" * 4_096)
            reporter = Reporter(store, settings, CATALOG)
            with suppress(UnavailableError):
                for one in await reporter.claim(1):
                    await reporter.make(one)
            refused = await reports.get_report(store, tenant_id=tenant.id, report_id=row.id)
            make_room()
            (home / "ballast").unlink(missing_ok=True)
            clock.pass_seconds(400)
            for one in await reporter.claim(1):
                await reporter.make(one)
            found = await reports.get_report(store, tenant_id=tenant.id, report_id=row.id)
    assert refused.sha256 is None
    assert found.status == "ready"


async def test_the_audit_log_proves_a_file(desk: Desk) -> None:
    await desk.ask()
    await desk.rig.run(sheet("a"))
    row = await desk.ask()
    reporter = desk.reporter()
    while await desk.attempt(reporter):
        pass
    found = await proof(desk, row)
    ready = await desk.row(row.id)
    assert (found.faults, found.walk) == ((), "complete")
    assert found.recorded is not None
    assert found.recorded.sha256 == ready.sha256
    assert found.verified_rows >= 2
    short = await proof(desk, row, report_proof_rows=1)
    assert (short.faults, short.walk) == ((), "partial")


TAMPERED: list[tuple[str, str]] = [
    ("UPDATE reports SET sha256 = 'f' WHERE status = 'ready'", "The sha256 of the report"),
    ("UPDATE reports SET size_bytes = 1 WHERE status = 'ready'", "The size_bytes of the report"),
    (
        "UPDATE reports SET recorded_position = 1 WHERE status = 'ready'",
        "Row 1 of the audit log is not about this report",
    ),
    (
        "UPDATE reports SET recorded_position = 99 WHERE status = 'ready'",
        "The audit log has no row 99",
    ),
    (
        'UPDATE reports SET evidence_head = \'{"position":1,"hash":"f"}\' WHERE status = \'ready\'',
        "Row 1 of the audit log is not the head that the evidence names",
    ),
    (
        (
            "UPDATE audit SET after_jsonb = replace(after_jsonb, 'Paper', 'Papyr') "
            "WHERE action = 'report.completed'"
        ),
        "was changed",
    ),
    ("DELETE FROM audit WHERE position = 2", "Row 2 of the audit log is missing"),
    ("UPDATE audit_chains SET position = 2", "The head of the audit log is older"),
]


@ON_SQLITE
@pytest.mark.parametrize(("statement", "fault"), TAMPERED, ids=[one[0][:60] for one in TAMPERED])
async def test_what_was_changed_in_the_database_is_found(
    desk: Desk, statement: str, fault: str
) -> None:
    await desk.ask()
    await desk.rig.run(sheet("a"))
    await desk.ask()
    row = await desk.ask()
    reporter = desk.reporter()
    while await desk.attempt(reporter):
        pass

    def tamper(connection: Connection) -> None:
        for trigger in ("audit_update", "audit_delete"):
            connection.driver.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        names = connection.driver.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        ).fetchall()
        for (name,) in names:
            connection.driver.execute(f"DROP TRIGGER {name}")
        assert connection.driver.execute(statement).rowcount

    await desk.store.write(tamper, tenant_id=desk.tenant_id)
    found = await proof(desk, row)
    assert any(fault in one for one in found.faults), found.faults


FINDINGS = scaled(small=4_000, full=100_000)


async def test_many_findings_are_reported_in_bounded_memory(desk: Desk) -> None:
    await desk.rig.run(*(sheet(f"sheet-{number:07}") for number in range(FINDINGS)))
    row = await desk.ask()
    reporter = desk.reporter()
    tracemalloc.start()
    assert await desk.attempt(reporter) == 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    ready = await desk.row(row.id)
    assert ready.status == "ready", ready
    assert peak < 8 * 2**20
    content = await desk.file(ready)
    assert len(content) == ready.size_bytes
    found = json.loads(content)
    assert len(found["findings"]) == found["summary"]["open_count"] == FINDINGS
