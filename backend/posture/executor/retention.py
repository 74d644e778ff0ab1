"""Keeps what is old from piling up: of all processes, one purges at each interval."""

import asyncio

import structlog
from msgspec.structs import asdict

from posture.services.errors import UnavailableError
from posture.services.retention import purge, wanted
from posture.settings import Settings
from posture.store.engine import Store

log = structlog.get_logger()


async def keep_retention(store: Store, settings: Settings) -> None:
    """Purge at every interval until cancelled; nothing at all where everything is kept."""
    while wanted(settings):
        try:
            purged = await purge(store, settings)
        except UnavailableError as error:
            log.warning("retention.waits", reason=str(error))
        else:
            if purged is not None and any(asdict(purged).values()):
                log.info("retention.purged", **asdict(purged))
        await asyncio.sleep(settings.retention_interval_seconds)
