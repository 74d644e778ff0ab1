"""`posture tenant`: create, list and delete tenants, directly in the database."""

import sys
from typing import TYPE_CHECKING

import click

from posture.bootstrap.clouds import CLOUDS
from posture.cli.database import in_database, operator, settings
from posture.cli.exits import CommandError, Exit
from posture.cli.options import output
from posture.cli.output import counts, echo, rfc3339, show_row, show_rows, time

if TYPE_CHECKING:
    from posture.services.tenants import TenantRow

COLUMNS = {
    "ID": lambda tenant: tenant["id"],
    "NAME": lambda tenant: tenant["name"],
    "EXTERNAL ID": lambda tenant: tenant["external_id"],
    "CREATED": lambda tenant: time(tenant["created_at"]),
}
ROLES = {
    "PROVIDER": lambda role: role["provider"],
    "ROLE": lambda role: role["role"],
    "TENANT": lambda role: role["tenant_id"],
    "SINCE": lambda role: time(role["bound_at"]),
    "PROVEN": lambda role: time(role["proven_at"]),
}


@click.group()
def tenant() -> None:
    """Create, list and delete tenants; uses the database of POSTURE_DATABASE_URL."""


@tenant.command()
@click.argument("name")
@output
def create(*, name: str, output: str) -> None:
    """Create a tenant; the audit log of the rows without a tenant records it."""
    from posture.services import tenants  # noqa: PLC0415  # a second of imports

    made = in_database(lambda store: tenants.create_tenant(store, name=name, by=operator()))
    show_row(_members(made), COLUMNS, output=output)


@tenant.command("list")
@output
def list_tenants(*, output: str) -> None:
    """List tenants by name."""
    from posture.services import tenants  # noqa: PLC0415  # as above

    rows = [_members(row) for row in in_database(tenants.list_tenants)]
    show_rows(rows, COLUMNS, output=output, nothing="No tenants.")


@tenant.command()
@click.argument("tenant", metavar="TENANT")
@click.option("--yes", is_flag=True, help="Delete without asking for the name again.")
@output
def delete(*, tenant: str, yes: bool, output: str) -> None:
    """Delete a tenant, by its name or id, with all that belongs to it.

    Its tokens, integrations, runs, findings, suppressions, webhooks and its audit log are deleted
    and cannot be restored. The audit log of the rows without a tenant records the deletion, with
    the head of the deleted log: export that log first (`posture audit export`) to keep it.
    """
    from posture.services import tenant_removal, tenants  # noqa: PLC0415  # as above

    found = in_database(lambda store: tenants.find_tenant(store, name_or_id=tenant))
    if not yes and _typed(found.name) != found.name:
        raise CommandError("nothing was deleted: that is not the tenant's name", Exit.USAGE)
    configured = settings()
    removed = in_database(
        lambda store: tenant_removal.delete_tenant(
            store, configured, name_or_id=found.id, by=operator()
        )
    )
    members = {**_members(removed.tenant), "deleted_rows": dict(removed.counts)}
    columns = {**COLUMNS, "DELETED ROWS": lambda one: counts(one["deleted_rows"])}
    show_row(members, columns, output=output)


@tenant.command()
@output
def roles(*, output: str) -> None:
    """List the roles of clouds that are bound to a tenant.

    A role is bound to the tenant whose run was the first to assume it, and no other tenant can
    use it. It is proven when it has refused to be assumed without the tenant's external id. In a
    cloud without external ids, the tag of an account proves it.
    Deleting the tenant releases its roles.
    """
    from posture.services import assumed_roles  # noqa: PLC0415  # as above

    rows = [
        {
            "provider": row.provider,
            "role": row.role,
            "tenant_id": row.tenant_id,
            "bound_at": rfc3339(row.bound_at),
            "proven_at": rfc3339(row.proven_at),
        }
        for row in in_database(assumed_roles.list_roles)
    ]
    show_rows(rows, ROLES, output=output, nothing="No roles.")


@tenant.command("release-role")
@click.argument("role")
@click.option(
    "--provider",
    type=click.Choice([cloud.name for cloud in CLOUDS]),
    default=CLOUDS[0].name,
    show_default=True,
    help="The cloud.",
)
def release_role(*, role: str, provider: str) -> None:
    """Release a ROLE from its tenant: the next tenant whose run assumes it gets it.

    The audit log of the rows without a tenant records it.
    """
    from posture.services import assumed_roles  # noqa: PLC0415  # as above

    in_database(
        lambda store: assumed_roles.release(
            store, provider=provider, role=role.lower(), by=operator()
        )
    )
    echo(f"posture: released {role}", err=True)


def _typed(name: str) -> str:
    """Return what a person types to confirm; without a terminal there is nobody to ask."""
    if not sys.stdin.isatty():
        raise CommandError("nothing was deleted", Exit.USAGE, advice="Confirm it with --yes.")
    answer: str = click.prompt(f"Type {name} to delete it with all that belongs to it", err=True)
    return answer


def _members(row: "TenantRow") -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "external_id": row.external_id,
        "created_at": rfc3339(row.created_at),
    }
