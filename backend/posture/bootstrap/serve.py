"""Serve: a process that handles requests, executes runs, or does both, until it is stopped."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Any

import structlog

from posture import telemetry
from posture.bootstrap.compose import Parts, application, compose
from posture.bootstrap.connections import Connections, allow_open_files
from posture.settings import Settings

if TYPE_CHECKING:
    from posture.api.app import Application

ACCEPTING_POLL_SECONDS = 0.01
log = structlog.get_logger()


class ListenError(OSError):
    """The address cannot be listened on."""


def create_app() -> "Application":
    """Return the ASGI application of this process, by its environment; a server calls this once."""
    settings = Settings.from_environ(os.environ)
    telemetry.setup(settings)
    return application(compose(settings))


def serve(settings: Settings, *, ready: Callable[[str], None] = lambda _: None) -> None:
    """Serve the API and execute runs, in this one process, until SIGTERM or SIGINT.

    `ready` is called with the URL once requests are accepted.

    Raises:
        ListenError: the address cannot be listened on.
        UnavailableError: the database cannot be opened.
    """
    telemetry.setup(settings)
    asyncio.run(_serve_until_stopped(settings, ready))


async def _serve_until_stopped(settings: Settings, ready: Callable[[str], None]) -> None:
    with closing(_reserve(settings.host, settings.port)) as reserved:
        await _serve(settings, reserved, ready)


async def _serve(settings: Settings, reserved: socket.socket, ready: Callable[[str], None]) -> None:
    from granian.constants import HTTPModes, Interfaces  # noqa: PLC0415  # a worker needs no server
    from granian.http import HTTP1Settings  # noqa: PLC0415  # as above
    from granian.log import LogLevels  # noqa: PLC0415  # as above
    from granian.server.embed import Server  # noqa: PLC0415  # as above

    port = int(reserved.getsockname()[1])
    parts = compose(settings)
    app = application(parts, opens=False)
    connections = Connections(settings, port)
    allow_open_files(connections.places)
    async with parts.running():
        server = Server(
            app,
            address=settings.host,
            port=port,
            interface=Interfaces.ASGINL,
            # With HTTP/2, too, a connection that sends nothing would have no time limit.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(
                header_read_timeout=round(settings.connection_head_seconds * 1_000)
            ),
            websockets=False,
            # A live stream is a request that lasts: it must not take the place of the others.
            backpressure=connections.places,
            log_level=LogLevels.error,
        )

        stopping = asyncio.Event()

        def stop() -> None:
            # The server waits for the requests under way, and a live stream is one.
            parts.watch.close()
            server.stop()  # type: ignore[no-untyped-call]  # granian has no annotation here
            stopping.set()

        _on_signals(stop)
        serving = asyncio.create_task(server.serve(), name="server")
        relieving = asyncio.create_task(connections.keep(), name="connections")
        accepting = await _accepting(settings.host, port, serving)
        reserved.close()
        if accepting:
            shown = f"[{settings.host}]" if ":" in settings.host else settings.host
            log.info("server.ready", url=f"http://{shown}:{port}")
            ready(f"http://{shown}:{port}")
        await end_of(serving, stopping, settings.close_seconds)
        relieving.cancel()
        log.info("server.stopping")


async def end_of(serving: "asyncio.Task[None]", stopping: asyncio.Event, seconds: float) -> None:
    """Wait until a server has ended; after `stopping` is set, at most some seconds.

    The server itself waits for every client that has begun a request, and some never finish.
    """
    stopped = asyncio.ensure_future(stopping.wait())
    await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    _, left = await asyncio.wait({serving}, timeout=seconds)
    if left:
        log.warning("server.dropped_connections", after_seconds=seconds)
        asyncio.get_running_loop().set_exception_handler(_leave_out_the_server)
        return
    await serving


def _leave_out_the_server(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report an error, but ignore errors of the server, which is no longer needed."""
    if not isinstance(context.get("exception"), asyncio.InvalidStateError):
        loop.default_exception_handler(context)


async def _accepting(host: str, port: int, serving: "asyncio.Task[None]") -> bool:
    """Wait until connections are accepted; the server itself reports only that it is about to."""
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


def _reserve(host: str, port: int) -> socket.socket:
    """Return a socket that has the port, or a free one for 0; close it when the server listens.

    The server would not notice a taken port, because it opens its socket with SO_REUSEPORT. As long
    as this socket has the port, the system gives it to no connection, as it may do with every port
    on which nothing listens: even the connection that tests whether the server listens could take
    it, and meet itself there.

    Raises:
        ListenError: the port cannot be listened on.
    """
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError as error:
        found.close()
        raise ListenError(error.errno, error.strerror) from error
    # Only now: before, the port could have been that of another server.
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return found


def run_worker(settings: Settings) -> None:
    """Execute runs in this process until SIGTERM or SIGINT."""
    telemetry.setup(settings, role="worker")
    asyncio.run(_work_until_stopped(compose(settings)))


async def _work_until_stopped(parts: Parts) -> None:
    stopping = asyncio.Event()
    async with parts.running():
        # Before this there is nothing to hand back: a signal ends a process that still waits.
        _on_signals(stopping.set)
        log.info("worker.ready", runs_at_a_time=parts.settings.workers)
        await stopping.wait()
        log.info("worker.stopping")
