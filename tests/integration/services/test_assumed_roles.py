"""Assumed roles: only the tenant that was the first to use a role may use it."""

import asyncio

import pytest

from posture.services import assumed_roles
from posture.services.errors import RoleNotBoundError
from posture.services.tenant_removal import delete_tenant
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store.engine import Store
from tests.promises import promise

pytestmark = pytest.mark.anyio

ROLE = "arn:aws:iam::111122223333:role/posture"


async def hold(store: Store, tenant_id: str, role: str = ROLE) -> bool:
    held = await assumed_roles.hold(store, tenant_id=tenant_id, provider="aws", role=role)
    return held is not None


@promise("secrets", "A role belongs to the tenant that used it first, and no other one can use it")
async def test_a_role_is_bound_to_the_first_tenant_that_uses_it(store: Store) -> None:
    one = (await create_tenant(store, name="one")).id
    other = (await create_tenant(store, name="other")).id
    assert [await hold(store, one), await hold(store, one)] == [True, True]
    assert not await hold(store, other)
    assert await hold(store, other, f"{ROLE}-of-other")
    bound = {row.role: row.tenant_id for row in await assumed_roles.list_roles(store)}
    assert bound == {ROLE: one, f"{ROLE}-of-other": other}


async def test_of_two_tenants_at_the_same_moment_one_gets_the_role(store: Store) -> None:
    tenants = [(await create_tenant(store, name=name)).id for name in ("one", "other")]
    held = await asyncio.gather(*(hold(store, one) for one in tenants * 3))
    assert held[:2] == held[2:4] == held[4:]
    assert sorted(held[:2]) == [False, True]


async def test_a_role_is_released_by_the_operator_or_with_its_tenant(
    store: Store, settings: Settings
) -> None:
    one = (await create_tenant(store, name="one")).id
    other = (await create_tenant(store, name="other")).id
    await hold(store, one)
    await assumed_roles.release(store, provider="aws", role=ROLE)
    with pytest.raises(RoleNotBoundError):
        await assumed_roles.release(store, provider="aws", role=ROLE)
    assert await hold(store, other)
    await delete_tenant(store, settings, name_or_id=other)
    assert await hold(store, one)
