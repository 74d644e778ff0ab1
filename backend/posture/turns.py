"""Turns: what waits, in turn by its owner, so that one owner's many do not delay another's one."""

from collections import deque
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Owner = TypeVar("Owner", bound=Hashable)
Item = TypeVar("Item")


class Turns(Generic[Owner, Item]):
    """A queue in which every owner has its own line, and the lines take turns.

    A new owner's line comes last, so its first item waits for at most one of each other owner.
    """

    def __init__(self) -> None:
        self._lines: dict[Owner, deque[Item]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, owner: Owner) -> bool:
        return owner in self._lines

    @property
    def owners(self) -> set[Owner]:
        """The owners of what waits."""
        return set(self._lines)

    @property
    def owner_count(self) -> int:
        """How many owners have something that waits."""
        return len(self._lines)

    def count(self, owner: Owner) -> int:
        """Return how many items of an owner wait."""
        return len(self._lines.get(owner, ()))

    def put(self, owner: Owner, item: Item) -> None:
        """Add an item at the end of its owner's line."""
        self._lines.setdefault(owner, deque()).append(item)
        self._count += 1

    def put_back(self, owner: Owner, item: Item) -> None:
        """Add an item at the beginning of its owner's line."""
        self._lines.setdefault(owner, deque()).appendleft(item)
        self._count += 1

    def take(self, is_allowed: Callable[[Owner], bool] = lambda _: True) -> Item | None:
        """Return the next item of the owner whose turn it is, and None if there is none.

        Owners that are not allowed keep their turns.
        """
        owner = next(filter(is_allowed, self._lines), None)
        if owner is None:
            return None
        line = self._lines.pop(owner)
        item = line.popleft()
        self._count -= 1
        if line:
            self._lines[owner] = line
        return item
