"""Budgets: how many runs an integration had within a window, and those of its account before it.

An integration starts with what deleted integrations of its account have used: deleting one and
connecting the account again frees nothing. The account is the same if the connection says
so (`account_key`), or if the cloud said so when runs connected (`account_id`).
"""

from sqlalchemy import ColumnElement, and_, func, or_, select, union_all

from posture.domain.run import RunBudget, RunTrigger
from posture.store.integrations import AccountRow
from posture.store.rows import integrations, runs
from posture.store.statement import Connection, Statement, value

_counts: ColumnElement[bool] = and_(
    runs.c.budget == value("budget"), runs.c.accepted_at > value("since")
)
_same_account: ColumnElement[bool] = or_(
    runs.c.account_key == value("account_key"),
    integrations.c.account_id == value("account_id"),
)
_of_deleted = (
    select(runs.c.accepted_at)
    .join_from(integrations, runs, runs.c.integration_id == integrations.c.id)
    .where(
        integrations.c.tenant_id == value("tenant_id"),
        integrations.c.deleted_at > value("since"),
        integrations.c.provider == value("provider"),
        _counts,
        runs.c.accepted_at <= value("created_at"),
        _same_account,
    )
)
_own = select(runs.c.accepted_at).where(runs.c.integration_id == value("id"), _counts)
_all = union_all(_own, _of_deleted).subquery()
_NTH_NEWEST = Statement(
    select(_all.c.accepted_at).order_by(_all.c.accepted_at.desc()).limit(1).offset(value("newer"))
)
_LAST_SCHEDULED = Statement(
    select(func.max(runs.c.accepted_at))
    .join_from(runs, integrations, runs.c.integration_id == integrations.c.id)
    .where(
        runs.c.tenant_id == value("tenant_id"),
        runs.c.accepted_at > value("since"),
        runs.c.trigger == RunTrigger.SCHEDULED.value,
        integrations.c.provider == value("provider"),
        or_(runs.c.integration_id == value("id"), _same_account),
    )
)


def nth_newest(
    connection: Connection, account: AccountRow, *, budget: RunBudget, since: int, n: int
) -> int | None:
    """Return when the n-th newest run that counts was accepted; None if there are fewer."""
    found = _NTH_NEWEST.first(
        connection,
        id=account.id,
        tenant_id=account.tenant_id,
        provider=account.provider,
        account_key=account.account_key,
        account_id=account.account_id,
        created_at=account.created_at,
        budget=budget.value,
        since=since,
        newer=n - 1,
    )
    return found[0] if found else None


def last_scheduled(connection: Connection, account: AccountRow, *, since: int) -> int | None:
    """Return when a schedule last started a run of the account, by whichever integration."""
    found = _LAST_SCHEDULED.first(
        connection,
        id=account.id,
        tenant_id=account.tenant_id,
        provider=account.provider,
        account_key=account.account_key,
        account_id=account.account_id,
        since=since,
    )
    return found[0] if found else None
