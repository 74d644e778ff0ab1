"""The audit chain as a whole: verify each chain, and what the service's own says of the others."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from posture.services.audit_checkpoints import Ledger, links, read_ledger, stream_rows
from posture.store import chain
from posture.store.chain import GENESIS, NO_TENANT_CHAIN, PURGED, ChainRow, LinkRow, Purged
from posture.store.engine import Store
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT

__all__ = [
    "ChainVerdict",
    "Fault",
    "FaultKind",
    "LinkRow",
    "all_chains",
    "stream_rows",
    "verify_chain",
    "verify_log",
]

FAULTS_REPORTED: Final = 20
# A purge may move the anchor during a walk; then the walk starts again from there.
WALKS: Final = 100
NO_HEADS: Final[Mapping[int, str]] = MappingProxyType({})


class FaultKind(StrEnum):
    """What is wrong with a chain."""

    ALTERED = "altered"
    MISSING = "missing"
    OUT_OF_ORDER = "out_of_order"
    TAIL = "tail_missing"
    HEAD = "head_altered"
    ANCHOR = "anchor_altered"
    NOTED = "noted_head_altered"
    CHECKPOINT = "checkpoint_altered"
    CHAIN = "chain_missing"
    SEAL = "seal_altered"
    UNSEALED = "unsealed"


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
        sealed: whether the head has the operator's seal; None without a key to verify it with.
    """

    tenant_id: str | None
    row_count: int
    position: int
    row_id: int
    hash: str
    purged_position: int
    sealed: bool | None
    faults: tuple[Fault, ...]


async def all_chains(store: Store) -> list[str]:
    """Return all chains, that of the rows without a tenant first."""
    return sorted(await store.read(chain.chains, tenant_id=EVERY_TENANT))


async def verify_log(
    store: Store,
    *,
    tenant_id: str | None = None,
    noted: Mapping[str, Mapping[int, str]] = MappingProxyType({}),
) -> list[ChainVerdict]:
    """Verify all chains, or a tenant's and the service's own.

    Args:
        store: the database.
        tenant_id: whose chain.
        noted: by chain, hashes of rows that were noted elsewhere, by their positions.
    """
    # The heads that the service's chain notes are read before the chains, which only grow.
    ledger = await read_ledger(store)
    keys = [NO_TENANT_CHAIN, tenant_id] if tenant_id else await _every_chain(store, ledger, noted)
    return [
        await verify_chain(store, key, noted=noted.get(key, NO_HEADS), ledger=ledger)
        for key in keys
    ]


async def verify_chain(
    store: Store,
    key: str,
    *,
    noted: Mapping[int, str] = NO_HEADS,
    ledger: Ledger | None = None,
) -> ChainVerdict:
    """Walk along a chain while others may append to it, and return where it is broken.

    Args:
        store: the database.
        key: the chain: a tenant's id, or empty for the rows of no tenant.
        noted: hashes of rows that were noted earlier, elsewhere, by their positions.
        ledger: what the service's own chain says of this one.
    """
    left = WALKS
    while True:
        left -= 1
        head, sealed = await _head(store, key)
        verdict = await _walk(store, key, (head, sealed), noted, ledger or Ledger())
        if not verdict.faults or not left or _anchor(head) == _anchor((await _head(store, key))[0]):
            return verdict


async def _every_chain(store: Store, ledger: Ledger, noted: Iterable[str]) -> list[str]:
    return sorted({*await all_chains(store), *ledger.living(), *(set(noted) - ledger.deleted)})


async def _walk(
    store: Store,
    key: str,
    found: tuple[ChainRow | None, bool | None],
    noted: Mapping[int, str],
    ledger: Ledger,
) -> ChainVerdict:
    start, sealed = found
    walk = _Walk(start, noted, ledger.heads.get(key, NO_HEADS))
    head = start
    while True:
        rows = await links(store, key, walk.seen_id)
        for row in rows:
            walk.compare_row(row)
        if rows:
            continue
        # The head was read before the last page of rows, so rows appended meanwhile are never taken
        # for missing ones.
        if head is None or walk.position <= head.position:
            break
        head, sealed = await _head(store, key)
        if head is None or head.position < walk.position:
            break
    if key in ledger.deleted:
        # A request that was under way may have added rows; nothing else is left.
        sealed = None
    walk.compare_ends(head, start, sealed=sealed)
    return walk.verdict(None if key == NO_TENANT_CHAIN else key, sealed=sealed)


