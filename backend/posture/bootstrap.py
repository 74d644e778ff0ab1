"""The composition root: settings become a store, a worker, an executor and an API, once."""

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from posture import telemetry
from posture.checks.catalog import checks as all_checks
from posture.domain.asset import Provider
from posture.domain.check import Check
from posture.domain.collector import Collector, Connection, Member
from posture.domain.reach import Reach
from posture.executor.embedded import EmbeddedExecutor
from posture.executor.retention import keep_retention
from posture.executor.schedules import keep_schedules
from posture.executor.work import Executor
from posture.frameworks.catalog import Frameworks, frameworks
from posture.outbound import Guard
from posture.services.watch import Watch
from posture.settings import Settings
from posture.store.engine import Store
from posture.worker.beat import Progress
from posture.worker.claim import Scope, worker_name
from posture.worker.deliver import Deliverer
from posture.worker.judge import Judgement, judge, select
from posture.worker.metrics import RunMetrics
from posture.worker.post import Poster
from posture.worker.run import Worker

if TYPE_CHECKING:
    from posture.api.app import Application

ACCEPTING_POLL_SECONDS = 0.01
COLLECT_AFTER = (50_000, 20, 10)
SWITCH_SECONDS = 0.001
log = structlog.get_logger()


class ListenError(OSError):
    """The address cannot be listened on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a process that executes runs is made of."""

    settings: Settings
    store: Store
    checks: Mapping[str, Check[Any]]
    collectors: Mapping[Provider, Collector]
    frameworks: Frameworks
    executor: Executor
    watch: Watch
    deliverer: Deliverer

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Open the store and execute runs; at the end, let them end or hand them back."""
        try:
            async with self.store, self.watch, asyncio.TaskGroup() as group:
                group.create_task(self.executor.serve(), name="executor")
                keeping = group.create_task(
                    keep_schedules(self.store, queue=self.executor, settings=self.settings),
                    name="schedules",
                )
                group.create_task(self.deliverer.serve(), name="webhooks")
                purging = group.create_task(
                    keep_retention(self.store, self.settings), name="retention"
                )
                try:
                    yield
                finally:
                    purging.cancel()
                    keeping.cancel()
                    self.deliverer.stop()
                    self.executor.stop()
        finally:
            telemetry.shutdown()


def compose(settings: Settings) -> Parts:
    """Make the parts; nothing is opened yet."""
    tune()
    store = Store(settings, start_seconds=settings.database_start_seconds)
    checks = {one.id: one for one in all_checks()}
    collectors = collectors_for(settings)
    known = frameworks()
    worker = Worker(
        store=store,
        settings=settings,
        collectors=collectors,
        checks=checks,
        frameworks=known,
        metrics=RunMetrics(),
        name=worker_name(),
    )
    executor = executor_of(store, worker, settings)
    return Parts(
        settings=settings,
        store=store,
        checks=checks,
        collectors=collectors,
        frameworks=known,
        executor=executor,
        watch=Watch(store, settings),
        deliverer=Deliverer(store, settings, poster_for(settings)),
    )


def executor_of(store: Store, worker: Worker, settings: Settings) -> Executor:
    """Return what executes runs: on a server Procrastinate, on a file this process itself."""
    if not settings.database_is_server():
        return EmbeddedExecutor(worker, settings)
    from posture.executor.procrastinate import ProcrastinateExecutor  # noqa: PLC0415  # comes with the driver

    return ProcrastinateExecutor(store, worker, settings)


def tune() -> None:
    """Set the interpreter up for what its processes do here.

    The garbage collector looks less often, and never at what was imported: cloud answers are made
    by the hundred thousand and die by their reference counts; by default the search for cycles
    among them, and through botocore's models, is a quarter of a run's CPU. Threads hand over more
    often: a writer gives its turn away at every statement and would wait 5 ms each time to get it
    back from a busy event loop, a tenth of all that is accepted.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    sys.setswitchinterval(SWITCH_SECONDS)


def collectors_for(settings: Settings) -> Mapping[Provider, Collector]:
    """Return the collectors of the clouds whose SDK is installed."""
    try:
        from posture.collectors.aws.catalog import COLLECTORS  # noqa: PLC0415  # an optional SDK
        from posture.collectors.aws.connect import AwsCollector  # noqa: PLC0415  # as above
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("posture"):
            raise
        return {}
    return {Provider.AWS: AwsCollector(settings, COLLECTORS)}


def poster_for(settings: Settings) -> Poster:
    """Return what posts to webhooks."""
    return Poster(
        Guard(Reach(settings.webhook_networks.split())),
        timeout_seconds=settings.webhook_timeout_seconds,
        head_bytes=settings.webhook_answer_bytes,
    )


def aws_policy() -> dict[str, Any]:
    """Return the policy document of the role that a worker assumes: the least it needs.

    Raises:
        ModuleNotFoundError: the SDK is not installed.
    """
    from posture.collectors.aws.catalog import COLLECTORS  # noqa: PLC0415  # an optional SDK
    from posture.collectors.aws.permissions import read_only_policy  # noqa: PLC0415  # as above

    return read_only_policy(COLLECTORS)


async def aws_members(settings: Settings, connection: Connection, *, role: str) -> list[Member]:
    """List the accounts of the organization that the connection leads to, with a role in each.

    Raises:
        ConnectError: no account is reached, or it may not list the organization's.
        ModuleNotFoundError: the SDK is not installed.
    """
    from posture.collectors.aws.connect import AwsCollector  # noqa: PLC0415  # as above
    from posture.collectors.aws.organization import members  # noqa: PLC0415  # as above

    account = await AwsCollector(settings, ()).connect(connection)
    try:
        return await members(account, role=role)
    finally:
        await account.close()


