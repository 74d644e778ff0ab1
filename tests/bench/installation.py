"""What the HTTP benches measure: a seeded database, and servers in processes of their own."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from posture.domain.aws.connection import AwsConnection
from posture.domain.run import RunTrigger
from posture.services.integrations import create_integration
from posture.services.runs import RunRequest, accept_run, cancel_run
from posture.services.tenants import create_tenant
from posture.services.tokens import SCOPES, mint
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.statement import Connection
from tests.emulator.server import started

RUNS = "/api/v2/cloud-posture-runs"
# Only the measured code may be the limit: no token bucket, no run that starts automatically.
UNLIMITED = {
    "POSTURE_RATE_LIMIT_BUCKET": "1000000000",
    "POSTURE_QUEUE_RUNS": "1000000000",
    "POSTURE_LOG_LEVEL": "error",
}


@dataclass(frozen=True, slots=True)
class Installation:
    """A database with `run_count` runs of one integration, and a token that may do everything."""

    file: Path
    token: str
    integration_id: str
    tenant_id: str

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"


class Nobody:
    """A queue that accepts every run, and starts none."""

    def enqueue(self, _connection: Connection, _run_id: str, _integration_id: str) -> None:
        return

    def expect(self, _tenant_id: str) -> None:
        return

    def nudge(self) -> None:
        return


def furnish(directory: Path, *, run_count: int, endpoint_url: str | None = None) -> Installation:
    return asyncio.run(_furnish(directory / "posture.db", run_count, endpoint_url))


async def _furnish(file: Path, run_count: int, endpoint_url: str | None) -> Installation:
    settings = Settings(database_url=f"sqlite:///{file}")
    async with Store(settings) as store:
        tenant = await create_tenant(store, name="bench")
        integration = await create_integration(
            store,
            tenant_id=tenant.id,
            name="bench",
            provider="aws",
            options=AwsConnection(regions=("eu-central-1",), endpoint_url=endpoint_url),
        )
        minted = await mint(
            store, tenant_id=tenant.id, name="bench", scopes=SCOPES, expires_at=None
        )
        request = RunRequest(
            tenant_id=tenant.id, integration_id=integration.id, trigger=RunTrigger.VERIFY
        )
        for _ in range(run_count):
            accepted = await accept_run(store, queue=Nobody(), settings=settings, request=request)
            await cancel_run(store, tenant_id=tenant.id, run_id=accepted.run_id)
    return Installation(file, minted.clear_text, integration.id, tenant.id)


@contextmanager
def served(
    module: str, database_url: str, environ: Mapping[str, str], *arguments: str
) -> Iterator[int]:
    """Start a module that serves the database, and return its port, which it prints."""
    with served_process(module, database_url, environ, *arguments) as (port, _):
        yield port


@contextmanager
def served_process(
    module: str, database_url: str, environ: Mapping[str, str], *arguments: str
) -> Iterator[tuple[int, int]]:
    """Start a module that serves the database, and return its port and its process's id."""
    own = {**os.environ, **UNLIMITED, "POSTURE_DATABASE_URL": database_url, **environ}
    with started([sys.executable, "-m", module, *arguments], env=own) as (line, process):
        try:
            yield int(line.rpartition(":")[2]), process.pid
        finally:
            process.send_signal(signal.SIGTERM)  # it would end in another way with its input
