"""A posture server of a test: a process on a free port, with a fresh database, validated by spec.

Run as a module it *is* that process. Every answer is validated against openapi.yaml; a fault fails
the test that started the server, whoever the client was.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from secrets import token_hex

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from litestar.types import ASGIApp

from posture import telemetry
from posture.api.app import create_app
from posture.api.deps import Deps
from posture.bootstrap.compose import Parts, application, compose
from posture.bootstrap.serve import end_of
from posture.services.errors import EnqueueFailedError
from posture.services.queue import RunQueue
from posture.services.tenants import create_tenant
from posture.services.tokens import SCOPES, Minted, mint
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.statement import Connection
from tests.emulator.server import LOOPBACK, stop_group
from tests.forks import Process
from tests.ports import free_port
from tests.spec import Validated

REPOSITORY = Path(__file__).parents[1]
START_SECONDS = 180.0
# A server that is busy with its first answers is not interrupted by the same question.
ASK_SECONDS = 30.0
FAULTS = "TEST_SERVER_FAULTS"
QUEUE = "TEST_SERVER_QUEUE"


class Queue(StrEnum):
    """What happens to accepted runs."""

    WORK = "work"  # they are executed, as in the product
    WAIT = "wait"  # they wait for ever, so that nothing calls out and nothing changes by itself
    REFUSE = "refuse"  # they are not taken
    BREAK = "break"  # a fault of the server itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A listening server, with a tenant and a token that may do everything."""

    url: str
    settings: Settings
    tenant_id: str
    token_id: str
    token: str
    process: "subprocess.Popen[str]"

    @property
    def founded(self) -> tuple[str, Minted]:
        """The tenant and its token."""
        return self.tenant_id, Minted(self.token_id, self.token)

    def tenant(self, name: str) -> str:
        """Add a tenant and return its id."""
        return asyncio.run(_tenant(self.settings, name))

    def for_another(self) -> "Served":
        """Return the same server for a new tenant, whose names and limits are its own."""
        tenant_id, minted = asyncio.run(_found(self.settings, name=f"tenant-{token_hex(8)}"))
        return replace(self, tenant_id=tenant_id, token_id=minted.token_id, token=minted.clear_text)

    def mint(
        self,
        scopes: Iterable[str] = SCOPES,
        *,
        tenant_id: str | None = None,
        cidrs: Iterable[str] = (),
        expires_at: int | None = None,
    ) -> str:
        """Make a token of the tenant, or of another one, and return its clear text."""
        return asyncio.run(
            _mint(
                self.settings,
                tenant_id or self.tenant_id,
                scopes=scopes,
                cidrs=cidrs,
                expires_at=expires_at,
            )
        )


