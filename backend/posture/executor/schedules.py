"""Keeps schedules: looks for what is due in every process that executes runs, however it does."""

import asyncio
from typing import NoReturn

import structlog

from posture.services.errors import UnavailableError
from posture.services.queue import RunQueue
from posture.services.schedules import start_due
from posture.settings import Settings
from posture.store.engine import Store

log = structlog.get_logger()


async def keep_schedules(store: Store, *, queue: RunQueue, settings: Settings) -> NoReturn:
    """Start what is due, again and again, until cancelled."""
    while True:
        try:
            await start_due(store, queue=queue)
        except UnavailableError as error:
            log.warning("schedule.waits", reason=str(error))
        await asyncio.sleep(settings.schedule_poll_seconds)
