"""Integrations: created, read, changed and deleted, each by its own tenant only."""

import asyncio
import dataclasses
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from posture.bootstrap.clouds import by_name
from posture.domain.aws.connection import AwsConnection
from posture.domain.connection import ConnectionOptions
from posture.services.errors import IntegrationNotFoundError, OtherCloudError
from posture.services.integrations import (
    IntegrationRow,
    OptionChanges,
    create_integration,
    delete_integration,
    get_integration,
    list_integrations,
    update_integration,
)
from posture.services.tenants import TenantRow, create_tenant
from posture.store.engine import Store
from tests.databases import ON_BOTH
from tests.integration.fakes import Clock

pytestmark = pytest.mark.anyio

OPTIONS = AwsConnection(
    role_arn="arn:aws:iam::123456789012:role/posture",
    external_id="x-1",
    profile="audit",
    regions=("eu-central-1", "us-east-1"),
    endpoint_url="http://localhost:4566",
)


async def test_a_created_integration_can_be_read(store: Store, tenant: TenantRow) -> None:
    row = await create_integration(
        store,
        tenant_id=tenant.id,
        name="production",
        provider="aws",
        options=OPTIONS,
        checks=["aws_s3_bucket_public_access_blocked"],
        any_external_id=True,
    )
    assert await get_integration(store, tenant_id=tenant.id, integration_id=row.id) == row
    assert await list_integrations(store, tenant_id=tenant.id) == [row]
    assert row.account_id is None
    assert msgspec.convert(row.connection, AwsConnection) == OPTIONS


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "other"},
        {"checks": ("a", "b")},
        {"name": "other", "checks": ("a",)},
        {},
    ],
)
@ON_BOTH
async def test_changes_set_only_their_members(
    store: Store, integration: IntegrationRow, clock: Clock, changes: dict[str, Any]
) -> None:
    clock.pass_seconds(1)
    changed = await update_integration(
        store,
        tenant_id=integration.tenant_id,
        integration_id=integration.id,
        changes=changes,
    )
    expected = {
        name: changes.get(name, getattr(integration, name))
        for name in IntegrationRow.__struct_fields__
    } | {"updated_at": clock() if changes else integration.updated_at}
    assert changed == IntegrationRow(**expected)


@pytest.mark.parametrize(
    ("members", "wanted"),
    [
        ({"regions": ["us-east-1"]}, replace(OPTIONS, regions=("us-east-1",))),
        ({"regions": None}, replace(OPTIONS, regions=())),
        ({"role_arn": None, "profile": "p"}, replace(OPTIONS, role_arn=None, profile="p")),
        ({"external_id": "x-1"}, OPTIONS),
        ({}, OPTIONS),
    ],
)
async def test_connection_options_are_merged_member_by_member(
    store: Store,
    tenant: TenantRow,
    clock: Clock,
    members: dict[str, Any],
    wanted: AwsConnection,
) -> None:
    row = await create_integration(
        store,
        tenant_id=tenant.id,
        name="production",
        provider="aws",
        options=OPTIONS,
        any_external_id=True,
    )
    clock.pass_seconds(1)
    changed = await update_integration(
        store,
        tenant_id=tenant.id,
        integration_id=row.id,
        changes={},
        options=OptionChanges(by_name()["aws"], members),
        any_external_id=True,
    )
    assert msgspec.convert(changed.connection, AwsConnection) == wanted
    assert changed.updated_at == (row.updated_at if wanted == OPTIONS else clock())
    assert await get_integration(store, tenant_id=tenant.id, integration_id=row.id) == changed


async def test_changes_of_options_that_come_together_are_all_kept(
    store: Store, integration: IntegrationRow
) -> None:
    def change(**members: Any) -> Any:  # noqa: ANN401  # members of the options
        return update_integration(
            store,
            tenant_id=integration.tenant_id,
            integration_id=integration.id,
            changes={},
            options=OptionChanges(by_name()["aws"], members),
            any_external_id=True,
        )

    await asyncio.gather(change(profile="a"), change(external_id="x-1"), change(regions=[]))
    found = await get_integration(
        store, tenant_id=integration.tenant_id, integration_id=integration.id
    )
    assert msgspec.convert(found.connection, AwsConnection) == AwsConnection(
        profile="a", external_id="x-1"
    )


async def test_options_of_another_cloud_are_refused(
    store: Store, integration: IntegrationRow
) -> None:
    other = dataclasses.replace(by_name()["aws"], name="toy", connection=ConnectionOptions)
    with pytest.raises(OtherCloudError, match="`aws`"):
        await update_integration(
            store,
            tenant_id=integration.tenant_id,
            integration_id=integration.id,
            changes={"name": "other"},
            options=OptionChanges(other, {"regions": ["moon"]}),
        )
    key = {"tenant_id": integration.tenant_id, "integration_id": integration.id}
    assert await get_integration(store, **key) == integration


async def test_an_unchangeable_member_is_refused(store: Store, integration: IntegrationRow) -> None:
    with pytest.raises(ValueError, match="provider, tenant_id"):
        await update_integration(
            store,
            tenant_id=integration.tenant_id,
            integration_id=integration.id,
            changes={"tenant_id": "x", "provider": "gcp"},
        )


async def test_a_deleted_integration_is_not_found(
    store: Store, integration: IntegrationRow
) -> None:
    key: dict[str, Any] = {"tenant_id": integration.tenant_id, "integration_id": integration.id}
    await delete_integration(store, **key)
    assert await list_integrations(store, tenant_id=integration.tenant_id) == []
    with pytest.raises(IntegrationNotFoundError):
        await get_integration(store, **key)
    with pytest.raises(IntegrationNotFoundError):
        await update_integration(store, **key, changes={"name": "x"})
    with pytest.raises(IntegrationNotFoundError):
        await delete_integration(store, **key)


async def test_an_integration_of_another_tenant_is_not_found(
    store: Store, integration: IntegrationRow
) -> None:
    stranger = await create_tenant(store, name="stranger")
    key: dict[str, Any] = {"tenant_id": stranger.id, "integration_id": integration.id}
    with pytest.raises(IntegrationNotFoundError):
        await get_integration(store, **key)
    with pytest.raises(IntegrationNotFoundError):
        await update_integration(store, **key, changes={"name": "stolen"})
    with pytest.raises(IntegrationNotFoundError):
        await delete_integration(store, **key)
    assert await list_integrations(store, tenant_id=integration.tenant_id) == [integration]


@ON_BOTH
async def test_pages_have_no_gap_between_them(store: Store, tenant: TenantRow) -> None:
    made = [
        await create_integration(store, tenant_id=tenant.id, name=str(number), provider="aws")
        for number in range(5)
    ]
    paged: list[IntegrationRow] = []
    before = None
    while rows := await list_integrations(store, tenant_id=tenant.id, limit=2, before=before):
        paged += rows
        before = (rows[-1].created_at, rows[-1].id)
    assert sorted(paged, key=lambda row: row.name) == made
