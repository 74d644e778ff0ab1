"""The protocols of an executor: the work that it does, and what the service needs from it."""

from typing import Protocol, TypeVar

from posture.services.queue import RunQueue

Job = TypeVar("Job")


class NotYetError(Exception):
    """A run waits, and none may begin: try again later."""


class Work(Protocol[Job]):
    """The runs, for an executor that does not know what a run is."""

    async def claim(self) -> Job | None:
        """Claim the job whose turn it is, None if none may begin; raises `UnavailableError`."""
        ...

    async def claim_accepted(self, tenant_id: str) -> Job | None:
        """Claim a job of a tenant in the transaction of its writes that wait; otherwise as `claim`.

        None also if it is the turn of another tenant's job. The database is a file.
        """
        ...

    async def is_waiting(self, run_id: str) -> bool:
        """Return whether a job waits to be claimed; raises `UnavailableError`."""
        ...

    async def execute(self, claim: Job, /) -> None:
        """Do a job to its end; when cancelled, put it back into the queue."""
        ...

    async def rescue(self) -> list[str]:
        """Take back jobs of dead workers; raises `UnavailableError`."""
        ...

    async def measure_queue(self) -> int:
        """Return how many jobs wait; raises `UnavailableError`."""
        ...


class Executor(RunQueue, Protocol):
    """Executes runs; it is also the queue that the API fills."""

    async def serve(self) -> None:
        """Execute runs until stopped."""
        ...

    def capacity(self) -> int:
        """Return how many runs it can execute at a time; 0 if it does not look for any."""
        ...

    def stop(self) -> None:
        """Take no more runs; `serve` ends when those in progress have ended or were handed back."""
        ...
