"""`posture suppression`: accept findings for a limited time, and end such decisions."""

from datetime import UTC, datetime
from typing import Any

import click

from posture.cli.options import connected, if_match, only_set, output, verbatim
from posture.cli.output import echo, rfc3339, show_row, show_rows, time
from posture.cli.token import Duration
from posture_client import Client, etag_of

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
    "ETAG": etag_of,
}
PREVIEW = {
    "FINDINGS": lambda found: found["finding_count"],
    "SUPPRESSED ALREADY": lambda found: found["suppressed_count"],
    "SEVERITIES": lambda found: ", ".join(
        f"{one['value']} {one['count']}" for one in found["severities"]
    ),
    "RESOURCES": lambda found: found["resource_ids"],
}
expires_in = click.option(
    "--expires-in",
    type=Duration(allow_never=False),
    help="When it expires, from now: 12h, 90d or 2w.",
)
expires_at = click.option(
    "--expires-at",
    metavar="TIME",
    help="When it expires, as an RFC 3339 time, instead of --expires-in.",
)


def expiry(moment: str) -> str:
    """Return when a suppression expires, and mark one that has expired."""
    over = datetime.fromisoformat(moment) <= datetime.now(UTC)
    return f"{time(moment)}{' (expired)' if over else ''}"


@click.group()
def suppression() -> None:
    """Accept findings for a limited time: they stay visible but do not fail a gate."""


@suppression.command(
    epilog=verbatim(
        "posture suppression create --check aws_s3_bucket_public_access_blocked \\",
        "  --resource 'arn:aws:s3:::acme-website-*' --owner team-web --expires-in 90d \\",
        "  --reason 'The website is public on purpose.'",
    )
)
@click.option(
    "--check",
    "check_id",
    required=True,
    metavar="CHECK",
    help="The check whose findings are accepted; `CLOUD_unread_call` accepts a call that cannot "
    "be read.",
)
@click.option(
    "--resource",
    "resource_pattern",
    required=True,
    metavar="PATTERN",
    help="The asset, or the call; `*` matches any text, `?` matches one character.",
)
@click.option("--integration", "integration_id", metavar="ID", help="Only for this integration.")
@click.option("--reason", required=True, help="Why they are accepted.")
@click.option("--owner", required=True, help="Who is responsible for it, a team or a person.")
@expires_in
@expires_at
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
    moment = _moment(expires_in, expires_at)
    if moment is None:
        raise click.UsageError("a suppression expires: give --expires-in or --expires-at")
    made = client.create_suppression(expires_at=moment, **only_set(**options))
    show_row(made, DETAILS, output=output)


@suppression.command()
@click.option(
    "--check", "check_id", required=True, metavar="CHECK", help="The check of the findings."
)
@click.option(
    "--resource",
    "resource_pattern",
    required=True,
    metavar="PATTERN",
    help="The asset; `*` matches any text, `?` matches one character.",
)
@click.option("--integration", "integration_id", metavar="ID", help="Only for this integration.")
@output
@connected
def preview(
    *,
    client: Client,
    check_id: str,
    resource_pattern: str,
    integration_id: str | None,
    output: str,
) -> None:
    """Show which findings a suppression would cover now; it changes nothing."""
    found = client.preview_suppression(
        check_id=check_id, resource_pattern=resource_pattern, integration_id=integration_id
    )
    show_row(found, PREVIEW, output=output)


@suppression.command("list")
@click.option("--integration", "integration_id", metavar="ID", help="Only limited to this account.")
@click.option("--check", "check_id", metavar="CHECK", help="Only of this check.")
@output
@connected
def list_suppressions(
    *, client: Client, integration_id: str | None, check_id: str | None, output: str
) -> None:
    """List suppressions, newest first, including expired ones."""
    rows = client.rows(client.list_suppressions, integration_id=integration_id, check_id=check_id)
    show_rows(list(rows), COLUMNS, output=output, nothing="No suppressions.")


@suppression.command()
@click.argument("suppression_id", metavar="ID")
@output
@connected
def show(*, client: Client, suppression_id: str, output: str) -> None:
    """Show one suppression."""
    show_row(client.get_suppression(suppression_id), DETAILS, output=output)


@suppression.command(epilog=verbatim("posture suppression update ID --expires-in 90d"))
@click.argument("suppression_id", metavar="ID")
@click.option("--reason", help="Why they are accepted.")
@click.option("--owner", help="Who is responsible for it, a team or a person.")
@expires_in
@expires_at
@if_match
@output
@connected
def update(
    *,
    client: Client,
    suppression_id: str,
    if_match: str | None,
    reason: str | None,
    owner: str | None,
    expires_in: int | None,
    expires_at: str | None,
    output: str,
) -> None:
    """Renew a suppression, or change its reason or its owner."""
    moment = _moment(expires_in, expires_at)
    changes = only_set(reason=reason, owner=owner, expires_at=moment)
    if not changes:
        raise click.UsageError("no change: use at least one option")
    changed = client.update_suppression(suppression_id, if_match=if_match, **changes)
    show_row(changed, DETAILS, output=output)


@suppression.command()
@click.argument("suppression_id", metavar="ID")
@if_match
@connected
def delete(*, client: Client, suppression_id: str, if_match: str | None) -> None:
    """End a suppression: the next run counts its findings again."""
    client.delete_suppression(suppression_id, if_match=if_match)
    echo(f"posture: ended {suppression_id}", err=True)


def _moment(expires_in: int | None, expires_at: str | None) -> str | None:
    """Return the expiry from the one option of the two that is set."""
    if expires_in is None:
        return expires_at
    if expires_at is not None:
        raise click.UsageError("use --expires-in or --expires-at, not both")
    return rfc3339(int(datetime.now(UTC).timestamp() * 1_000) + expires_in)
