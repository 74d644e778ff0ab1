"""`posture gate`: may a pipeline continue after a run? The server decides."""

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from posture.cli.exits import CommandError, Exit
from posture.cli.findings import COLUMNS
from posture.cli.options import FAMILIES, connected, only_set, output, severity, verbatim
from posture.cli.output import echo, show_json, show_rows
from posture.cli.progress import watch
from posture_client import Client, finding_texts
from posture_client.texts import accepted, basis, sentence, unchecked_text

if TYPE_CHECKING:
    from posture_client.models import Gate

SHOWN = {
    "SEVERITY": COLUMNS["SEVERITY"],
    "FINDING": lambda finding: finding["title"],
    **{name: COLUMNS[name] for name in ("RESOURCE", "CHECK", "STATUS", "DELTA", "ID")},
    "SEEN": lambda finding: finding["summary"],
    "FIX": lambda finding: finding["remediation"],
}
# Reasons that begin so mean that the run has no result.
NO_RESULT = "run_"


@click.command(epilog=verbatim("posture gate RUN --wait --fail-on medium --only all"))
@click.argument("run_id", metavar="RUN")
@severity("--fail-on", help="Fail on findings of at least this severity.  [default: high]")
@click.option(
    "--only",
    type=click.Choice(["new", "all"]),
    help="Count only findings that are in no baseline, or all.  [default: new]",
)
@click.option(
    "--max-unknown",
    type=click.IntRange(min=0),
    help="Maximum number of unknown verdicts.  [default: 0]",
)
@click.option(
    "--min-coverage",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Minimum share of reads that succeeded, 0 to 1.  [default: 0]",
)
@click.option(
    "--family",
    type=click.Choice(FAMILIES),
    multiple=True,
    help="Count only findings of this family; repeatable.",
)
@click.option(
    "--framework",
    multiple=True,
    metavar="FRAMEWORK",
    help="Count only findings for controls of this framework, such as CIS_AWS; repeatable.",
)
@click.option(
    "--wait", is_flag=True, help="Wait until the run has ended; Ctrl-C does not cancel the run."
)
@click.option(
    "--timeout",
    "timeout_seconds",
    type=click.FloatRange(min=0),
    default=3600,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait.",
)
@output
@connected
def gate(
    *,
    client: Client,
    run_id: str,
    wait: bool,
    timeout_seconds: float,
    output: str,
    **policy: Any,  # noqa: ANN401  # the operation's own
) -> None:
    """Decide whether a pipeline may continue: exit 0 if a run passes, 1 if it does not.

    Without a policy, show what was decided under the policy that the run was started with.
    """
    if wait and client.get_run(run_id)["status"] == "running":
        watch(client, run_id, timeout_seconds=timeout_seconds, cancel=False)
    decided = client.get_gate(run_id, **only_set(**policy))
    if output == "json":
        show_json(decided)
    else:
        show_stopping(client, decided)
    if unchecked := unchecked_text(decided, {}):
        echo(unchecked, err=True)
    enforce(decided)
    if output == "table":
        show_passing(decided)
        if count := decided["suppressed_count"]:
            echo(f"suppressed findings, not counted: {count}", err=True)


def show_stopping(client: Client, decided: "Gate") -> None:
    """Write the findings that fail the gate, the most severe first: what is wrong, and the fix."""
    if not decided["findings"]:
        return
    known = finding_texts.read(client, decided, partial(echo, err=True))
    none = finding_texts.FindingTexts("", "", "")
    rows = [{**one, **known.get(one["id"], none)._asdict()} for one in decided["findings"]]
    show_rows(rows, SHOWN, output="table", nothing="")
    if (rest := decided["finding_count"] - len(decided["findings"])) > 0:
        echo(f"and {rest} more", err=True)


def show_passing(decided: "Gate") -> None:
    """Write that a run passes, what that rests on, and what is not counted."""
    echo(f"run {decided['run_id']} passes ({basis(decided)})")
    if text := accepted(decided):
        echo(sentence(text))


def enforce(decided: "Gate") -> None:
    """Return if a run passes.

    Raises:
        CommandError: it does not; what stopped it, and whether it had a result at all.
    """
    if decided["verdict"] == "pass":
        return
    reasons = " ".join(reason["message"] for reason in decided["reasons"])
    no_result = any(reason["code"].startswith(NO_RESULT) for reason in decided["reasons"])
    raise CommandError(
        f"run {decided['run_id']} does not pass ({basis(decided)}): {reasons}",
        Exit.RUN_FAILED if no_result else Exit.GATE,
    )
