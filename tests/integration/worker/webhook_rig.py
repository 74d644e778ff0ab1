"""A rig that creates webhooks and delivers what is due."""

from dataclasses import replace
from typing import Any

from posture.domain.egress import EgressPolicy
from posture.outbound import Guard
from posture.services import webhooks
from posture.services.audit import Actor, list_audit
from posture.services.tokens import mint
from posture.services.webhooks import Created, DeliveryRow
from posture.store.engine import Store
from posture.worker.deliver import Deliverer
from posture.worker.post import Poster
from tests.emulator.server import LOOPBACK
from tests.integration.worker.conftest import Rig
from tests.integration.worker.receiver import Receiver

# How many deliveries a deliverer may claim at a time.
ROOM = 8
EVENTS = ("run.completed", "run.failed", "run.cancelled", "finding.created", "finding.resolved")


class WebhookRig:
    """Creates webhooks, and delivers due deliveries on request."""

    def __init__(self, rig: Rig, here: Receiver) -> None:
        self.rig = rig
        self.receiver = here
        self.tenant_id = rig.integration.tenant_id
        here.now = lambda: rig.clock() / 1_000

    async def actor(self, *scopes: str, expires_at: int | None = None) -> Actor:
        """Return the holder of a new token, which may read findings unless scopes are named."""
        minted = await mint(
            self.rig.store,
            tenant_id=self.tenant_id,
            name="hooks",
            scopes=scopes or ("webhooks:write", "findings:read"),
            expires_at=expires_at,
        )
        return Actor(token_id=minted.token_id, ip=None, request_id="r")

    async def webhook(
        self, *events: str, path: str = "/hook", url: str | None = None, by: Actor | None = None
    ) -> Created:
        made = await webhooks.create_webhook(
            self.rig.store,
            settings=self.rig.settings,
            tenant_id=self.tenant_id,
            name="test",
            url=url or self.receiver.url + path,
            events=events or EVENTS,
            by=by or await self.actor(),
        )
        self.receiver.secret = made.secret
        return made

    def deliverer(
        self, store: Store | None = None, *, allowed: str = LOOPBACK, **settings: float
    ) -> Deliverer:
        chosen: dict[str, Any] = {"webhook_retry_base_seconds": 10.0} | settings
        configured = replace(self.rig.settings, **chosen)
        poster = Poster(
            Guard(EgressPolicy(allowed.split())),
            timeout_seconds=configured.webhook_timeout_seconds,
            head_bytes=configured.webhook_answer_bytes,
        )
        return Deliverer(store or self.rig.store, configured, poster)

    async def deliver(self, deliverer: Deliverer | None = None) -> int:
        """Deliver until nothing is due; return the number of attempts."""
        deliverer = deliverer or self.deliverer()
        count = 0
        while claimed := await deliverer.claim(ROOM):
            count += len(claimed)
            for one in claimed:
                await deliverer.deliver(one)
        return count

    async def deliveries(self, made: Created, status: str | None = None) -> list[DeliveryRow]:
        return await webhooks.list_deliveries(
            self.rig.store, tenant_id=self.tenant_id, webhook_id=made.row.id, status=status
        )

    async def audited(self) -> list[tuple[str, str]]:
        rows = await list_audit(self.rig.store, tenant_id=self.tenant_id)
        ends = {"webhook.delivered", "webhook.failed"}
        return [(row.action, row.result) for row in rows if row.action in ends]
