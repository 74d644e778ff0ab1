"""The quotas of Google Cloud: calls in a minute, which begins for all callers at once.

An API counts its calls by metrics, such as `compute.googleapis.com/list_requests`. Which metrics a
method uses, and how many units of them, its documents do not say, but a refusal names the metric
that is used up and the project that is charged. So a call has the quota of its API, and those that
refused the same method before; calls that other metrics count go on.
Source: https://cloud.google.com/compute/api-quota and the quota pages of the other APIs;
https://cloud.google.com/docs/quotas/quota-project about which project is charged.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from time import time

from posture.collectors.errors import CallError

MINUTE_SECONDS = 60.0
# APIs with a host, and quotas, for each region; of others, locations share those of the project.
BY_REGION = frozenset({"aiplatform", "dialogflow", "discoveryengine"})
# Calls in a minute, where an API allows fewer than most.
# Source: https://cloud.google.com/logging/quotas
FEWER = {"logging": 60}
# No method uses more; an endpoint that names ever new ones does not fill the memory.
METRICS_OF_A_CALL = 8
# The account of what refusals say about every project.
ANY_ACCOUNT = ""


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

    def close(self, seconds: float | None = None) -> None:
        """Allow no further call for some seconds, by default for those of a minute."""
        wait = MINUTE_SECONDS if seconds is None else seconds
        self._closed_until = max(self._closed_until, self._clock() + wait)

    def allow(self, calls: int) -> None:
        """Set how many calls a minute has, from the next on."""
        self._calls = calls

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
    """The quotas of this process: of each API of a project, and of each metric that was used up."""

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
        # By account or consumer, region, and API or metric.
        self._quotas: dict[tuple[str, str, str], Quota] = {}
        # By account, region and method: the metrics that refused it.
        self._metrics: dict[tuple[str, str, str], dict[tuple[str, str, str], Quota]] = {}

    def of(self, account_id: str, region: str, call: str) -> "CallPace":
        """Return the pace of a call; the quotas behind it are those of all runs."""
        service = call.partition(":")[0]
        place = region if service in BY_REGION else ""
        calls = min(self._calls, FEWER.get(service, self._calls))
        return CallPace(
            self, self._quota((account_id, place, service), calls), account_id, place, call
        )

    def metrics_of(self, account_id: str, region: str, call: str) -> list[Quota]:
        """Return the quotas of metrics that are known to count a call."""
        found: dict[tuple[str, str, str], Quota] = {}
        for account in (ANY_ACCOUNT, account_id):
            for place in {"", region}:
                found |= self._metrics.get((account, place, call), {})
        return [found[key] for key in sorted(found)]

    def used_up(self, account_id: str, region: str, refusal: CallError) -> bool:
        """Close the quota that a refusal names, and count its call there from now on.

        Args:
            account_id: the project that was called.
            region: the region whose host was called; empty for the host of all.
            refusal: the refusal.

        Returns:
            False if the refusal names no quota, or one more than a method can have.
        """
        named = refusal.quota
        if named is None:
            return False
        # A consumer that is not the scanned project is charged for the scans of all projects.
        account = ANY_ACCOUNT if named.consumer else account_id
        place = region if named.region else ""
        known = self._metrics.setdefault((account, place, refusal.call), {})
        key = (named.consumer or account_id, named.region, named.metric)
        if key not in known:
            if len(known) >= METRICS_OF_A_CALL:
                return False
            known[key] = self._quota(key, sys.maxsize)
        if named.calls is not None:
            known[key].allow(named.calls)
        known[key].close(refusal.retry_after_seconds)
        return True

    def _quota(self, key: tuple[str, str, str], calls: int) -> Quota:
        found = self._quotas.get(key)
        if found is None:
            found = self._quotas[key] = Quota(calls, clock=self._clock, sleep=self._sleep)
        return found


class CallPace:
    """How fast one method of an API may be called in one project."""

    def __init__(  # where the call is made
        self, quotas: Quotas, of_api: Quota, account_id: str, region: str, call: str
    ) -> None:
        self._quotas = quotas
        self._of_api = of_api
        self._account_id = account_id
        self._region = region
        self._call = call

    async def take(self) -> None:
        """Wait until every quota that counts the call has one left."""
        for one in self._quotas.metrics_of(self._account_id, self._region, self._call):
            await one.take()
        await self._of_api.take()

    def succeeded(self) -> None:
        """Do nothing: quotas are the cloud's own, and grow by no success."""

    def throttled(self, refusal: CallError) -> None:
        """Close the quota that the refusal names; if it names none, that of the whole API."""
        if not self._quotas.used_up(self._account_id, self._region, refusal):
            self._of_api.close(refusal.retry_after_seconds)
