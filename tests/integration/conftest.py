"""A database for each test, and a tenant with one integration in it."""

from collections.abc import AsyncIterator

import pytest

from posture.domain.aws.connection import AwsConnection
from posture.services.integrations import IntegrationRow, create_integration
from posture.services.tenants import TenantRow, create_tenant
from posture.settings import Settings
from posture.store.engine import Store
from tests.integration.fakes import Clock, Queue


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings that make polling quick, and locks patient: on a busy machine they last."""
    return Settings(
        database_url=database_url,
        database_busy_seconds=30.0,
        beat_seconds=0.05,
        cancel_poll_seconds=0.02,
        progress_seconds=0.0,
        queue_poll_seconds=0.05,
        rescue_seconds=0.05,
        schedule_poll_seconds=0.05,
        # By the clock below, which a test moves: the speed of a machine changes nothing.
        stale_after_seconds=1.0,
        drain_seconds=1.0,
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue() -> Queue:
    return Queue()


@pytest.fixture
async def store(settings: Settings, clock: Clock) -> AsyncIterator[Store]:
    async with Store(settings, clock=clock) as opened:
        yield opened


@pytest.fixture
async def tenant(store: Store) -> TenantRow:
    return await create_tenant(store, name="acme")


@pytest.fixture
async def integration(store: Store, tenant: TenantRow) -> IntegrationRow:
    options = AwsConnection(regions=("eu-central-1",))
    return await create_integration(
        store, tenant_id=tenant.id, name="production", provider="aws", options=options
    )
