"""`posture tenant`: create and list tenants, directly in the database."""

from typing import TYPE_CHECKING

import click

from posture.cli.database import in_database
from posture.cli.options import output
from posture.cli.output import rfc3339, show_row, show_rows, time

if TYPE_CHECKING:
    from posture.services.tenants import TenantRow

COLUMNS = {
    "ID": lambda tenant: tenant["id"],
    "NAME": lambda tenant: tenant["name"],
    "CREATED": lambda tenant: time(tenant["created_at"]),
}


@click.group()
def tenant() -> None:
    """Create and list tenants; uses the database of POSTURE_DATABASE_URL."""


@tenant.command()
@click.argument("name")
@output
def create(*, name: str, output: str) -> None:
    """Create a tenant."""
    from posture.services import tenants  # noqa: PLC0415  # a second of imports

    made = in_database(lambda store: tenants.create_tenant(store, name=name))
    show_row(_members(made), COLUMNS, output=output)


@tenant.command("list")
@output
def list_tenants(*, output: str) -> None:
    """List tenants by name."""
    from posture.services import tenants  # noqa: PLC0415  # as above

    rows = [_members(row) for row in in_database(tenants.list_tenants)]
    show_rows(rows, COLUMNS, output=output, nothing="No tenants.")


def _members(row: "TenantRow") -> dict[str, object]:
    return {"id": row.id, "name": row.name, "created_at": rfc3339(row.created_at)}
