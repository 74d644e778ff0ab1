"""`posture events`: what changes in the tenant, as it happens."""

import json
import time
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from posture.cli.options import connected, output, verbatim
from posture.cli.output import echo, show_json
from posture_client import Client, NotPostureError, ServerError, UnreachableError
from posture_client.texts import amount

if TYPE_CHECKING:
    from posture_client.models import TenantEvent

# What may pass by itself once the stream was open.
PASSING = (UnreachableError, ServerError)


@click.command(epilog=verbatim("posture events", "posture events --after 1207 -o json"))
@click.option(
    "--after",
    metavar="ID",
    help="Begin with what has changed after the event with this id, instead of now.",
)
@click.option(
    "--count",
    type=click.IntRange(min=1),
    metavar="N",
    help="Stop after this number of events.",
)
@output
@connected
def events(*, client: Client, after: str | None, count: int | None, output: str) -> None:
    """Print what changes, as it happens.

    As far as the token may read it, one line for each event, until Ctrl-C. A stream that ends or
    breaks is opened again where it was. As JSON, each line has the `id` of its event, for
    `--after`.
    """
    for event in islice(_events(client, after), count):
        data = _data(event)
        if output == "json":
            shown = {"id": event["id"], "event": event["event"], "data": data}
            show_json(shown, indent=None)
        else:
            echo(f"{event['event']}\t{_text(event['event'], data)}")


def _events(client: Client, after: str | None) -> Iterator["TenantEvent"]:
    """Yield events for ever; raise what stands in the way of the first of them."""
    last, opened = after, False
    while True:
        retry_seconds = 1.0
        try:
            with client.watch_tenant(last_event_id=last) as stream:
                for event in stream:
                    # A stream that is resumed begins with what is known.
                    if event["event"] != "start" or not opened:
                        yield event
                    last, opened = event["id"], True
                retry_seconds = stream.retry_seconds
        except PASSING as error:
            if not opened:
                raise
            echo(f"posture: {error}; opening the stream again", err=True)
        time.sleep(retry_seconds)


def _data(event: "TenantEvent") -> Any:  # noqa: ANN401  # a model
    try:
        return json.loads(event["data"])
    except ValueError as error:
        raise NotPostureError("the server sent an event that is not JSON") from error


def _text(name: str, data: Any) -> str:  # noqa: ANN401  # a model
    if name == "run":
        assets = amount(data["asset_count"], "asset")
        return f"{data['id']} {data['status']} {data['phase']} {assets}"
    return ", ".join(data["resources"]) or "nothing: the token may read no list"