class _Walk:
    """One walk along a chain: its position, and the faults found so far."""

    def __init__(
        self, start: ChainRow | None, noted: Mapping[int, str], checkpoints: Mapping[int, str]
    ) -> None:
        self.position = start.purged_position if start else 0
        self.seen_id = 0
        self._row_id = start.purged_row_id if start else 0
        self._hash = start.purged_hash if start else GENESIS
        self._purged = self.position
        # The ends of the purges recorded in the chain; one may have come after the walk began.
        self._purges: set[tuple[int, str]] = {(0, GENESIS)}
        self._count = 0
        self._noted = noted
        self._checkpoints = checkpoints
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
        if self._noted.get(row.position, row.hash) != row.hash:
            self._note(FaultKind.NOTED, row.id, "its hash is not the one that was noted")
        if self._checkpoints.get(row.position, row.hash) != row.hash:
            text = "its hash is not the one in a checkpoint of the service"
            self._note(FaultKind.CHECKPOINT, row.id, text)
        if row.action == PURGED:
            self._purges.add(_purge_in(row))
        self.position, self._row_id, self._hash = row.position, row.id, row.hash

    def compare_ends(
        self, head: ChainRow | None, start: ChainRow | None, *, sealed: bool | None
    ) -> None:
        """Compare the ends of the walk with the ends that are recorded, here and elsewhere."""
        self._compare_noted(sealed=sealed)
        if head is None or start is None:
            self._note(FaultKind.HEAD, None, "the chain's last row is not recorded")
            return
        if sealed is False:
            self._note_seal(head)
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

    def _compare_noted(self, *, sealed: bool | None) -> None:
        last = max(self._noted, default=0)
        if last > self.position:
            text = f"row {last} of the chain, which was its last, is missing"
            self._note(FaultKind.NOTED, None, text)
        elif 0 < last <= self._purged and not sealed:
            text = (
                f"row {last} of the chain, which was noted, was purged; "
                "without a seal nothing proves that retention did it"
            )
            self._note(FaultKind.NOTED, None, text)
        last = max(self._checkpoints, default=0)
        if last > self.position:
            text = f"row {last} of the chain, which a checkpoint has noted, is missing"
            kind = FaultKind.CHECKPOINT if self._count else FaultKind.CHAIN
            self._note(kind, None, text)

    def _note_seal(self, head: ChainRow) -> None:
        if head.seal:
            text = "the recorded last row does not have the seal of POSTURE_SECRET_KEY"
            self._note(FaultKind.SEAL, head.row_id, text)
            return
        text = (
            "the recorded last row has no seal: run `posture audit seal` once if the log is older "
            "than POSTURE_SECRET_KEY; otherwise the seal was removed"
        )
        self._note(FaultKind.UNSEALED, head.row_id, text)

    def verdict(self, tenant_id: str | None, *, sealed: bool | None) -> ChainVerdict:
        """Return the result of the walk."""
        return ChainVerdict(
            tenant_id=tenant_id,
            row_count=self._count,
            position=self.position,
            row_id=self._row_id,
            hash=self._hash,
            purged_position=self._purged,
            sealed=sealed,
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


async def _head(store: Store, key: str) -> tuple[ChainRow | None, bool | None]:
    """Return a chain's ends, and whether they are sealed; None without a key."""
    return await store.read(
        lambda connection: _sealed_head(connection, key), tenant_id=EVERY_TENANT
    )


def _sealed_head(connection: Connection, key: str) -> tuple[ChainRow | None, bool | None]:
    head = chain.get(connection, key)
    if head is None or not connection.audit_key:
        return head, None
    return head, chain.is_sealed(connection, head)
