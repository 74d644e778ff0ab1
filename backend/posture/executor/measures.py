"""Measures: every process that exports metrics measures its gauges at an interval."""

import asyncio
import time
from typing import Final

from posture import telemetry
from posture.executor.jobs import repeat
from posture.executor.work import Executor
from posture.services.measures import Measures
from posture.services.watch import Watch
from posture.settings import Settings
from posture.store.engine import Store
from posture.telemetry import catalogue
from posture.telemetry.instruments import instruments

# Of the time, measuring takes at most one part of this many.
SHARE: Final = 100


async def keep_measures(
    store: Store, watch: Watch, settings: Settings, *, executor: Executor
) -> None:
    """Measure again and again, until cancelled; return at once if no metrics are exported.

    What the executor can do is read at each export: a database that is unavailable keeps the other
    gauges as they are.
    """
    if not telemetry.exporting("METRICS"):
        return
    instruments().follow(catalogue.WORKERS, lambda: [(executor.capacity(), {})])
    measures = Measures(store, watch, settings, instruments())

    async def step() -> None:
        begun = time.perf_counter()
        await measures.measure()
        taken = time.perf_counter() - begun
        await asyncio.sleep(max(0.0, taken * SHARE - settings.metrics_seconds))

    await repeat(step, seconds=settings.metrics_seconds, waiting_event="metrics.wait")
