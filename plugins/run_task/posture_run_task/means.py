"""Means: what everything that carries a task needs, whichever part of the way it goes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from posture_run_task.hcp import Hcp
from posture_run_task.ledger import Ledger
from posture_run_task.settings import Settings

T = TypeVar("T")


class Calling(Protocol):
    """Does what blocks, elsewhere."""

    def __call__(self, operation: Callable[..., T], /, *args: Any, **kwargs: Any) -> Awaitable[T]:  # noqa: ANN401  # the operation's own
        """Call an operation on a thread and answer what it answers."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """The parts of a run task.

    Attributes:
        call: calls what blocks on the network.
        write: calls the ledger, on its one thread.
        clock: seconds since the epoch.
    """

    settings: Settings
    ledger: Ledger
    hcp: Hcp
    call: Calling
    write: Calling
    clock: Callable[[], float]
