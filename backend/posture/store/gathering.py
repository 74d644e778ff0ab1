"""Gathering: a thread of the writer waits for units that are on their way.

So units of one tenant that arrive one after the other share a commit, which takes as long for many
as for one.
"""

import asyncio
from typing import Any, Final

from posture.store.tenancy import Tenancy
from posture.turns import Turns

# How long to wait for more units: until none has arrived in so many steps of the event loop, and
# not longer than that.
STEPS_WITHOUT_UNIT: Final = 2
GATHER_SECONDS: Final = 0.005


class Gathering:
    """Whether a thread waits for more units before it takes those that wait.

    Attributes:
        is_on: whether a thread waits for them now.
        busy_count: how many threads have a transaction.
        latest_count: how many units the latest transaction had: several if they come together.
    """

    def __init__(self, waiting: Turns[Tenancy, Any]) -> None:
        self._waiting = waiting
        self.is_on = False
        self.busy_count = 0
        self.latest_count = 0

    def begin(self, unit_count: int) -> None:
        """Note that a thread begins a transaction of so many units."""
        self.busy_count += 1
        self.latest_count = unit_count

    def end(self) -> None:
        """Note that a transaction has ended."""
        self.busy_count -= 1

    def is_due(self) -> bool:
        """Return whether units come together, and neither a transaction nor a wait is under way."""
        if self.busy_count or self.is_on:
            return False
        return self.latest_count > 1 or len(self._waiting) > 1

    async def wait(self) -> None:
        """Let units arrive as long as they keep coming, and all that wait are of one tenant."""
        waiting, loop = self._waiting, asyncio.get_running_loop()
        until = loop.time() + GATHER_SECONDS
        count = steps = 0
        self.is_on = True
        try:
            while waiting.owner_count == 1 and steps < STEPS_WITHOUT_UNIT and loop.time() < until:
                await asyncio.sleep(0)
                steps = 0 if len(waiting) > count else steps + 1
                count = len(waiting)
        finally:
            self.is_on = False
