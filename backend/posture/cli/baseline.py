"""`posture baseline`: accept what a run found as known."""

import click

from posture.cli.options import connected, output, verbatim
from posture.cli.output import show_row
from posture_client import Client

COLUMNS = {
    "RUN": lambda baseline: baseline["run_id"],
    "INTEGRATION": lambda baseline: baseline["integration_id"],
    "FINDINGS": lambda baseline: baseline["finding_count"],
}


@click.group()
def baseline() -> None:
    """Accept what is there today, so that gates stop on what comes after it."""


@baseline.command(epilog=verbatim("posture baseline accept --run RUN"))
@click.option("--run", "run_id", required=True, metavar="RUN", help="The run to accept.")
@output
@connected
def accept(*, client: Client, run_id: str, output: str) -> None:
    """Accept the findings of a run as known: they stay open and stop no gate for new findings.

    Needs a token that may decide about findings (findings:write). Doing it again changes nothing.
    """
    show_row(client.accept_baseline(run_id=run_id), COLUMNS, output=output)
