"""Sessions: sign in in a browser, which then holds a cookie and never a token.

A session points at a token, which a person showed or which is theirs alone: every request looks at
its revocation, expiry, addresses and scopes again. Only the SHA-256 of the cookie is stored.
"""

import math
import secrets
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final
from uuid import uuid4

import msgspec

from posture.services.audit import Actor, append_change
from posture.services.errors import SessionNotFoundError
from posture.services.tokens import Caller, caller_of
from posture.settings import Settings
from posture.store import sessions, tenants
from posture.store.engine import Store
from posture.store.sessions import SessionRow
from posture.store.statement import Connection

__all__ = [
    "SessionRow",
    "SignedIn",
    "begin",
    "find_session",
    "holder_of",
    "is_foreign",
    "is_over",
    "keep_alive",
    "sign_in",
    "sign_out",
]

RANDOM_BYTES: Final = 32
NO_DETAILS: Final[Mapping[str, Any]] = MappingProxyType({})


class Holder(msgspec.Struct, frozen=True):
    """The names of a caller's tenant and token; a person's token has the person's name."""

    tenant_name: str
    token_name: str


class SignedIn(msgspec.Struct, frozen=True):
    """A new session; its cookie is shown this once."""

    row: SessionRow
    cookie: str


async def find_session(
    store: Store, *, cookie: str, since_ns: float = math.inf, turn: str | None = None
) -> tuple[SessionRow, Caller] | None:
    """Return the session of a cookie and its caller; either may be expired, the token revoked.

    Look-ups take turns by `turn` and share reads, as those of `tokens.authenticate` do.
    """
    digest = sha256(cookie.encode()).hexdigest()
    found = await store.look_up(
        lambda connection: sessions.bearer(connection, digest),
        key=f"session {digest}",
        since_ns=since_ns,
        turn=turn,
    )
    if found is None:
        return None
    return found.session, caller_of(found.token, session_id=found.session.id)


def is_over(row: SessionRow, settings: Settings, *, at: int) -> bool:
    """Return whether a session has expired, or was not used for too long."""
    return at >= row.expires_at or at - row.seen_at >= settings.session_idle_seconds * 1_000


async def keep_alive(store: Store, settings: Settings, row: SessionRow) -> None:
    """Note that a session is in use, at most once in some minutes."""
    at = store.now()
    if at - row.seen_at < settings.session_seen_seconds * 1_000:
        return
    await store.write(
        lambda connection: sessions.seen(connection, row.id, at=at), tenant_id=row.tenant_id
    )


def is_foreign(caller: Caller, settings: Settings) -> bool:
    """Return whether a person signed in with a provider that no longer is the server's."""
    person, issuer = caller.person, settings.oidc_issuer
    return person is not None and not (issuer and person.startswith(f"{issuer} "))


async def sign_in(store: Store, settings: Settings, caller: Caller, *, by: Actor) -> SignedIn:
    """Start a session of a token that was found valid."""
    at = store.now()

    def write(connection: Connection) -> SignedIn:
        return begin(
            connection,
            settings,
            tenant_id=caller.tenant_id,
            token_id=caller.token_id,
            seconds=settings.session_seconds,
            by=by,
            at=at,
        )

    return await store.write(write, tenant_id=caller.tenant_id)


def begin(
    connection: Connection,
    settings: Settings,
    *,
    tenant_id: str,
    token_id: str,
    seconds: int,
    by: Actor,
    at: int,
    details: Mapping[str, Any] = NO_DETAILS,
) -> SignedIn:
    """Add a session of a token, and its audit row with these `details`."""
    cookie = secrets.token_urlsafe(RANDOM_BYTES)
    row = SessionRow(
        id=str(uuid4()),
        tenant_id=tenant_id,
        token_id=token_id,
        created_at=at,
        seen_at=at,
        expires_at=at + seconds * 1_000,
    )
    sessions.add(
        connection,
        row,
        cookie_hash=sha256(cookie.encode()).hexdigest(),
        most=settings.sessions_per_token,
    )
    after = {"id": row.id, "token_id": token_id, "expires_at": row.expires_at, **details}
    append_change(connection, "session.created", by, tenant_id=tenant_id, at=at, after=after)
    return SignedIn(row, cookie)


async def sign_out(store: Store, caller: Caller, *, by: Actor) -> None:
    """End the session of a caller.

    Raises:
        SessionNotFoundError: the caller sent its token itself.
    """
    session_id, at = caller.session_id, store.now()
    if session_id is None:
        raise SessionNotFoundError

    def write(connection: Connection) -> None:
        if sessions.end(connection, session_id, tenant_id=caller.tenant_id):
            before = {"id": session_id, "token_id": caller.token_id}
            append_change(
                connection, "session.ended", by, tenant_id=caller.tenant_id, at=at, before=before
            )

    await store.write(write, tenant_id=caller.tenant_id)


async def holder_of(store: Store, caller: Caller) -> Holder:
    """Return the names of a caller's tenant and token."""

    def read(connection: Connection) -> Holder:
        tenant = tenants.find_tenant(connection, caller.tenant_id)
        token = tenants.find_token(connection, caller.token_id)
        return Holder(tenant.name if tenant else "", token.name if token else "")

    return await store.read(read, tenant_id=caller.tenant_id)
