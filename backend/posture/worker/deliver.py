"""Deliver: takes what is due out of the outbox, posts it, and notes what became of it.

A delivery is posted at least once and always under the same id: a process that dies between the
receiver's answer and its own note leaves a claim that is void after a while.
"""

import asyncio
from typing import Final
from uuid import uuid4

import structlog
from opentelemetry.trace import SpanKind, Status, StatusCode

from posture.backoff import Backoff
from posture.domain.notification import (
    DeliveryStatus,
    secret_of,
    signature,
)
from posture.services import audit
from posture.services.audit import AuditEntry
from posture.services.errors import UnavailableError
from posture.settings import Settings
from posture.store import deliveries, webhooks
from posture.store.deliveries import DueRow
from posture.store.engine import Store
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.telemetry import span
from posture.worker.notify import body_of
from posture.worker.post import Answered, Poster

# Beyond the time that an attempt may take, how long its outcome may take to be noted.
NOTING_SECONDS: Final = 30.0

log = structlog.get_logger()


class Claimed:
    """A delivery in our hands."""

    __slots__ = ("body", "due", "token")

    def __init__(self, due: DueRow, token: str, body: str) -> None:
        self.due = due
        self.token = token
        self.body = body


class Deliverer:
    """Delivers for one process, several webhooks at a time and each of them one thing at a time."""

    def __init__(self, store: Store, settings: Settings, poster: Poster) -> None:
        self._store = store
        self._settings = settings
        self._poster = poster
        self._busy: set[str] = set()
        self._wake = asyncio.Event()
        self._stopping = False

    def stop(self) -> None:
        """Begin with nothing more; `serve` ends with what is under way."""
        self._stopping = True
        self._wake.set()

    async def serve(self) -> None:
        """Deliver until told to stop."""
        async with asyncio.TaskGroup() as group:
            while not self._stopping:
                self._wake.clear()
                try:
                    for claimed in await self.claim():
                        self._busy.add(claimed.due.webhook_id)
                        group.create_task(self._deliver_next(claimed), name="delivery")
                except UnavailableError as error:
                    log.warning("webhooks.wait", reason=str(error))
                await self._rest()

    async def claim(self) -> list[Claimed]:
        """Take the oldest that is due of each webhook that nobody here is busy with.

        Raises:
            UnavailableError: the database cannot say.
        """
        room = self._settings.webhooks_in_flight - len(self._busy)
        if room <= 0:
            return []
        limit = room + len(self._busy)
        now = self._store.now()
        found = await self._store.read(
            lambda connection: deliveries.due(connection, now=now, limit=limit),
            tenant_id=EVERY_TENANT,
        )
        free = [one for one in found if one[0] not in self._busy][:room]
        claimed = [await self._claim(*one) for one in free]
        return [one for one in claimed if one is not None]

    async def deliver(self, claimed: Claimed) -> Answered:
        """Post a delivery, and note what became of it."""
        due = claimed.due
        attributes = {"posture.webhook.id": due.webhook_id, "posture.delivery.id": due.id}
        with span("deliver event", attributes, kind=SpanKind.CLIENT) as current:
            answered = await self._post(claimed)
            current.set_attribute("posture.webhook.event", due.event)
            if answered.status is not None:
                current.set_attribute("http.response.status_code", answered.status)
            if answered.error is not None:
                current.set_status(Status(StatusCode.ERROR, answered.error))
        await self._note(claimed, answered)
        return answered

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._settings.webhook_poll_seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _deliver_next(self, claimed: Claimed) -> None:
        try:
            await self.deliver(claimed)
        except UnavailableError as error:
            # The claim becomes void, and the same delivery is posted again.
            log.error("delivery.unrecorded", delivery_id=claimed.due.id, reason=str(error))  # noqa: TRY400  # the reason says it all
        finally:
            self._busy.discard(claimed.due.webhook_id)
            self._wake.set()

    async def _claim(self, webhook_id: str, tenant_id: str) -> Claimed | None:
        now = self._store.now()
        lease = self._settings.webhook_timeout_seconds + NOTING_SECONDS

        def claim(connection: Connection) -> Claimed | None:
            due = deliveries.due_of(connection, webhook_id, now=now)
            if due is None:
                return None
            token, body = str(uuid4()), due.body or body_of(connection, due, self._settings)
            kept = deliveries.claim(
                connection, due, token=token, body=body, void_at=now + int(lease * 1_000)
            )
            return Claimed(due, token, body) if kept else None

        return await self._store.write(claim, tenant_id=tenant_id)

    async def _post(self, claimed: Claimed) -> Answered:
        due, body = claimed.due, claimed.body.encode()
        secret = secret_of(due.seed, self._settings.secret_key)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "posture-webhook",
            "X-Posture-Signature": signature(secret, body, at_seconds=self._store.now() // 1_000),
            "X-Posture-Event": due.event,
            "X-Posture-Delivery": due.id,
        }
        return await self._poster.post(due.url, headers, body)

    async def _note(self, claimed: Claimed, answered: Answered) -> None:
        due, at = claimed.due, self._store.now()
        attempt = due.attempt_count + 1
        status, next_at = self._outcome(due, answered, attempt=attempt, at=at)

        def note(connection: Connection) -> None:
            kept = deliveries.write(
                connection,
                due.id,
                held=claimed.token,
                status=status,
                next_at=next_at,
                ended_at=None if status is DeliveryStatus.PENDING else at,
                response_status=answered.status,
                error=answered.error,
            )
            if not kept:
                return
            if answered.error == "gone":
                webhooks.disable(connection, due.webhook_id, at=at)
            if status is not DeliveryStatus.PENDING:
                audit.append(connection, _entry(due, answered, attempt), at=at)

        await self._store.write(note, tenant_id=due.tenant_id)
        log.info(
            "delivery.attempted",
            delivery_id=due.id,
            webhook_id=due.webhook_id,
            attempt=attempt,
            status=status.value,
            response_status=answered.status,
            error=answered.error,
        )

    def _outcome(
        self, due: DueRow, answered: Answered, *, attempt: int, at: int
    ) -> tuple[DeliveryStatus, int | None]:
        """Return where a delivery stands after an attempt, and when the next one is due."""
        if answered.error is None:
            return DeliveryStatus.DELIVERED, None
        settings = self._settings
        backoff = Backoff(settings.webhook_retry_base_seconds, settings.webhook_retry_most_seconds)
        pause = backoff.seconds(attempt)
        next_at = at + int(pause * 1_000)
        too_old = next_at - due.queued_at > settings.webhook_age_seconds * 1_000
        if answered.error == "gone" or attempt >= settings.webhook_attempts or too_old:
            return DeliveryStatus.DEAD, None
        return DeliveryStatus.PENDING, next_at


def _entry(due: DueRow, answered: Answered, attempt: int) -> AuditEntry:
    return AuditEntry(
        tenant_id=due.tenant_id,
        token_id=None,
        actor_ip=None,
        action="webhook.failed" if answered.error else "webhook.delivered",
        target_kind="webhook",
        target_id=due.webhook_id,
        after={
            "delivery_id": due.id,
            "event": due.event,
            "run_id": due.run_id,
            "attempt_count": attempt,
            "response_status": answered.status,
            "error": answered.error,
        },
        result="failure" if answered.error else "success",
        request_id=None,
    )
