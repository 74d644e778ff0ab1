"""Checkpoints: the service's own chain notes the heads of all other chains, at an interval.

The chain of the rows without a tenant is the service's own. A head of a tenant's chain that was
copied earlier and written back later is older than what the service's chain notes, and so is a
chain that was removed with its tenant. The hash of the service's last row thus stands for all
chains: noted elsewhere (`worker.anchor`), it proves the whole log.
"""

from collections.abc import AsyncIterator
from typing import Final

import msgspec
import structlog

from posture.services.audit import Actor
from posture.settings import Settings
from posture.store import chain, retention
from posture.store.chain import NO_TENANT_CHAIN, ChainRow, LinkRow
from posture.store.engine import Store
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT, NO_TENANT

__all__ = ["CHECKPOINT", "SEALED", "Checkpoints", "Ledger", "read_ledger", "seal_log"]

CHECKPOINT: Final = "audit.checkpoint"
SEALED: Final = "audit.sealed"
TENANT_DELETED: Final = "tenant.deleted"
DUTY: Final = "audit.checkpoint"
HEADS_IN_A_ROW: Final = 500
ROWS_AT_A_TIME: Final = 1_000

log = structlog.get_logger()


class Head(msgspec.Struct, frozen=True):
    """The last row of a tenant's chain, as a checkpoint notes it."""

    tenant_id: str
    position: int
    hash: str


class Checkpoint(msgspec.Struct, frozen=True):
    """The document of a row with the action `audit.checkpoint`."""

    heads: tuple[Head, ...]


class Ledger(msgspec.Struct):
    """What the service's own chain says of the others: noted heads, and who was deleted."""

    heads: dict[str, dict[int, str]] = msgspec.field(default_factory=dict)
    deleted: set[str] = msgspec.field(default_factory=set)

    def living(self) -> set[str]:
        """Return the chains that must exist."""
        return set(self.heads) - self.deleted


class Checkpoints:
    """Notes the heads that have moved since this process noted them last; the first time all."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._seconds = settings.audit_checkpoint_seconds
        self._noted: dict[str, int] = {}

    async def note(self) -> int:
        """Note the heads, unless another process did within the interval; return how many.

        Raises:
            UnavailableError: the database cannot be written, or this process lacks the key.
        """
        at = self._store.now()
        until = at - int(self._seconds * 1_000)
        moved = await self._store.write(
            lambda connection: self._note(connection, at=at, until=until), tenant_id=NO_TENANT
        )
        self._noted |= {head.chain: head.position for head in moved}
        return len(moved)

    def _note(self, connection: Connection, *, at: int, until: int) -> list[ChainRow]:
        if not retention.take_duty(connection, at=at, until=until, name=DUTY):
            return []
        heads = chain.heads(connection)
        _report_broken(connection, heads)
        moved = [
            head
            for head in heads
            if head.chain != NO_TENANT_CHAIN and head.position != self._noted.get(head.chain, 0)
        ]
        note_heads(connection, moved, at=at)
        return moved


def note_heads(connection: Connection, heads: list[ChainRow], *, at: int) -> None:
    """Add rows with these heads to the service's own chain."""
    for start in range(0, len(heads), HEADS_IN_A_ROW):
        some = heads[start : start + HEADS_IN_A_ROW]
        noted = Checkpoint(tuple(Head(one.chain, one.position, one.hash) for one in some))
        _append(connection, CHECKPOINT, msgspec.json.encode(noted).decode(), at=at)


async def seal_log(store: Store, *, by: Actor | None = None) -> int:
    """Seal all heads with this process's key, and record it; return how many had no valid seal."""
    at = store.now()

    def seal(connection: Connection) -> int:
        heads = chain.heads(connection)
        unsealed = [head for head in heads if not chain.is_sealed(connection, head)]
        for head in unsealed:
            chain.reseal(connection, head)
        document = {"chain_count": len(unsealed)}
        _append(connection, SEALED, msgspec.json.encode(document).decode(), at=at, by=by)
        note_heads(connection, [one for one in heads if one.chain != NO_TENANT_CHAIN], at=at)
        return len(unsealed)

    return await store.write(seal, tenant_id=NO_TENANT)


async def read_ledger(store: Store) -> Ledger:
    """Read what the service's own chain says of the others.

    A head takes about 200 bytes; at an interval of a minute, a busy tenant has half a million a
    year.
    """
    ledger = Ledger()
    async for row in stream_rows(store, NO_TENANT_CHAIN):
        if row.action == TENANT_DELETED and row.target_id is not None:
            ledger.deleted.add(row.target_id)
        elif row.action == CHECKPOINT:
            for head in _heads_in(row):
                ledger.heads.setdefault(head.tenant_id, {})[head.position] = head.hash
    return ledger


async def stream_rows(store: Store, key: str) -> AsyncIterator[LinkRow]:
    """Stream the rows of a chain, oldest first, a few at a time."""
    after_id = 0
    while rows := await links(store, key, after_id):
        for row in rows:
            yield row
        after_id = rows[-1].id


async def links(store: Store, key: str, after_id: int) -> list[LinkRow]:
    """Return the next rows of a chain after an id."""
    return await store.read(
        lambda connection: chain.links(connection, key, after_id=after_id, limit=ROWS_AT_A_TIME),
        tenant_id=EVERY_TENANT,
    )


def _heads_in(row: LinkRow) -> tuple[Head, ...]:
    try:
        return msgspec.json.decode(row.after_jsonb or "", type=Checkpoint).heads
    except msgspec.DecodeError:
        return ()


def _report_broken(connection: Connection, heads: list[ChainRow]) -> None:
    if not connection.audit_key:
        return
    broken = [head.chain for head in heads if not chain.is_sealed(connection, head)]
    if broken:
        log.error(
            "audit.seal_invalid",
            chain_count=len(broken),
            chains=broken[:10],
            advice="run `posture audit verify`",
        )


def _append(
    connection: Connection, action: str, document: str, *, at: int, by: Actor | None = None
) -> None:
    chain.append(
        connection,
        tenant_id=None,
        ts=at,
        actor_user_id=None if by is None else by.token_id,
        actor_ip=None,
        action=action,
        target_kind="audit",
        target_id=None,
        before_jsonb=None,
        after_jsonb=document,
        result="success",
        request_id=None,
    )
