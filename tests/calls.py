"""The work of a function as a number of calls, which is the same on every machine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Python's functions begin with one and functions in C with the other.
BEGINNINGS = frozenset({"call", "c_call"})


@contextmanager
def calls_at_most(limit: int) -> Iterator[None]:
    """Fail as soon as the block has called more functions, those in C included."""
    left = limit

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal left
        left -= event in BEGINNINGS
        if left < 0:
            sys.setprofile(None)
            raise AssertionError(f"it makes more than {limit:,} calls")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
