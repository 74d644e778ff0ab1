"""Findings: read them, and set the status that people decided."""

from collections.abc import Sequence

from posture.domain.finding import FindingStatus
from posture.services.errors import FindingNotFoundError
from posture.store import findings
from posture.store.engine import Store
from posture.store.findings import FindingRow
from posture.store.statement import Connection

__all__ = ["FindingRow", "get_finding", "list_findings", "set_status"]


async def list_findings(
    store: Store,
    *,
    tenant_id: str,
    scan_id: str | None = None,
    integration_id: str | None = None,
    severity: str | None = None,
    status: str | None = None,
    check_ids: Sequence[str] | None = None,
    resource_id: str | None = None,
    delta: str | None = None,
    suppressed: bool | None = None,
    limit: int = 200,
    before: tuple[int, str] | None = None,
) -> list[FindingRow]:
    """Return the tenant's findings, newest first, those before `(first_seen_at, id)`.

    With `scan_id`, those that the run saw (or, with `delta` resolved, those that it resolved).
    """
    if check_ids is not None and not check_ids:
        return []
    before_at, before_id = before or (None, None)
    all_filters = {
        "scan_id": scan_id,
        "integration_id": integration_id,
        "severity": severity,
        "status": status,
        "resource_id": resource_id,
        "delta": delta,
        "suppressed": True if suppressed else None,
        "unsuppressed": True if suppressed is False else None,
        "before_at": before_at,
        "before_id": before_id,
    }
    filters = {name: one for name, one in all_filters.items() if one is not None}
    chosen = tuple(sorted(set(check_ids or ())))
    return await store.read(
        lambda connection: findings.newest(
            connection, tenant_id=tenant_id, limit=limit, filters=filters, check_ids=chosen
        ),
        tenant_id=tenant_id,
    )


async def get_finding(store: Store, *, tenant_id: str, finding_id: str) -> FindingRow:
    """Return one finding.

    Raises:
        FindingNotFoundError: the tenant has none with that id.
    """
    return await store.read_inline(
        lambda connection: _get(connection, tenant_id, finding_id), tenant_id=tenant_id
    )


async def set_status(
    store: Store, *, tenant_id: str, finding_id: str, status: FindingStatus
) -> FindingRow:
    """Set a finding's status as people decided, and return the finding.

    Raises:
        FindingNotFoundError: the tenant has none with that id.
    """
    resolved_at = store.now() if status is FindingStatus.RESOLVED else None

    def decide(connection: Connection) -> FindingRow:
        findings.set_status(
            connection,
            tenant_id=tenant_id,
            finding_id=finding_id,
            status=status.value,
            resolved_at=resolved_at,
        )
        return _get(connection, tenant_id, finding_id)

    return await store.write(decide, tenant_id=tenant_id)


def _get(connection: Connection, tenant_id: str, finding_id: str) -> FindingRow:
    row = findings.get(connection, tenant_id=tenant_id, finding_id=finding_id)
    if row is None:
        raise FindingNotFoundError
    return row
