"""A call that is made until it is answered: call budget, retries, renewed keys, one span each."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Any, Protocol

from opentelemetry.trace import SpanKind, Status, StatusCode

from posture.backoff import Backoff
from posture.collectors.aws.budget import Budgets
from posture.collectors.aws.credentials import MissingKeysError
from posture.collectors.aws.sdk import EXPIRED, AwsHttp, CallError
from posture.collectors.aws.signing import Keys
from posture.domain.collector import Reads
from posture.settings import Settings
from posture.telemetry import span

LEAST_PAUSE_SECONDS = 0.01
LONGEST_PAUSE_SECONDS = 20.0


class ExpiringKeys(Protocol):
    """Where the keys of the next call come from."""

    async def keys(self) -> Keys:
        """Return keys that are valid now; raises `CallError`."""
        ...

    def expire(self, keys: Keys) -> None:
        """Forget these keys, if they are the ones held: the cloud refused them as too old."""
        ...


class Wire:
    """The way of every call of one run to one account."""

    def __init__(  # the composition of one account
        self,
        http: AwsHttp,
        source: ExpiringKeys,
        budgets: Budgets,
        settings: Settings,
        *,
        account_id: str,
        reads: Reads,
    ) -> None:
        self._http = http
        self._source = source
        self._budgets = budgets
        self._settings = settings
        self._account_id = account_id
        self._reads = reads
        self._slots = asyncio.Semaphore(settings.cloud_calls_in_flight)
        self._silent: Counter[tuple[str, str]] = Counter()

    async def call(self, call: str, region: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Make a call, patiently where the cloud is busy.

        Raises:
            CallError: there is no usable answer, after the retries that make sense.
        """
        service, _, operation = call.partition(":")
        attributes = {
            "rpc.system.name": "aws-api",
            "rpc.method": f"{service}/{operation}",
            "cloud.provider": "aws",
            "cloud.region": region,
            "cloud.account.id": self._account_id,
        }
        refusal: CallError | None = None
        answer: dict[str, Any] = {}
        with span(f"{service}.{operation}", attributes, kind=SpanKind.CLIENT) as current:
            try:
                answer = await self._patiently(call, service, region, parameters)
            except CallError as error:
                refusal = error
                current.set_attribute("error.type", error.code)
                current.set_attribute("http.response.status_code", error.status)
                current.set_status(Status(StatusCode.ERROR, error.code))
        if refusal is not None:
            raise refusal
        return answer

    async def _patiently(
        self, call: str, service: str, region: str, parameters: Mapping[str, Any]
    ) -> dict[str, Any]:
        budget = self._budgets.of(self._account_id, region, service)
        patience = _Patience(self._settings)
        while True:
            if self._silent[call, region] >= self._settings.cloud_silent_calls:
                raise CallError("Unreachable", call)
            await budget.take()
            async with self._slots:
                keys = await self._keys(call)
                self._reads.calls += 1
                try:
                    answer = await self._http.send(call, region, parameters, keys)
                except CallError as error:
                    refusal = error
                else:
                    self._silent.pop((call, region), None)
                    budget.answered()
                    return answer
            if refusal.throttled:
                budget.throttled()
            if refusal.code in EXPIRED:
                self._source.expire(keys)
            pause = patience.after(refusal)
            if pause is None:
                self._note_silence(call, region, refusal)
                raise refusal
            await asyncio.sleep(pause)

    async def _keys(self, call: str) -> Keys:
        try:
            return await self._source.keys()
        except MissingKeysError as error:
            error.call = call
            raise

    def _note_silence(self, call: str, region: str, error: CallError) -> None:
        if error.status:
            self._silent.pop((call, region), None)
        else:
            self._silent[call, region] += 1


class _Patience:
    """How long one call is tried: throttled ones by their pauses, broken-off ones by count.

    The pauses count and not the clock, for a busy service's calls wait long for their turn.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        first = max(LEAST_PAUSE_SECONDS, settings.cloud_retry_base_seconds)
        self._backoff = Backoff(first, LONGEST_PAUSE_SECONDS)
        self._paused_seconds = 0.0
        self._breaks = 0
        self._pauses = 0
        self._renewals = 0

    def after(self, error: CallError) -> float | None:
        """Return the seconds to wait before the next try, or None to give up."""
        if error.code in EXPIRED:
            self._renewals += 1
            return 0.0 if self._renewals == 1 else None
        if error.throttled:
            tired = self._paused_seconds >= self._settings.cloud_throttle_wait_seconds
            return None if tired else self._pause()
        if error.broken_off:
            self._breaks += 1
            return self._pause() if self._breaks < self._settings.cloud_call_attempts else None
        return None

    def _pause(self) -> float:
        self._pauses += 1
        pause = self._backoff.seconds(self._pauses)
        self._paused_seconds += pause
        return pause
