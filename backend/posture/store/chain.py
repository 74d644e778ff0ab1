"""Chain: a hash chain over the audit rows of each tenant.

Each row carries its position and the SHA-256 of its own columns together with the hash of the row
before; rows of no tenant are a chain of their own. The head of a chain (the last row) and its
anchor (the last row that retention purged) are kept apart from the rows. So no row can be changed,
removed, moved or inserted, and none removed from an end, without a hash, a position or a head that
no longer fits. Someone who can rewrite rows, head and anchor can make a chain that fits, but not
the head's seal (`store.seal`), which needs the operator's key. A head that was copied earlier, with
its seal, and written back later is older than the last checkpoint: the chain of the rows without a
tenant, the service's own, notes the heads of all others at an interval.

A transaction that appends holds the chain's head until it ends. The units of a tenant begin by
locking the tenant's row, those without a tenant by locking the head of their chain, and every
transaction takes these locks first and in one order. So appending never waits for a lock that is
not held already, and no two transactions wait for each other here. Work across tenants that
appends to a tenant's chain takes its head late: in a deadlock the server ends one of the two
transactions, and the store runs it again.
"""

from collections.abc import Sequence
from hashlib import sha256
from operator import itemgetter
from typing import Any, Final

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from posture.store import seal
from posture.store.columns import SQLITE, Whole
from posture.store.errors import UnavailableError
from posture.store.rows import audit, audit_chains, tenants
from posture.store.seal import BROKEN, seal_of
from posture.store.statement import Connection, Statement, fields_of, inserting, value

GENESIS: Final = ""
# The chain of the rows without a tenant.
NO_TENANT_CHAIN: Final = ""
# Retention adds a row to the chain, so a beginning that was removed by anything else is detected.
PURGED: Final = "audit.purged"
NO_KEY: Final = (
    "The audit log is sealed with a key: set POSTURE_SECRET_KEY to that of the other processes."
)


class ChainRow(msgspec.Struct, frozen=True, gc=False):
    """A chain: its last row, and the last row that was purged from its beginning."""

    chain: str
    position: int
    row_id: int
    hash: str
    purged_position: int
    purged_row_id: int
    purged_hash: str
    seal: str


class LinkRow(msgspec.Struct, frozen=True, gc=False):
    """A row of a chain, with every column that its hash covers."""

    position: int
    id: int
    tenant_id: str | None
    ts: int
    actor_user_id: str | None
    actor_ip: str | None
    action: str
    target_kind: str | None
    target_id: str | None
    before_jsonb: str | None
    after_jsonb: str | None
    result: str
    request_id: str | None
    hash: str


_COVERED: Final = itemgetter(*LinkRow.__struct_fields__[:-1])


class Purged(msgspec.Struct, frozen=True):
    """The document of a row with the action `audit.purged`: the last row that was deleted."""

    position: int
    row_id: int
    hash: str
    row_count: int


class _NextId(FunctionElement[int]):
    """The id of the next row: it is part of what is hashed."""

    type = Whole()
    inherit_cache = True


@compiles(_NextId, "sqlite")
def _(_element: _NextId, _compiler: SQLCompiler, **_more: object) -> str:
    return "(SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'audit')"


@compiles(_NextId, "postgresql")
def _(_element: _NextId, _compiler: SQLCompiler, **_more: object) -> str:
    return "nextval(pg_get_serial_sequence('audit', 'id'))"


# In the sub-select, so that the id is drawn when the head is locked, not while waiting for it.
_held = (
    select(*fields_of(audit_chains, ChainRow))
    .where(audit_chains.c.chain == value("chain"))
    .with_for_update()
    .subquery()
)
_HEAD = Statement(select(*(_held.c[name] for name in ChainRow.__struct_fields__), _NextId()))
# Rows that are added at once need several; only a server runs this.
_MORE_IDS = Statement(
    select(_NextId()).select_from(func.generate_series(1, value("count")).table_valued("number"))
)
_BEGIN = inserting(audit_chains)
_ADD = inserting(audit)
_MOVE = Statement(
    update(audit_chains)
    .where(audit_chains.c.chain == value("of"))
    .values({name: value(name) for name in ChainRow.__struct_fields__ if name != "chain"})
)
_SEAL = Statement(
    update(audit_chains).where(audit_chains.c.chain == value("of")).values(seal=value("seal"))
)
_CHAIN = Statement(
    select(*fields_of(audit_chains, ChainRow)).where(audit_chains.c.chain == value("chain"))
)
_HEADS = Statement(select(*fields_of(audit_chains, ChainRow)).order_by(audit_chains.c.chain))
_TENANTS = Statement(select(tenants.c.id))
_OWNERS = Statement(select(audit.c.tenant_id).distinct())
_LINKS = select(*fields_of(audit, LinkRow)).order_by(audit.c.id).limit(value("limit"))
_LINKS_OF = Statement(
    _LINKS.where(audit.c.tenant_id == value("chain"), audit.c.id > value("after_id"))
)
_LINKS_WITHOUT_TENANT = Statement(
    _LINKS.where(audit.c.tenant_id.is_(None), audit.c.id > value("after_id"))
)


def begin(connection: Connection, chain: str) -> None:
    """Create a chain without rows."""
    _begin(connection, chain, sealed=True)


