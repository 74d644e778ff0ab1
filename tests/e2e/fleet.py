"""A fleet: servers and workers over one PostgreSQL, each a real process that can be killed."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from posture.domain.aws.connection import AwsConnection
from posture.services.integrations import create_integration
from posture.services.tenants import create_tenant
from posture.services.tokens import SCOPES, mint
from posture.settings import Settings
from posture.store.engine import Store
from tests.forks import start
from tests.ports import free_port

RUNS = "/api/v2/cloud-posture-runs"
REGION = "eu-central-1"
CHECK = "aws_s3_bucket_public_access_blocked"
START_SECONDS = 120.0
# Quick to notice, so that a test is not long, and slow enough for a machine that has more to do.
PATIENCE: dict[str, Any] = {
    "beat_seconds": 0.5,
    "stale_after_seconds": 8,
    "rescue_seconds": 0.5,
    "queue_poll_seconds": 0.2,
    "cancel_poll_seconds": 0.2,
    "drain_seconds": 5,
    "run_attempts": 50,
    "rate_limit_bucket": 1_000_000,
    "endpoint_networks": "127.0.0.0/8",
}


@dataclass(slots=True)
class Member:
    """One process of the fleet; `url` is where it listens, if it does."""

    arguments: tuple[str, ...]
    url: str
    process: asyncio.subprocess.Process
    file: Path

    async def kill(self) -> None:
        """Kill it, as a lack of memory does."""
        assert self.process.returncode is None, (self.process.returncode, self.log())
        self.process.kill()
        await self.process.wait()

    def log(self) -> list[dict[str, Any]]:
        """Return what it has logged."""
        return list(_lines(self.file))

    def freeze(self) -> None:
        """Freeze it, as on a machine that is being moved."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it continue."""
        self.process.send_signal(signal.SIGCONT)


@dataclass(slots=True)
class Fleet:
    """The processes and what they have in common."""

    home: Path
    environ: dict[str, str]
    token: str = ""
    tenant_id: str = ""
    integrations: list[str] = field(default_factory=list)
    apis: list[Member] = field(default_factory=list)
    workers: list[Member] = field(default_factory=list)

    async def found(self, settings: Settings, *, endpoint_url: str, integrations: int) -> None:
        """Make a tenant, a token, and integrations with an account of two open buckets."""
        async with Store(settings) as store:
            self.tenant_id = (await create_tenant(store, name="acme")).id
            minted = await mint(
                store, tenant_id=self.tenant_id, name="tests", scopes=SCOPES, expires_at=None
            )
            self.token = minted.clear_text
            for number in range(integrations):
                row = await create_integration(
                    store,
                    tenant_id=self.tenant_id,
                    name=f"account {number}",
                    provider="aws",
                    options=AwsConnection(regions=(REGION,), endpoint_url=endpoint_url),
                    checks=[CHECK],
                )
                self.integrations.append(row.id)

    async def add_api(self, *arguments: str, port: int | None = None) -> Member:
        """Start a server, and wait until it is ready."""
        port = port or free_port()
        member = await self._start("serve", "--port", str(port), *arguments)
        member.url = f"http://127.0.0.1:{port}"
        async with asyncio.timeout(START_SECONDS), httpx.AsyncClient() as client:
            while not await _is_ready(client, member.url):
                assert member.process.returncode is None, self.log()
                await asyncio.sleep(0.1)
        self.apis.append(member)
        return member

    async def add_worker(self) -> Member:
        """Start a worker, and wait until it has its database."""
        member = await self._start("worker", "--concurrency", "2")
        async with asyncio.timeout(START_SECONDS):
            while not any(line["event"] == "worker.ready" for line in member.log()):
                assert member.process.returncode is None, member.log()
                await asyncio.sleep(0.1)
        self.workers.append(member)
        return member

    async def replace(self, member: Member) -> None:
        """Kill a process, and start another in its place."""
        await member.kill()
        if member in self.workers:
            self.workers.remove(member)
            await self.add_worker()
        else:
            self.apis.remove(member)
            port = int(member.url.rpartition(":")[2])
            await self.add_api(*member.arguments[3:], port=port)

    async def stop(self) -> None:
        """Ask all processes to stop, and wait until they have."""
        members = [*self.apis, *self.workers]
        for member in members:
            member.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(START_SECONDS):
            codes = [await member.process.wait() for member in members]
        assert set(codes) == {0}, self.log()

    def log(self) -> list[dict[str, Any]]:
        """Return what all processes have logged."""
        return [line for file in sorted(self.home.glob("*.log")) for line in _lines(file)]

    async def _start(self, *arguments: str) -> Member:
        file = self.home / f"{len(list(self.home.glob('*.log')))}.log"
        with file.open("ab") as log:
            process = await start(
                *(sys.executable, "-m", "posture", *arguments),
                env=os.environ | self.environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        return Member(arguments, "", process, file)


@asynccontextmanager
async def fleet(home: Path, database_url: str, **settings: object) -> AsyncIterator[Fleet]:
    """Provide a fleet without members yet; what is left of it at the end is killed."""
    chosen = PATIENCE | settings
    environ = {f"POSTURE_{name.upper()}": str(value) for name, value in chosen.items()}
    here = Fleet(
        home,
        environ
        | {
            "POSTURE_DATABASE_URL": database_url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        },
    )
    try:
        yield here
    finally:
        for member in [*here.apis, *here.workers]:
            if member.process.returncode is None:
                member.process.kill()
                await member.process.wait()


async def _is_ready(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(f"{url}/health/ready", timeout=5)).is_success
    except httpx.TransportError:
        return False


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            yield {"event": line}
