"""Run life: a run as it was read at a moment, with the steps that led there."""

import msgspec

from posture.domain.run import FINAL, RunStatus
from posture.services.errors import RunNotFoundError
from posture.store import runs, tenants
from posture.store.runs import RunEventRow, RunRow
from posture.store.statement import Connection

# Steps are rare, so a second read almost never meets one; retention may have deleted the steps.
READS = 3


class Seen(msgspec.Struct, frozen=True):
    """A run as it was read at a moment, with the steps of its life.

    `revision` is the tenant's and was read first: the run may be newer, never older. The ids of the
    steps count within the run: those of the database tell of other tenants' traffic.
    """

    revision: int
    at: int
    row: RunRow
    steps: tuple[RunEventRow, ...]

    @property
    def ended(self) -> bool:
        """Whether the run has ended."""
        return RunStatus(self.row.status) in FINAL

    @property
    def last_step(self) -> int:
        """The id of the newest step; 0 if the steps were deleted."""
        return self.steps[-1].id if self.steps else 0

    def differs(self, other: "Seen") -> bool:
        """Return whether there is something to report after the other read."""
        return (self.row, self.steps) != (other.row, other.steps)


def read_run(
    connection: Connection, tenant_id: str, run_id: str, at: int, *, reads: int = READS
) -> Seen:
    """Return a run of the tenant; raises `RunNotFoundError`."""
    revision = tenants.revision(connection, tenant_id)
    found = runs.events(connection, run_id)
    steps = [msgspec.structs.replace(step, id=number) for number, step in enumerate(found, 1)]
    row = runs.get(connection, tenant_id=tenant_id, run_id=run_id)
    if row is None:
        raise RunNotFoundError
    # A step may happen between two statements; then the row's status is not that of the last step.
    if reads == 1 or (steps and steps[-1].to_status == row.status):
        return Seen(revision, at, row, tuple(steps))
    return read_run(connection, tenant_id, run_id, at, reads=reads - 1)