def append(connection: Connection, *, purged: "Purged | None" = None, **columns: Any) -> None:  # noqa: ANN401  # each column has its own type
    """Add a row to its tenant's chain, in the transaction of what it records.

    With `purged`, the last row that retention has just deleted, the chain's anchor moves there.

    Raises:
        UnavailableError: the chain is sealed, and this process has no key.
    """
    if connection.is_deferring and purged is None:
        connection.defer(_APPENDED, columns)
    else:
        _append(connection, columns["tenant_id"] or NO_TENANT_CHAIN, [columns], purged)


class _Appended:
    """The rows of chains that are deferred."""

    def add_all(self, connection: Connection, /, rows: Sequence[dict[str, Any]]) -> None:
        """Add rows at the ends of their chains."""
        chains: dict[str, list[dict[str, Any]]] = {}
        for columns in rows:
            chains.setdefault(columns["tenant_id"] or NO_TENANT_CHAIN, []).append(columns)
        for chain, own in chains.items():
            _append(connection, chain, own, None)


_APPENDED: Final = _Appended()


def _append(
    connection: Connection, chain: str, rows: list[dict[str, Any]], purged: Purged | None
) -> None:
    """Add rows at the end of one chain, and move its head once."""
    found = _HEAD.first(connection, chain=chain)
    if found is None:
        # Every tenant begins with a chain, so this one was removed.
        _begin(connection, chain, sealed=False)
        found = _HEAD.first(connection, chain=chain)
    if found is None:
        raise RuntimeError(f"the head of the chain {chain!r} disappeared")
    *head, row_id = found
    before = ChainRow(*head)
    position, made = before.position, before.hash
    links: list[dict[str, Any]] = []
    for number in _ids(connection, row_id, len(rows)):
        columns = {"position": position + 1, "id": number, **rows[len(links)]}
        position, row_id, made = position + 1, number, digest(made, columns)
        links.append({**columns, "hash": made})
    ends = purged or Purged(before.purged_position, before.purged_row_id, before.purged_hash, 0)
    after = (position, row_id, made, ends.position, ends.row_id, ends.hash)
    following = _following_seal(connection, before, (chain, *after))
    _ADD.add_all(connection, links)
    values = dict(zip(ChainRow.__struct_fields__[1:], (*after, following), strict=True))
    _MOVE.run(connection, of=chain, **values)


def _ids(connection: Connection, first: int, count: int) -> Sequence[int]:
    """Return ascending ids for rows that are added at once."""
    if connection.dialect.name == SQLITE:
        return range(first, first + count)
    more = _MORE_IDS.all(connection, count=count - 1) if count > 1 else ()
    return [first, *sorted(one for (one,) in more)]


def reseal(connection: Connection, head: ChainRow) -> None:
    """Give a head a valid seal, whatever the one is that it has."""
    _SEAL.run(connection, of=head.chain, seal=seal_of(connection.audit_key, _covered(head)))


def is_sealed(connection: Connection, head: ChainRow) -> bool:
    """Return whether a head has the seal of this process's key."""
    return seal.fits(connection.audit_key, _covered(head), head.seal)


def _begin(connection: Connection, chain: str, *, sealed: bool) -> None:
    ends = (chain, 0, 0, GENESIS, 0, 0, GENESIS)
    key = connection.audit_key
    made = (seal_of(key, ends) if sealed else BROKEN) if key else ""
    _BEGIN.run(connection, **dict(zip(ChainRow.__struct_fields__, (*ends, made), strict=True)))


def _following_seal(connection: Connection, before: ChainRow, after: tuple[str | int, ...]) -> str:
    """Return the seal of a head that follows another; without a valid one there is none."""
    if not connection.audit_key:
        if before.seal:
            raise UnavailableError(NO_KEY)
        return ""
    if is_sealed(connection, before):
        return seal_of(connection.audit_key, after)
    return before.seal and BROKEN


def _covered(head: ChainRow) -> tuple[str | int, ...]:
    return msgspec.structs.astuple(head)[:-1]


def digest(before: str, columns: dict[str, Any]) -> str:
    """Return the hash of a row: SHA-256, in hex, of a JSON array without spaces, in UTF-8.

    It holds the hash of the row before (empty for the first) and the columns in the order of
    `LinkRow`.
    """
    return sha256(msgspec.json.encode((before, *_COVERED(columns)))).hexdigest()


def get(connection: Connection, chain: str) -> ChainRow | None:
    """Return a chain's head and anchor."""
    found = _CHAIN.first(connection, chain=chain)
    return ChainRow(*found) if found else None


def heads(connection: Connection) -> list[ChainRow]:
    """Return the heads of all chains."""
    return [ChainRow(*row) for row in _HEADS.all(connection)]


def chains(connection: Connection) -> set[str]:
    """Return all chains that have a head, rows or a tenant."""
    owners = {owner or NO_TENANT_CHAIN for (owner,) in _OWNERS.all(connection)}
    living = {tenant for (tenant,) in _TENANTS.all(connection)}
    return owners | living | {head.chain for head in heads(connection)}


def links(connection: Connection, chain: str, *, after_id: int, limit: int) -> list[LinkRow]:
    """Return rows of a chain in the order of their ids, those after `after_id`."""
    statement = _LINKS_OF if chain != NO_TENANT_CHAIN else _LINKS_WITHOUT_TENANT
    found = statement.all(connection, chain=chain, after_id=after_id, limit=limit)
    return [LinkRow(*row) for row in found]
