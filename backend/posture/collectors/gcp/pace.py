"""The quotas of a project: calls to an API in a minute, refilled for all callers at its start.

Source: https://cloud.google.com/compute/api-quota and the quota pages of the other APIs.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import time

MINUTE_SECONDS = 60.0
# APIs with a host, and quotas, for each region; of others, locations share those of the project.
BY_REGION = frozenset({"aiplatform", "dialogflow", "discoveryengine"})
# Calls in a minute, where an API allows fewer than most.
# Source: https://cloud.google.com/logging/quotas
FEWER = {"logging": 60}


class Quota:
    """The calls that may be made in this minute; all runs of the process share it."""

    def __init__(
        self,
        calls: int,
        *,
        clock: Callable[[], float] = time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._sleep = sleep
        self._clock = clock
        self._minute = self._now()
        self._left = calls
        self._closed_until = float("-inf")
        self._turn = asyncio.Lock()

    async def take(self) -> None:
        """Wait until one more call may be made; callers are served in order of arrival."""
        async with self._turn:
            while (wait := self._wait()) > 0:
                await self._sleep(wait)
            self._left -= 1

    def succeeded(self) -> None:
        """Do nothing: the quota is the cloud's own and is not learned."""

    def throttled(self, retry_after_seconds: float | None = None) -> None:
        """Make no further call for as long as the cloud said, or in this minute."""
        wait = MINUTE_SECONDS if retry_after_seconds is None else retry_after_seconds
        self._closed_until = max(self._closed_until, self._clock() + wait)

    def _wait(self) -> float:
        """Return the seconds until the next call may be made; 0 for now."""
        if (closed := self._closed_until - self._clock()) > 0:
            return closed
        minute = self._now()
        if minute != self._minute:
            self._minute, self._left = minute, self._calls
        return 0.0 if self._left > 0 else (minute + 1) * MINUTE_SECONDS - self._clock()

    def _now(self) -> int:
        return int(self._clock() // MINUTE_SECONDS)


class Quotas:
    """The quotas of this process, one for each project and API, and region where it counts."""

    def __init__(
        self,
        calls_per_minute: int,
        *,
        clock: Callable[[], float] = time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = calls_per_minute
        self._clock = clock
        self._sleep = sleep
        self._quotas: dict[tuple[str, str, str], Quota] = {}

    def of(self, account_id: str, region: str, service: str) -> Quota:
        """Return the quota of a project's API in a region; there is only one."""
        key = (account_id, region if service in BY_REGION else "", service)
        found = self._quotas.get(key)
        if found is None:
            calls = min(self._calls, FEWER.get(service, self._calls))
            found = self._quotas[key] = Quota(calls, clock=self._clock, sleep=self._sleep)
        return found
