"""`posture checks`: the checks of this installation."""

from typing import TYPE_CHECKING, Any

import click

from posture.cli.exits import CommandError, Exit
from posture.cli.options import output, severity
from posture.cli.output import show_row, show_rows

if TYPE_CHECKING:
    from posture.domain.check import Check

COLUMNS = {
    "SEVERITY": lambda check: check["severity"],
    "FAMILY": lambda check: check["family"],
    "SERVICE": lambda check: check["service"],
    "CHECK": lambda check: check["id"],
    "CONTROLS": lambda check: len(check["controls"]),
}
DETAILS = {
    "CHECK": lambda check: check["id"],
    "EXPECTED": lambda check: check["title"],
    "SEVERITY": lambda check: check["severity"],
    "FAMILY": lambda check: check["family"],
    "WHY": lambda check: check["rationale"],
    "FIX": lambda check: check["remediation"],
    "COMMAND": lambda check: check["remediation_cli"],
    "TERRAFORM": lambda check: check["remediation_terraform"],
    "CONTROLS": lambda check: check["controls"],
    "READ": lambda check: check["reference"],
}


@click.group()
def checks() -> None:
    """List and show the checks that accounts are evaluated by; needs no server."""


@checks.command("list")
@click.option("--provider", help="Only checks of this cloud.")
@click.option("--family", help="Only checks of this family, such as iam, network, storage or ai.")
@click.option("--service", help="Only checks of this service.")
@severity("--severity", help="Only checks of this severity.")
@click.option("--framework", help="Only checks of this framework, such as CIS_AWS.")
@output
def list_checks(
    *,
    framework: str | None,
    output: str,
    **filters: str | None,
) -> None:
    """List checks, sorted by id."""
    wanted = {name: value for name, value in filters.items() if value is not None}
    asked = None if framework is None else _checks_of(framework)
    rows = [
        row
        for row in _catalog()
        if all(row[name] == value for name, value in wanted.items())
        and (asked is None or row["id"] in asked)
    ]
    show_rows(rows, COLUMNS, output=output, nothing="No checks match.")


@checks.command()
@click.argument("check_id", metavar="CHECK")
@output
def show(*, check_id: str, output: str) -> None:
    """Show one check: what it expects, why, and how to fix what fails it."""
    for row in _catalog():
        if row["id"] == check_id:
            show_row(row, DETAILS, output=output)
            return
    raise CommandError(
        f"there is no check {check_id!r}",
        Exit.USAGE,
        advice="`posture checks list` shows all.",
    )


def _catalog() -> list[dict[str, Any]]:
    from posture.bootstrap.clouds import CLOUDS  # noqa: PLC0415  # help texts need none
    from posture.checks.catalog import checks as catalog  # noqa: PLC0415  # as above
    from posture.frameworks.catalog import frameworks  # noqa: PLC0415  # as above

    controls = frameworks().controls_by_check
    return [_members(one, controls.get(one.id, ())) for one in catalog(CLOUDS)]


def _checks_of(framework: str) -> frozenset[str]:
    from posture.frameworks.catalog import frameworks  # noqa: PLC0415  # as above

    known = frameworks()
    found = known.checks_of(framework)
    if found is None:
        names = ", ".join(sorted({one.family for one in known.frameworks}))
        raise click.UsageError(f"unknown framework {framework!r}; known frameworks are {names}")
    return found


def _members(one: "Check[Any]", controls: tuple[str, ...]) -> dict[str, Any]:
    """Return a check in the form of the API."""
    return {
        "id": one.id,
        "title": one.title,
        "severity": one.severity.value,
        "family": one.family.value,
        "service": one.service,
        "provider": one.provider,
        "asset_type": one.asset_type.__name__,
        "rationale": one.rationale,
        "remediation": one.remediation,
        "remediation_cli": one.cli,
        "remediation_terraform": one.terraform,
        "reference": one.reference,
        "controls": list(controls),
    }
