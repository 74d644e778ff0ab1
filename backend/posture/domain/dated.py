"""Tables of facts that go out of date: each has its source and the day on which it was read."""

from collections.abc import Mapping
from datetime import date
from typing import Generic, TypeVar

from msgspec import Struct

from posture.domain.evidence import Fact, Unread

T = TypeVar("T")


class Dated(Struct, frozen=True, kw_only=True, eq=False):
    """Facts that are documented, but that no API returns.

    Attributes:
        source: address of the page.
        read_on: the day on which the page was read. Facts that are older than 180 days fail a
            test.
        note: which facts are not from that page, and where they are from; empty if all are.
    """

    source: str
    read_on: date
    note: str = ""


class DatedFacts(Dated, Generic[T], frozen=True, kw_only=True, eq=False):
    """Facts of any form."""

    facts: T


class DatedTable(Dated, Generic[T], frozen=True, kw_only=True, eq=False):
    """Facts by name."""

    rows: Mapping[str, T]

    def of(self, name: str, call: str) -> Fact[T]:
        """Return the fact of a name; unread if the table does not know the name.

        Args:
            name: as the provider's API returns it.
            call: the call that returned it.
        """
        if name in self.rows:
            return self.rows[name]
        return Unread(f"NotInTable({name}, {self.read_on.isoformat()})", call)


def days_left(ends: DatedTable[date | None], name: str, today: date, call: str) -> Fact[int | None]:
    """Return the days until an end in a table, negative after it; None without an end.

    Args:
        ends: last days, by name.
        name: as the provider's API returns it.
        today: the day to count from.
        call: the call that returned the name.
    """
    end = ends.of(name, call)
    if end is None or isinstance(end, Unread):
        return end
    return (end - today).days
