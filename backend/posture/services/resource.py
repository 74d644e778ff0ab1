"""Resources: what tenants create, read, change and delete, each change with a row of the audit log.

The change and its audit row are one unit of work: neither is kept without the other.
"""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeAlias, TypeVar

from posture.services import audit
from posture.services.audit import Actor
from posture.services.errors import ServiceError
from posture.store.engine import Store
from posture.store.owned import OwnedRow, OwnedTable
from posture.store.statement import Connection

R = TypeVar("R", bound=OwnedRow)
# Raises `PreconditionFailedError` unless the caller has read this row.
Expected: TypeAlias = Callable[[Any], None]


class Resource(Generic[R]):
    """One kind of resource.

    `kind` begins the actions in the audit log (`webhook.created`), `document` renders a row as the
    API shows it, `not_found` is raised for an id that the tenant does not have.
    """

    def __init__(
        self,
        kind: str,
        rows: OwnedTable[R],
        *,
        not_found: type[ServiceError],
        document: Callable[[R], dict[str, Any]],
    ) -> None:
        self._kind = kind
        self._rows = rows
        self._not_found = not_found
        self._document = document

    async def get(self, store: Store, *, tenant_id: str, row_id: str) -> R:
        """Return one row; raise `not_found` without it."""
        return await store.read_inline(
            lambda connection: self.require(connection, tenant_id, row_id), tenant_id=tenant_id
        )

    async def list(
        self,
        store: Store,
        *,
        tenant_id: str,
        limit: int,
        before: tuple[int, str] | None,
        filters: Mapping[str, object] | None = None,
    ) -> list[R]:
        """Return the tenant's rows, newest first, those before `(created_at, id)`."""
        return await store.read(
            lambda connection: self._rows.newest(
                connection, tenant_id=tenant_id, limit=limit, before=before, filters=filters
            ),
            tenant_id=tenant_id,
        )

    def require(self, connection: Connection, tenant_id: str, row_id: str) -> R:
        """Return one row; raise `not_found` without it."""
        return self._found(self._rows.get(connection, tenant_id=tenant_id, row_id=row_id))

    def require_expected(
        self, connection: Connection, tenant_id: str, row_id: str, expected: Expected | None
    ) -> R:
        """Return one row that is about to change, locked; `expected` raises if it is another."""
        row = self._found(self._rows.get(connection, tenant_id=tenant_id, row_id=row_id, lock=True))
        if expected is not None:
            expected(row)
        return row

    def _found(self, row: R | None) -> R:
        if row is None:
            raise self._not_found
        return row

    def create(self, connection: Connection, row: R, *, by: Actor | None, at: int) -> None:
        """Add a row."""
        self._rows.add(connection, row)
        self._audit(connection, "created", by, at=at, after=row)

    def change(
        self,
        connection: Connection,
        before: R,
        changes: Mapping[str, Any],
        *,
        by: Actor | None,
        at: int,
    ) -> R:
        """Write those changes that differ from the row, and return the changed row.

        If nothing differs, nothing is written or added to the audit log.
        """
        written = {name: one for name, one in changes.items() if getattr(before, name) != one}
        if not written:
            return before
        self._rows.change(
            connection,
            tenant_id=before.tenant_id,
            row_id=before.id,
            changes=written | {"updated_at": at},
        )
        after = self.require(connection, before.tenant_id, before.id)
        self._audit(connection, "updated", by, at=at, before=before, after=after)
        return after

    def delete(self, connection: Connection, before: R, *, by: Actor | None, at: int) -> None:
        """Mark a row as deleted."""
        self._rows.change(
            connection,
            tenant_id=before.tenant_id,
            row_id=before.id,
            changes={"deleted_at": at},
        )
        self._audit(connection, "deleted", by, at=at, before=before)

    def _audit(  # what an audit row of a change is about
        self,
        connection: Connection,
        verb: str,
        by: Actor | None,
        *,
        at: int,
        before: R | None = None,
        after: R | None = None,
    ) -> None:
        row = after or before
        if row is None:
            raise ValueError("a change has a row before or after it")
        audit.append_change(
            connection,
            f"{self._kind}.{verb}",
            by,
            tenant_id=row.tenant_id,
            at=at,
            before=None if before is None else self._document(before),
            after=None if after is None else self._document(after),
        )
