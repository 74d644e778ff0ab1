"""Real processes: the emulator, an endpoint in front of it that can hang, and the server."""

import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]  # ships no types
import httpx
import pytest

from posture.domain.aws.connection import AwsConnection
from posture.services.integrations import create_integration
from posture.services.tenants import create_tenant
from posture.services.tokens import SCOPES, mint
from posture.settings import Settings
from posture.store.engine import Store
from tests.databases import empty_file
from tests.emulator.faults import Endpoint, endpoint
from tests.emulator.server import LOOPBACK, Emulator, emulator
from tests.forks import start

REGION = "eu-central-1"
RUNS = "/api/v2/cloud-posture-runs"
CHECK = "aws_s3_bucket_public_access_blocked"


@pytest.fixture(scope="session")
def account() -> Iterator[Emulator]:
    """An emulated account with two buckets."""
    with emulator() as found:
        s3 = boto3.client(
            "s3",
            region_name=REGION,
            endpoint_url=found.url,
            aws_access_key_id="seed",
            aws_secret_access_key="seed",
        )
        for name in ("acme-logs", "acme-site"):
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.close()
        yield found


@pytest.fixture
async def cloud(account: Emulator) -> AsyncIterator[Endpoint]:
    async with endpoint(account.url) as found:
        yield found


@dataclass(slots=True)
class Server:
    """A running `posture serve`."""

    process: asyncio.subprocess.Process
    client: httpx.AsyncClient

    async def start_run(self, integration_id: str, **body: Any) -> str:  # noqa: ANN401  # JSON
        answer = await self.client.post(RUNS, json={"integration_id": integration_id} | body)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["run_id"])

    async def run(self, run_id: str) -> dict[str, Any]:
        answer = await self.client.get(f"{RUNS}/{run_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(240):
            return await self.process.wait()


@dataclass(slots=True)
class Installation:
    """A database with a tenant, a token and an integration, and what is needed to serve it."""

    home: Path
    token: str
    tenant_id: str
    integration_id: str
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.home / "posture.db"

    @asynccontextmanager
    async def serve(
        self, *, stderr: int | None = None, **settings: object
    ) -> AsyncIterator[Server]:
        """Provide a server; what is left of it at the end is killed.

        Its log is kept unless it goes to the descriptor `stderr`.
        """
        # Tests poll, and on a busy machine they poll for long.
        settings = {"rate_limit_bucket": 1_000_000, **settings}
        environ = {f"POSTURE_{name.upper()}": str(value) for name, value in settings.items()}
        with (self.home / "log").open("ab") as log:
            process = await start(
                sys.executable,
                *("-m", "posture", "serve", "--port", "0"),
                env=os.environ
                | self.environ
                | environ
                | {"POSTURE_DATABASE_URL": f"sqlite:///{self.file}"},
                stdout=asyncio.subprocess.PIPE,
                stderr=log if stderr is None else stderr,
            )
        try:
            assert process.stdout is not None
            async with asyncio.timeout(240):
                address = (await process.stdout.readline()).decode().strip()
            assert address, self.log()
            headers = {"Authorization": f"Bearer {self.token}"}
            async with httpx.AsyncClient(base_url=address, headers=headers) as client:
                yield Server(process, client)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    def log(self) -> list[dict[str, Any]]:
        """Return what all servers have logged."""
        return [json.loads(line) for line in (self.home / "log").read_text().splitlines()]


@pytest.fixture
async def installation(tmp_path: Path, cloud: Endpoint) -> Installation:
    home = tmp_path / "installation"
    home.mkdir(mode=0o700)
    return await installed(home, cloud)


async def installed(home: Path, cloud: Endpoint) -> Installation:
    """Make an installation for an account, in a directory that is its owner's alone."""
    file = shutil.copy(empty_file(), home / "posture.db")
    async with Store(Settings(database_url=f"sqlite:///{file}")) as store:
        tenant = await create_tenant(store, name="acme")
        row = await create_integration(
            store,
            tenant_id=tenant.id,
            name="production",
            provider="aws",
            options=AwsConnection(regions=(REGION,), endpoint_url=cloud.url),
            checks=[CHECK],
        )
        minted = await mint(
            store, tenant_id=tenant.id, name="tests", scopes=SCOPES, expires_at=None
        )
    return Installation(
        home,
        minted.clear_text,
        tenant.id,
        row.id,
        {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "POSTURE_ENDPOINT_NETWORKS": LOOPBACK,
        },
    )
