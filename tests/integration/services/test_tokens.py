"""Tokens and tenants: what is stored, and how a token identifies its caller."""

from pathlib import Path

import pytest

from posture.services.errors import ConflictError, TenantNotFoundError, TokenNotFoundError
from posture.services.tenants import TenantRow, create_tenant, find_tenant, list_tenants
from posture.services.tokens import authenticate, hash_of, list_tokens, mint, revoke
from posture.settings import Settings
from posture.store.engine import Store
from tests.databases import ON_BOTH, ON_SQLITE
from tests.integration.fakes import Clock

pytestmark = pytest.mark.anyio


@ON_BOTH
async def test_a_token_identifies_its_caller(store: Store, tenant: TenantRow) -> None:
    minted = await mint(
        store,
        tenant_id=tenant.id,
        name="ci",
        scopes=["cloud_posture:read", "findings:read"],
        cidrs=["10.0.0.0/8", "::1/128"],
        expires_at=5,
    )
    caller = await authenticate(store, token_hash=hash_of(minted.clear_text))
    assert caller is not None
    assert (caller.token_id, caller.tenant_id) == (minted.token_id, tenant.id)
    assert caller.scopes == {"cloud_posture:read", "findings:read"}
    assert caller.cidrs == ("10.0.0.0/8", "::1/128")
    assert (caller.expires_at, caller.revoked_at, caller.revision) == (5, None, tenant.revision)


async def test_an_unknown_token_has_no_caller(store: Store) -> None:
    assert await authenticate(store, token_hash=hash_of("posture_nobody")) is None


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


@ON_SQLITE
async def test_the_clear_text_of_a_token_is_not_on_the_disk(
    store: Store, tenant: TenantRow, settings: Settings
) -> None:
    minted = await mint(store, tenant_id=tenant.id, name="ci", scopes=[], expires_at=None)
    file = settings.database_file()
    assert file is not None
    written = everything_in(file.parent)
    secret = minted.clear_text.removeprefix("posture_")
    assert minted.clear_text.startswith("posture_")
    assert len(secret) >= 43, "256 bits in base64"
    assert secret.encode() not in written
    assert hash_of(minted.clear_text).encode() in written


async def test_two_tokens_are_never_the_same(store: Store, tenant: TenantRow) -> None:
    minted = [
        await mint(store, tenant_id=tenant.id, name="ci", scopes=[], expires_at=None)
        for _ in range(10)
    ]
    assert len({one.clear_text for one in minted}) == 10
    assert [row.id for row in await list_tokens(store, tenant_id=tenant.id)] == sorted(
        one.token_id for one in minted
    )


@ON_BOTH
async def test_revoking_again_keeps_the_first_time(
    store: Store, tenant: TenantRow, clock: Clock
) -> None:
    minted = await mint(store, tenant_id=tenant.id, name="ci", scopes=[], expires_at=None)
    row = await revoke(store, token_id=minted.token_id)
    assert row.revoked_at == clock()
    clock.pass_seconds(60)
    assert await revoke(store, token_id=minted.token_id) == row
    caller = await authenticate(store, token_hash=hash_of(minted.clear_text))
    assert caller is not None
    assert caller.revoked_at == row.revoked_at


async def test_revoking_an_unknown_token_is_an_error(store: Store) -> None:
    with pytest.raises(TokenNotFoundError):
        await revoke(store, token_id="nothing")


async def test_tenant_names_are_unique(store: Store, tenant: TenantRow) -> None:
    with pytest.raises(ConflictError, match="acme"):
        await create_tenant(store, name="acme")
    assert await list_tenants(store) == [tenant]
    assert await find_tenant(store, name_or_id="acme") == tenant
    with pytest.raises(TenantNotFoundError):
        await find_tenant(store, name_or_id="nobody")
