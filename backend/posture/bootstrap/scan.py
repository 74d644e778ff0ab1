"""Scan: assess an account in this process; no database, no executor and no API is imported."""

import asyncio
import gc
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

from posture.bootstrap.clouds import CLOUDS
from posture.bootstrap.importing import certificates_aside, defer
from posture.checks.catalog import checks as checks_of
from posture.domain.check import Check
from posture.domain.cloud import Cloud
from posture.domain.collector import Collector
from posture.domain.connection import Connection
from posture.settings import Settings
from posture.worker.assess import Assessment, assess, select
from posture.worker.progress import Progress
from posture.worker.scope import Scope

# How many new objects of each generation let the garbage collector look through it: in a process
# with requests, and in one that only scans.
SERVICE_COLLECTS_AFTER = (2_000, 3, 300)
SCAN_COLLECTS_AFTER = (50_000, 3, 50)
SWITCH_SECONDS = 0.0001


async def scan(
    settings: Settings,
    connection: Connection,
    *,
    scope: Scope,
    progress: Progress | None = None,
    clouds: Iterable[Cloud] = CLOUDS,
    checks: Iterable[Check[Any]] | None = None,
) -> Assessment:
    """Evaluate an account once, in this process, without a database.

    Raises:
        ConnectError: the account cannot be reached.
        TimeoutError: it took longer than a run may.
    """
    tune(SCAN_COLLECTS_AFTER)
    # Until all is imported, a search for garbage looks at little but modules.
    gc.disable()
    its_own = [cloud for cloud in clouds if cloud.name == connection.provider]

    def selected() -> Iterator[Check[Any]]:
        # Imported when the account has been identified: an eighth of all that is imported.
        catalog = {one.id: one for one in (checks_of(its_own) if checks is None else checks)}
        yield from select(catalog, connection.provider, check_set=None, scope=scope).values()
        gc.freeze()
        gc.enable()

    try:
        async with asyncio.timeout(settings.run_timeout_seconds):
            return await assess(
                importing_collectors(its_own, settings),
                connection,
                selected(),
                scope=scope,
                verify_only=False,
                progress=progress or Progress(),
                connect_seconds=settings.connect_seconds,
            )
    finally:
        gc.enable()


def importing_collectors(clouds: Iterable[Cloud], settings: Settings) -> Mapping[str, Collector]:
    """Import the collectors, and load the certificates meanwhile."""
    with certificates_aside(lambda: import_module("posture.collectors.http")):
        for cloud in clouds:
            for name in cloud.deferred:
                defer(name)
        return collectors_of(clouds, settings)


def collectors_of(clouds: Iterable[Cloud], settings: Settings) -> Mapping[str, Collector]:
    """Return the collectors, by the name of the cloud."""
    return {cloud.name: cloud.collector(settings) for cloud in clouds}


def tune(collects_after: tuple[int, int, int] = SERVICE_COLLECTS_AFTER) -> None:
    """Tune the interpreter for these processes.

    The garbage collector ignores what was imported, and seldom looks through all objects: a run
    makes hundreds of thousands of them that are freed by reference counting, and with the default
    thresholds the search for cycles among them, and in an SDK's models, takes a quarter of a run's
    CPU. Where requests are served the young objects are looked through often, because every thread
    waits for as long: after 20,000 of them 3 ms, and at times 15 ms; after 2,000 of them 0.2 ms,
    and at times 2 ms. What was looked through once is looked through again after three times, for
    1.6 ms, and not after ten, for 3 ms. In a scan by itself nobody waits: it looks after 50,000 of
    them, which takes 19 ms of a scan of 1,660 assets, 43 ms after 20,000.

    Threads switch more often. A writer thread releases the interpreter at every statement, and
    waits for this long each time to get it back from a thread that renders an export: a transaction
    of 0.7 ms takes 8.7 ms beside such a thread with the default of 5 ms, 4.4 ms with 1 ms, and 0.4
    ms with 0.1 ms. The CPU time is the same with each of them.
    """
    gc.freeze()
    gc.set_threshold(*collects_after)
    sys.setswitchinterval(SWITCH_SECONDS)
