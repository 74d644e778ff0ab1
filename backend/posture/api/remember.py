"""Remember what follows from texts of a request, but only from short ones.

A cache with a limit of entries alone would keep as many texts as large as the head of a request:
hundreds of megabytes, for whoever sends them.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeVar

LONGEST_REMEMBERED: Final = 256

T = TypeVar("T")


def remembering(most: int) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Remember the last results of a function of texts; those of long ones are found each time."""

    def wrap(function: Callable[..., T]) -> Callable[..., T]:
        known = lru_cache(most)(function)

        def found(*texts: str | bytes) -> T:
            if sum(map(len, texts)) > LONGEST_REMEMBERED:
                return function(*texts)
            return known(*texts)

        return found

    return wrap
