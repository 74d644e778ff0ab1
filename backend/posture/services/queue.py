"""RunQueue: how an accepted run reaches a worker, whichever executor runs it."""

from typing import Protocol

from posture.store.statement import Connection


class RunQueue(Protocol):
    """Takes runs in the transaction that accepts them."""

    def enqueue(self, connection: Connection, run_id: str, integration_id: str) -> None:
        """Add the run to the queue in the open transaction.

        Raises:
            EnqueueFailedError: the queue refuses it; the transaction is rolled back.
        """
        ...

    def expect(self, tenant_id: str) -> None:
        """Note that a write of the tenant, which follows at once, will probably accept a run."""
        ...

    def nudge(self) -> None:
        """Look for runs now: the transaction that accepted one is committed."""
        ...
