"""`posture webhook`: have events posted to a URL, and look after what was posted."""

from typing import TYPE_CHECKING

import click

from posture.cli.options import connected, given, output, verbatim
from posture.cli.output import show_row, show_rows, time
from posture_client import Client

if TYPE_CHECKING:
    from posture_client.models import DeliveryStatus, WebhookEvent

EVENTS = ("finding.created", "finding.resolved", "run.completed", "run.failed", "run.cancelled")
COLUMNS = {
    "ID": lambda webhook: webhook["id"],
    "NAME": lambda webhook: webhook["name"],
    "URL": lambda webhook: webhook["url"],
    "EVENTS": lambda webhook: webhook["events"],
    "ENABLED": lambda webhook: webhook["enabled"],
    "CREATED": lambda webhook: time(webhook["created_at"]),
}
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
    """Have events posted to a URL."""


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
    help="What to be told of; repeatable.",
)
@click.option("--name", help="What to call it; else the URL's host.")
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
    """Have events posted to a URL; its secret is shown this once."""
    made = client.create_webhook(url=url, events=list(events), **given(name=name))
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
    show_row(client.get_webhook(webhook_id), COLUMNS, output=output)


@webhook.command()
@click.argument("webhook_id", metavar="ID")
@connected
def delete(*, client: Client, webhook_id: str) -> None:
    """Send a webhook nothing more, not even what waits."""
    client.delete_webhook(webhook_id)
    click.echo(f"posture: deleted webhook {webhook_id}", err=True)


@webhook.command()
@click.argument("webhook_id", metavar="ID")
@output
@connected
def test(*, client: Client, webhook_id: str, output: str) -> None:
    """Queue a test event; `deliveries` tells what became of it."""
    show_row(client.test_webhook(webhook_id), DELIVERIES, output=output)


@webhook.command()
@click.argument("webhook_id", metavar="ID")
@click.option(
    "--status",
    type=click.Choice(["pending", "delivered", "dead"]),
    help="Only those that stand so; `dead` could not be delivered.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Most rows."
)
@output
@connected
def deliveries(
    *, client: Client, webhook_id: str, status: "DeliveryStatus | None", limit: int, output: str
) -> None:
    """List what was posted, or could not be, newest first."""
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
    """Post a delivery again, the same body under the same id."""
    show_row(client.redeliver(webhook_id, delivery_id), DELIVERIES, output=output)
