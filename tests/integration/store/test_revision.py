"""A tenant's revision: the writer moves it once per transaction that its readers can see."""

import asyncio
from collections.abc import Callable

import pytest

from posture.services.audit import record
from posture.services.integrations import IntegrationRow, update_integration
from posture.services.tokens import mint, revoke
from posture.store import tenants
from posture.store.engine import Store
from posture.store.integrations import INTEGRATIONS
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from tests.databases import ON_BOTH
from tests.integration.fakes import audit_entry

pytestmark = pytest.mark.anyio


async def revision(store: Store, integration: IntegrationRow) -> int:
    return await store.read(
        lambda connection: tenants.revision(connection, integration.tenant_id),
        tenant_id=integration.tenant_id,
    )


def renaming(integration: IntegrationRow, name: str) -> Callable[[Connection], None]:
    def unit(connection: Connection) -> None:
        INTEGRATIONS.change(
            connection,
            tenant_id=integration.tenant_id,
            row_id=integration.id,
            changes={"name": name},
        )

    return unit


@ON_BOTH
async def test_units_that_share_a_transaction_increase_it_once(
    store: Store, integration: IntegrationRow
) -> None:
    before = await revision(store, integration)
    await asyncio.gather(
        *(
            store.write(renaming(integration, str(number)), tenant_id=integration.tenant_id)
            for number in range(10)
        )
    )
    assert await revision(store, integration) == before + 1


@ON_BOTH
async def test_a_failed_unit_does_not_increase_it_and_stops_no_other(
    store: Store, integration: IntegrationRow
) -> None:
    def fail(connection: Connection) -> None:
        renaming(integration, "lost")(connection)
        raise LookupError

    before = await revision(store, integration)
    failed, kept = await asyncio.gather(
        store.write(fail, tenant_id=integration.tenant_id),
        store.write(renaming(integration, "kept"), tenant_id=integration.tenant_id),
        return_exceptions=True,
    )
    assert isinstance(failed, LookupError)
    assert kept is None
    assert await revision(store, integration) == before + 1
    with pytest.raises(LookupError):
        await store.write(fail, tenant_id=integration.tenant_id)
    assert await revision(store, integration) == before + 1


async def test_changes_that_readers_do_not_see_do_not_increase_it(
    store: Store, integration: IntegrationRow
) -> None:
    before = await revision(store, integration)
    await record(store, audit_entry(integration.tenant_id))
    minted = await mint(
        store, tenant_id=integration.tenant_id, name="t", scopes=["audit:read"], expires_at=None
    )
    await revoke(store, token_id=minted.token_id)
    await update_integration(
        store,
        tenant_id=integration.tenant_id,
        integration_id=integration.id,
        changes={"name": integration.name},
    )
    assert await revision(store, integration) == before


async def test_work_across_tenants_may_not_change_what_readers_see(
    store: Store, integration: IntegrationRow
) -> None:
    before = await revision(store, integration)
    with pytest.raises(RuntimeError, match="across tenants"):
        await store.write(renaming(integration, "lost"), tenant_id=EVERY_TENANT)
    assert await revision(store, integration) == before
