"""Run: execute a claimed run to its end, whatever happens in between."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import msgspec
import structlog
from msgspec.structs import asdict, replace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from posture.domain.check import Check
from posture.domain.cloud import Cloud
from posture.domain.collector import Collector, ConnectError, Reads
from posture.domain.connection import Connection as CloudConnection
from posture.domain.recorded_verdicts import UnreadCount
from posture.domain.run import RunStatus, RunTrigger
from posture.domain.suppression import Suppressions
from posture.domain.text import storable
from posture.frameworks.catalog import Frameworks
from posture.settings import Settings
from posture.store import integrations, run_queue, run_steps, suppressions
from posture.store.engine import Store
from posture.store.errors import UnavailableError
from posture.store.run_steps import RunResult
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.telemetry import context_from, span
from posture.worker.assess import Assessment, assess, select
from posture.worker.beat import CancelRequestedError, beat
from posture.worker.claim import Claim, ClaimLostError, claim, claim_accepted, is_waiting
from posture.worker.coverage import Coverage
from posture.worker.metrics import RunMetrics
from posture.worker.progress import Progress
from posture.worker.record import Recorded, SuppressionsChangedError, finish, record, verdicts_of
from posture.worker.rescue import Heartbeats, rescue
from posture.worker.roles import require_role

T = TypeVar("T")
log = structlog.get_logger()

REASONS_SHOWN = 3
# How often suppressions may change between comparing them and recording the run.
COMPARING_ATTEMPTS = 3
# Of the reasons why verdicts are unknown, the log has a line for each of the most frequent ones.
REASONS_LOGGED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What a process needs to execute runs; `name` is unique among all workers."""

    store: Store
    settings: Settings
    clouds: Mapping[str, Cloud]
    collectors: Mapping[str, Collector]
    checks: Mapping[str, Check[Any]]
    frameworks: Frameworks
    metrics: RunMetrics
    name: str
    heartbeats: Heartbeats = field(default_factory=Heartbeats)

    async def claim(self) -> Claim | None:
        """Claim the waiting run whose turn it is; raises `UnavailableError`."""
        return await claim(self.store, self.settings, worker=self.name)

    async def claim_accepted(self, tenant_id: str) -> Claim | None:
        """Claim a run of a tenant in the transaction of its writes; raises `UnavailableError`."""
        return await claim_accepted(
            self.store, self.settings, worker=self.name, tenant_id=tenant_id
        )

    async def is_waiting(self, run_id: str) -> bool:
        """Return whether a run waits for a worker; raises `UnavailableError`."""
        return await is_waiting(self.store, run_id)

    async def rescue(self) -> list[str]:
        """Take back the runs of dead workers; raises `UnavailableError`."""
        return await rescue(self.store, self.settings, worker=self.name, heartbeats=self.heartbeats)

    async def measure_queue(self) -> int:
        """Measure the queue, and return how many runs wait; raises `UnavailableError`."""
        count, oldest = await self.store.read(run_queue.waiting, tenant_id=EVERY_TENANT)
        self.metrics.waiting = (count, 0 if oldest is None else max(0, self.store.now() - oldest))
        return count

    async def execute(self, claim: Claim) -> None:
        """Work on a run until it ends, its claim is lost, or this process stops."""
        attributes: dict[str, str | int] = {
            "posture.run.trigger": claim.trigger,
            "posture.run.attempt": claim.attempt,
        }
        shared = {
            "posture.run.id": claim.run_id,
            "posture.integration.id": claim.integration_id,
            "cloud.provider": claim.provider,
        }
        parent = context_from(claim.carrier)
        with (
            structlog.contextvars.bound_contextvars(run_id=claim.run_id),
            span(
                "process run", attributes, kind=SpanKind.CONSUMER, parent=parent, shared=shared
            ) as current,
        ):
            self.metrics.claimed(claim)
            try:
                await self._execute(claim, current)
            except asyncio.CancelledError:
                await self._hand_back(claim)
                raise
            except ClaimLostError:
                log.warning("run.lost")
                current.set_status(Status(StatusCode.ERROR, "ClaimLostError"))
            except UnavailableError as error:
                # The row is still `running`: the run is taken back when no heartbeat comes.
                log.error("run.unrecorded", reason=str(error))  # noqa: TRY400  # the reason says it all
                current.set_status(Status(StatusCode.ERROR, "UnavailableError"))

    async def _execute(self, claim: Claim, current: Span) -> None:
        progress = Progress()
        deadline = asyncio.timeout(self.settings.run_timeout_seconds)
        try:
            async with deadline:
                assessment = await _beside(
                    self._assess(claim, progress),
                    beat(self.store, self.settings, claim, progress),
                )
        except CancelRequestedError:
            result = _result(progress, RunStatus.CANCELLED)
        except ConnectError as error:
            result = _failure(progress, "unreachable", str(error))
        except (ClaimLostError, UnavailableError):
            raise
        except Exception as error:  # the worker's outermost level: any error ends the run
            if deadline.expired():
                text = f"It took longer than {self.settings.run_timeout_seconds:g} s."
                result = _failure(progress, "timeout", text)
            else:
                log.exception("run.broken")
                result = _failure(progress, "internal_error", type(error).__name__)
        else:
            result = _result_of(assessment, progress)
            try:
                await self._record(claim, assessment, result, current, progress)
            except (ClaimLostError, UnavailableError):
                raise
            except Exception as error:  # as above
                log.exception("run.unrecordable")
                result = _failure(progress, "internal_error", type(error).__name__)
            else:
                return
        written = partial(finish, claim=claim, result=result)
        duration_ms = await self._end(claim, current, result.status, written)
        self.metrics.ended(claim, result, duration_ms=duration_ms)

    async def _assess(self, claim: Claim, progress: Progress) -> Assessment:
        selected = select(
            self.checks,
            claim.provider,
            check_set=claim.checks,
            scope=claim.scope,
        )

        return await assess(
            self.collectors,
            self._connection(claim),
            selected.values(),
            scope=claim.scope,
            verify_only=claim.trigger == RunTrigger.VERIFY,
            progress=progress,
            connect_seconds=self.settings.connect_seconds,
            require=partial(
                require_role,
                self.store,
                self.settings,
                tenant_id=claim.tenant_id,
                provider=claim.provider,
                prove_again=claim.trigger == RunTrigger.VERIFY,
            ),
        )

    def _connection(self, claim: Claim) -> CloudConnection:
        cloud = self.clouds.get(claim.provider)
        if cloud is None:
            raise ConnectError(f"This installation cannot connect accounts of {claim.provider}.")
        options = msgspec.convert(claim.options, cloud.connection)
        return CloudConnection(provider=cloud.name, options=options)

    async def _record(
        self,
        claim: Claim,
        assessment: Assessment,
        result: RunResult,
        current: Span,
        progress: Progress,
    ) -> None:
        verdicts = None
        if result.status is RunStatus.COMPLETED and claim.trigger != RunTrigger.VERIFY:
            # Before the transaction: to name a permission can take a while.
            permission = self.clouds[claim.provider].permission
            verdicts = verdicts_of(assessment.evaluation, self.frameworks, permission)
            _log_unread(verdicts.unread)

        recorded, duration_ms = Recorded(result, {}), 0

        def write(
            connection: Connection, *, at: int, accepted: Suppressions, is_last_attempt: bool
        ) -> int:
            nonlocal recorded
            recorded = Recorded(result, {})
            if verdicts is not None:
                recorded = record(
                    connection,
                    claim,
                    assessment.evaluation,
                    result,
                    coverage=Coverage(
                        claim.scope,
                        assessment.evaluation,
                        {one.id: one for one in assessment.evaluation.checks},
                        assessment.covers,
                        assessment.key,
                    ),
                    verdicts=verdicts,
                    frameworks=self.frameworks,
                    accepted=accepted,
                    is_last_attempt=is_last_attempt,
                    at=at,
                )
            integrations.set_account(
                connection, claim.integration_id, account_id=assessment.account_id
            )
            timed = replace(recorded.result, timeline=progress.timeline())
            return finish(connection, claim, timed, at=at)

        with span("record findings"):
            for left in reversed(range(COMPARING_ATTEMPTS)):
                accepted = await self.compare_suppressions(claim, assessment)
                with suppress(SuppressionsChangedError):
                    written = partial(write, accepted=accepted, is_last_attempt=not left)
                    duration_ms = await self._end(claim, current, result.status, written)
                    break
        self.metrics.ended(claim, recorded.result, duration_ms=duration_ms)
        self.metrics.found(recorded.changes)

    async def compare_suppressions(self, claim: Claim, assessment: Assessment) -> Suppressions:
        """Compare the suppressions in force with the findings, in a thread: it can take seconds."""
        in_force = partial(
            suppressions.in_force,
            tenant_id=claim.tenant_id,
            integration_id=claim.integration_id,
            at=self.store.now(),
        )
        accepted = Suppressions(await self.store.read(in_force, tenant_id=claim.tenant_id))
        found = [(one.check_id, one.resource_id) for one in assessment.evaluation.failures]
        if accepted.rows:
            await asyncio.to_thread(accepted.prepare, found)
        return accepted

    async def _end(
        self,
        claim: Claim,
        current: Span,
        status: RunStatus,
        write: Callable[..., int],
    ) -> int:
        """Write the end of a run, waiting for the database as long as the claim holds.

        Returns its duration in milliseconds.
        """
        duration_ms = await self._persist(claim, write)
        current.set_attribute("posture.run.status", status.value)
        current.set_attribute("duration_ms", duration_ms)
        log.info("run.ended", status=status.value, duration_ms=duration_ms)
        return duration_ms

    async def _persist(self, claim: Claim, write: Callable[..., T]) -> T:
        give_up_at = self.store.now() + int(self.settings.stale_after_seconds * 1_000)
        while True:
            at = self.store.now()
            try:
                return await self.store.write(partial(write, at=at), tenant_id=claim.tenant_id)
            except UnavailableError as error:
                if at >= give_up_at:
                    raise
                log.warning("run.end_delayed", reason=str(error))
            await asyncio.sleep(self.settings.cancel_poll_seconds)

    async def _hand_back(self, claim: Claim) -> None:
        """Put the run back into the queue at once; this attempt does not count."""
        at = self.store.now()

        def write(connection: Connection) -> bool:
            return run_steps.requeue(
                connection,
                claim.run_id,
                held=claim.token,
                reason="its worker is stopping",
                at=at,
                attempt_count=claim.attempt - 1,
            )

        if await asyncio.shield(self.store.write(write, tenant_id=claim.tenant_id)):
            log.info("run.handed_back")


