"""`posture framework`: the standards that checks stand for, and the results of their controls."""

import click

from posture.cli.options import connected, output
from posture.cli.output import counts, echo, show_json, show_rows
from posture_client import Client

COLUMNS = {
    "ID": lambda one: one["id"],
    "CLOUDS": lambda one: ", ".join(one["providers"]),
    "CONTROLS": lambda one: one["control_count"],
    "CHECKS": lambda one: one["check_count"],
    "TITLE": lambda one: one["title"],
}
CONTROLS = {
    "RESULT": lambda one: one["result"],
    "CONTROL": lambda one: one["id"],
    "OPEN": lambda one: one["open_count"],
    "UNKNOWN": lambda one: one["verdict_counts"]["unknown"],
    "TITLE": lambda one: one["title"],
}


@click.group()
def framework() -> None:
    """List frameworks, and the results of their controls."""


@framework.command("list")
@output
@connected
def list_frameworks(*, client: Client, output: str) -> None:
    """List the frameworks, by id."""
    show_rows(client.list_frameworks()["data"], COLUMNS, output=output, nothing="No frameworks.")


@framework.command()
@click.argument("framework_id", metavar="FRAMEWORK")
@click.option("--integration", "integration_id", metavar="ID", help="Only of this account.")
@output
@connected
def controls(*, client: Client, framework_id: str, integration_id: str | None, output: str) -> None:
    """List the controls with their results in the newest run of each whole account."""
    found = client.list_controls(framework_id, integration_id=integration_id)
    if output == "json":
        show_json(found)
        return
    show_rows(found["data"], CONTROLS, output=output, nothing="No controls.")
    echo(f"\n{counts(found['control_counts'])}", err=True)
    for one in found["accounts"]:
        if one["run_id"] is None:
            text = "no run of the whole account has completed"
            echo(f"Not evaluated: {one['integration_id']}, {text}.", err=True)
