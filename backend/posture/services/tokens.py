"""Tokens: shown once in clear text when created, stored only as their SHA-256."""

import math
import secrets
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

import msgspec

from posture.domain.moment import rendered
from posture.services import audit
from posture.services.audit import Actor
from posture.services.errors import TokenNotFoundError
from posture.store import tenants
from posture.store.engine import Store
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.store.tenants import BearerRow, TokenRow

__all__ = [
    "LIMITED_SCOPES",
    "SCOPES",
    "Caller",
    "Minted",
    "TokenRow",
    "authenticate",
    "caller_of",
    "document",
    "hash_of",
    "list_tokens",
    "mint",
    "minted_row",
    "person_of",
    "revoke",
]

PREFIX: Final = "posture_"
CREATED: Final = "token.created"
REVOKED: Final = "token.revoked"
RANDOM_BYTES: Final = 32
SCOPES: Final = (
    "cloud_posture:read",
    "cloud_posture:write",
    "findings:read",
    "findings:write",
    "integrations:read",
    "integrations:write",
    "external_ids:write",
    "suppressions:read",
    "suppressions:write",
    "audit:read",
    "reports:generate",
    "reports:read",
    "webhooks:read",
    "webhooks:write",
    "trusts:read",
    "trusts:write",
    "tokens:read",
    "tokens:write",
)
# What a token that is limited to some integrations can have: the operations of these scopes look
# at one integration, or leave the others out. Everything else concerns the whole tenant.
LIMITED_SCOPES: Final = frozenset(
    {
        "cloud_posture:read",
        "cloud_posture:write",
        "findings:read",
        "findings:write",
        "integrations:read",
        "suppressions:read",
        "suppressions:write",
    }
)


class Caller(msgspec.Struct, frozen=True):
    """The caller of a request: a token, its tenant, and the tenant's revision.

    `integrations` are the ids, separated by spaces, that the token is limited to; None for all.
    `workload` is the issuer and the subject of the job that exchanged its identity for the token.
    `session_id` is the session by which a browser uses the token. `person` is the issuer and the
    subject of the person who signed in with an identity provider; None for a token.
    """

    token_id: str
    tenant_id: str
    scopes: frozenset[str]
    cidrs: tuple[str, ...]
    expires_at: int | None
    revoked_at: int | None
    revision: int
    trust_id: str | None = None
    workload: str | None = None
    integrations: str | None = None
    session_id: str | None = None
    person: str | None = None

    @property
    def actor(self) -> str:
        """Return the caller as the audit log names it: its token, and where that is from."""
        parts = [self.token_id]
        if self.session_id is not None:
            parts.append(f"session {self.session_id}")
        if self.trust_id is not None:
            parts.append(f"trust {self.trust_id} {self.workload}")
        if self.person is not None:
            parts.append(f"person {self.person}")
        return " ".join(parts)

    def may_touch(self, integration_id: str | None) -> bool:
        """Return whether the token may have to do with an integration; None is all of them."""
        if self.integrations is None:
            return True
        return integration_id is not None and integration_id in self.integrations.split()


class Minted(msgspec.Struct, frozen=True):
    """A new token; its clear text is shown this once."""

    token_id: str
    clear_text: str


def hash_of(clear_text: str) -> str:
    """Return the SHA-256 of a token, as 64 hex digits."""
    return sha256(clear_text.encode()).hexdigest()


async def authenticate(
    store: Store, *, token_hash: str, since_ns: float = math.inf, turn: str | None = None
) -> Caller | None:
    """Return the caller with the token of that hash; it may be expired or revoked.

    Look-ups take turns by `turn`, so that a flood from one address does not delay the others. Those
    of requests that came at the same time (`since_ns`) are one: see `Store.look_up`.
    """
    row = await store.look_up(
        lambda connection: tenants.bearer(connection, token_hash),
        key=token_hash,
        since_ns=since_ns,
        turn=turn,
    )
    return None if row is None else caller_of(row)


def caller_of(row: BearerRow, *, session_id: str | None = None) -> Caller:
    """Return the caller that a token belongs to, and the session by which it is used."""
    return Caller(
        token_id=row.id,
        tenant_id=row.tenant_id,
        scopes=_scopes(row.scopes),
        cidrs=tuple(row.cidrs.split()),
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        revision=row.revision,
        trust_id=row.trust_id,
        workload=row.workload,
        integrations=row.integrations,
        session_id=session_id,
        person=row.person,
    )


