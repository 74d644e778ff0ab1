"""The audit chain as a whole: verify it, and stream all of its rows."""

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Final

import msgspec

from posture.store import chain
from posture.store.chain import GENESIS, NO_TENANT_CHAIN, PURGED, ChainRow, LinkRow, Purged
from posture.store.engine import Store
from posture.store.tenancy import EVERY_TENANT

__all__ = [
    "ChainVerdict",
    "Fault",
    "FaultKind",
    "LinkRow",
    "all_chains",
    "stream_rows",
    "verify_chain",
]

ROWS_AT_A_TIME: Final = 1_000
FAULTS_REPORTED: Final = 20
# A purge may move the anchor during a walk; then the walk starts again from there.
WALKS: Final = 100


class FaultKind(StrEnum):
    """What is wrong with a chain."""

    ALTERED = "altered"
    MISSING = "missing"
    OUT_OF_ORDER = "out_of_order"
    TAIL = "tail_missing"
    HEAD = "head_altered"
    ANCHOR = "anchor_altered"
    NOTED = "noted_head_altered"


class Fault(msgspec.Struct, frozen=True):
    """A place where a chain is broken; `row_id` is the row at which it was noticed."""

    kind: FaultKind
    row_id: int | None
    detail: str


class ChainVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a walk along a chain.

    Attributes:
        tenant_id: the tenant of the chain; None for the rows without a tenant.
        row_count: how many rows were read.
        position: of the last row in the chain, purged ones counted.
        hash: of the last row: noted elsewhere, it proves later that nothing before was changed.
        purged_position: of the last row that retention purged, 0 when none was.
    """

    tenant_id: str | None
    row_count: int
    position: int
    row_id: int
    hash: str
    purged_position: int
    faults: tuple[Fault, ...]


async def all_chains(store: Store) -> list[str]:
    """Return all chains, that of the rows without a tenant first."""
    return sorted(await store.read(chain.chains, tenant_id=EVERY_TENANT))


async def stream_rows(store: Store, key: str) -> AsyncIterator[LinkRow]:
    """Stream the rows of a chain, oldest first, a few at a time."""
    after_id = 0
    while rows := await _links(store, key, after_id):
        for row in rows:
            yield row
        after_id = rows[-1].id


async def verify_chain(
    store: Store, key: str, *, noted: tuple[int, str] | None = None
) -> ChainVerdict:
    """Walk along a chain while others may append to it, and return where it is broken.

    Args:
        store: the database.
        key: the chain: a tenant's id, or empty for the rows of no tenant.
        noted: position and hash of a head that was noted earlier, elsewhere.
    """
    left = WALKS
    while True:
        left -= 1
        head = await _head(store, key)
        verdict = await _walk(store, key, head, noted)
        if not verdict.faults or not left or _anchor(head) == _anchor(await _head(store, key)):
            return verdict


async def _walk(
    store: Store, key: str, start: ChainRow | None, noted: tuple[int, str] | None
) -> ChainVerdict:
    walk = _Walk(start, noted)
    head = start
    while True:
        rows = await _links(store, key, walk.seen_id)
        for row in rows:
            walk.compare_row(row)
        if rows:
            continue
        # The head was read before the last page of rows, so rows appended meanwhile are never taken
        # for missing ones.
        if head is None or walk.position <= head.position:
            break
        head = await _head(store, key)
        if head is None or head.position < walk.position:
            break
    walk.compare_ends(head, start)
    return walk.verdict(None if key == NO_TENANT_CHAIN else key)


class _Walk:
    """One walk along a chain: its position, and the faults found so far."""

    def __init__(self, start: ChainRow | None, noted: tuple[int, str] | None) -> None:
        self.position = start.purged_position if start else 0
        self.seen_id = 0
        self._row_id = start.purged_row_id if start else 0
        self._hash = start.purged_hash if start else GENESIS
        self._purged = self.position
        # The ends of the purges recorded in the chain; one may have come after the walk began.
        self._purges: set[tuple[int, str]] = {(0, GENESIS)}
        self._count = 0
        self._noted = noted
        self._faults: list[Fault] = []

    def compare_row(self, row: LinkRow) -> None:
        """Compare a row with the one before; a row that is out of order is skipped."""
        self.seen_id = row.id
        self._count += 1
        due = self.position + 1
        if row.position < due:
            text = f"its position in the chain is {row.position}, but {due} was expected"
            self._note(FaultKind.OUT_OF_ORDER, row.id, text)
            return
        if row.position > due:
            text = f"rows {due} to {row.position - 1} of the chain are missing before this one"
            self._note(FaultKind.MISSING, row.id, text)
        elif row.hash != chain.digest(self._hash, msgspec.structs.asdict(row)):
            text = "it, or the hash of the row before, was changed"
            self._note(FaultKind.ALTERED, row.id, text)
        if self._noted is not None and self._noted[0] == row.position:
            if self._noted[1] != row.hash:
                self._note(FaultKind.NOTED, row.id, "its hash is not the one that was noted")
            self._noted = None
        if row.action == PURGED:
            self._purges.add(_purge_in(row))
        self.position, self._row_id, self._hash = row.position, row.id, row.hash

    def compare_ends(self, head: ChainRow | None, start: ChainRow | None) -> None:
        """Compare the ends of the walk with the ends that the chain records."""
        if self._noted is not None and self._noted[0] > self.position:
            text = f"row {self._noted[0]} of the chain, which was its last, is missing"
            self._note(FaultKind.NOTED, None, text)
        if head is None or start is None:
            self._note(FaultKind.HEAD, None, "the chain's last row is not recorded")
            return
        due = self.position + 1
        if due <= head.position:
            text = f"the last rows of the chain, {due} to {head.position}, are missing"
            self._note(FaultKind.TAIL, head.row_id, text)
        elif (self._row_id, self._hash) != (head.row_id, head.hash):
            text = f"the recorded last row of the chain is {head.row_id}, but it ends with this one"
            self._note(FaultKind.HEAD, self._row_id, text)
        if (start.purged_position, start.purged_hash) not in self._purges:
            text = f"the chain has no record of a purge of the rows up to {start.purged_row_id}"
            self._note(FaultKind.ANCHOR, start.purged_row_id, text)

    def verdict(self, tenant_id: str | None) -> ChainVerdict:
        """Return the result of the walk."""
        return ChainVerdict(
            tenant_id=tenant_id,
            row_count=self._count,
            position=self.position,
            row_id=self._row_id,
            hash=self._hash,
            purged_position=self._purged,
            faults=tuple(self._faults[:FAULTS_REPORTED]),
        )

    def _note(self, kind: FaultKind, row_id: int | None, detail: str) -> None:
        self._faults.append(Fault(kind, row_id, detail))


def _purge_in(row: LinkRow) -> tuple[int, str]:
    """Return the last row that retention purged, according to a row of the chain."""
    try:
        purged = msgspec.json.decode(row.after_jsonb or "", type=Purged)
    except msgspec.DecodeError:
        return (0, GENESIS)
    return (purged.position, purged.hash)


def _anchor(row: ChainRow | None) -> int | None:
    return row.purged_position if row else None


async def _head(store: Store, key: str) -> ChainRow | None:
    return await store.read(lambda connection: chain.get(connection, key), tenant_id=EVERY_TENANT)


async def _links(store: Store, key: str, after_id: int) -> list[LinkRow]:
    return await store.read(
        lambda connection: chain.links(connection, key, after_id=after_id, limit=ROWS_AT_A_TIME),
        tenant_id=EVERY_TENANT,
    )
