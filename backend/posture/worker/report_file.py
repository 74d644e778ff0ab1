"""Report files: write the file of a claimed report to the database, part by part."""

from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from posture.domain.report import ReportFormat
from posture.services.evidence import Catalog, write_evidence
from posture.settings import Settings
from posture.store import reports
from posture.store.engine import Store
from posture.store.reports import ChainHead, ReportRow
from posture.worker.render import EvidenceFile, Renderer, RenderError

PART_BYTES: Final = 262_144


class ReportLostError(Exception):
    """The report was deleted, or another process has it."""


class ReportFailedError(Exception):
    """A report cannot be made; it is tried again unless it is `final`."""

    def __init__(self, code: str, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.final = final


class ClaimedReport(msgspec.Struct, frozen=True):
    """A report that this process has claimed."""

    row: ReportRow
    token: str


class MadeFile(msgspec.Struct, frozen=True):
    """The file of a report."""

    size_bytes: int
    sha256: str
    evidence_sha256: str
    evidence_head: ChainHead | None


async def write_file(
    claimed: ClaimedReport,
    *,
    store: Store,
    settings: Settings,
    catalog: Catalog,
    renderer: Renderer | None,
) -> MadeFile:
    """Write the file of a report, in the report's format.

    Raises:
        ReportLostError: the report was deleted, or another process has it.
        ReportFailedError: the file is too large, or cannot be rendered.
        ChangedError: a run was deleted while it was read.
        UnavailableError: the database cannot be used.
    """
    file = _File(store, claimed, settings.report_bytes)
    evidence = partial(
        write_evidence, store, claimed.row, catalog, page_rows=settings.export_page_rows
    )
    if claimed.row.format != ReportFormat.PDF:
        head = await evidence(file.write)
        await file.end()
        return MadeFile(file.size_bytes, file.sha256, file.sha256, head)
    if renderer is None:
        text = "The process that makes reports lacks the extra `pdf`."
        raise ReportFailedError("renderer_unavailable", text, final=True)
    with TemporaryDirectory(prefix="posture-report-") as home:
        source = EvidenceFile(Path(home) / "evidence.json", settings.report_bytes)
        try:
            head = await evidence(source.write)
            await file.write(await renderer(source.path, source.sha256))
        except RenderError as error:
            raise ReportFailedError("renderer_failed", str(error)) from error
    await file.end()
    return MadeFile(file.size_bytes, file.sha256, source.sha256, head)


class _File:
    """The file of a report while it is written: full parts go to the database."""

    def __init__(self, store: Store, claimed: ClaimedReport, limit_bytes: int) -> None:
        self._store = store
        self._claimed = claimed
        self._limit_bytes = limit_bytes
        self._buffer = bytearray()
        self._number = 0
        self._digest = sha256()
        self.size_bytes = 0

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    async def write(self, content: bytes) -> None:
        self._digest.update(content)
        self.size_bytes += len(content)
        if self.size_bytes > self._limit_bytes:
            text = f"It is larger than {self._limit_bytes} bytes (POSTURE_REPORT_BYTES)."
            raise ReportFailedError("too_large", text, final=True)
        self._buffer += content
        while len(self._buffer) >= PART_BYTES:
            await self._flush(bytes(self._buffer[:PART_BYTES]))
            del self._buffer[:PART_BYTES]

    async def end(self) -> None:
        if self._buffer or not self._number:
            await self._flush(bytes(self._buffer))
            self._buffer.clear()

    async def _flush(self, part: bytes) -> None:
        claimed = self._claimed
        add = partial(
            reports.add_part,
            row=claimed.row,
            token=claimed.token,
            number=self._number,
            content=part,
        )
        if not await self._store.write(add, tenant_id=claimed.row.tenant_id):
            raise ReportLostError
        self._number += 1
