"""`posture token`: create, list and revoke API tokens, in the database or through a server."""

import re
from ipaddress import ip_network
from typing import TYPE_CHECKING

import click

from posture.cli.database import in_database, operator
from posture.cli.options import connectable, if_match, only_set, output, verbatim
from posture.cli.output import echo, rfc3339, show_row, show_rows, time

if TYPE_CHECKING:
    from posture.services.tokens import Minted, TokenRow
    from posture.store.engine import Store
    from posture_client import Client

_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
COLUMNS = {
    "ID": lambda token: token["id"],
    "NAME": lambda token: token["name"],
    "TENANT": lambda token: token["tenant_id"],
    "SCOPES": lambda token: token["scopes"],
    "ADDRESSES": lambda token: token["cidrs"] or "any",
    "CREATED": lambda token: time(token["created_at"]),
    "EXPIRES": lambda token: time(token["expires_at"]) if token["expires_at"] else "never",
    "REVOKED": lambda token: time(token["revoked_at"]),
}
# A token of the API belongs to the caller's tenant.
OWN = {name: cell for name, cell in COLUMNS.items() if name != "TENANT"}


class Duration(click.ParamType[int | None]):
    """A duration in milliseconds; None for `never`, if that is allowed."""

    name = "duration"

    def __init__(self, *, allow_never: bool) -> None:
        self.allow_never = allow_never

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        """Parse `90d`, `12h`, `30m`, `2w` or, if it is allowed, `never`."""
        if value == "never" and self.allow_never:
            return None
        found = re.fullmatch(r"([1-9][0-9]{0,5})([mhdw])", str(value))
        if found is None:
            examples = "90d, 12h or never" if self.allow_never else "90d or 12h"
            self.fail(f"{value!r} is not a duration such as {examples}", param, ctx)
        return int(found[1]) * _UNITS[found[2]] * 1_000


def _cidrs(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> list[str]:
    try:
        return [str(ip_network(value)) for value in values]
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.group()
def token() -> None:
    """Create, list and revoke API tokens; uses the database of POSTURE_DATABASE_URL, or --api.

    Through the API, a token makes only tokens that can do no more than itself. Each change is in
    the tenant's audit log; the author of one in the database is the operator's user.
    """


@token.command(
    epilog=verbatim(
        "export POSTURE_TOKEN=$(posture token create --tenant acme --name ci \\",
        "  --scope cloud_posture:write --scope cloud_posture:read --scope findings:read)",
    )
)
@click.option(
    "--tenant", metavar="NAME|ID", help="The tenant of the token; required without --api."
)
@click.option("--name", required=True, help="A name that says what the token is for.")
@click.option(
    "--scope", "scopes", multiple=True, required=True, help="A permission of the token; repeatable."
)
@click.option(
    "--expires-in",
    "lifetime",
    type=Duration(allow_never=True),
    default="90d",
    show_default=True,
    help="When it expires, from now: 30m, 12h, 90d, 2w, or never.",
)
@click.option(
    "--allow-from",
    "cidrs",
    multiple=True,
    callback=_cidrs,
    metavar="CIDR",
    help="Accept the token only from these addresses; repeatable.",
)
@click.option(
    "--integration",
    "integrations",
    multiple=True,
    metavar="ID",
    help="Only this integration; repeatable, and only with --api.",
)
@connectable
def create(
    *,
    client: "Client | None",
    tenant: str | None,
    name: str,
    scopes: tuple[str, ...],
    lifetime: int | None,
    cidrs: list[str],
    integrations: tuple[str, ...],
) -> None:
    """Create a token and print it on stdout; it is shown only once.

    With --api it can do no more than the token in POSTURE_TOKEN.
    """
    if client is not None:
        _refuse_tenant(tenant)
        if lifetime is None:
            raise click.UsageError("a token of the API expires: set --expires-in to a time")
        body = {
            "name": name,
            "scopes": sorted(set(scopes)),
            "lifetime_seconds": lifetime // 1_000,
            **only_set(cidrs=cidrs, integrations=list(integrations)),
        }
        made = client.create_token(**body)
        _show_clear_text(made["token"], made["id"])
        return
    if tenant is None:
        raise click.UsageError("--tenant is required without --api")
    if integrations:
        raise click.UsageError("--integration needs --api")
    from posture.services import tenants, tokens  # noqa: PLC0415  # a second of imports

    if unknown := sorted(set(scopes) - set(tokens.SCOPES)):
        known = ", ".join(tokens.SCOPES)
        raise click.UsageError(f"unknown scope {', '.join(unknown)}; known scopes are {known}")

    async def work(store: "Store") -> "Minted":
        owner = await tenants.find_tenant(store, name_or_id=tenant)
        expires_at = None if lifetime is None else store.now() + lifetime
        return await tokens.mint(
            store,
            tenant_id=owner.id,
            name=name,
            scopes=sorted(set(scopes)),
            cidrs=cidrs,
            expires_at=expires_at,
            by=operator(),
        )

    minted = in_database(work)
    _show_clear_text(minted.clear_text, minted.token_id)


@token.command("list")
@click.option("--tenant", metavar="NAME|ID", help="Only tokens of this tenant.")
@output
@connectable
def list_tokens(*, client: "Client | None", tenant: str | None, output: str) -> None:
    """List tokens without their clear text: oldest first, with --api newest first."""
    if client is not None:
        _refuse_tenant(tenant)
        show_rows([*client.rows(client.list_tokens)], OWN, output=output, nothing="No tokens.")
        return
    from posture.services import tenants, tokens  # noqa: PLC0415  # as above

    async def work(store: "Store") -> "list[TokenRow]":
        if tenant is None:
            return await tokens.list_tokens(store)
        owner = await tenants.find_tenant(store, name_or_id=tenant)
        return await tokens.list_tokens(store, tenant_id=owner.id)

    rows = [_members(row) for row in in_database(work)]
    show_rows(rows, COLUMNS, output=output, nothing="No tokens.")


@token.command()
@click.argument("token_id", metavar="ID")
@if_match
@output
@connectable
def revoke(*, client: "Client | None", token_id: str, if_match: str | None, output: str) -> None:
    """Revoke a token at once."""
    if client is not None:
        client.revoke_token(token_id, if_match=if_match)
        echo(f"posture: revoked token {token_id}", err=True)
        return
    if if_match is not None:
        raise click.UsageError("--if-match needs --api: only the API has ETags")
    from posture.services import tokens  # noqa: PLC0415  # as above

    row = in_database(lambda store: tokens.revoke(store, token_id=token_id, by=operator()))
    show_row(_members(row), COLUMNS, output=output)


def _refuse_tenant(tenant: str | None) -> None:
    if tenant is not None:
        raise click.UsageError("--tenant is for the database: with --api it is the token's own")


def _show_clear_text(clear_text: str, token_id: str) -> None:
    echo(clear_text)
    echo(f"posture: token {token_id}; store it now, it is not shown again", err=True)


def _members(row: "TokenRow") -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "tenant_id": row.tenant_id,
        "scopes": row.scopes.split(),
        "cidrs": row.cidrs.split(),
        "created_at": rfc3339(row.created_at),
        "expires_at": rfc3339(row.expires_at),
        "revoked_at": rfc3339(row.revoked_at),
    }
