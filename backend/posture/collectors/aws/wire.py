"""A call that is made until it is answered: call budget, retries, renewed keys, one span each."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from time import monotonic
from typing import Any, Protocol

from opentelemetry.trace import SpanKind, Status, StatusCode

from posture.collectors.aws.budget import Budgets
from posture.collectors.aws.sdk import EXPIRED, AwsHttp, CallError, KeySource
from posture.domain.collector import Reads
from posture.settings import Settings
from posture.telemetry import span

LONGEST_PAUSE_SECONDS = 20.0


class ExpiringKeys(KeySource, Protocol):
    """Keys that can be told they are too old."""

    def expire(self) -> None:
        """Forget the keys held now."""
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
            if self._silent[service, region] >= self._settings.cloud_silent_calls:
                raise CallError("Unreachable", call)
            await budget.take()
            try:
                async with self._slots:
                    self._reads.calls += 1
                    answer = await self._http.send(call, region, parameters, self._source)
            except CallError as error:
                if error.throttled:
                    budget.throttled()
                if error.code in EXPIRED:
                    self._source.expire()
                pause = patience.after(error)
                if pause is None:
                    self._note_silence(service, region, error)
                    raise
                await asyncio.sleep(pause)
            else:
                self._silent.pop((service, region), None)
                budget.answered()
                return answer

    def _note_silence(self, service: str, region: str, error: CallError) -> None:
        if error.status:
            self._silent.pop((service, region), None)
        else:
            self._silent[service, region] += 1


class _Patience:
    """How long one call is tried: throttled ones by the clock, broken-off ones by count."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._give_up_at = monotonic() + settings.cloud_throttle_wait_seconds
        self._breaks = 0
        self._pauses = 0
        self._renewals = 0

    def after(self, error: CallError) -> float | None:
        """Answer the seconds to wait before the next try, or None to give up."""
        if error.code in EXPIRED:
            self._renewals += 1
            return 0.0 if self._renewals == 1 else None
        if error.throttled:
            return self._pause() if monotonic() < self._give_up_at else None
        if error.broken_off:
            self._breaks += 1
            return self._pause() if self._breaks < self._settings.cloud_call_attempts else None
        return None

    def _pause(self) -> float:
        longest = self._settings.cloud_retry_base_seconds * 2**self._pauses
        self._pauses += 1
        longest = min(LONGEST_PAUSE_SECONDS, longest)
        return random.uniform(longest / 2, longest)  # noqa: S311  # spreads retries, guards nothing
