"""Integrations: connected cloud accounts; a deleted one stays because its runs refer to it."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from sqlalchemy import select, update

from posture.store.columns import is_id
from posture.store.listing import within
from posture.store.owned import OwnedRow, OwnedTable
from posture.store.rows import integrations
from posture.store.statement import Connection, Statement, fields_of, value
from posture.store.tenancy import Tenancy


class IntegrationRow(OwnedRow, frozen=True, kw_only=True):
    """A connected account.

    `account_id` is the account's id in its cloud, None until a run has connected; `connection`
    holds the members of its cloud's connection options, and `account_key` the account that they
    name; `checks` limits its runs to some check ids, None means all; `next_run_at` is when its
    schedule is next due.
    """

    name: str
    provider: str
    account_id: str | None
    connection: dict[str, Any]
    account_key: str | None
    checks: tuple[str, ...] | None
    schedule: str | None
    next_run_at: int | None
    created_at: int
    updated_at: int


class AccountRow(msgspec.Struct, frozen=True, gc=False):
    """What tells the account of an integration apart; `account_id` as of its last run."""

    id: str
    tenant_id: str
    provider: str
    account_id: str | None
    account_key: str | None
    created_at: int


class DueRow(msgspec.Struct, frozen=True, gc=False):
    """An integration whose schedule is due, since `next_run_at`."""

    id: str
    tenant_id: str
    account_key: str | None
    schedule: str
    next_run_at: int


INTEGRATIONS: Final = OwnedTable(
    integrations,
    IntegrationRow,
    documents={"connection": dict[str, Any], "checks": tuple[str, ...]},
    within=within(integrations.c.id),
)

# On PostgreSQL the row lock lets one transaction at a time accept runs; SQLite has one writer.
_LOCK = Statement(
    select(*fields_of(integrations, AccountRow))
    .where(
        integrations.c.id == value("id"),
        integrations.c.tenant_id == value("tenant_id"),
        integrations.c.deleted_at.is_(None),
    )
    .with_for_update(key_share=True),
    beside=True,
)
_DUE = Statement(
    select(*fields_of(integrations, DueRow))
    .where(integrations.c.next_run_at <= value("at"), integrations.c.deleted_at.is_(None))
    .order_by(integrations.c.next_run_at)
)
_PUT_OFF = Statement(
    update(integrations)
    .where(
        integrations.c.id == value("key"),
        integrations.c.schedule == value("due_schedule"),
        integrations.c.next_run_at == value("due_at"),
        integrations.c.deleted_at.is_(None),
    )
    .values(next_run_at=value("following_at"))
)
_SET_ACCOUNT = Statement(
    update(integrations)
    .where(
        integrations.c.id == value("key"),
        integrations.c.account_id.is_distinct_from(value("account")),
    )
    .values(account_id=value("account"))
)


def lock(connection: Connection, *, tenant_id: str, integration_id: str) -> AccountRow | None:
    """Lock the row of an integration and return its account; None if the tenant has none.

    Where the units of a transaction defer their rows, it is read once for all of them.
    """
    key = (tenant_id, integration_id)
    held: AccountRow | None = connection.held.get(key)
    if held is not None:
        return held
    found = _LOCK.first(connection, tenant_id=tenant_id, id=integration_id)
    if found is None:
        return None
    row = AccountRow(*found)
    if connection.is_deferring:
        connection.held[key] = row
    return row


def lock_all(connection: Connection, wanted: Iterable[tuple[Tenancy, str]]) -> None:
    """Lock rows of integrations for the units of a transaction, each as `lock` does for one.

    A server is asked once for all. `lock` then returns what was found, and asks for the others.
    """
    keys = sorted({(str(tenancy), one) for tenancy, one in wanted if is_id(one)})
    rows = [(tenant_id, {"tenant_id": tenant_id, "id": one}) for tenant_id, one in keys]
    if len(rows) > 1:
        for key, found in zip(keys, connection.first_of_each(_LOCK, rows), strict=True):
            if found is not None:
                connection.held[key] = AccountRow(*found)


def set_account(connection: Connection, integration_id: str, *, account_id: str) -> None:
    """Set the cloud's id of the account, if it has changed."""
    _SET_ACCOUNT.run(connection, key=integration_id, account=account_id)


def due(connection: Connection, *, at: int) -> list[DueRow]:
    """Return the integrations whose schedules are due, the longest due first."""
    return [DueRow(*row) for row in _DUE.all(connection, at=at)]


def claim_occurrence(connection: Connection, row: DueRow, *, until: int) -> bool:
    """Claim a due occurrence; False if another process took it, or the schedule changed."""
    return bool(
        _PUT_OFF.run(
            connection,
            key=row.id,
            due_schedule=row.schedule,
            due_at=row.next_run_at,
            following_at=until,
        )
    )
