"""Schedules: every process that executes runs looks for due schedules and starts their runs."""

from functools import partial
from typing import NoReturn

from posture.executor.jobs import repeat
from posture.services.queue import RunQueue
from posture.services.schedules import start_due
from posture.settings import Settings
from posture.store.engine import Store


async def keep_schedules(store: Store, *, queue: RunQueue, settings: Settings) -> NoReturn:
    """Start the runs that are due, again and again, until cancelled."""
    await repeat(
        partial(start_due, store, queue=queue),
        seconds=settings.schedule_poll_seconds,
        waiting_event="schedule.waits",
    )
