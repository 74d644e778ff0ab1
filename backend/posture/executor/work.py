"""What an executor drives, and what the rest of the service asks of one, whichever it is."""

from typing import Protocol, TypeVar

from posture.services.queue import RunQueue

Job = TypeVar("Job")


class NotYetError(Exception):
    """Somebody else works on the run, or on its integration: it must be asked for again."""


class Work(Protocol[Job]):
    """The runs, to an executor that does not know what a run is."""

    async def claim(self) -> Job | None:
        """Take the job that waits longest; raises `UnavailableError`."""
        ...

    async def claim_run(self, run_id: str) -> Job | None:
        """Take this job; None when nothing of it is left to do.

        Raises:
            NotYetError: it cannot be taken now.
            UnavailableError: the database cannot say.
        """
        ...

    async def execute(self, claim: Job, /) -> None:
        """Do a job to its end; when cancelled, hand it back."""
        ...

    async def rescue(self) -> list[str]:
        """Take back jobs of dead workers; raises `UnavailableError`."""
        ...

    async def look(self) -> int:
        """Return how many jobs wait; raises `UnavailableError`."""
        ...


class Executor(RunQueue, Protocol):
    """Executes runs, and is the queue that the API fills."""

    async def serve(self) -> None:
        """Execute runs until told to stop."""
        ...

    def stop(self) -> None:
        """Take no more runs; `serve` ends when those under way have ended or were handed back."""
        ...
