"""`posture integration`: connect cloud accounts."""

import asyncio
import os
from typing import TYPE_CHECKING, Any

import click
import msgspec

from posture.cli.database import settings
from posture.cli.exits import CommandError, Exit
from posture.cli.options import F, connected, given, output, verbatim
from posture.cli.output import show_row, show_rows, time
from posture_client import Client

if TYPE_CHECKING:
    from posture.domain.collector import Member
    from posture_client.models import Provider

COLUMNS = {
    "ID": lambda integration: integration["id"],
    "NAME": lambda integration: integration["name"],
    "PROVIDER": lambda integration: integration["provider"],
    "ACCOUNT": lambda integration: integration["account_id"],
    "REGIONS": lambda integration: integration["regions"] or "all",
    "CREATED": lambda integration: time(integration["created_at"]),
}
MADE = {name: COLUMNS[name] for name in ("ID", "NAME")} | {
    "ROLE": lambda integration: integration["role_arn"]
}
DETAILS = {
    **COLUMNS,
    "ROLE": lambda integration: integration["role_arn"],
    "EXTERNAL ID": lambda integration: integration["external_id"],
    "PROFILE": lambda integration: integration["profile"],
    "ENDPOINT": lambda integration: integration["endpoint_url"],
    "CHECKS": lambda integration: integration["check_set"],
    "SCHEDULE": lambda integration: integration["schedule"],
    "NEXT RUN": lambda integration: time(integration["next_run_at"]),
    "CHANGED": lambda integration: time(integration["updated_at"]),
}


CLEARED = {
    "role-arn": "role_arn",
    "external-id": "external_id",
    "profile": "profile",
    "region": "regions",
    "endpoint-url": "endpoint_url",
    "check": "check_set",
    "schedule": "schedule",
}

external_id = click.option("--external-id", help="What the role's trust policy demands.")
region = click.option(
    "--region", "regions", multiple=True, help="A region to look at; none means all enabled ones."
)
endpoint_url = click.option(
    "--endpoint-url", metavar="URL", help="Replaces every service endpoint."
)
scheduled = click.option(
    "--schedule",
    metavar="CRON",
    help="Look at the account by itself at these times, in UTC; for instance '30 4 * * *'.",
)


def described(command: F) -> F:
    """Add the options that say how an account is reached, what is looked at in it, and when."""
    for option in (
        scheduled,
        click.option(
            "--check", "check_set", multiple=True, help="Judge only this check; repeatable."
        ),
        endpoint_url,
        region,
        click.option("--profile", help="A named profile of the worker's own AWS configuration."),
        external_id,
        click.option("--role-arn", help="The role that a worker assumes."),
    ):
        command = option(command)
    return command


@click.group()
def integration() -> None:
    """Connect cloud accounts."""


@integration.command(
    epilog=verbatim(
        "posture integration create production --region eu-central-1 \\",
        "  --role-arn arn:aws:iam::123456789012:role/posture --external-id acme-7",
    )
)
@click.argument("name")
@click.option(
    "--provider",
    type=click.Choice(["aws", "azure", "gcp"]),
    default="aws",
    show_default=True,
    help="The cloud.",
)
@described
@output
@connected
def create(
    *,
    client: Client,
    name: str,
    provider: "Provider",
    output: str,
    **options: Any,  # noqa: ANN401  # members of the request
) -> None:
    """Connect a cloud account under a NAME; credentials stay where the worker runs."""
    made = client.create_integration(name=name, provider=provider, **given(**options))
    show_row(made, DETAILS, output=output)


