"""`posture webhook`: post events to a URL, and list the deliveries."""

from typing import TYPE_CHECKING

import click

from posture.cli.options import Several, connected, if_match, only_set, output, verbatim
from posture.cli.output import echo, show_row, show_rows, time
from posture_client import Client, etag_of

if TYPE_CHECKING:
    from posture_client.models import DeliveryStatus, WebhookEvent

EVENTS = (
    "finding.created",
    "finding.resolved",
    "run.completed",
    "run.failed",
    "run.cancelled",
    "report.completed",
    "report.failed",
)
COLUMNS = {
    "ID": lambda webhook: webhook["id"],
    "NAME": lambda webhook: webhook["name"],
    "URL": lambda webhook: webhook["url"],
    "EVENTS": lambda webhook: webhook["events"],
    "ENABLED": lambda webhook: webhook["enabled"],
    "CREATED": lambda webhook: time(webhook["created_at"]),
}
DETAILS = {**COLUMNS, "ETAG": etag_of}
MADE = {**COLUMNS, "SECRET": lambda webhook: webhook["secret"]}
DELIVERIES = {
    "ID": lambda delivery: delivery["id"],
    "EVENT": lambda delivery: delivery["event"],
    "STATUS": lambda delivery: delivery["status"],
    "ATTEMPTS": lambda delivery: delivery["attempt_count"],
    "ANSWER": lambda delivery: delivery["response_status"],
    "ERROR": lambda delivery: delivery["error"],
    "CREATED": lambda delivery: time(delivery["created_at"]),
    "NEXT": lambda delivery: time(delivery["next_attempt_at"]),
    "RUN": lambda delivery: delivery["run_id"],
}


@click.group()
def webhook() -> None:
    """Post events to a URL."""


@webhook.command(
    epilog=verbatim(
        "posture webhook create https://hooks.example.com/posture \\",
        "  --event finding.created --event run.failed",
    )
)
@click.argument("url")
@click.option(
    "--event",
    "events",
    type=click.Choice(EVENTS),
    multiple=True,
    required=True,
    help="An event to post; repeatable.",
)
@click.option("--name", help="A name; by default the host of the URL.")
@output
@connected
def create(
    *,
    client: Client,
    url: str,
    events: tuple["WebhookEvent", ...],
    name: str | None,
    output: str,
) -> None:
    """Create a webhook; its secret is shown only once."""
    made = client.create_webhook(url=url, events=list(events), **only_set(name=name))
    show_row(made, MADE, output=output)


@webhook.command("list")
@output
@connected
def list_webhooks(*, client: Client, output: str) -> None:
    """List webhooks, without their secrets."""
    rows = list(client.rows(client.list_webhooks))
    show_rows(rows, COLUMNS, output=output, nothing="No webhooks.")


@webhook.command()
@click.argument("webhook_id", metavar="ID")
@output
@connected
def show(*, client: Client, webhook_id: str, output: str) -> None:
    """Show one webhook."""
    show_row(client.get_webhook(webhook_id), DETAILS, output=output)


@webhook.command()
@click.argument("webhook_id", metavar="ID")
@if_match
@connected
def delete(*, client: Client, webhook_id: str, if_match: str | None) -> None:
    """Delete a webhook; waiting deliveries are not sent either."""
    client.delete_webhook(webhook_id, if_match=if_match)
    echo(f"posture: deleted webhook {webhook_id}", err=True)


@webhook.command()
@click.argument("webhook_id", metavar="ID")
@output
@connected
def test(*, client: Client, webhook_id: str, output: str) -> None:
    """Queue a test event; `posture webhook deliveries` shows the result."""
    show_row(client.test_webhook(webhook_id), DELIVERIES, output=output)


@webhook.command()
@click.argument("webhook_id", metavar="ID")
@output
@connected
def rotate(*, client: Client, webhook_id: str, output: str) -> None:
    """Give a webhook a new secret, shown only once; the former one signs too for a day."""
    show_row(client.rotate_webhook_secret(webhook_id), MADE, output=output)


@webhook.command()
@click.argument("webhook_id", metavar="ID")
@click.option(
    "--status",
    type=Several(["pending", "delivered", "dead"]),
    help="Only deliveries with this status, or several separated by commas; `dead` means given up.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="Maximum number of rows.",
)
@output
@connected
def deliveries(
    *, client: Client, webhook_id: str, status: "DeliveryStatus | None", limit: int, output: str
) -> None:
    """List deliveries, newest first."""
    rows = list(
        client.rows(
            lambda **page: client.list_deliveries(webhook_id, **page), most=limit, status=status
        )
    )
    show_rows(rows, DELIVERIES, output=output, nothing="No deliveries.")


@webhook.command()
@click.argument("webhook_id", metavar="ID")
@click.argument("delivery_id", metavar="DELIVERY")
@output
@connected
def redeliver(*, client: Client, webhook_id: str, delivery_id: str, output: str) -> None:
    """Post a delivery again, with the same body and id."""
    show_row(client.redeliver(webhook_id, delivery_id), DELIVERIES, output=output)
