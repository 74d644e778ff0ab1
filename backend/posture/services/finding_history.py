"""The history of a finding: what runs saw of it, and what was decided about it."""

from collections.abc import Mapping, Sequence

import msgspec

from posture.services.errors import FindingNotFoundError
from posture.store import finding_history, findings, tenants
from posture.store.engine import Store
from posture.store.finding_history import SeenRow
from posture.store.statement import Connection

__all__ = ["Decision", "History", "SeenRow", "get_history"]


class _Status(msgspec.Struct):
    status: str


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A change of a finding's status; `by` is what the audit log names, `by_name` its token's."""

    at: int
    from_status: str
    to_status: str
    by: str | None
    by_name: str | None


class History(msgspec.Struct, frozen=True):
    """The newest runs that recorded a finding, and the newest decisions about it."""

    runs: Sequence[SeenRow]
    decisions: Sequence[Decision]


async def get_history(store: Store, *, tenant_id: str, finding_id: str, limit: int) -> History:
    """Return the history of a finding, at most `limit` runs and as many decisions.

    Raises:
        FindingNotFoundError: the tenant has none with that id.
    """

    def read(connection: Connection) -> History:
        if findings.get(connection, tenant_id=tenant_id, finding_id=finding_id) is None:
            raise FindingNotFoundError
        rows = finding_history.decisions(connection, finding_id, tenant_id=tenant_id, limit=limit)
        names = tenants.token_names(connection, sorted({row.by for row in rows if row.by}))
        return History(
            finding_history.seen(connection, finding_id, limit=limit),
            [_decision(row, names) for row in rows],
        )

    return await store.read(read, tenant_id=tenant_id)


def _decision(row: finding_history.DecisionRow, names: Mapping[str, str]) -> Decision:
    return Decision(
        at=row.at,
        from_status=msgspec.json.decode(row.before, type=_Status).status,
        to_status=msgspec.json.decode(row.after, type=_Status).status,
        by=row.by,
        by_name=names.get(row.by) if row.by else None,
    )
