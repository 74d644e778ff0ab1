"""Listings: rows of a table, newest first, one page at a time, under optional filters."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, Text, cast, literal, tuple_

from posture.store.statement import Connection, Statement, Tuple, value


def within(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that an id is one of those in the text `within`, between spaces.

    One placeholder holds any number of ids, so the statement is compiled once.
    """
    return value("within").op("LIKE")(
        literal("%", Text).concat(cast(column, Text)).concat(literal("%", Text))
    )


class Listing:
    """A query over a table with `created_at` and `id`, compiled once for each set of filters."""

    __slots__ = ("_conditions", "_query", "_statements")

    def __init__(self, query: Select[Any], table: Table, **filters: ColumnElement[bool]) -> None:
        at, key = table.c.created_at, table.c.id
        self._query = query.order_by(at.desc(), key.desc()).limit(value("limit"))
        self._conditions = filters | {
            "before_at": tuple_(at, key) < tuple_(value("before_at"), value("before_id"))
        }
        self._statements: dict[frozenset[str], Statement] = {}

    def rows(
        self,
        connection: Connection,
        *,
        limit: int,
        before: tuple[int, str] | None,
        filters: Mapping[str, object] | None = None,
        **values: object,
    ) -> list[Tuple]:
        """Return rows of the query, which takes `values`, those before `(created_at, id)`.

        A filter of None filters nothing.
        """
        asked = {name: one for name, one in (filters or {}).items() if one is not None}
        if before is not None:
            asked["before_at"], asked["before_id"] = before
        statement = self._statement(frozenset(asked))
        return statement.all(connection, limit=limit, **values, **asked)

    def _statement(self, names: frozenset[str]) -> Statement:
        known = self._statements.get(names)
        if known is None:
            chosen = (self._conditions[name] for name in sorted(names & self._conditions.keys()))
            known = self._statements[names] = Statement(self._query.where(*chosen))
        return known