@lru_cache(maxsize=256)
def _scopes(text: str) -> frozenset[str]:
    return frozenset(text.split())


async def mint(
    store: Store,
    *,
    tenant_id: str,
    name: str,
    scopes: Iterable[str],
    cidrs: Iterable[str] = (),
    expires_at: int | None,
    by: Actor | None = None,
) -> Minted:
    """Create a token for a tenant; the tenant's audit log records it if it has an author."""
    at = store.now()
    minted, row = minted_row(
        tenant_id=tenant_id,
        name=name,
        scopes=scopes,
        cidrs=cidrs,
        created_at=at,
        expires_at=expires_at,
    )

    def write(connection: Connection) -> None:
        tenants.add_token(connection, row, token_hash=hash_of(minted.clear_text))
        audit.append_change(
            connection, CREATED, by, tenant_id=tenant_id, at=at, after=document(row)
        )

    await store.write(write, tenant_id=tenant_id)
    return minted


def minted_row(
    *,
    tenant_id: str,
    name: str,
    scopes: Iterable[str],
    cidrs: Iterable[str] = (),
    created_at: int,
    expires_at: int | None,
    trust_id: str | None = None,
    workload: str | None = None,
    integrations: str | None = None,
    person: str | None = None,
) -> tuple[Minted, TokenRow]:
    """Return a new token and its row, which is not stored yet."""
    minted = Minted(str(uuid4()), PREFIX + secrets.token_urlsafe(RANDOM_BYTES))
    row = TokenRow(
        id=minted.token_id,
        tenant_id=tenant_id,
        name=name,
        scopes=" ".join(scopes),
        cidrs=" ".join(cidrs),
        created_at=created_at,
        expires_at=expires_at,
        revoked_at=None,
        trust_id=trust_id,
        workload=workload,
        integrations=integrations,
        person=person,
    )
    return minted, row


async def list_tokens(store: Store, *, tenant_id: str | None = None) -> list[TokenRow]:
    """Return a tenant's tokens, or those of all, oldest first."""
    return await store.read(
        lambda connection: tenants.list_tokens(connection, tenant_id),
        tenant_id=EVERY_TENANT if tenant_id is None else tenant_id,
    )


async def revoke(store: Store, *, token_id: str, by: Actor | None = None) -> TokenRow:
    """Revoke a token now; a revoked one keeps its first time.

    The tenant's audit log records it if it has an author.

    Raises:
        TokenNotFoundError: there is no such token.
    """
    at = store.now()

    def write(connection: Connection) -> TokenRow:
        before = tenants.find_token(connection, token_id)
        after = tenants.revoke(connection, token_id, at=at)
        if before is None or after is None:
            raise TokenNotFoundError(f"There is no token {token_id!r}.")
        if before != after:
            audit.append_change(
                connection,
                REVOKED,
                by,
                tenant_id=after.tenant_id,
                at=at,
                before=document(before),
                after=document(after),
            )
        return after

    return await store.write(write, tenant_id=EVERY_TENANT)


def person_of(row: TokenRow) -> tuple[str, str] | None:
    """Return the issuer and the subject of the person that a token was made for."""
    if row.person is None:
        return None
    issuer, _, subject = row.person.partition(" ")
    return issuer, subject


def _person(row: TokenRow) -> dict[str, str] | None:
    found = person_of(row)
    return None if found is None else {"issuer": found[0], "subject": found[1]}


def document(row: TokenRow) -> dict[str, Any]:
    """Return a token as the API shows it."""
    return {
        "id": row.id,
        "name": row.name,
        "scopes": row.scopes.split(),
        "cidrs": row.cidrs.split(),
        "integrations": None if row.integrations is None else row.integrations.split(),
        "trust_id": row.trust_id,
        "person": _person(row),
        "created_at": rendered(row.created_at),
        "expires_at": None if row.expires_at is None else rendered(row.expires_at),
        "revoked_at": None if row.revoked_at is None else rendered(row.revoked_at),
    }
