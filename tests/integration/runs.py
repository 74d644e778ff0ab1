"""Runs as tests list them: with all their rows."""

from typing import Any

from posture.services import runs
from posture.services.runs import RunRow
from posture.store.engine import Store


async def list_runs(store: Store, *, tenant_id: str, **filters: Any) -> list[RunRow]:  # noqa: ANN401  # those of the service
    """Return the tenant's runs, newest first."""
    found = await runs.list_runs(store, tenant_id=tenant_id, **filters)
    return [*found.rows.values()]
