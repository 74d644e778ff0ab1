"""Findings: read them, and set the status that people decided."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from posture.domain.check import Severity
from posture.domain.finding import FindingStatus
from posture.domain.spelling import is_path
from posture.services import audit
from posture.services.audit import Actor
from posture.services.errors import FindingNotFoundError
from posture.services.resource import Expected
from posture.store import finding_facets, findings
from posture.store.engine import Store
from posture.store.finding_facets import CheckCountRow
from posture.store.findings import FindingRow, Sort
from posture.store.listing import chosen
from posture.store.statement import Connection

__all__ = [
    "Facets",
    "FindingFilters",
    "FindingRow",
    "Sort",
    "StatusChanges",
    "count_by_value",
    "count_findings",
    "get_finding",
    "list_findings",
    "set_status",
    "set_statuses",
]


class FindingFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which findings a list has; None does not filter, of several values one is enough.

    With `scan_id`: those that the run saw or, with `delta` resolved, those that it resolved.
    `within` has the ids of the only integrations that the caller may see, separated by spaces.
    """

    within: str | None = None
    scan_id: str | None = None
    integration_id: str | None = None
    severity: Sequence[str] | None = None
    status: Sequence[str] | None = None
    check_ids: Sequence[str] | None = None
    resource_id: str | None = None
    region: str | None = None
    service: str | None = None
    family: Sequence[str] | None = None
    text: str | None = None
    delta: Sequence[str] | None = None
    suppressed: bool | None = None

    @property
    def matches_nothing(self) -> bool:
        """Return whether no check is left."""
        return self.check_ids is not None and not self.check_ids

    def stored(self) -> dict[str, Any]:
        """Return the filters in the names of the store."""
        named = msgspec.structs.asdict(self)
        del named["check_ids"]
        if self.resource_id is not None and is_path(self.resource_id):
            named["resource_path"] = named.pop("resource_id")
        named["suppressed"] = True if self.suppressed else None
        named["unsuppressed"] = True if self.suppressed is False else None
        named["text"] = findings.text_pattern(self.text) if self.text is not None else None
        for name in ("severity", "status", "family", "delta"):
            named |= chosen(name, named.pop(name))
        return {name: one for name, one in named.items() if one is not None}

    def checks(self) -> tuple[str, ...]:
        """Return the ids of the checks, sorted; none stands for all."""
        return tuple(sorted(set(self.check_ids or ())))


async def list_findings(
    store: Store,
    *,
    tenant_id: str,
    filters: FindingFilters | None = None,
    sort: Sort = Sort.NEWEST,
    limit: int = 200,
    before: tuple[int, str] | None = None,
) -> list[FindingRow]:
    """Return the tenant's findings in an order, those behind a row of the same order."""
    filters = filters or FindingFilters()
    if filters.matches_nothing:
        return []
    stored = filters.stored()
    if before is not None:
        stored["before_at"], stored["before_id"] = before
    return await store.read(
        lambda connection: findings.listed(
            connection,
            tenant_id=tenant_id,
            limit=limit,
            filters=stored,
            check_ids=filters.checks(),
            sort=sort,
        ),
        tenant_id=tenant_id,
    )


async def count_findings(store: Store, *, tenant_id: str, filters: FindingFilters) -> int:
    """Return how many of the tenant's findings the filters leave."""
    if filters.matches_nothing:
        return 0
    return await store.read(
        lambda connection: findings.count(
            connection, tenant_id=tenant_id, filters=filters.stored(), check_ids=filters.checks()
        ),
        tenant_id=tenant_id,
    )


class Facets(msgspec.Struct, frozen=True):
    """How many findings the filters leave, by check and by each other value.

    The checks of the most severe findings come first, then those with the most new ones.
    """

    total_count: int
    checks: list[CheckCountRow]
    values: dict[str, list[tuple[str, int]]]


