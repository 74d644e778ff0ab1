"""Progress of a run on stderr: a bar on a terminal, lines elsewhere."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from posture.cli.output import console, echo
from posture_client import Client
from posture_client.texts import amount, clean

if TYPE_CHECKING:
    from posture_client.models import Run

# Of the services that remain, a terminal's line has room for so many.
SERVICES_SHOWN: Final = 3
Show = Callable[[Mapping[str, Any]], None]


def watch(client: Client, run_id: str, *, timeout_seconds: float, cancel: bool = True) -> "Run":
    """Wait for the end of a run and show its progress; Ctrl-C and SIGTERM may `cancel` it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with display() as show:
        return client.wait_for_run(
            run_id,
            timeout_seconds=timeout_seconds,
            on_progress=show,
            cancel_on_interrupt=cancel,
        )


@contextmanager
def display() -> Iterator[Show]:
    """Yield a function that shows the state of a run."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    with live() as show:
        yield show


def _lines() -> Show:
    last = ""

    def show(run: Mapping[str, Any]) -> None:
        nonlocal last
        if run["phase"] != last:
            last = run["phase"]
            echo(f"posture: {last}", err=True)

    return show


@contextmanager
def live(to: Any = None) -> Iterator[Show]:  # noqa: ANN401  # a rich console, imported late
    """Yield a function that shows the state of a run as a progress bar."""
    from rich.markup import escape  # noqa: PLC0415  # as above
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

        def show(run: Mapping[str, Any]) -> None:
            seen = (
                f"{amount(run['progress']['calls'], 'call')}, {amount(run['asset_count'], 'asset')}"
                f"{_remaining(run['progress'])}"
            )
            progress.update(task, description=escape(clean(run["phase"])), seen=seen)

        yield show


def _remaining(progress: Mapping[str, Any]) -> str:
    """Return which services a run still collects; nothing where the server does not say it."""
    services = progress.get("services")
    if not services or not services["remaining"]:
        return ""
    left = services["remaining"]
    shown = ", ".join(left[:SERVICES_SHOWN])
    more = f" and {len(left) - SERVICES_SHOWN} more" if len(left) > SERVICES_SHOWN else ""
    return f"; {len(left)} of {amount(services['planned_count'], 'service')} left: {shown}{more}"
