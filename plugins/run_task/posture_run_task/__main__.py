"""`posture-run-task`: the run task as a process."""

import argparse
import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from posture_client.texts import clean
from posture_run_task.app import App
from posture_run_task.hcp import Hcp
from posture_run_task.loading import Secrets, SettingsError, load, secrets
from posture_run_task.log import Log
from posture_run_task.runner import TaskRunner
from posture_run_task.settings import Settings
from posture_run_task.task_store import TaskStore, TaskStoreError
from posture_run_task.version import VERSION

_USAGE = 2
_ACCEPTING_POLL_SECONDS = 0.02
_CONFIG = "POSTURE_RUN_TASK_CONFIG"
# Connections at the same time.
_PLACES = 1_024


def main() -> NoReturn:
    """Serve until SIGTERM or SIGINT."""
    arguments = _arguments()
    try:
        settings = load(arguments.config)
        known = secrets(settings, os.environ)
        if arguments.check:
            print(f"{arguments.config}: {len(settings.workspaces)} entries, nothing wrong")
            sys.exit()
        asyncio.run(serve(settings, known))
    except (SettingsError, TaskStoreError, OSError) as error:
        print(f"posture-run-task: {clean(str(error))}", file=sys.stderr)
        sys.exit(_USAGE)
    _leave()


async def serve(settings: Settings, known: Secrets) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        TaskStoreError: the task store cannot be opened.
        OSError: the address is not available, or a file cannot be read.
    """
    options = settings.server
    port = _free_port(options.host, options.port)
    log = Log(options.log_level)
    hcp = Hcp(settings.hcp)
    store = TaskStore(Path(options.ledger_file))
    try:
        async with TaskRunner(settings, known, store=store, hcp=hcp, log=log) as runner:
            server = Server(
                App(runner, keys=known.hmac_keys, log=log),
                address=options.host,
                port=port,
                interface=Interfaces.ASGINL,
                # With HTTP/2, too, a connection that sends nothing would have no time limit, and
                # take one of the places for ever.
                http=HTTPModes.http1,
                http1_settings=HTTP1Settings(
                    header_read_timeout=round(options.body_timeout_seconds * 1_000)
                ),
                backpressure=_PLACES,
                websockets=False,
                log_level=LogLevels.error,
                ssl_cert=_path(options.tls_certificate_file),
                ssl_key=_path(options.tls_key_file),
                ssl_protocol_min=SSLProtocols.tls12,
            )
            loop = asyncio.get_running_loop()
            stop = asyncio.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stop.set)
            serving = asyncio.create_task(server.serve(), name="server")
            stopping = asyncio.create_task(_stop(server, stop), name="stop")
            if await _accepting(options.host, port, serving):
                scheme = "https" if options.tls_certificate_file else "http"
                host = f"[{options.host}]" if ":" in options.host else options.host
                url = f"{scheme}://{host}:{port}{options.path}"
                log.info("server.ready", url=url)
                print(url, flush=True)
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            # Without this it waits for every open request, and a client may never finish its
            # request.
            await asyncio.wait({serving}, timeout=options.close_seconds)
            stopping.cancel()
            if serving.done():
                await serving
            log.info("server.stopping")
    finally:
        store.close()


async def _stop(server: Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.stop()  # type: ignore[no-untyped-call]  # granian does not annotate it


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="posture-run-task",
        description="Serve the verdicts of posture to HCP Terraform and Terraform Enterprise.",
    )
    parser.add_argument(
        "--config",
        type=Path,
        default=os.environ.get(_CONFIG),
        required=_CONFIG not in os.environ,
        metavar="FILE",
        help=f"the configuration, in TOML  [env: {_CONFIG}]",
    )
    parser.add_argument("--check", action="store_true", help="only check the configuration")
    parser.add_argument("--version", action="version", version=VERSION)
    return parser.parse_args()


def _path(name: str | None) -> Path | None:
    return Path(name) if name else None


async def _accepting(host: str, port: int, serving: "asyncio.Task[None]") -> bool:
    """Wait until connections are accepted; the server has no event for it."""
    while not serving.done():
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(_ACCEPTING_POLL_SECONDS)
            continue
        writer.close()
        return True
    return False


def _free_port(host: str, port: int) -> int:
    """Return the port, or a free one for 0; raise `OSError` if the port is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        return int(listener.getsockname()[1])


def _leave() -> NoReturn:
    """End the process at once: neither a blocked call nor a server thread may delay it."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