async def count_by_value(store: Store, *, tenant_id: str, filters: FindingFilters) -> Facets:
    """Return how many findings the filters leave, by the values that they have."""
    if filters.matches_nothing:
        return Facets(0, [], {})
    found = await store.read(
        lambda connection: finding_facets.count_by_value(
            connection, tenant_id=tenant_id, filters=filters.stored(), check_ids=filters.checks()
        ),
        tenant_id=tenant_id,
    )
    ranks = {severity.value: rank for rank, severity in enumerate(Severity)}
    return Facets(
        total_count=sum(row.count for row in found.checks),
        checks=sorted(
            found.checks,
            key=lambda row: (ranks[row.severity], -row.new_count, -row.count, row.check_id),
        ),
        values=found.values,
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
    store: Store,
    *,
    tenant_id: str,
    finding_id: str,
    status: FindingStatus,
    by: Actor | None = None,
    expected: Expected | None = None,
) -> FindingRow:
    """Set a finding's status as people decided, and return the finding.

    The audit log gets a row, unless nothing changes.

    Raises:
        FindingNotFoundError: the tenant has none with that id.
        PreconditionFailedError: `expected` raised it.
    """
    at = store.now()

    def decide(connection: Connection) -> FindingRow:
        before = _get(connection, tenant_id, finding_id, lock=True)
        if expected is not None:
            expected(before)
        _set_status(connection, [before], status, by=by, at=at)
        return _get(connection, tenant_id, finding_id)

    return await store.write(decide, tenant_id=tenant_id)


class StatusChanges(msgspec.Struct, frozen=True):
    """The status that each changed finding had before, by its id, and how many had it already."""

    before: dict[str, str]
    unchanged_count: int


async def set_statuses(
    store: Store,
    *,
    tenant_id: str,
    decisions: Mapping[str, FindingStatus],
    within: str | None = None,
    by: Actor | None = None,
) -> StatusChanges:
    """Set the status of several findings, of all or of none.

    The audit log gets a row for each that changes.

    Args:
        store: the database.
        tenant_id: whose findings.
        decisions: the status that people decided for each finding, by id.
        within: the ids of the only integrations that the caller may see, separated by spaces.
        by: the author.

    Raises:
        FindingNotFoundError: the tenant, or the caller, has not one of them.
    """
    at = store.now()
    allowed = None if within is None else within.split()

    def decide(connection: Connection) -> StatusChanges:
        rows = findings.locked(connection, tenant_id=tenant_id, finding_ids={*decisions})
        if len(rows) != len(decisions):
            raise FindingNotFoundError
        if allowed is not None and any(row.integration_id not in allowed for row in rows):
            raise FindingNotFoundError
        for status in dict.fromkeys(decisions.values()):
            own = [row for row in rows if decisions[row.id] is status]
            _set_status(connection, own, status, by=by, at=at)
        before = {row.id: row.status for row in rows if row.status != decisions[row.id]}
        return StatusChanges(before, len(rows) - len(before))

    found = await store.write(decide, tenant_id=tenant_id)
    in_order = {one: found.before[one] for one in decisions if one in found.before}
    return StatusChanges(in_order, found.unchanged_count)


def _set_status(
    connection: Connection,
    rows: Iterable[FindingRow],
    status: FindingStatus,
    *,
    by: Actor | None,
    at: int,
) -> None:
    """Set the status of findings of one tenant; those that have it already are not written."""
    changed = [row for row in rows if row.status != status]
    if not changed:
        return
    findings.set_status(
        connection,
        [row.id for row in changed],
        tenant_id=changed[0].tenant_id,
        status=status.value,
        resolved_at=at if status is FindingStatus.RESOLVED else None,
        by=None if by is None else by.token_id,
    )
    for row in changed:
        audit.append_change(
            connection,
            "finding.updated",
            by,
            tenant_id=row.tenant_id,
            at=at,
            before={"id": row.id, "status": row.status},
            after={"id": row.id, "status": status.value},
        )


def _get(
    connection: Connection, tenant_id: str, finding_id: str, *, lock: bool = False
) -> FindingRow:
    row = findings.get(connection, tenant_id=tenant_id, finding_id=finding_id, lock=lock)
    if row is None:
        raise FindingNotFoundError
    return row
