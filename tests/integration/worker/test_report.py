"""Making reports: retried within limits, fenced, taken over, bounded in size, time and memory."""

import asyncio
import json
import os
import tracemalloc
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from posture.domain.report import ReportFormat
from posture.services import reports
from posture.services.audit import list_audit
from posture.services.errors import UnavailableError
from posture.services.evidence import Catalog
from posture.services.report_proof import Proof, prove_report
from posture.services.reports import ReportRow, ReportScope
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.rows import report_parts
from posture.store.statement import Connection, Statement
from posture.store.tenancy import EVERY_TENANT
from posture.worker.render import renderer_of
from posture.worker.report import Reporter
from tests.databases import ON_BOTH, ON_SQLITE
from tests.integration.disk import small_disk
from tests.integration.fakes import CHECKS, FRAMEWORKS, Clock, sheet, until
from tests.integration.worker.conftest import BY, Rig
from tests.machine import scaled

pytestmark = pytest.mark.anyio

CATALOG = Catalog(CHECKS, FRAMEWORKS)
SEVERITIES = ("critical", "high", "medium", "low", "info")


class Desk:
    """Asks for reports, and makes those that are due."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.store = rig.store
        self.tenant_id = rig.integration.tenant_id

    def reporter(self, *, program: str = "posture.formats.pdf", **settings: Any) -> Reporter:  # noqa: ANN401  # as the settings
        configured = replace(self.rig.settings, **settings)
        renderer = renderer_of(configured, program=program)
        return Reporter(self.store, configured, CATALOG, renderer=renderer)

    async def ask_again(self, row: ReportRow) -> ReportRow:
        """Ask for the evidence of another report."""
        return await reports.create_report(
            self.store,
            settings=self.rig.settings,
            tenant_id=self.tenant_id,
            title=row.title,
            frameworks=row.frameworks.split(),
            scope=row.scope,
            form=ReportFormat.JSON,
            makes_pdf=False,
            by=BY,
        )

    async def ask(
        self,
        *,
        form: ReportFormat = ReportFormat.JSON,
        **settings: Any,  # noqa: ANN401  # as the settings
    ) -> ReportRow:
        self.rig.clock.pass_seconds(1)
        now = self.rig.clock()
        return await reports.create_report(
            self.store,
            settings=replace(self.rig.settings, **settings),
            tenant_id=self.tenant_id,
            title="Paper",
            frameworks=["CIS_AWS_7_0"],
            scope=ReportScope(now - 86_400_000, now, SEVERITIES),
            form=form,
            makes_pdf=True,
            by=BY,
        )

    async def row(self, report_id: str) -> ReportRow:
        return await reports.get_report(self.store, tenant_id=self.tenant_id, report_id=report_id)

    async def attempt(self, reporter: Reporter) -> int:
        """Make what is due; return how many."""
        claimed = await reporter.claim(1)
        for one in claimed:
            await reporter.make(one)
        return len(claimed)

    async def file(self, row: ReportRow) -> bytes:
        parts = await reports.open_file(self.store, row, by=BY)
        return b"".join([part async for part in parts])

    async def part_count(self) -> int:
        return await self.store.read(
            lambda connection: len(Statement(select(report_parts.c.number)).all(connection)),
            tenant_id=EVERY_TENANT,
        )

    async def ends(self) -> list[str]:
        rows = await list_audit(self.store, tenant_id=self.tenant_id)
        ends = {"report.completed", "report.failed"}
        return [row.action for row in rows if row.action in ends]


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


async def proof(desk: Desk, row: ReportRow, **settings: Any) -> Proof:  # noqa: ANN401  # as the settings
    return await prove_report(
        desk.store,
        replace(desk.rig.settings, **settings),
        tenant_id=desk.tenant_id,
        report_id=row.id,
    )


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


async def test_a_pdf_is_made_from_the_evidence_that_it_names(desk: Desk) -> None:
    await desk.rig.run(sheet("a"))
    row = await desk.ask(form=ReportFormat.PDF)
    as_json = await desk.ask_again(row)
    reporter = desk.reporter()
    while await desk.attempt(reporter):
        pass
    made, evidence = await desk.row(row.id), await desk.row(as_json.id)
    content = await desk.file(made)
    assert made.status == "ready", made
    assert content.startswith(b"%PDF-")
    assert sha256(content).hexdigest() == made.sha256
    assert made.evidence_sha256 == evidence.sha256
    assert (await proof(desk, made)).faults == ()


DYING = {
    "an error": "raise ValueError('broken')",
    "a signal": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "too much memory": (
        "import sys; from posture.formats.pdf import main\n"
        "import posture.formats.pdf as pdf\n"
        "pdf.render = lambda *a, **b: b'x' * 2**32\n"
        "main(sys.argv[1:])"
    ),
}


@pytest.mark.parametrize("how", DYING)
async def test_a_renderer_that_dies_is_tried_again_and_then_the_report_fails(
    desk: Desk, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dying.py").write_text(DYING[how])
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    row = await desk.ask(form=ReportFormat.PDF)
    reporter = desk.reporter(program="dying", report_attempts=2)
    attempts = 0
    while (await desk.row(row.id)).status != "failed":
        attempts += await desk.attempt(reporter)
        desk.rig.clock.pass_seconds(10)
    found = await desk.row(row.id)
    assert attempts == 2
    assert found.error_code == "renderer_failed"
    assert "the renderer ended" in (found.error_message or "")
    assert await desk.part_count() == 0


async def test_the_renderer_gets_no_secret_of_the_worker(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    (tmp_path / "telling.py").write_text(
        f"import os, sys; open({str(seen)!r}, 'w').write(repr(dict(os.environ))); sys.exit(1)"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    for name in ("POSTURE_SECRET_KEY", "AWS_SECRET_ACCESS_KEY", "AZURE_CLIENT_SECRET", "OTHER"):
        monkeypatch.setenv(name, "a secret of the worker")
    await desk.ask(form=ReportFormat.PDF)
    await desk.attempt(desk.reporter(program="telling"))
    assert "PATH" in seen.read_text()
    assert "a secret of the worker" not in seen.read_text()


async def test_a_worker_without_the_renderer_fails_the_report(desk: Desk) -> None:
    row = await desk.ask(form=ReportFormat.PDF)
    reporter = Reporter(desk.store, desk.rig.settings, CATALOG)
    await desk.attempt(reporter)
    found = await desk.row(row.id)
    assert (found.status, found.error_code) == ("failed", "renderer_unavailable")
