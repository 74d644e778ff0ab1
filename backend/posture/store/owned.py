"""Tables of the rows that tenants create, change and delete: integrations, suppressions, webhooks.

A deleted row stays, with `deleted_at`, because other rows refer to it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Table, select

from posture.store.driver import Tuple
from posture.store.listing import Listing
from posture.store.statement import (
    Connection,
    Statement,
    changing,
    fields_of,
    inserting,
    value,
)


class OwnedRow(msgspec.Struct, frozen=True):
    """The columns that every such row has."""

    id: str
    tenant_id: str


R = TypeVar("R", bound=OwnedRow)
_NO_DOCUMENTS: Final[Mapping[str, Any]] = MappingProxyType({})


class OwnedTable(Generic[R]):
    """A table of such rows, read as structs.

    `documents` are the columns with JSON text, each with the type of its value; `filters` are
    conditions that a listing may have.
    """

    def __init__(
        self,
        table: Table,
        row: type[R],
        *,
        documents: Mapping[str, Any] = _NO_DOCUMENTS,
        **filters: ColumnElement[bool],
    ) -> None:
        existing = select(*fields_of(table, row)).where(
            table.c.tenant_id == value("tenant_id"), table.c.deleted_at.is_(None)
        )
        self._table = table
        self._row = row
        self._documents = documents
        defaults = {column.name for column in table.columns if column.server_default is not None}
        self._add = inserting(table, leave_out=frozenset(defaults))
        self._one = Statement(existing.where(table.c.id == value("id")))
        self._locked = Statement(existing.where(table.c.id == value("id")).with_for_update())
        self._list = Listing(existing, table, **filters)

    def add(self, connection: Connection, row: R) -> None:
        """Add a row."""
        self._add.run(connection, deleted_at=None, **self._encoded(msgspec.structs.asdict(row)))

    def get(
        self, connection: Connection, *, tenant_id: str, row_id: str, lock: bool = False
    ) -> R | None:
        """Return one row of the tenant, unless it was deleted; `lock` it before a change."""
        statement = self._locked if lock else self._one
        found = statement.first(connection, tenant_id=tenant_id, id=row_id)
        return self._decoded(found) if found else None

    def newest(
        self,
        connection: Connection,
        *,
        tenant_id: str,
        limit: int,
        before: tuple[int, str] | None,
        filters: Mapping[str, object] | None = None,
    ) -> list[R]:
        """Return the tenant's rows, newest first, those before `(created_at, id)`.

        A filter of None filters nothing.
        """
        found = self._list.rows(
            connection, tenant_id=tenant_id, limit=limit, before=before, filters=filters
        )
        return [self._decoded(one) for one in found]

    def change(
        self, connection: Connection, *, tenant_id: str, row_id: str, changes: Mapping[str, Any]
    ) -> bool:
        """Change columns of a row; return whether there is such a row."""
        statement = changing(self._table, frozenset(changes))
        values = self._encoded(changes)
        return bool(statement.run(connection, key=row_id, tenant=tenant_id, **values))

    def _encoded(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: msgspec.json.encode(one).decode()
            if name in self._documents and one is not None
            else one
            for name, one in values.items()
        }

    def _decoded(self, columns: Tuple) -> R:
        named = dict(zip(self._row.__struct_fields__, columns, strict=True))
        for name, kind in self._documents.items():
            if named[name] is not None:
                named[name] = msgspec.json.decode(named[name], type=kind)
        return self._row(**named)
