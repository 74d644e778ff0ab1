"""`posture integration`: connect cloud accounts."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
import msgspec

from posture.bootstrap.clouds import CLOUDS, by_name
from posture.cli.connection import connection_flags, connection_options, own_object
from posture.cli.database import settings
from posture.cli.exits import CommandError, Exit
from posture.cli.options import F, connected, if_match, only_set, output, verbatim
from posture.cli.output import Row, echo, show_row, show_rows, time
from posture.printable import REPLACEMENT, printable
from posture_client import Client, etag_of

if TYPE_CHECKING:
    from posture.domain.cloud import Cloud
    from posture.domain.collector import Member

FLAGS = connection_flags(CLOUDS)
LONGEST_NAME = 100  # characters; of an integration, as the contract has it
# Members that a list of accounts provides, so they are not options.
MEMBER_OPTIONS = frozenset[str]().union(*(cloud.member_options for cloud in CLOUDS))


def _own(integration: Row) -> Mapping[str, Any]:
    """Return the own object of the integration's cloud."""
    own: Mapping[str, Any] = integration[integration["provider"]]
    return own


def _member(field: str) -> Any:  # noqa: ANN401  # a column of a table
    return lambda integration: _own(integration).get(field)


COLUMNS = {
    "ID": lambda integration: integration["id"],
    "NAME": lambda integration: integration["name"],
    "PROVIDER": lambda integration: integration["provider"],
    "ACCOUNT": lambda integration: integration["account_id"],
    "REGIONS": lambda integration: _own(integration)["regions"] or "all",
    "CREATED": lambda integration: time(integration["created_at"]),
}
OWN = {
    flag.field.replace("_", " ").upper(): _member(flag.field)
    for flag in FLAGS
    if flag.field != "regions"
}
MADE = {name: COLUMNS[name] for name in ("ID", "NAME")} | OWN
DETAILS = {
    **COLUMNS,
    **OWN,
    "CHECKS": lambda integration: integration["check_set"],
    "SCHEDULE": lambda integration: integration["schedule"],
    "NEXT RUN": lambda integration: time(integration["next_run_at"]),
    "CHANGED": lambda integration: time(integration["updated_at"]),
    "ETAG": etag_of,
}
CLEARED = {flag.name: flag.field for flag in FLAGS} | {
    "check": "check_set",
    "schedule": "schedule",
}

provider_option = click.option(
    "--provider",
    type=click.Choice([cloud.name for cloud in CLOUDS]),
    default=CLOUDS[0].name,
    show_default=True,
    help="The cloud.",
)
scheduled = click.option(
    "--schedule",
    metavar="CRON",
    help="Scan the account regularly at these times, in UTC; for instance '30 4 * * *'.",
)


def described(command: F) -> F:
    """Add the options for how an account is reached, what is scanned in it, and when."""
    check_set = click.option(
        "--check", "check_set", multiple=True, help="Evaluate only this check; repeatable."
    )
    return connection_options(CLOUDS)(check_set(scheduled(command)))


@click.group()
def integration() -> None:
    """Connect cloud accounts."""


@integration.command(
    epilog=verbatim(
        "posture integration create production --region eu-central-1 \\",
        "  --role-arn arn:aws:iam::123456789012:role/posture",
    )
)
@click.argument("name")
@provider_option
@described
@output
@connected
def create(
    *,
    client: Client,
    name: str,
    provider: str,
    output: str,
    **options: Any,  # noqa: ANN401  # members of the request
) -> None:
    """Connect a cloud account under a NAME; credentials stay where the worker runs."""
    made = client.create_integration(**_request(by_name()[provider], name, options))
    show_row(made, DETAILS, output=output)


@integration.command(
    "create-members",
    epilog=verbatim("posture integration create-members --role posture"),
)
@click.option("--role", metavar="NAME", help="The role that each account has.")
@click.option(
    "--parent",
    metavar="NAME",
    help="Only accounts in this folder, organization or management group, such as folders/123 or "
    "managementGroups/NAME.",
)
@click.option(
    "--without", multiple=True, metavar="ACCOUNT", help="Leave this account out; repeatable."
)
@provider_option
@connection_options(CLOUDS, leave_out=MEMBER_OPTIONS)
@scheduled
@output
@connected
def create_members(
    *,
    client: Client,
    role: str | None,
    parent: str | None,
    without: tuple[str, ...],
    provider: str,
    output: str,
    **options: Any,  # noqa: ANN401  # members of the request
) -> None:
    """Connect each account of an organization; safe to repeat.

    Where a cloud has roles, accounts are connected by the role of that NAME, and listed with
    credentials of the management account or a delegated administrator. In other clouds, accounts
    are those that the current credentials can read.
    """
    cloud = by_name()[provider]
    chosen = _chosen(cloud, role, parent)
    every = list(client.rows(client.list_integrations))
    rows = [row for row in every if row["provider"] == provider]
    names = {row["name"] for row in every}
    known = {row["account_id"] for row in rows} | {*without}
    made = []
    for member in _members(cloud, chosen, options):
        reached = only_set(**msgspec.to_builtins(member.options))
        if member.account_id not in known and not _is_reached(rows, reached):
            name = member_name(member, names)
            names.add(name)
            request = _request(cloud, name, options | reached)
            made.append(client.create_integration(**request))
    show_rows(made, MADE, output=output, nothing="No account that is not connected yet.")


