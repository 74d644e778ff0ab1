"""Report proof: what the audit log says about the file of a report.

The log has the SHA-256 of each file, in a row that the hash chain covers. The evidence names the
head of the chain at the end of its period. Walking from there to the row proves that nothing
between the two was changed, unless the chain was written anew from there on.
"""

from functools import partial
from typing import Any

import msgspec

from posture.domain.report import ReportStatus
from posture.services.report_errors import ReportNotReadyError
from posture.services.reports import get_report
from posture.settings import Settings
from posture.store import chain, chain_walk
from posture.store.chain import ChainRow, LinkRow
from posture.store.engine import Store
from posture.store.reports import ChainHead, ReportRow

__all__ = ["Proof", "Recorded", "prove_report"]

ROWS_AT_A_TIME = 1_000
COMPLETED = "report.completed"


class Recorded(msgspec.Struct, frozen=True):
    """The audit row that recorded a file."""

    position: int
    hash: str
    at: int
    sha256: str | None


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What was found; `faults` are sentences."""

    row: ReportRow
    recorded: Recorded | None
    head: ChainHead
    verified_rows: int
    walk: str
    faults: tuple[str, ...]


async def prove_report(
    store: Store, settings: Settings, *, tenant_id: str, report_id: str
) -> Proof:
    """Compare a report with the audit log; its file need not be there any more.

    Raises:
        ReportNotFoundError: the tenant has none with that id.
        ReportNotReadyError: it has no file, and never had one.
    """
    row = await get_report(store, tenant_id=tenant_id, report_id=report_id)
    if row.sha256 is None or row.recorded_position is None:
        raise ReportNotReadyError(ReportStatus(row.status))
    position = row.recorded_position
    found = await _links(store, tenant_id, position, 1)
    head = await store.read(partial(chain.get, chain=tenant_id), tenant_id=tenant_id)
    link = found[0] if found and found[0].position == position else None
    walk = _Walk(row, head)
    if link is None:
        walk.miss(position)
    else:
        walk.compare_record(link)
        await walk.verify(store, link, limit=settings.report_proof_rows)
    return walk.proof(link)


class _Walk:
    """A walk along the chain, from the head that the evidence names to the row of its report."""

    def __init__(self, row: ReportRow, head: ChainRow | None) -> None:
        self._row = row
        self._head = head
        self._faults: list[str] = []
        self._count = 0
        self._state = "none"

    def miss(self, position: int) -> None:
        purged = self._head is not None and position <= self._head.purged_position
        if not purged:
            self._faults.append(f"The audit log has no row {position}, which recorded the file.")

    def compare_record(self, link: LinkRow) -> None:
        said = _document(link)
        if (link.action, link.target_id) != (COMPLETED, self._row.id):
            self._faults.append(f"Row {link.position} of the audit log is not about this report.")
        for name in ("sha256", "evidence_sha256", "size_bytes"):
            if said.get(name) != getattr(self._row, name):
                self._faults.append(
                    f"The {name} of the report is not the one that the audit log recorded."
                )
        if self._head is None or self._head.position < link.position:
            self._faults.append("The head of the audit log is older than the row of the report.")

    async def verify(self, store: Store, link: LinkRow, *, limit: int) -> None:
        named = self._row.evidence_head
        purged = self._head.purged_position if self._head else 0
        start = max(named.position if named else 0, purged, link.position - limit)
        before: str | None = chain.GENESIS if start == 0 else None
        if start == purged and self._head is not None and purged:
            before = self._head.purged_hash
        position = start + 1 if before is not None else start
        while position <= link.position:
            size = min(ROWS_AT_A_TIME, link.position - position + 1)
            rows = await _links(store, self._row.tenant_id, position, size)
            for one in rows:
                if one.position != position or one.position > link.position:
                    self._faults.append(f"Row {position} of the audit log is missing.")
                    return
                self._compare(one, before, named)
                before, position = one.hash, position + 1
            if not rows:
                self._faults.append(f"Row {position} of the audit log is missing.")
                return
        whole = start == (named.position if named else 0)
        self._state = "complete" if whole else "partial"

    def _compare(self, one: LinkRow, before: str | None, named: ChainHead | None) -> None:
        self._count += 1
        if named and one.position == named.position and one.hash != named.hash:
            self._faults.append(
                f"Row {one.position} of the audit log is not the head that the evidence names."
            )
        if before is not None and one.hash != chain.digest(before, msgspec.structs.asdict(one)):
            self._faults.append(
                f"Row {one.position} of the audit log, or the one before it, was changed."
            )

    def proof(self, link: LinkRow | None) -> Proof:
        head = self._head
        return Proof(
            row=self._row,
            recorded=None
            if link is None
            else Recorded(link.position, link.hash, link.ts, _text(_document(link).get("sha256"))),
            head=ChainHead(head.position, head.hash) if head else ChainHead(0, chain.GENESIS),
            verified_rows=self._count,
            walk=self._state,
            faults=tuple(self._faults),
        )


async def _links(store: Store, tenant_id: str, position: int, limit: int) -> list[LinkRow]:
    page = partial(chain_walk.links_from, tenant_id=tenant_id, position=position, limit=limit)
    return await store.read(page, tenant_id=tenant_id)


def _document(link: LinkRow) -> dict[str, Any]:
    try:
        return msgspec.json.decode(link.after_jsonb or "{}", type=dict[str, Any])
    except msgspec.DecodeError:
        return {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
