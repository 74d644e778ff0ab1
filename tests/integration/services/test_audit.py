"""The audit log: newest first, filtered, and only the tenant's own rows."""

from typing import Any

import pytest

from posture.services.audit import list_audit, record
from posture.services.tenants import TenantRow, create_tenant
from posture.store.engine import Store
from tests.databases import ON_BOTH
from tests.integration.fakes import Clock, audit_entry

pytestmark = pytest.mark.anyio

START = Clock().milliseconds


@pytest.fixture
async def four(store: Store, tenant: TenantRow, clock: Clock) -> None:
    """Write four rows, a second apart."""
    for action, result in [
        ("api.call", "success"),
        ("api.call", "failure"),
        ("token.create", "success"),
        ("api.call", "success"),
    ]:
        row = audit_entry(
            tenant.id,
            action=action,
            target_kind=action.split(".")[0],
            target_id="x",
            before={"a": 1},
            result=result,
        )
        await record(store, row)
        clock.pass_seconds(1)


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, [4, 3, 2, 1]),
        ({"limit": 2}, [4, 3]),
        ({"before_position": 3}, [2, 1]),
        ({"action": "api.call"}, [4, 2, 1]),
        ({"action": "api.call", "result": "success"}, [4, 1]),
        ({"target_kind": "token"}, [3]),
        ({"since": START + 1_000, "until": START + 3_000}, [3, 2]),
        ({"result": "success", "limit": 1, "before_position": 4}, [3]),
    ],
)
@pytest.mark.usefixtures("four")
@ON_BOTH
async def test_rows_come_newest_first_and_filtered(
    store: Store, tenant: TenantRow, filters: dict[str, Any], ids: list[int]
) -> None:
    found = await list_audit(store, tenant_id=tenant.id, **filters)
    assert [row.id for row in found] == ids


@pytest.mark.usefixtures("four")
async def test_documents_are_json_text(store: Store, tenant: TenantRow) -> None:
    row = (await list_audit(store, tenant_id=tenant.id, limit=1))[0]
    assert (row.before_jsonb, row.after_jsonb) == ('{"a":1}', None)


@pytest.mark.usefixtures("four")
async def test_a_tenant_sees_only_its_own_rows(store: Store) -> None:
    stranger = await create_tenant(store, name="stranger")
    assert await list_audit(store, tenant_id=stranger.id) == []