def _chosen(cloud: "Cloud", role: str | None, parent: str | None) -> str:
    """Return by what the accounts of a cloud are chosen; empty for all.

    Raises:
        CommandError: they are not chosen that way.
    """
    if cloud.member_choice == "parent":
        return parent or ""
    if parent is not None:
        raise CommandError(f"{cloud.title} has no --parent", Exit.USAGE)
    if role is None:
        raise CommandError("--role is missing: the role that each account has", Exit.USAGE)
    return role


def member_name(member: "Member", taken: Collection[str]) -> str:
    """Return the name of an integration with an account: its own, or with its id where it must be.

    Clouds have several accounts of one name, and characters in names that a server refuses.
    """
    own = " ".join(printable(member.name).replace(REPLACEMENT, " ").split())[:LONGEST_NAME].strip()
    if own and own not in taken:
        return own
    end = f" ({member.account_id})"
    return f"{own[: LONGEST_NAME - len(end)]}{end}".strip()


def _request(cloud: "Cloud", name: str, options: Mapping[str, Any]) -> Any:  # noqa: ANN401  # models.IntegrationRequest, whose keys follow the cloud
    sent = only_set(**options)
    own = {flag.field: sent.pop(flag.field) for flag in FLAGS if flag.field in sent}
    return {"name": name, "provider": cloud.name, cloud.name: own_object(cloud, own), **sent}


def _is_reached(rows: Sequence[Row], reached: Mapping[str, Any]) -> bool:
    """Return whether an integration reaches its account in the same way."""
    return any(reached.items() <= _own(row).items() for row in rows)


def _members(cloud: "Cloud", chosen: str, options: Mapping[str, Any]) -> "Sequence[Member]":
    from posture.domain.collector import ConnectError  # noqa: PLC0415  # help texts need none
    from posture.domain.connection import Connection  # noqa: PLC0415  # as above

    own = only_set(**{flag.field: options.get(flag.field) for flag in FLAGS})
    connection = Connection(
        provider=cloud.name,
        options=msgspec.convert(own_object(cloud, own), cloud.connection),
        trusted=True,
    )
    try:
        return asyncio.run(cloud.members(settings(log_level="error"), connection, chosen))
    except ConnectError as error:
        raise CommandError(str(error), Exit.RUN_FAILED) from error


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
@click.option("--name", help="Its new name.")
@described
@click.option(
    "--clear",
    "cleared",
    type=click.Choice(list(CLEARED)),
    multiple=True,
    help="Remove the value of this option; repeatable.",
)
@if_match
@output
@connected
def update(
    *,
    client: Client,
    integration_id: str,
    cleared: tuple[str, ...],
    if_match: str | None,
    output: str,
    **options: Any,  # noqa: ANN401  # members of the request
) -> None:
    """Change the given options of a connected account from the next run on; the rest stays."""
    changes = only_set(**options)
    if both := [name for name in cleared if CLEARED[name] in changes]:
        raise click.UsageError(f"--{both[0]} is given and is to be cleared: choose one")
    changes |= {CLEARED[name]: None for name in cleared}
    if not changes:
        raise click.UsageError("nothing is to be changed: give an option")
    if own := {flag.field: changes.pop(flag.field) for flag in FLAGS if flag.field in changes}:
        provider = client.get_integration(integration_id)["provider"]
        changes[provider] = own_object(by_name()[provider], own)
    changed = client.update_integration(integration_id, if_match=if_match, **changes)
    show_row(changed, DETAILS, output=output)


@integration.command()
@click.argument("integration_id", metavar="ID")
@if_match
@connected
def delete(*, client: Client, integration_id: str, if_match: str | None) -> None:
    """Disconnect an account; its runs and findings stay readable."""
    client.delete_integration(integration_id, if_match=if_match)
    echo(f"posture: disconnected {integration_id}", err=True)
