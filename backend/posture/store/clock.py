"""The clock of rows."""

import time


def milliseconds() -> int:
    """Return the wall clock, in milliseconds since the epoch."""
    return time.time_ns() // 1_000_000
