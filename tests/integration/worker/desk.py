"""A desk that asks for reports and makes them."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from posture.domain.report import ReportFormat
from posture.services import reports
from posture.services.audit import list_audit
from posture.services.evidence import Catalog
from posture.services.report_proof import Proof, prove_report
from posture.services.reports import ReportRow, ReportScope
from posture.store.rows import report_parts
from posture.store.statement import Statement
from posture.store.tenancy import EVERY_TENANT
from posture.worker.render import renderer_of
from posture.worker.report import Reporter
from tests.integration.fakes import CHECKS, FRAMEWORKS
from tests.integration.worker.conftest import BY, Rig

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


async def proof(desk: Desk, row: ReportRow, **settings: Any) -> Proof:  # noqa: ANN401  # as the settings
    return await prove_report(
        desk.store,
        replace(desk.rig.settings, **settings),
        tenant_id=desk.tenant_id,
        report_id=row.id,
    )