@contextmanager
def served(
    directory: Path,
    *,
    queue: Queue = Queue.WAIT,
    environ: Mapping[str, str] | None = None,
    beside: Served | None = None,
) -> Iterator[Served]:
    """Provide a server for the time of a `with` block; its log is `server.log` in the directory.

    Args:
        directory: an empty one; the database goes there.
        queue: what happens to accepted runs.
        environ: settings, such as `POSTURE_RATE_LIMIT_BUCKET`.
        beside: another process, whose database, tenant and token this one shares.
    """
    port, file = free_port(), directory / "posture.db"
    own = {
        "POSTURE_DATABASE_URL": f"sqlite:///{file}",
        "POSTURE_PORT": str(port),
        "POSTURE_ENDPOINT_NETWORKS": LOOPBACK,
        "POSTURE_CLOSE_SECONDS": "1",  # less than what `stop_group` waits
        "POSTURE_CLOUD_SETTLE_SECONDS": "0",  # emulated accounts list what they have at once
        **(environ or {}),
    }
    if beside is not None:
        own["POSTURE_DATABASE_URL"] = beside.settings.database_url
    elif "POSTURE_DATABASE_URL" not in (environ or {}) and not file.exists():
        from tests.databases import empty_file  # noqa: PLC0415  # the server itself needs no pytest

        shutil.copy(empty_file(), file)
    settings = Settings.from_environ(own)
    tenant_id, minted = asyncio.run(_found(settings)) if beside is None else beside.founded
    faults = directory / "faults"
    with (directory / "server.log").open("ab") as log:
        process = Process(
            [sys.executable, "-m", "tests.server"],
            cwd=REPOSITORY,
            env={**os.environ, **own, FAULTS: str(faults), QUEUE: queue},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{own['POSTURE_PORT']}"
    try:
        await_ready(url, process)
        yield Served(
            url=url,
            settings=settings,
            tenant_id=tenant_id,
            token_id=minted.token_id,
            token=minted.clear_text,
            process=process,
        )
    finally:
        stop_group(process)
    found = faults.read_text(encoding="utf-8") if faults.exists() else ""
    assert not found, f"answers that openapi.yaml does not allow:\n{found}"


def await_ready(url: str, process: "subprocess.Popen[str]") -> None:
    """Wait until a server says that it can serve."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it was ready")
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=ASK_SECONDS):  # noqa: S310  # always http on loopback
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise RuntimeError(f"the server was not ready within {START_SECONDS:g} s")


async def _tenant(settings: Settings, name: str) -> str:
    async with Store(settings) as store:
        return (await create_tenant(store, name=name)).id


async def _mint(
    settings: Settings,
    tenant_id: str,
    *,
    scopes: Iterable[str],
    cidrs: Iterable[str],
    expires_at: int | None,
) -> str:
    async with Store(settings) as store:
        minted = await mint(
            store,
            tenant_id=tenant_id,
            name="test",
            scopes=scopes,
            cidrs=cidrs,
            expires_at=expires_at,
        )
    return minted.clear_text


async def _found(settings: Settings, *, name: str = "acme") -> tuple[str, Minted]:
    """Make a tenant and its token."""
    async with Store(settings) as store:
        tenant = await create_tenant(store, name=name)
        minted = await mint(store, tenant_id=tenant.id, name="test", scopes=SCOPES, expires_at=None)
    return tenant.id, minted


class Refusing:
    """A queue that takes nothing."""

    def enqueue(self, connection: Connection, run_id: str, integration_id: str) -> None:  # noqa: ARG002  # the protocol's
        raise EnqueueFailedError

    def expect(self, tenant_id: str) -> None:
        pass

    def nudge(self) -> None:
        pass


class Breaking(Refusing):
    """A queue with a fault."""

    def enqueue(self, connection: Connection, run_id: str, integration_id: str) -> None:  # noqa: ARG002  # the protocol's
        raise RuntimeError("a fault of the server itself")


class Waiting(Refusing):
    """A queue that takes every run and gives none to anybody."""

    def enqueue(self, connection: Connection, run_id: str, integration_id: str) -> None:
        pass


def application_of(parts: Parts, queue: Queue) -> ASGIApp:
    """Return the product's application, or the API alone over the product's parts."""
    match queue:
        case Queue.WORK:
            return application(parts, opens=False)
        case Queue.WAIT:
            return create_app(deps_of(parts, Waiting()))
        case Queue.REFUSE:
            return create_app(deps_of(parts, Refusing()))
        case Queue.BREAK:
            return create_app(deps_of(parts, Breaking()))


def deps_of(parts: Parts, queue: RunQueue) -> Deps:
    """Return what the API needs of the product's parts."""
    return Deps(
        store=parts.store,
        settings=parts.settings,
        queue=queue,
        checks=parts.checks,
        frameworks=parts.frameworks,
        clouds=parts.clouds,
        watch=parts.watch,
        exchanger=parts.exchanger,
        sign_in=parts.sign_in,
    )


async def serve() -> None:
    """Serve until a signal, as `posture serve` does."""
    settings = Settings.from_environ(os.environ)
    queue = Queue(os.environ[QUEUE])
    telemetry.setup(settings)
    parts = compose(settings)
    server = Server(
        Validated(application_of(parts, queue), _tell),
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        log_enabled=False,
        websockets=False,
    )

    stopping = asyncio.Event()

    def stop() -> None:
        parts.watch.close()
        server.stop()  # type: ignore[no-untyped-call]  # granian does not annotate it
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    async with parts.running() if queue is Queue.WORK else _idle(parts):
        serving = asyncio.create_task(server.serve(), name="server")
        await end_of(serving, stopping, settings.close_seconds)


@asynccontextmanager
async def _idle(parts: Parts) -> AsyncIterator[None]:
    """Open what the API needs, and execute nothing."""
    async with parts.store, parts.watch:
        yield


def _tell(fault: str) -> None:
    with Path(os.environ[FAULTS]).open("a", encoding="utf-8") as file:
        print(fault, file=file)


if __name__ == "__main__":
    asyncio.run(serve())
