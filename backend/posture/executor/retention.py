"""Retention: of all processes, one deletes old rows at each interval."""

import structlog
from msgspec.structs import asdict

from posture.executor.jobs import repeat
from posture.services.retention import purge
from posture.settings import Settings
from posture.store.engine import Store

log = structlog.get_logger()


async def keep_retention(store: Store, settings: Settings) -> None:
    """Purge at every interval until cancelled."""

    async def step() -> None:
        purged = await purge(store, settings)
        if purged is not None and any(asdict(purged).values()):
            log.info("retention.purged", **asdict(purged))

    await repeat(step, seconds=settings.retention_interval_seconds, waiting_event="retention.waits")
