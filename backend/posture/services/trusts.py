"""Trusts: let jobs of CI hosts and clouds exchange their identities for tokens of the tenant."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from uuid import uuid4

import msgspec

from posture.domain.moment import rendered
from posture.domain.workload import Condition, open_to_strangers
from posture.services.audit import Actor
from posture.services.errors import (
    ConflictError,
    IntegrationNotFoundError,
    ScopesNotHeldError,
    TooManyTrustsError,
    TrustNotFoundError,
    TrustOpenError,
)
from posture.services.idempotency import IdempotencyKey, write_once
from posture.services.resource import Expected, Resource
from posture.settings import Settings
from posture.store import trusts
from posture.store.engine import Store
from posture.store.errors import DuplicateError
from posture.store.integrations import INTEGRATIONS
from posture.store.statement import Connection
from posture.store.trusts import TRUSTS, TrustRow

__all__ = [
    "AUDIENCE_PREFIX",
    "Condition",
    "TrustRow",
    "create_trust",
    "delete_trust",
    "get_trust",
    "list_trusts",
    "update_trust",
]

# The default audience names the trust, so a token for it can be used nowhere else.
AUDIENCE_PREFIX: Final = "posture:"


async def create_trust(
    store: Store,
    *,
    settings: Settings,
    tenant_id: str,
    name: str,
    issuer: str,
    audience: str | None = None,
    conditions: Iterable[Condition],
    scopes: Iterable[str],
    lifetime_seconds: int,
    max_uses: int,
    integrations: Iterable[str] | None = None,
    held: Iterable[str],
    by: Actor | None = None,
    key: IdempotencyKey | None = None,
) -> TrustRow:
    """Let jobs with these claims get tokens with these scopes.

    Args:
        store: the database.
        settings: the limits.
        tenant_id: whose tokens they are.
        name: unique in the tenant.
        issuer: URL of the issuer that signs the jobs' tokens.
        audience: that their tokens must be for; by default it names the trust.
        conditions: on their claims; all must be met.
        scopes: of the tokens that they get.
        lifetime_seconds: of the tokens that they get.
        max_uses: how often one identity can be exchanged.
        integrations: ids of those that the tokens are limited to; None for all.
        held: scopes of the caller, who cannot give others more.
        by: the author of the change.
        key: a request with it that was sent before made the trust.

    Raises:
        ConflictError: another trust has the name.
        IdempotencyKeyReusedError: the key belongs to another request.
        IntegrationNotFoundError: the tenant has no such integration.
        ScopesNotHeldError: the caller lacks a scope that the trust would grant.
        TooManyTrustsError: the tenant has as many as it may.
        TrustOpenError: strangers could meet the conditions.
    """
    at = store.now()
    trust_id = str(uuid4())
    row = TrustRow(
        id=trust_id,
        tenant_id=tenant_id,
        name=name,
        issuer=issuer,
        audience=audience or f"{AUDIENCE_PREFIX}{trust_id}",
        conditions=tuple(conditions),
        scopes=_words(scopes),
        lifetime_seconds=lifetime_seconds,
        max_uses=max_uses,
        integrations=None if integrations is None else _words(integrations),
        created_at=at,
        updated_at=at,
    )
    _require_closed(row)
    _require_held(row, held)

    def add(connection: Connection) -> TrustRow:
        if trusts.count(connection, tenant_id) >= settings.trusts_per_tenant:
            raise TooManyTrustsError
        _require_integrations(connection, row)
        _RESOURCE.create(connection, row, by=by, at=at)
        return row

    with _unique(name):
        made, _ = await write_once(store, add, tenant_id=tenant_id, key=key, result=TrustRow)
    return made


async def list_trusts(
    store: Store, *, tenant_id: str, limit: int = 100, before: tuple[int, str] | None = None
) -> list[TrustRow]:
    """Return the tenant's trusts, newest first, those before `(created_at, id)`."""
    return await _RESOURCE.list(store, tenant_id=tenant_id, limit=limit, before=before)


