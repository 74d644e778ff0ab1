"""Changes: what a tenant's readers would see otherwise since a revision of the tenant."""

from typing import Final

import msgspec

from posture.domain.run import FINAL, RunStatus
from posture.store import runs, tenants
from posture.store.runs import RunRow
from posture.store.statement import Connection

__all__ = ["Changes", "RunRow", "read_changes"]

# A list of runs has as many rows at most.
MOST_RUNS: Final = 100
_UNFINISHED: Final = {"unfinished": 1}


class Changes(msgspec.Struct, frozen=True):
    """A tenant as it was read at a moment.

    `revision` was read first: the runs may be newer, never older. `resources` has the revision at
    which each last changed. `runs` are those that have not ended, and those that ended while
    somebody was listening.
    """

    revision: int
    at: int
    resources: dict[str, int]
    runs: dict[str, RunRow]

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to come: a tenant does not end."""
        return False

    def differs(self, other: "Changes") -> bool:
        """Return whether there is something to report after the other read."""
        return self.revision != other.revision

    def since(self, revision: int) -> frozenset[str]:
        """Return the resources that have changed after a revision."""
        return frozenset(name for name, at in self.resources.items() if at > revision)

    def runs_since(self, other: "Changes | None") -> list[RunRow]:
        """Return the runs that are not as in another read; without one, those that go on."""
        if other is None:
            return [row for row in self.runs.values() if RunStatus(row.status) not in FINAL]
        return [row for key, row in self.runs.items() if row != other.runs.get(key)]


def read_changes(
    connection: Connection, *, tenant_id: str, at: int, before: Changes | None
) -> Changes:
    """Read a tenant; `before` is the last read of it."""
    revision, resources = tenants.changes(connection, tenant_id)
    if before is not None and resources["runs"] == before.resources["runs"]:
        return Changes(revision, at, resources, before.runs)
    unfinished = {
        row.id: row
        for row in runs.newest(
            connection, tenant_id=tenant_id, limit=MOST_RUNS, filters=_UNFINISHED
        )
    }
    known = {} if before is None else before.runs
    ended = {}
    for key, row in known.items():
        found: RunRow | None = row
        if key in unfinished:
            continue
        if RunStatus(row.status) not in FINAL:
            found = runs.get(connection, tenant_id=tenant_id, run_id=key)
        if found is not None:  # retention deletes runs
            ended[key] = found
    kept = dict([*ended.items()][-MOST_RUNS:])
    return Changes(revision, at, resources, kept | unfinished)
