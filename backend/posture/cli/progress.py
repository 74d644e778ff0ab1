"""Progress: what a run is doing, live on a terminal, in lines elsewhere; always on stderr."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from posture.cli.output import console
from posture_client import Client

if TYPE_CHECKING:
    from posture_client.models import Run

Tell = Callable[[Mapping[str, Any]], None]


def watch(client: Client, run_id: str, *, timeout_seconds: float, cancel: bool = True) -> "Run":
    """Wait for a run's end and show how it goes; Ctrl-C and SIGTERM may `cancel` it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with display() as tell:
        return client.wait_for_run(
            run_id,
            timeout_seconds=timeout_seconds,
            on_progress=tell,
            cancel_on_interrupt=cancel,
        )


@contextmanager
def display() -> Iterator[Tell]:
    """Have something that shows a run each time it is told it."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    with live() as tell:
        yield tell


def _lines() -> Tell:
    last = ""

    def tell(run: Mapping[str, Any]) -> None:
        nonlocal last
        if run["phase"] != last:
            last = run["phase"]
            click.echo(f"posture: {last}", err=True)

    return tell


@contextmanager
def live(to: Any = None) -> Iterator[Tell]:  # noqa: ANN401  # a rich console, imported late
    """Have a line with a bar that moves."""
    from rich.progress import (  # noqa: PLC0415  # 60 ms that only a terminal needs
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[seen]}", style="dim"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=to or console(stderr=True), transient=True) as progress:
        task = progress.add_task("queued", total=None, seen="")

        def tell(run: Mapping[str, Any]) -> None:
            seen = f"{run['progress']['calls']} calls, {run['asset_count']} assets"
            progress.update(task, description=run["phase"], seen=seen)

        yield tell
