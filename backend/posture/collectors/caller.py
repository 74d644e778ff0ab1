"""Caller: makes calls at the right pace, retries them, renews keys, and records spans."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar, assert_never

from msgspec import Struct

from posture.backoff import Backoff
from posture.collectors.errors import CallError, ErrorKind, MissingKeysError
from posture.collectors.slots import Slots
from posture.collectors.stepping import own_task
from posture.domain.collector import Reads
from posture.domain.timeline import CallTally
from posture.settings import Settings
from posture.telemetry import catalogue
from posture.telemetry.calls import CallSpan, CallSpans
from posture.telemetry.instruments import instruments
from posture.telemetry.recorder import Recorder

DENIED = frozenset({401, 403})
NOT_FOUND = 404
LEAST_PAUSE_SECONDS = 0.01
LONGEST_PAUSE_SECONDS = 20.0

K = TypeVar("K")
K_contra = TypeVar("K_contra", contravariant=True)


class KeySource(Protocol[K]):
    """The source of the keys (or the token) for the next call."""

    async def keys(self) -> K:
        """Return keys that are valid now; raises `CallError`."""
        ...

    def expire(self, keys: K) -> None:
        """Forget these keys if they are still in use: the cloud refused them as expired."""
        ...


class Transport(Protocol[K_contra]):
    """Sends the calls to a cloud."""

    async def send(
        self, call: str, region: str, parameters: Mapping[str, Any], keys: K_contra
    ) -> dict[str, Any]:
        """Make one call, once; raises `CallError`."""
        ...


class Pace(Protocol):
    """How fast a call may be made again."""

    async def take(self) -> None:
        """Wait until one more call may be made."""
        ...

    def succeeded(self) -> None:
        """Record that a call succeeded."""
        ...

    def throttled(self, refusal: CallError) -> None:
        """Record that the cloud throttled a call, for how long, and by which quota."""
        ...


class Pacing(Protocol):
    """The paces of all accounts; each cloud has its own rules."""

    def of(self, account_id: str, region: str, call: str) -> Pace:
        """Return the pace of a call to an account in a region; runs share what it counts."""
        ...


class _Operation(Struct, frozen=True):
    """What all calls of an operation in a region have in common: their pace, and telemetry.

    `counts` has what counts those that ended with an error of a type; "" is no error.
    """

    pace: Pace
    tally: CallTally
    name: str
    span: Mapping[str, str]
    duration: Recorder
    attributes: Mapping[str, str]
    counts: dict[str, Callable[[int], None]]


class Caller(Generic[K]):
    """Makes every call of one run to one account."""

    def __init__(  # the composition of one account
        self,
        transport: Transport[K],
        source: KeySource[K],
        pacing: Pacing,
        settings: Settings,
        *,
        kind_of: Callable[[CallError], ErrorKind],
        provider: str,
        rpc_system: str,
        account_id: str,
        reads: Reads,
    ) -> None:
        self._transport = transport
        self._source = source
        self._pacing = pacing
        self._settings = settings
        self._kind_of = kind_of
        self._provider = provider
        self._spans = CallSpans(settings)
        self._attributes = {"rpc.system.name": rpc_system, "cloud.provider": provider}
        if account_id:  # the first call of a run asks for it
            self._attributes["cloud.account.id"] = account_id
        self._account_id = account_id
        self._reads = reads
        self._slots = Slots(settings.cloud_calls_in_flight)
        self._silent: Counter[tuple[str, str]] = Counter()
        self._operations: dict[tuple[str, str], _Operation] = {}
        self._durations: dict[str, Recorder] = {}

    async def call(self, call: str, region: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Make a call, and retry it where that makes sense.

        Raises:
            CallError: there is no usable response, after the retries that make sense.
        """
        await own_task()
        of = self._operations.get((call, region)) or self._operation(call, region)
        refusal: CallError | None = None
        response: dict[str, Any] = {}
        begun = time.perf_counter()
        with self._spans.around(of.name, of.span) as traced:
            try:
                response = await self._retried(call, region, parameters, of, traced)
            except CallError as error:
                refusal = error
                traced.error, traced.status = error.code, error.status
                traced.is_absence = _is_absence(error)
        ended = time.perf_counter()
        of.tally.note(call, begun, ended, failed=refusal is not None)
        # An exemplar leads to a span: that of a slow call or of a failed one, if not all have one.
        if traced.has_span:
            of.duration.record(ended - begun)
        else:
            of.duration.record_untraced(ended - begun)
        if refusal is None:
            of.counts[""](1)
            return response
        error_type = _error_type(refusal, self._kind_of(refusal))
        count = of.counts.get(error_type)
        if count is None:
            about = {**of.attributes, catalogue.CALL_ERROR.key: error_type}
            count = of.counts[error_type] = instruments().counter(catalogue.CALLS, about)
        count(1)
        raise refusal

    def _operation(self, call: str, region: str) -> _Operation:
        service, _, operation = call.partition(":")
        of_service = self._of_service(call)
        duration = self._durations.get(service)
        if duration is None:
            duration = instruments().recorder(catalogue.CALL_DURATION, of_service)
            self._durations[service] = duration
        place = {catalogue.REGION.key: region} if region else {}
        attributes = {**of_service, **place}
        found = self._operations[call, region] = _Operation(
            self._pacing.of(self._account_id, region, call),
            self._reads.tallies[service, region],
            f"{service}.{operation}",
            {**self._attributes, "rpc.method": f"{service}/{operation}", **place},
            duration,
            attributes,
            {"": instruments().counter(catalogue.CALLS, attributes)},
        )
        return found

    def _of_service(self, call: str) -> dict[str, str]:
        service, _, _ = call.partition(":")
        return {catalogue.PROVIDER.key: self._provider, catalogue.SERVICE.key: service}

    async def _retried(  # the call, and where it is counted
        self,
        call: str,
        region: str,
        parameters: Mapping[str, Any],
        of: _Operation,
        traced: CallSpan,
    ) -> dict[str, Any]:
        pace, tally = of.pace, of.tally
        retries: _Retries | None = None
        while True:
            if self._silent and self._silent[call, region] >= self._settings.cloud_silent_calls:
                raise CallError("Unreachable", call)
            begun_ns = time.perf_counter_ns()
            await pace.take()
            await self._slots.acquire()
            try:
                traced.waited_ns += time.perf_counter_ns() - begun_ns
                keys = await self._keys(call)
                self._reads.calls += 1
                tally.calls += 1
                try:
                    response = await self._transport.send(call, region, parameters, keys)
                except CallError as error:
                    refusal = error
                else:
                    if self._silent:
                        self._silent.pop((call, region), None)
                    pace.succeeded()
                    return response
            finally:
                self._slots.release()
            kind = self._kind_of(refusal)
            if kind is ErrorKind.THROTTLED:
                pace.throttled(refusal)
                traced.throttled_count += 1
                instruments().count(catalogue.THROTTLED, 1, self._of_service(call))
            elif kind is ErrorKind.EXPIRED:
                self._source.expire(keys)
            retries = retries or _Retries(self._settings)
            pause = retries.after(kind, refusal.retry_after_seconds)
            if pause is None:
                self._note_silence(call, region, refusal)
                raise refusal
            if kind is ErrorKind.THROTTLED:
                tally.throttled_seconds += pause
            await asyncio.sleep(pause)

    async def _keys(self, call: str) -> K:
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


