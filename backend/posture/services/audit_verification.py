"""Audit verification: the newest rows of a tenant's chain, with every hash computed again."""

from functools import partial
from typing import Final

import msgspec

from posture.settings import Settings
from posture.store import chain, chain_walk
from posture.store.chain import GENESIS, ChainRow
from posture.store.engine import Store

__all__ = ["Verification", "verify_audit"]

ROWS_AT_A_TIME: Final = 1_000
MOST_FAULTS: Final = 20
# A purge may move the beginning of the chain during a walk; then the walk is made again.
WALKS: Final = 3


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What a walk found; `faults` are sentences.

    `is_whole` if all rows that are left were verified.
    """

    at: int
    position: int
    hash: str
    verified_rows: int
    is_whole: bool
    faults: tuple[str, ...]


async def verify_audit(store: Store, settings: Settings, *, tenant_id: str) -> Verification:
    """Verify the newest rows of a tenant's chain, as many as one request may."""
    left = WALKS
    while True:
        left -= 1
        head = await _head(store, tenant_id)
        found = await _walked(store, tenant_id, head, limit=settings.audit_verification_rows)
        if not found.faults or not left or _start(await _head(store, tenant_id)) == _start(head):
            return found


async def _head(store: Store, tenant_id: str) -> ChainRow | None:
    return await store.read(partial(chain.get, chain=tenant_id), tenant_id=tenant_id)


def _start(head: ChainRow | None) -> tuple[int, str]:
    return (head.purged_position, head.purged_hash) if head else (0, GENESIS)


async def _walked(
    store: Store, tenant_id: str, head: ChainRow | None, *, limit: int
) -> Verification:
    first, first_hash = _start(head)
    last, last_hash = (head.position, head.hash) if head else (0, GENESIS)
    start = max(first, last - limit)
    # Without the hash of the row before, the first row is only what the next one refers to.
    before = first_hash if start == first else None
    position = start if before is None else start + 1
    faults: list[str] = []
    count = 0
    while position <= last and len(faults) < MOST_FAULTS:
        size = min(ROWS_AT_A_TIME, last - position + 1)
        page = partial(chain_walk.links_from, tenant_id=tenant_id, position=position, limit=size)
        rows = await store.read(page, tenant_id=tenant_id)
        for row in rows[:size]:
            if row.position != position:
                break
            if before is not None and row.hash != chain.digest(before, msgspec.structs.asdict(row)):
                faults.append(f"Row {position}, or the one before it, was changed.")
            count += before is not None
            before, position = row.hash, position + 1
        else:
            if rows:
                continue
        faults.append(f"Row {position} is missing.")
        break
    if not faults and before is not None and before != last_hash:
        faults.append(f"Row {last} is not the one that was recorded as the last.")
    return Verification(
        at=store.now(),
        position=last,
        hash=last_hash,
        verified_rows=count,
        is_whole=start == first,
        faults=tuple(faults[:MOST_FAULTS]),
    )
