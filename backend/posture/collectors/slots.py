"""Slots: how many of one kind may run at once, in order of arrival."""

import asyncio
from collections import deque


class Slots:
    """A semaphore whose release takes the same time however many wait.

    That of asyncio looks at every waiter that was woken and has not run yet.
    """

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def is_free(self) -> bool:
        """Return whether nothing waits, and a slot can be taken at once."""
        return self._free > 0

    async def acquire(self) -> None:
        """Take a slot, when all who came before have got one."""
        if self._free:  # nothing waits while a slot is free: `release` gives it to the first waiter
            self._free -= 1
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if not waiter.cancelled():  # it has a slot, and cannot use it
                self.release()
            raise

    def release(self) -> None:
        """Give back a slot."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self._free += 1