def create_app() -> "Application":
    """Return the ASGI application of this process, by its environment; a server calls this once."""
    settings = Settings.from_environ(os.environ)
    telemetry.setup(settings)
    return application(compose(settings))


def serve(settings: Settings, *, ready: Callable[[str], None] = lambda _: None) -> None:
    """Serve the API and execute runs, in this one process, until SIGTERM or SIGINT.

    `ready` is told the URL once requests are accepted.

    Raises:
        ListenError: the address cannot be listened on.
        UnavailableError: the database cannot be opened.
    """
    telemetry.setup(settings)
    asyncio.run(_serve_until_told(settings, ready))


async def _serve_until_told(settings: Settings, ready: Callable[[str], None]) -> None:
    from granian.constants import Interfaces  # noqa: PLC0415  # a worker needs no server
    from granian.log import LogLevels  # noqa: PLC0415  # as above
    from granian.server.embed import Server  # noqa: PLC0415  # as above

    port = _free_port(settings.host, settings.port)
    parts = compose(settings)
    app = application(parts, opens=False)
    async with parts.running():
        server = Server(
            app,
            address=settings.host,
            port=port,
            interface=Interfaces.ASGINL,
            websockets=False,
            # A live stream is a request that lasts: it must not take the place of the others.
            backpressure=settings.requests_in_flight + settings.stream_listeners,
            log_level=LogLevels.error,
        )

        told = asyncio.Event()

        def stop() -> None:
            # The server waits for the answers under way, and a live stream is one.
            parts.watch.close()
            server.stop()  # type: ignore[no-untyped-call]  # granian leaves it bare
            told.set()

        _on_signals(stop)
        serving = asyncio.create_task(server.serve(), name="server")
        if await _accepting(settings.host, port, serving):
            shown = f"[{settings.host}]" if ":" in settings.host else settings.host
            log.info("server.ready", url=f"http://{shown}:{port}")
            ready(f"http://{shown}:{port}")
        await end_of(serving, told, settings.close_seconds)
        log.info("server.stopping")


async def end_of(serving: "asyncio.Task[None]", told: asyncio.Event, seconds: float) -> None:
    """Wait for the end of a server, and once it is told to stop, no longer than that.

    By itself it waits for whoever is connected and has begun to ask, and they may never go on.
    """
    telling = asyncio.ensure_future(told.wait())
    await asyncio.wait({serving, telling}, return_when=asyncio.FIRST_COMPLETED)
    telling.cancel()
    _, left = await asyncio.wait({serving}, timeout=seconds)
    if left:
        log.warning("server.dropped_connections", after_seconds=seconds)
        asyncio.get_running_loop().set_exception_handler(_not_too_late)
        return
    await serving


def _not_too_late(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report an error, but not that of a server whose end nobody waits for any more."""
    if not isinstance(context.get("exception"), asyncio.InvalidStateError):
        loop.default_exception_handler(context)


async def _accepting(host: str, port: int, serving: "asyncio.Task[None]") -> bool:
    """Wait until connections are accepted; the server itself tells only that it is about to."""
    while not serving.done():
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(ACCEPTING_POLL_SECONDS)
            continue
        writer.close()
        return True
    return False


def _on_signals(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)


def _free_port(host: str, port: int) -> int:
    """Return the port, or a free one for 0; raises `ListenError` when it cannot be had.

    The server shares a port with any other that is willing to, so it would not notice.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ListenError(error.errno, error.strerror) from error
        return int(probe.getsockname()[1])


def application(parts: Parts, *, opens: bool = True) -> "Application":
    """Return the API over the parts; unless they are opened elsewhere, its lifespan does it."""
    from posture.api.app import create_app as create_api  # noqa: PLC0415  # a worker needs none
    from posture.api.deps import Deps  # noqa: PLC0415  # as above

    deps = Deps(
        store=parts.store,
        settings=parts.settings,
        queue=parts.executor,
        checks=parts.checks,
        frameworks=parts.frameworks,
        providers=frozenset(map(str, parts.collectors)),
        watch=parts.watch,
    )
    return create_api(deps, lifespan=[lambda _: parts.running()] if opens else [])


def run_worker(settings: Settings) -> None:
    """Execute runs in this process until SIGTERM or SIGINT."""
    telemetry.setup(settings)
    asyncio.run(_work_until_told(compose(settings)))


async def _work_until_told(parts: Parts) -> None:
    told = asyncio.Event()
    async with parts.running():
        # Until here there is nothing to be handed back: a signal ends a process that still waits.
        _on_signals(told.set)
        log.info("worker.ready", runs_at_a_time=parts.settings.workers)
        await told.wait()
        log.info("worker.stopping")


async def scan(
    settings: Settings,
    connection: Connection,
    *,
    scope: Scope,
    progress: Progress | None = None,
    checks: Iterable[Check[Any]] | None = None,
) -> Judgement:
    """Evaluate an account once, in this process, without a database.

    Raises:
        ConnectError: the account cannot be reached.
        TimeoutError: it took longer than a run may.
    """
    tune()
    catalog = {one.id: one for one in (all_checks() if checks is None else checks)}
    selected = select(catalog, connection.provider, check_set=None, scope=scope)
    async with asyncio.timeout(settings.run_timeout_seconds):
        return await judge(
            collectors_for(settings),
            connection,
            selected.values(),
            scope=scope,
            probe_only=False,
            progress=progress or Progress(),
        )
