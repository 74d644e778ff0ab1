"""Serves the product's API with live streams, and writes progress of one run as a worker does.

Progress carries the moment of its writing, so that a reader knows how old it is.
"""

import asyncio
import os
import sys
import time

from posture import telemetry
from posture.api.app import create_app
from posture.bootstrap.compose import compose
from posture.domain.run import RunCounts, RunPhase
from posture.settings import Settings
from posture.store import run_steps
from posture.store.engine import Store
from posture.store.statement import Connection
from tests.bench.granian import serve
from tests.bench.serve_ours import deps_over


async def write_progress(store: Store, tenant_id: str, run_id: str, held: str) -> None:
    """Write the run once, with the moment in the one number that is wide enough."""

    def write(connection: Connection) -> None:
        moment = time.perf_counter_ns() // 1_000
        run_steps.show_progress(
            connection,
            run_id,
            held=held,
            phase=RunPhase.COLLECTING,
            counts=RunCounts(call_count=moment),
            started_at=0,
            at=0,
        )

    await store.write(write, tenant_id=tenant_id)


async def main(tenant_id: str, run_id: str, held: str, pause_seconds: float) -> None:
    settings = Settings.from_environ(os.environ)
    telemetry.setup(settings)
    parts = compose(settings)

    async def keep_writing() -> None:
        while True:
            await asyncio.sleep(pause_seconds)
            await write_progress(parts.store, tenant_id, run_id, held)

    async with parts.store, parts.watch:
        writing = asyncio.create_task(keep_writing()) if pause_seconds else None
        await serve(create_app(deps_over(parts.store, settings, parts.watch)))
        if writing:
            writing.cancel()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4], float(sys.argv[4])))  # type: ignore[call-arg, arg-type]  # three ids, as the bench gives them
