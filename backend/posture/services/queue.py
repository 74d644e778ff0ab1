"""RunQueue: how an accepted run reaches a worker, whoever executes it."""

from typing import Protocol

from posture.store.statement import Connection


class RunQueue(Protocol):
    """Takes runs in the very transaction that accepts them."""

    def enqueue(self, connection: Connection, run_id: str, integration_id: str) -> None:
        """Take the run as part of the open transaction.

        Raises:
            EnqueueFailedError: it is not taken; the transaction is undone.
        """
        ...

    def nudge(self) -> None:
        """Learn that a run was accepted; the transaction is on the disk."""
        ...
