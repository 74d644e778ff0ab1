"""`posture trust`: let jobs of CI hosts and clouds get tokens by their identities."""

from collections.abc import Mapping
from typing import Any

import click

from posture.cli.options import connected, if_match, only_set, output, verbatim
from posture.cli.output import echo, show_row, show_rows, time
from posture.cli.token import Duration
from posture_client import Client, etag_of

COLUMNS = {
    "ID": lambda trust: trust["id"],
    "NAME": lambda trust: trust["name"],
    "ISSUER": lambda trust: trust["issuer"],
    "SCOPES": lambda trust: trust["scopes"],
    "INTEGRATIONS": lambda trust: trust["integrations"] or "all",
    "CREATED": lambda trust: time(trust["created_at"]),
}
DETAILS = {
    **COLUMNS,
    "AUDIENCE": lambda trust: trust["audience"],
    "CONDITIONS": lambda trust: [_shown(one) for one in trust["conditions"]],
    "LIFETIME": lambda trust: f"{trust['lifetime_seconds']} s",
    "USES": lambda trust: trust["max_uses"],
    "CHANGED": lambda trust: time(trust["updated_at"]),
    "ETAG": etag_of,
}
# The issuers of hosts that serve all their customers, so that nobody has to look them up.
ISSUERS = {
    "github": "https://token.actions.githubusercontent.com",
    "gitlab": "https://gitlab.com",
    "hcp-terraform": "https://app.terraform.io",
    "google": "https://accounts.google.com",
}
name = click.option("--name", help="A name, unique in the tenant.")
issuer = click.option(
    "--issuer",
    metavar="URL|HOST",
    help=f"The `iss` of the jobs' tokens, or one of {', '.join(ISSUERS)}.",
)
audience = click.option(
    "--audience", help="The `aud` of the jobs' tokens; by default posture:ID of the trust."
)
equals = click.option(
    "--claim",
    "equals",
    multiple=True,
    metavar="NAME=VALUE",
    help="A claim and its value. All claims must fit; repeated for one claim, any value does.",
)
matches = click.option(
    "--claim-matches",
    "matches",
    multiple=True,
    metavar="NAME=PATTERN",
    help="A claim and a pattern for all of its value; `*` matches any text.",
)
scopes = click.option(
    "--scope", "scopes", multiple=True, help="A permission of the tokens; repeatable."
)
lifetime = click.option(
    "--lifetime", type=Duration(allow_never=False), help="Lifetime of a token: 5m, 15m or 1h."
)
uses = click.option(
    "--max-uses",
    type=click.IntRange(1, 100),
    help="How often one identity can be exchanged; by default once.",
)
integrations = click.option(
    "--integration",
    "integrations",
    multiple=True,
    metavar="ID",
    help="Only this integration; repeatable.",
)


@click.group()
def trust() -> None:
    """Let jobs get tokens without a secret."""


@trust.command(
    epilog=verbatim(
        "posture trust create --name shop --issuer github --claim repository_id=740196385 \\",
        "  --claim-matches 'sub=repo:acme/shop:ref:refs/heads/*' \\",
        "  --scope cloud_posture:write --scope cloud_posture:read --scope findings:read",
    )
)
@name
@issuer
@audience
@equals
@matches
@scopes
@lifetime
@uses
@integrations
@output
@connected
def create(*, client: Client, output: str, **options: Any) -> None:  # noqa: ANN401  # of the command
    """Let jobs whose claims fit get tokens with these scopes."""
    asked = _members(options)
    for member in ("name", "issuer", "conditions", "scopes"):
        if member not in asked:
            flag = {"conditions": "claim", "scopes": "scope"}.get(member, member)
            raise click.UsageError(f"--{flag} is required")
    _show(client.create_trust(**asked), output)


@trust.command("list")
@output
@connected
def list_trusts(*, client: Client, output: str) -> None:
    """List trusts, newest first."""
    show_rows([*client.rows(client.list_trusts)], COLUMNS, output=output, nothing="No trusts.")


@trust.command()
@click.argument("trust_id", metavar="ID")
@output
@connected
def show(*, client: Client, trust_id: str, output: str) -> None:
    """Show one trust."""
    _show(client.get_trust(trust_id), output)


@trust.command()
@click.argument("trust_id", metavar="ID")
@name
@issuer
@audience
@equals
@matches
@scopes
@lifetime
@uses
@integrations
@click.option("--all-integrations", is_flag=True, help="Limit the tokens to no integration.")
@if_match
@output
@connected
def update(
    *,
    client: Client,
    trust_id: str,
    all_integrations: bool,
    if_match: str | None,
    output: str,
    **options: Any,  # noqa: ANN401  # of the command
) -> None:
    """Change a trust; the tokens that were made by it end at once.

    The claims are replaced as a whole.
    """
    changes = _members(options) | ({"integrations": None} if all_integrations else {})
    if not changes:
        raise click.UsageError("nothing to change")
    _show(client.update_trust(trust_id, if_match=if_match, **changes), output)


@trust.command()
@click.argument("trust_id", metavar="ID")
@if_match
@connected
def delete(*, client: Client, trust_id: str, if_match: str | None) -> None:
    """Delete a trust; the tokens that were made by it end at once."""
    client.delete_trust(trust_id, if_match=if_match)
    echo(f"posture: deleted trust {trust_id}", err=True)


def _show(trust: Mapping[str, Any], output: str) -> None:
    show_row(trust, DETAILS, output=output)
    for text in trust["advice"]:
        echo(f"posture: {text}", err=True)


def _shown(condition: Mapping[str, Any]) -> str:
    return f"{condition['claim']}={'|'.join([*condition['equals'], *condition['matches']])}"


def _members(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a request that the options name."""
    conditions: dict[str, dict[str, Any]] = {}
    for kind in ("equals", "matches"):
        for text in options[kind]:
            claim, found, value = text.partition("=")
            if not found or not claim or not value:
                raise click.UsageError(f"{text!r} is not NAME=VALUE, such as repository_id=74")
            conditions.setdefault(claim, {"claim": claim}).setdefault(kind, []).append(value)
    asked = only_set(
        name=options["name"],
        issuer=ISSUERS.get(options["issuer"], options["issuer"]),
        audience=options["audience"],
        conditions=list(conditions.values()),
        scopes=list(options["scopes"]),
        max_uses=options["max_uses"],
        integrations=list(options["integrations"]),
    )
    if options["lifetime"] is not None:
        asked["lifetime_seconds"] = options["lifetime"] // 1_000
    return asked
