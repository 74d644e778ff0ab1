"""Listings: rows of a table, newest first, one page at a time, under optional filters."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Table, Text, cast, literal, tuple_

from posture.store.driver import Tuple
from posture.store.statement import Connection, Statement, value

# More than any column of a filter has values; each is a placeholder of one statement.
MOST_VALUES: Final = 8


def within(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that an id is one of those in the text `within`, between spaces.

    One placeholder holds any number of ids, so the statement is compiled once.
    """
    return value("within").op("LIKE")(
        literal("%", Text).concat(cast(column, Text)).concat(literal("%", Text))
    )


def conditions_of(name: str, column: ColumnElement[Any]) -> dict[str, ColumnElement[bool]]:
    """Return the conditions of a filter that takes one or several values: see `chosen`."""
    several = column.in_([value(_numbered(name, number)) for number in range(MOST_VALUES)])
    return {name: column == value(name), f"{name}_in": several}


def chosen(name: str, values: Sequence[str] | None) -> dict[str, str | int]:
    """Return the values of a filter: one, or one of several; None filters nothing.

    Several are repeated to a fixed number, so that one statement serves them all.

    Raises:
        ValueError: there are too many.
    """
    if values is None:
        return {}
    unique = [values] if isinstance(values, str) else sorted(set(values))
    if len(unique) == 1:
        return {name: unique[0]}
    if len(unique) > MOST_VALUES:
        raise ValueError(f"{name} has more than {MOST_VALUES} values")
    filled = [*unique, *unique[-1:] * (MOST_VALUES - len(unique))]
    return {f"{name}_in": 1} | {_numbered(name, at): one for at, one in enumerate(filled)}


def _numbered(name: str, number: int) -> str:
    """Return the name of one of several values.

    SQLAlchemy names a plain value that is compared with a column by the column and a number, as
    `delta_1`; a value of ours with that name would be taken for it.
    """
    return f"{name}_in_{number}"


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
