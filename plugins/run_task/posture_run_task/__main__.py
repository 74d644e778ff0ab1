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

from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels
from granian.server.embed import Server

from posture_run_task.app import App
from posture_run_task.hcp import Hcp
from posture_run_task.ledger import Ledger, LedgerError
from posture_run_task.loading import Secrets, SettingsError, load, secrets
from posture_run_task.log import Log
from posture_run_task.settings import Settings
from posture_run_task.version import VERSION
from posture_run_task.work import Work

_USAGE = 2
_ACCEPTING_POLL_SECONDS = 0.02
_CONFIG = "POSTURE_RUN_TASK_CONFIG"


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
    except (SettingsError, LedgerError, OSError) as error:
        print(f"posture-run-task: {error}", file=sys.stderr)
        sys.exit(_USAGE)
    _leave()


async def serve(settings: Settings, known: Secrets) -> None:
    """Serve until told to stop.

    Raises:
        LedgerError: the ledger cannot be had.
        OSError: the address cannot be listened on, or a file cannot be read.
    """
    options = settings.server
    port = _free_port(options.host, options.port)
    log = Log(options.log_level)
    hcp = Hcp(settings.hcp)
    ledger = Ledger(Path(options.ledger_file))
    try:
        async with Work(settings, known, ledger=ledger, hcp=hcp, log=log) as work:
            server = Server(
                App(work, keys=known.hmac_keys, log=log),
                address=options.host,
                port=port,
                interface=Interfaces.ASGINL,
                websockets=False,
                log_level=LogLevels.error,
                ssl_cert=_path(options.tls_certificate_file),
                ssl_key=_path(options.tls_key_file),
                ssl_protocol_min=SSLProtocols.tls12,
            )
            loop = asyncio.get_running_loop()
            told = asyncio.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, told.set)
            serving = asyncio.create_task(server.serve(), name="server")
            stopping = asyncio.create_task(_stop(server, told), name="stop")
            if await _accepting(options.host, port, serving):
                scheme = "https" if options.tls_certificate_file else "http"
                host = f"[{options.host}]" if ":" in options.host else options.host
                url = f"{scheme}://{host}:{port}{options.path}"
                log.info("server.ready", url=url)
                print(url, flush=True)
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            # By itself it waits for whoever has begun to ask, and they may never go on.
            await asyncio.wait({serving}, timeout=options.close_seconds)
            stopping.cancel()
            if serving.done():
                await serving
            log.info("server.stopping")
    finally:
        ledger.close()


async def _stop(server: Server, told: asyncio.Event) -> None:
    await told.wait()
    server.stop()  # type: ignore[no-untyped-call]  # granian leaves it bare


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="posture-run-task",
        description="Serve posture's verdicts to HCP Terraform and Terraform Enterprise.",
    )
    parser.add_argument(
        "--config",
        type=Path,
        default=os.environ.get(_CONFIG),
        required=_CONFIG not in os.environ,
        metavar="FILE",
        help=f"the configuration, in TOML  [env: {_CONFIG}]",
    )
    parser.add_argument("--check", action="store_true", help="only say whether it can be used")
    parser.add_argument("--version", action="version", version=VERSION)
    return parser.parse_args()


def _path(name: str | None) -> Path | None:
    return Path(name) if name else None


async def _accepting(host: str, port: int, serving: "asyncio.Task[None]") -> bool:
    """Wait until connections are accepted; the server itself tells only that it is about to."""
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
    """Return the port, or a free one for 0; raises `OSError` when somebody listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])


def _leave() -> NoReturn:
    """End the process as it is: a call that hangs, or a thread of the server, must not hold it."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
