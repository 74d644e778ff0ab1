"""Deliver: claim due deliveries from the outbox, post them, and record the outcome.

A delivery is posted at least once and always under the same id: when a process dies between the
receiver's response and recording it, the lease of its claim ends and another process posts the
delivery again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import uuid4

import msgspec
import structlog
from opentelemetry.trace import SpanKind, Status, StatusCode

from posture.backoff import Backoff
from posture.domain.notification import (
    DeliveryStatus,
    secret_of,
    signature,
)
from posture.executor.jobs import JobPool, RetryPolicy
from posture.services import audit
from posture.services.audit import AuditEntry
from posture.services.errors import UnavailableError
from posture.settings import Settings
from posture.store import deliveries, webhooks
from posture.store.deliveries import OUTBOX, DueRow
from posture.store.engine import Store
from posture.store.outbox import DueGroup
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.telemetry import catalogue, span
from posture.telemetry.instruments import instruments
from posture.worker.notify import body_of, why_withheld
from posture.worker.post import Outcome, Poster

# How long recording the outcome may take, in addition to the attempt itself.
RECORDING_SECONDS: Final = 30.0
# Webhooks with something due that are looked at, to choose some of several tenants.
DUE_GROUPS: Final = 1_000
# The part of the places that one tenant leaves to the others: a quarter.
OTHERS_SHARE: Final = 4

log = structlog.get_logger()


class Claimed(msgspec.Struct, frozen=True):
    """A delivery that this process has claimed."""

    due: DueRow
    token: str
    body: str


def in_turn(
    due: Iterable[DueGroup], busy: Mapping[str, str], *, room: int, limit: int
) -> list[DueGroup]:
    """Return the webhooks to serve next: those of tenants with few in progress come first.

    A tenant whose receivers do not respond leaves some of the places to the others.

    Args:
        due: the webhooks with something due, the longest due first.
        busy: the webhooks in progress, each with its tenant.
        room: the number of free places.
        limit: the number of all places.
    """
    most = max(1, limit - max(1, limit // OTHERS_SHARE))
    counts = Counter(busy.values())
    free = [one for one in due if one.group not in busy]
    chosen: list[DueGroup] = []
    while len(chosen) < room:
        allowed = [one for one in free if counts[one.tenant_id] < most]
        if not allowed:
            break
        one = min(allowed, key=lambda group: counts[group.tenant_id])
        free.remove(one)
        counts[one.tenant_id] += 1
        chosen.append(one)
    return chosen


class Deliverer:
    """Delivers for one process: to several webhooks at a time, to each one event at a time."""

    def __init__(self, store: Store, settings: Settings, poster: Poster) -> None:
        self._store = store
        self._settings = settings
        self._poster = poster
        self._busy: dict[str, str] = {}
        self._retries = RetryPolicy(
            backoff=Backoff(
                settings.webhook_retry_base_seconds, settings.webhook_retry_most_seconds
            ),
            attempts=settings.webhook_attempts,
            age_seconds=settings.webhook_age_seconds,
        )
        self._pool: JobPool[Claimed] = JobPool(
            limit=settings.webhooks_in_flight,
            poll_seconds=settings.webhook_poll_seconds,
            claim=self.claim,
            do=self._deliver,
            waiting_event="webhooks.wait",
        )

    def stop(self) -> None:
        """Claim nothing more; `serve` ends when the deliveries in progress have ended."""
        self._pool.stop()

    async def serve(self) -> None:
        """Deliver until stopped."""
        await self._pool.serve()

    async def claim(self, room: int) -> list[Claimed]:
        """Claim the longest due delivery of each webhook, except those in progress here.

        Raises:
            UnavailableError: the database cannot be used.
        """
        now = self._store.now()
        found = await self._store.read(
            lambda connection: OUTBOX.due(connection, now=now, limit=DUE_GROUPS),
            tenant_id=EVERY_TENANT,
        )
        limit = self._settings.webhooks_in_flight
        chosen = in_turn(found, self._busy, room=room, limit=limit)
        claimed = [await self._claim(one) for one in chosen]
        return [one for one in claimed if one is not None]

    async def deliver(self, claimed: Claimed) -> Outcome:
        """Post a delivery, and record the outcome."""
        due = claimed.due
        attributes = {"posture.webhook.id": due.webhook_id, "posture.delivery.id": due.id}
        with span("deliver event", attributes, kind=SpanKind.CLIENT) as current:
            outcome = await self._post(claimed)
            current.set_attribute("posture.webhook.event", due.event)
            if outcome.status is not None:
                current.set_attribute("http.response.status_code", outcome.status)
            if outcome.error is not None:
                current.set_attribute("error.type", outcome.error)
                current.set_status(Status(StatusCode.ERROR, outcome.error))
        await self._record(claimed, outcome)
        return outcome

    async def _deliver(self, claimed: Claimed) -> None:
        self._busy[claimed.due.webhook_id] = claimed.due.tenant_id
        try:
            await self.deliver(claimed)
        except UnavailableError as error:
            # The claim's lease ends, and the same delivery is posted again.
            log.error("delivery.unrecorded", delivery_id=claimed.due.id, reason=str(error))  # noqa: TRY400  # the reason says it all
        finally:
            self._busy.pop(claimed.due.webhook_id, None)

    async def _claim(self, group: DueGroup) -> Claimed | None:
        now = self._store.now()
        lease = self._settings.webhook_timeout_seconds + RECORDING_SECONDS

        def claim(connection: Connection) -> Claimed | None:
            due = deliveries.due_of(connection, group.group, now=now)
            if due is None:
                return None
            token = str(uuid4())
            withheld = why_withheld(connection, due, now=now)
            # What was made while the token could read findings is not sent any more.
            body = "" if withheld else due.body
            body = body or body_of(connection, due, self._settings, withheld=withheld)
            kept = OUTBOX.claim(
                connection,
                due.id,
                due_at=due.next_at,
                token=token,
                until=now + int(lease * 1_000),
                columns={"body": body},
            )
            return Claimed(due, token, body) if kept else None

        return await self._store.write(claim, tenant_id=group.tenant_id)

    async def _post(self, claimed: Claimed) -> Outcome:
        due, body = claimed.due, claimed.body.encode()
        at, key = self._store.now(), self._settings.secret_key
        seeds = [due.seed]
        if due.former_seed is not None and at < (due.former_until or 0):
            # Last, for receivers that read one signature and still have the former secret.
            seeds.append(due.former_seed)
        secrets = [secret_of(seed, key) for seed in seeds]
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "posture-webhook",
            "X-Posture-Signature": signature(*secrets, body=body, at_seconds=at // 1_000),
            "X-Posture-Event": due.event,
            "X-Posture-Delivery": due.id,
        }
        return await self._poster.post(due.url, headers, body)

    async def _record(self, claimed: Claimed, outcome: Outcome) -> None:
        due, at = claimed.due, self._store.now()
        attempt = due.attempt_count + 1
        status, next_at = self._next_state(due, outcome, attempt=attempt, at=at)

        def record(connection: Connection) -> None:
            kept = OUTBOX.settle(
                connection,
                due.id,
                token=claimed.token,
                status=status.value,
                at=at,
                next_at=next_at,
                columns={"response_status": outcome.status, "error": outcome.error},
            )
            if not kept:
                return
            if outcome.error == "gone":
                webhooks.disable(connection, due.webhook_id, at=at)
            if status is not DeliveryStatus.PENDING:
                audit.append(connection, _entry(due, outcome, attempt), at=at)

        await self._store.write(record, tenant_id=due.tenant_id)
        attributes = {
            catalogue.DELIVERY_STATUS.key: status.value,
            catalogue.EVENT.key: due.event,
        }
        instruments().count(catalogue.DELIVERIES, 1, attributes)
        log.info(
            "delivery.attempted",
            delivery_id=due.id,
            webhook_id=due.webhook_id,
            attempt=attempt,
            status=status.value,
            response_status=outcome.status,
            error=outcome.error,
        )

    def _next_state(
        self, due: DueRow, outcome: Outcome, *, attempt: int, at: int
    ) -> tuple[DeliveryStatus, int | None]:
        """Return a delivery's status after an attempt, and when the next attempt is due."""
        if outcome.error is None:
            return DeliveryStatus.DELIVERED, None
        next_at = self._retries.next_at(attempt=attempt, queued_at=due.queued_at, at=at)
        if outcome.error == "gone" or next_at is None:
            return DeliveryStatus.DEAD, None
        return DeliveryStatus.PENDING, next_at


def _entry(due: DueRow, outcome: Outcome, attempt: int) -> AuditEntry:
    return AuditEntry(
        tenant_id=due.tenant_id,
        token_id=None,
        actor_ip=None,
        action="webhook.failed" if outcome.error else "webhook.delivered",
        target_kind="webhook",
        target_id=due.webhook_id,
        after={
            "delivery_id": due.id,
            "event": due.event,
            "run_id": due.run_id,
            "attempt_count": attempt,
            "response_status": outcome.status,
            "error": outcome.error,
        },
        result="failure" if outcome.error else "success",
        request_id=None,
    )