def _error_type(error: CallError, kind: ErrorKind) -> str:
    """Return the kind of an error in one of a few words; the exact code is in the span."""
    match kind:
        case ErrorKind.THROTTLED:
            return "throttled"
        case ErrorKind.EXPIRED:
            return "expired"
        case ErrorKind.BROKEN_OFF:
            return "unavailable"
        case ErrorKind.FINAL:
            if not error.status:
                return "unavailable"
            # Some services of AWS deny a call with the status 400.
            denied = error.status in DENIED or "AccessDenied" in error.code
            return "denied" if denied else "refused"
        case _:
            assert_never(kind)


def _is_absence(error: CallError) -> bool:
    """Return whether the error says that there is no such thing; some services use 400."""
    return error.status == NOT_FOUND or (error.status > 0 and "NotFound" in error.code)


class _Retries:
    """Limits the retries of a call: a throttled one by its total wait, others by count.

    The waits count, not the clock, because calls to a busy service wait long for their turn.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        first = max(LEAST_PAUSE_SECONDS, settings.cloud_retry_base_seconds)
        self._backoff = Backoff(first, LONGEST_PAUSE_SECONDS)
        self._paused_seconds = 0.0
        self._breaks = 0
        self._pauses = 0
        self._renewals = 0

    def after(self, kind: ErrorKind, retry_after_seconds: float | None = None) -> float | None:
        """Return the seconds to wait before the next attempt, or None to give up.

        It is at least as long as the cloud wants us to wait. If that is longer than what is left
        for waiting, there is no further attempt.
        """
        match kind:
            case ErrorKind.EXPIRED:
                self._renewals += 1
                return 0.0 if self._renewals == 1 else None
            case ErrorKind.THROTTLED:
                left = self._settings.cloud_throttle_wait_seconds - self._paused_seconds
                least = retry_after_seconds or 0.0
                return None if left <= 0 or least > left else self._pause(least)
            case ErrorKind.BROKEN_OFF:
                self._breaks += 1
                tried = self._breaks >= self._settings.cloud_call_attempts
                return None if tried else self._pause()
            case ErrorKind.FINAL:
                return None
            case _:
                assert_never(kind)

    def _pause(self, least: float = 0.0) -> float:
        self._pauses += 1
        pause = max(least, self._backoff.seconds(self._pauses))
        self._paused_seconds += pause
        return pause