async def _beside(work: Coroutine[Any, Any, T], watch: Coroutine[Any, Any, None]) -> T:
    """Run work beside a watcher; an exception of either ends both."""
    try:
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(watch)
            working = group.create_task(work)
            working.add_done_callback(lambda _: watching.cancel())
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return working.result()


def _result(progress: Progress, status: RunStatus) -> RunResult:
    return RunResult(status=status, timeline=progress.timeline(), **asdict(progress.counts()))


def _result_of(assessment: Assessment, progress: Progress) -> RunResult:
    result = replace(_result(progress, RunStatus.COMPLETED), coverage=assessment.reads.coverage)
    if not assessment.nothing_read:
        return result
    detail = storable(reasons(assessment.reads))
    return replace(result, status=RunStatus.FAILED, error_code="no_evidence", error_detail=detail)


def reasons(reads: Reads) -> str:
    """Return why evidence is missing, the most frequent reasons first."""
    worst = sorted(reads.reasons.items(), key=lambda item: -item[1])
    shown = "; ".join(f"{unread} ({count} times)" for unread, count in worst[:REASONS_SHOWN])
    rest = len(worst) - REASONS_SHOWN
    return f"{shown}; and {rest} more" if rest > 0 else shown


def _log_unread(unread: Sequence[UnreadCount]) -> None:
    for one in unread[:REASONS_LOGGED]:
        log.warning("run.unread", **asdict(one))
    if (rest := len(unread) - REASONS_LOGGED) > 0:
        log.warning("run.unread_rest", reasons=rest)


def _failure(progress: Progress, code: str, text: str) -> RunResult:
    detail = storable(text)
    return replace(
        _result(progress, RunStatus.FAILED),
        error_code=code,
        error_detail=detail,
        reason=f"{code}: {detail}",
    )
