"""Outboxes: tables of jobs, each added in the transaction that causes it, done after the commit.

A job is due at `next_at`. Claiming it writes a fresh token and moves `next_at` to the end of the
claim's lease: if the process that claimed it dies, another one may claim it from then on. Every
claim and every outcome is a compare-and-set, so of two processes one claims a job, and a process
that lost its claim writes nothing. A claim alone changes nothing that readers should look at again;
the outcome does.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Table, func, literal_column, select, update

from posture.store.statement import Connection, Statement, value

PENDING: Final = "pending"
_NO_COLUMNS: Final[Mapping[str, object]] = MappingProxyType({})


class DueGroup(NamedTuple):
    """A group with a due job, and its tenant."""

    group: str
    tenant_id: str


class Outbox:
    """A table of jobs.

    It has the columns `id`, `tenant_id`, `status`, `attempt_count`, `queued_at`, `next_at`,
    `ended_at` and `claim_token`; `next_at` is None once a job has ended. Jobs with the same value
    in the column `group` (such as the webhook they are sent to) are done one after the other.
    `pending` are the statuses of jobs that have not ended; a job begins with the first one.
    """

    def __init__(self, table: Table, *, group: str, pending: tuple[str, ...] = (PENDING,)) -> None:
        self._table = table
        self._group = table.c[group]
        self._pending = pending
        self.is_pending: ColumnElement[bool] = _is_one_of(table, pending)
        self._due = Statement(
            select(self._group, table.c.tenant_id, func.min(table.c.next_at).label("at"))
            .where(self.is_pending, table.c.next_at <= value("now"))
            .group_by(self._group, table.c.tenant_id)
            .order_by("at")
            .limit(value("limit"))
        )
        self._requeue = Statement(
            update(table)
            .where(
                table.c.id == value("key"),
                self._group == value("of"),
                table.c.tenant_id == value("tenant"),
            )
            .values(
                status=pending[0],
                claim_token=None,
                attempt_count=0,
                queued_at=value("at"),
                next_at=value("at"),
                ended_at=None,
            )
        )
        self._abandon = Statement(
            update(table)
            .where(self.is_pending, self._group == value("of"))
            .values(status=value("to_status"), claim_token=None, next_at=None, ended_at=value("at"))
        )

    def due(self, connection: Connection, *, now: int, limit: int) -> list[DueGroup]:
        """Return the groups with a due job, the longest due first.

        One group that hangs does not keep the others waiting.
        """
        found = self._due.all(connection, now=now, limit=limit)
        return [DueGroup(row[0], row[1]) for row in found]

    def claim(
        self,
        connection: Connection,
        job_id: str,
        *,
        due_at: int,
        token: str,
        until: int,
        columns: Mapping[str, object] = _NO_COLUMNS,
    ) -> bool:
        """Claim a job until then; return False when another process was faster."""
        statement = _claiming(self._table, self._pending, frozenset(columns))
        return bool(
            statement.run(
                connection, key=job_id, seen_at=due_at, token=token, until=until, **columns
            )
        )

    def settle(
        self,
        connection: Connection,
        job_id: str,
        *,
        token: str,
        status: str,
        at: int,
        next_at: int | None,
        columns: Mapping[str, object] = _NO_COLUMNS,
    ) -> bool:
        """Write the outcome of an attempt; False when the claim was lost.

        Without `next_at` the job has ended.
        """
        statement = _settling(self._table, self._pending, frozenset(columns))
        return bool(
            statement.run(
                connection,
                key=job_id,
                token=token,
                to_status=status,
                to_next_at=next_at,
                to_ended_at=at if next_at is None else None,
                **columns,
            )
        )

    def requeue(
        self, connection: Connection, job_id: str, *, tenant_id: str, group: str, at: int
    ) -> bool:
        """Queue a job again, from its first attempt; return whether there is one."""
        return bool(self._requeue.run(connection, key=job_id, of=group, tenant=tenant_id, at=at))

    def abandon(self, connection: Connection, group: str, *, status: str, at: int) -> None:
        """End every pending job of a group."""
        self._abandon.run(connection, of=group, to_status=status, at=at)


def _is_one_of(table: Table, statuses: tuple[str, ...]) -> ColumnElement[bool]:
    if len(statuses) == 1:
        return table.c.status == statuses[0]
    return table.c.status.in_([literal_column(f"'{one}'") for one in statuses])


@cache
def _claiming(table: Table, pending: tuple[str, ...], names: frozenset[str]) -> Statement:
    return Statement(
        update(table)
        .where(
            _is_one_of(table, pending),
            table.c.id == value("key"),
            table.c.next_at == value("seen_at"),
        )
        .values(
            {
                "claim_token": value("token"),
                "next_at": value("until"),
                "attempt_count": table.c.attempt_count + 1,
                **{name: value(name) for name in sorted(names)},
            }
        ),
        # A claim that readers see changes the status.
        visible="status" in names,
    )


@cache
def _settling(table: Table, pending: tuple[str, ...], names: frozenset[str]) -> Statement:
    return Statement(
        update(table)
        .where(
            _is_one_of(table, pending),
            table.c.id == value("key"),
            table.c.claim_token == value("token"),
        )
        .values(
            {
                "claim_token": None,
                "status": value("to_status"),
                "next_at": value("to_next_at"),
                "ended_at": value("to_ended_at"),
                **{name: value(name) for name in sorted(names)},
            }
        )
    )
