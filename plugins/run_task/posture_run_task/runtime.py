"""Runtime: the parts of a run task that every step of a task uses."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from posture_run_task.hcp import Hcp
from posture_run_task.settings import Settings
from posture_run_task.task_store import TaskStore

T = TypeVar("T")


class ThreadCall(Protocol):
    """Calls a blocking operation on a thread."""

    def __call__(self, operation: Callable[..., T], /, *args: Any, **kwargs: Any) -> Awaitable[T]:  # noqa: ANN401  # the operation's own
        """Call an operation on a thread and return its result."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """The parts of a run task.

    Attributes:
        call: calls an operation that blocks on the network.
        write: calls the task store, on its one thread.
        clock: seconds since the epoch.
    """

    settings: Settings
    store: TaskStore
    hcp: Hcp
    call: ThreadCall
    write: ThreadCall
    clock: Callable[[], float]
