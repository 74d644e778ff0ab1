"""Sessions: browsers in which people signed in, by the hashes of their cookies."""

from typing import Final

import msgspec
from sqlalchemy import delete, select, update

from posture.store.rows import sessions, tenants, tokens
from posture.store.statement import Connection, Statement, inserting, value
from posture.store.tenants import BearerRow


class SessionRow(msgspec.Struct, frozen=True, gc=False):
    """A session without the hash of its cookie."""

    id: str
    tenant_id: str
    token_id: str
    created_at: int
    seen_at: int
    expires_at: int


class SessionBearerRow(msgspec.Struct, frozen=True, gc=False):
    """What every request needs to know about its session, and about the token behind it."""

    session: SessionRow
    token: BearerRow


_BEARER = Statement(
    select(
        sessions.c.id,
        sessions.c.tenant_id,
        sessions.c.token_id,
        sessions.c.created_at,
        sessions.c.seen_at,
        sessions.c.expires_at,
        tokens.c.id,
        tokens.c.tenant_id,
        tokens.c.scopes,
        tokens.c.cidrs,
        tokens.c.expires_at,
        tokens.c.revoked_at,
        tokens.c.trust_id,
        tokens.c.workload,
        tokens.c.integrations,
        tokens.c.person,
        tenants.c.revision,
    )
    .join_from(sessions, tokens, sessions.c.token_id == tokens.c.id)
    .join(tenants, tokens.c.tenant_id == tenants.c.id)
    .where(sessions.c.cookie_hash == value("cookie_hash"))
)
_SESSION_FIELDS = len(SessionRow.__struct_fields__)
_ADD = inserting(sessions)
_SEEN = Statement(
    update(sessions)
    .where(sessions.c.id == value("session"), sessions.c.seen_at < value("at"))
    .values(seen_at=value("at"))
)
_END = Statement(
    delete(sessions).where(sessions.c.id == value("session"), sessions.c.tenant_id == value("of"))
)
_newest = (
    select(sessions.c.id)
    .where(sessions.c.token_id == value("of_token"))
    .order_by(sessions.c.created_at.desc(), sessions.c.id)
    .limit(value("most"))
    .scalar_subquery()
)
_KEEP_NEWEST = Statement(
    delete(sessions).where(sessions.c.token_id == value("token"), sessions.c.id.not_in(_newest))
)
_PURGE = Statement(
    delete(sessions).where(
        sessions.c.id.in_(
            select(sessions.c.id)
            .where(sessions.c.tenant_id == value("of"), sessions.c.expires_at <= value("at"))
            .limit(value("limit"))
        )
    )
)
# Each new session deletes a few that have expired, so that they never become many.
PURGED_AT_ONCE: Final = 20


def bearer(connection: Connection, cookie_hash: str) -> SessionBearerRow | None:
    """Return the session with that hash and its token, in one statement."""
    found = _BEARER.first(connection, cookie_hash=cookie_hash)
    if found is None:
        return None
    return SessionBearerRow(
        SessionRow(*found[:_SESSION_FIELDS]), BearerRow(*found[_SESSION_FIELDS:])
    )


def add(connection: Connection, row: SessionRow, *, cookie_hash: str, most: int) -> None:
    """Add a session; of its token only the newest `most` stay, and expired ones are deleted."""
    _PURGE.run(connection, of=row.tenant_id, at=row.created_at, limit=PURGED_AT_ONCE)
    _ADD.run(connection, cookie_hash=cookie_hash, **msgspec.structs.asdict(row))
    _KEEP_NEWEST.run(connection, token=row.token_id, of_token=row.token_id, most=most)


def seen(connection: Connection, session_id: str, *, at: int) -> None:
    """Note that a session is in use."""
    _SEEN.run(connection, session=session_id, at=at)


def end(connection: Connection, session_id: str, *, tenant_id: str) -> bool:
    """Delete a session; return whether it was there."""
    return bool(_END.run(connection, session=session_id, of=tenant_id))