async def get_trust(store: Store, *, tenant_id: str, trust_id: str) -> TrustRow:
    """Return one trust.

    Raises:
        TrustNotFoundError: the tenant has none with that id.
    """
    return await _RESOURCE.get(store, tenant_id=tenant_id, row_id=trust_id)


async def update_trust(
    store: Store,
    *,
    tenant_id: str,
    trust_id: str,
    changes: Mapping[str, Any],
    held: Iterable[str],
    by: Actor | None = None,
    expected: Expected | None = None,
) -> TrustRow:
    """Change a trust, and return it; a change ends the tokens that were made by it.

    Raises:
        ConflictError: another trust has the name.
        IntegrationNotFoundError: the tenant has no such integration.
        PreconditionFailedError: `expected` raised it.
        ScopesNotHeldError: the caller lacks a scope that the trust grants.
        TrustNotFoundError: the tenant has none with that id.
        TrustOpenError: strangers could meet the conditions.
    """
    at = store.now()
    wanted = dict(changes)
    for name in ("scopes", "integrations"):
        if wanted.get(name) is not None:
            wanted[name] = _words(wanted[name])

    def change(connection: Connection) -> TrustRow:
        before = _RESOURCE.require_expected(connection, tenant_id, trust_id, expected)
        after = msgspec.structs.replace(before, **wanted)
        _require_closed(after)
        # Also what it granted before: otherwise a change of the conditions would take it over.
        _require_held(before, held)
        _require_held(after, held)
        if "integrations" in wanted:
            _require_integrations(connection, after)
        changed = _RESOURCE.change(connection, before, wanted, by=by, at=at)
        if changed != before:
            trusts.revoke_tokens(connection, tenant_id=tenant_id, trust_id=trust_id, at=at)
        return changed

    with _unique(str(changes.get("name"))):
        return await store.write(change, tenant_id=tenant_id)


async def delete_trust(
    store: Store,
    *,
    tenant_id: str,
    trust_id: str,
    by: Actor | None = None,
    expected: Expected | None = None,
) -> None:
    """Delete a trust, and end the tokens that were made by it.

    Raises:
        PreconditionFailedError: `expected` raised it.
        TrustNotFoundError: the tenant has none with that id.
    """
    at = store.now()

    def delete(connection: Connection) -> None:
        before = _RESOURCE.require_expected(connection, tenant_id, trust_id, expected)
        _RESOURCE.delete(connection, before, by=by, at=at)
        trusts.revoke_tokens(connection, tenant_id=tenant_id, trust_id=trust_id, at=at)

    await store.write(delete, tenant_id=tenant_id)


def _require_closed(row: TrustRow) -> None:
    if detail := open_to_strangers(row.issuer, row.conditions):
        raise TrustOpenError(detail)


def _require_held(row: TrustRow, held: Iterable[str]) -> None:
    if lacking := set(row.scopes.split()) - set(held):
        raise ScopesNotHeldError(lacking)


def _require_integrations(connection: Connection, row: TrustRow) -> None:
    for integration_id in (row.integrations or "").split():
        found = INTEGRATIONS.get(connection, tenant_id=row.tenant_id, row_id=integration_id)
        if found is None:
            raise IntegrationNotFoundError


@contextmanager
def _unique(name: str) -> Iterator[None]:
    try:
        yield
    except DuplicateError as error:
        raise ConflictError(f"There is a trust named {name!r} already.") from error


def _words(listed: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(listed))


def _document(row: TrustRow) -> dict[str, Any]:
    """Return a trust as the API shows it."""
    shown: dict[str, Any] = msgspec.to_builtins(row)
    del shown["tenant_id"]
    listed = None if row.integrations is None else row.integrations.split()
    return shown | {
        "scopes": row.scopes.split(),
        "integrations": listed,
        "created_at": rendered(row.created_at),
        "updated_at": rendered(row.updated_at),
    }


_RESOURCE: Final = Resource("trust", TRUSTS, not_found=TrustNotFoundError, document=_document)
