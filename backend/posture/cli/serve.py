"""`posture serve`, `worker` and `migrate`: the processes of an installation."""

import os
import sys
from contextlib import suppress
from typing import NoReturn

import click

from posture.cli.database import reporting_errors, settings
from posture.cli.exits import CommandError, Exit
from posture.cli.output import echo


@click.command()
@click.option("--host", help="Address to listen on.  [env: POSTURE_HOST; default: 127.0.0.1]")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    help="Port to listen on; 0 picks a free one.  [env: POSTURE_PORT; default: 8080]",
)
@click.option(
    "--workers",
    type=click.IntRange(min=0),
    help="Runs executed at the same time; with 0, only `posture worker` executes runs.  "
    "[env: POSTURE_WORKERS; default: 2]",
)
def serve(*, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the API, and execute runs in the same process.

    The address is printed on stdout when the server is ready. Logs go to stderr.
    """
    configured = settings(host=host, port=port, workers=workers)
    from posture.bootstrap.serve import ListenError  # noqa: PLC0415  # seconds of imports
    from posture.bootstrap.serve import serve as run  # noqa: PLC0415  # as above

    try:
        with reporting_errors():
            run(configured, ready=echo)
    except ListenError as error:
        raise CommandError(
            f"cannot listen on {configured.host} port {configured.port}: {error.strerror}",
            Exit.USAGE,
            advice="Choose another port with --port; 0 picks a free one.",
        ) from error
    _leave()


def _leave() -> NoReturn:
    """End the process at once; all our resources are closed.

    A thread of the server may still wait for the interpreter lock. While the interpreter shuts
    down, that aborts the process (PyO3 issue 4874, until Python 3.14).
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(Exit.OK)


@click.command()
@click.option(
    "--concurrency",
    "workers",
    type=click.IntRange(min=1),
    help="Runs executed at the same time.  [env: POSTURE_WORKERS; default: 2]",
)
def worker(*, workers: int | None) -> None:
    """Execute runs that API servers accepted; after SIGTERM, running ones may end."""
    configured = settings(workers=workers)
    if not configured.workers:
        raise CommandError(
            "a worker cannot execute 0 runs: POSTURE_WORKERS is 0",
            Exit.USAGE,
            advice="Set the number with --concurrency.",
        )
    from posture.bootstrap.serve import run_worker  # noqa: PLC0415  # as above

    with reporting_errors():
        run_worker(configured)


@click.command()
def migrate() -> None:
    """Migrate the schema of the database to this version; safe to repeat."""
    from posture.store.migrations.upgrade import HEAD, upgrade  # noqa: PLC0415  # as above

    configured = settings()
    with reporting_errors():
        before = upgrade(configured)
    known = "empty" if before is None else before
    echo(f"posture: schema {known} → {HEAD}" if before != HEAD else f"posture: schema {HEAD}")
