"""`posture suppression`: accept findings for a time, and end such decisions."""

from datetime import UTC, datetime
from typing import Any

import click

from posture.cli.options import connected, given, output, verbatim
from posture.cli.output import rfc3339, show_row, show_rows, time
from posture.cli.token import Lifetime
from posture_client import Client

COLUMNS = {
    "ID": lambda suppression: suppression["id"],
    "CHECK": lambda suppression: suppression["check_id"],
    "RESOURCE": lambda suppression: suppression["resource_pattern"],
    "INTEGRATION": lambda suppression: suppression["integration_id"] or "all",
    "OWNER": lambda suppression: suppression["owner"],
    "EXPIRES": lambda suppression: expiry(suppression["expires_at"]),
}
DETAILS = {
    **COLUMNS,
    "REASON": lambda suppression: suppression["reason"],
    "CREATED": lambda suppression: time(suppression["created_at"]),
    "CHANGED": lambda suppression: time(suppression["updated_at"]),
}


def expiry(moment: str) -> str:
    """Answer when a suppression expires, and that it has."""
    over = datetime.fromisoformat(moment) <= datetime.now(UTC)
    return f"{time(moment)}{' (expired)' if over else ''}"


@click.group()
def suppression() -> None:
    """Accept findings for a time: they stay visible, and stop no gate."""


@suppression.command(
    epilog=verbatim(
        "posture suppression create --check aws_s3_bucket_public_access_blocked \\",
        "  --resource 'arn:aws:s3:::acme-website-*' --owner team-web --expires-in 90d \\",
        "  --reason 'The website is public on purpose.'",
    )
)
@click.option("--check", "check_id", required=True, metavar="CHECK", help="Whose findings.")
@click.option(
    "--resource",
    "resource_pattern",
    required=True,
    metavar="ARN",
    help="On which asset; `*` stands for any text, `?` for one character.",
)
@click.option("--integration", "integration_id", metavar="ID", help="Only of this account.")
@click.option("--reason", required=True, help="Why they are accepted.")
@click.option("--owner", required=True, help="Who answers for it, a team or a person.")
@click.option(
    "--expires-in", type=Lifetime(), help="After how long it stops counting: 12h, 90d or 2w."
)
@click.option("--expires-at", metavar="TIME", help="When, in RFC 3339, instead of --expires-in.")
@output
@connected
def create(
    *,
    client: Client,
    expires_in: int | None,
    expires_at: str | None,
    output: str,
    **options: Any,  # noqa: ANN401  # members of the request
) -> None:
    """Accept what a check finds on some assets, from the next run until it expires."""
    if (expires_in is None) == (expires_at is None):
        raise click.UsageError("a suppression expires: give --expires-in or --expires-at")
    if expires_in is not None:
        now_ms = int(datetime.now(UTC).timestamp() * 1_000)
        expires_at = rfc3339(now_ms + expires_in)
    made = client.create_suppression(**given(expires_at=expires_at, **options))
    show_row(made, DETAILS, output=output)


@suppression.command("list")
@click.option("--integration", "integration_id", metavar="ID", help="Only limited to this account.")
@click.option("--check", "check_id", metavar="CHECK", help="Only of this check.")
@output
@connected
def list_suppressions(
    *, client: Client, integration_id: str | None, check_id: str | None, output: str
) -> None:
    """List suppressions, newest first, the expired among them."""
    rows = client.rows(client.list_suppressions, integration_id=integration_id, check_id=check_id)
    show_rows(list(rows), COLUMNS, output=output, nothing="No suppressions.")


@suppression.command()
@click.argument("suppression_id", metavar="ID")
@output
@connected
def show(*, client: Client, suppression_id: str, output: str) -> None:
    """Show one suppression."""
    show_row(client.get_suppression(suppression_id), DETAILS, output=output)


@suppression.command()
@click.argument("suppression_id", metavar="ID")
@connected
def delete(*, client: Client, suppression_id: str) -> None:
    """End a suppression: the next run counts what it covered again."""
    client.delete_suppression(suppression_id)
    click.echo(f"posture: ended {suppression_id}", err=True)