@integration.command(
    "create-members",
    epilog=verbatim("posture integration create-members --role posture --external-id acme-7"),
)
@click.option("--role", required=True, metavar="NAME", help="The role that each account has.")
@click.option(
    "--without", multiple=True, metavar="ACCOUNT", help="Leave this account out; repeatable."
)
@external_id
@click.option("--profile", help="A named profile, here and where the worker runs.")
@region
@endpoint_url
@scheduled
@output
@connected
def create_members(
    *,
    client: Client,
    role: str,
    without: tuple[str, ...],
    output: str,
    **options: Any,  # noqa: ANN401  # members of the request
) -> None:
    """Connect each account of an AWS organization by the role of that NAME; safe to repeat.

    Lists the accounts with the AWS credentials at hand, which must be of the management account or
    of a delegated administrator.
    """
    rows = list(client.rows(client.list_integrations))
    known = {row["account_id"] for row in rows} | {row["role_arn"] for row in rows}
    made = [
        client.create_integration(
            name=member.name, provider="aws", role_arn=role_arn, **given(**options)
        )
        for member, role_arn in _members(role, options)
        if not {member.account_id, role_arn} & {*without, *known}
    ]
    show_rows(made, MADE, output=output, nothing="No account that is not connected yet.")


def _members(role: str, options: dict[str, Any]) -> "list[tuple[Member, str]]":
    from posture.bootstrap.aws import AWS  # noqa: PLC0415  # seconds of imports
    from posture.domain.aws.connection import AwsConnection  # noqa: PLC0415  # as above
    from posture.domain.collector import ConnectError  # noqa: PLC0415  # as above
    from posture.domain.connection import Connection  # noqa: PLC0415  # as above

    connection = Connection(
        provider=AWS.name,
        options=AwsConnection(
            regions=options["regions"],
            profile=options["profile"],
            endpoint_url=options["endpoint_url"] or os.environ.get("AWS_ENDPOINT_URL"),
        ),
        trusted=True,
    )
    try:
        found = asyncio.run(AWS.members(settings(log_level="error"), connection, role))
    except ConnectError as error:
        raise CommandError(str(error), Exit.RUN_FAILED) from error
    return [(member, msgspec.to_builtins(member.options)["role_arn"]) for member in found]


@integration.command("list")
@output
@connected
def list_integrations(*, client: Client, output: str) -> None:
    """List connected accounts."""
    rows = list(client.rows(client.list_integrations))
    show_rows(rows, COLUMNS, output=output, nothing="No integrations.")


@integration.command()
@click.argument("integration_id", metavar="ID")
@output
@connected
def show(*, client: Client, integration_id: str, output: str) -> None:
    """Show one connected account."""
    show_row(client.get_integration(integration_id), DETAILS, output=output)


@integration.command(
    epilog=verbatim("posture integration update ID --schedule '30 4 * * *' --clear endpoint-url")
)
@click.argument("integration_id", metavar="ID")
@click.option("--name", help="What to call it.")
@described
@click.option(
    "--clear",
    "cleared",
    type=click.Choice(list(CLEARED)),
    multiple=True,
    help="Take away what was given once; repeatable.",
)
@output
@connected
def update(
    *,
    client: Client,
    integration_id: str,
    cleared: tuple[str, ...],
    output: str,
    **options: Any,  # noqa: ANN401  # members of the request
) -> None:
    """Change what is given of a connected account, from the next run on, and leave the rest."""
    changes = given(**options)
    if both := [name for name in cleared if CLEARED[name] in changes]:
        raise click.UsageError(f"--{both[0]} is given and is to be cleared: choose one")
    # No regions are an empty list there, and all other things that are not given are null.
    changes |= {CLEARED[name]: [] if name == "region" else None for name in cleared}
    if not changes:
        raise click.UsageError("nothing is to be changed: give an option")
    show_row(client.update_integration(integration_id, **changes), DETAILS, output=output)


@integration.command()
@click.argument("integration_id", metavar="ID")
@connected
def delete(*, client: Client, integration_id: str) -> None:
    """Disconnect an account; its runs and findings stay readable."""
    client.delete_integration(integration_id)
    click.echo(f"posture: disconnected {integration_id}", err=True)
