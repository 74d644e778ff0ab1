"""`posture run`: start, watch, compare and cancel runs."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from posture.cli import from_terraform
from posture.cli.exits import CommandError, Exit
from posture.cli.gate import enforce, show_passing, show_stopping
from posture.cli.options import Several, connected, only_set, output, scoped, severity, verbatim
from posture.cli.output import (
    Columns,
    IfKnown,
    counts,
    duration,
    echo,
    percent,
    show_json,
    show_row,
    show_rows,
    time,
)
from posture.cli.progress import watch
from posture_client import Client
from posture_client.texts import unchecked_text, unread_lines

if TYPE_CHECKING:
    from posture_client.models import (
        Change,
        GateOnly,
        RequestedTrigger,
        Run,
        RunStatus,
        RunTrigger,
        Severity,
    )

COLUMNS = {
    "ID": lambda run: run["id"],
    "STATUS": lambda run: run["phase"] if run["phase"] == "queued" else run["status"],
    "TRIGGER": lambda run: run["trigger"],
    "STARTED": lambda run: time(run["started_at"]),
    "DURATION": lambda run: duration(run["duration_ms"]),
    "ASSETS": lambda run: run["asset_count"],
    "FINDINGS": lambda run: run["finding_count"],
    "COVERAGE": lambda run: percent(run["coverage"]),
    "INTEGRATION": lambda run: run["integration_id"],
}
DETAILS = {
    **COLUMNS,
    "VERDICTS": lambda run: counts(run["verdict_counts"]),
    "DELTA": lambda run: counts(run["delta"]),
    "GATE": lambda run: run["gate"]["verdict"] if "gate" in run else None,
    "SUPPRESSED": lambda run: run["suppressed_count"] or None,
    "SCOPE": lambda run: counts(run["scope"]),
    "SOURCE": lambda run: counts(run["source"]),
    "ERROR": lambda run: run["error"] and f"{run['error']['code']}: {run['error']['detail']}",
}

COMPARED: Columns = {
    "CHANGE": lambda one: one["change"],
    "SEVERITY": lambda one: one["finding"]["severity"],
    "TERRAFORM": lambda one: from_terraform.shown(one["finding"]),
    "IN PLAN": IfKnown(lambda one: one["finding"].get("in_plan")),
    "RESOURCE": lambda one: one["finding"]["resource_id"],
    "CHECK": lambda one: one["finding"]["check_id"],
    "ID": lambda one: one["finding"]["id"],
}


PHASES = {
    "PHASE": lambda one: one["name"],
    "START": lambda one: duration(one["start_ms"]),
    "DURATION": lambda one: duration(one["duration_ms"]),
}
SLOWEST = {
    "SLOWEST": lambda one: one["call"],
    "REGION": lambda one: one["region"],
    "START": lambda one: duration(one["start_ms"]),
    "DURATION": lambda one: duration(one["duration_ms"]),
    "FAILED": lambda one: "yes" if one["failed"] else "",
}
CALLS = {
    "SERVICE": lambda one: one.get("service") or f"{one['place_count']} others",
    "REGION": lambda one: one.get("region"),
    "FIRST": lambda one: duration(one["first_ms"]),
    "LAST": lambda one: duration(one["last_ms"]),
    "CALLS": lambda one: one["call_count"],
    "ERRORS": lambda one: one["error_count"],
    "THROTTLED": lambda one: duration(one["throttled_ms"]),
    "P95": lambda one: duration(one["p95_ms"]),
}


@click.group()
def run() -> None:
    """Start, watch, compare and cancel runs."""


@run.command(epilog=verbatim("posture run start --integration ID --wait --fail-on high"))
@click.option(
    "--integration", "integration_id", required=True, metavar="ID", help="The integration to scan."
)
@click.option(
    "--trigger",
    type=click.Choice(["manual", "verify"]),
    default="manual",
    show_default=True,
    help="`verify` only tests the connection and records no findings.",
)
@scoped
@from_terraform.plan_options
@from_terraform.directory_option(
    help="The Terraform configuration: with --terraform-state, findings show their Terraform "
    "address, and file and line from here."
)
@click.option("--workspace", help="The Terraform workspace, recorded with the run.")
@click.option("--commit", help="The commit, recorded with the run.")
@click.option(
    "--apply-id",
    help="The apply, recorded with the run; triggers of one apply are merged while the run waits.",
)
@click.option("--url", help="A link, such as to the CI job, recorded with the run.")
@click.option(
    "--idempotency-key",
    metavar="KEY",
    help="A second request with the same key starts no second run.",
)
@click.option("--wait", is_flag=True, help="Wait until the run has ended; Ctrl-C cancels it.")
@click.option(
    "--timeout",
    "timeout_seconds",
    type=click.FloatRange(min=0),
    default=3600,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait.",
)
@severity(
    "--fail-on",
    help="Wait, then exit with 1 if there are findings of at least this severity, or unknown "
    "verdicts. What stopped a run stops the next ones, too, until it is fixed or accepted.",
)
@click.option(
    "--only",
    type=click.Choice(["new", "all"]),
    help="With --fail-on: count only findings that are in no baseline, or all.  [default: all]",
)
@output
@connected
def start(
    *,
    client: Client,
    integration_id: str,
    trigger: "RequestedTrigger",
    wait: bool,
    timeout_seconds: float,
    fail_on: "Severity | None",
    only: "GateOnly | None",
    idempotency_key: str | None,
    from_plan: Path | None,
    terraform_state: Path | None,
    terraform_dir: Path,
    output: str,
    **options: Any,  # noqa: ANN401  # of scope and source
) -> None:
    """Start a run; with --wait, wait until it has ended."""
    if only is not None and fail_on is None:
        raise click.UsageError("--only has no effect without --fail-on.")
    gate: Any = None if fail_on is None else {"fail_on": fail_on, "only": only or "all"}
    documents = from_terraform.Documents(from_plan, terraform_state)
    scope = from_terraform.scope_of(documents, options["resource_ids"])
    if scope is None:
        return
    options |= scope
    declared = from_terraform.declarations(documents, terraform_dir)
    origin = {name: options.pop(name) for name in ("workspace", "commit", "apply_id", "url")}
    source: Any = only_set(tool="posture-cli", **origin)
    accepted = client.start_run(
        integration_id=integration_id,
        trigger=trigger,
        idempotency_key=idempotency_key,
        source=source,
        **only_set(scope=only_set(**options), gate=gate, declarations=declared),
    )
    if not wait and fail_on is None:
        show_row(accepted, {"RUN": lambda row: row["run_id"]}, output=output)
        return
    ended = watch(client, accepted["run_id"], timeout_seconds=timeout_seconds)
    show_row(ended, DETAILS, output=output)
    if output == "table" and ended["status"] == "completed":
        explain(client, ended)
    conclude(client, ended, is_gated=gate is not None, output=output)


def explain(client: Client, run: Mapping[str, Any]) -> None:
    """Write why verdicts of a completed run are unknown, and what no check looked at."""
    is_partial = (run["scope"] or {}).get("skip_unchecked") and run["trigger"] != "verify"
    if not (is_partial or run["verdict_counts"]["unknown"]):
        return
    gate = client.get_gate(run["id"])
    for line in unread_lines(gate):
        echo(f"  {line}", err=True)
    if unchecked := unchecked_text(gate, {}):
        echo(f"  {unchecked}", err=True)


def conclude(client: Client, run: "Run", *, is_gated: bool, output: str) -> None:
    """Raise the failure of an ended run, if there is one.

    Raises:
        CommandError: the run has failed or was cancelled, or does not pass its gate.
    """
    if run["status"] != "completed":
        error = run["error"]
        reason = f": {error['detail'] or error['code']}" if error else ""
        raise CommandError(f"run {run['id']} {run['status']}{reason}", Exit.RUN_FAILED)
    if not is_gated:
        return
    decided = client.get_gate(run["id"])
    if output == "table":
        echo()
        show_stopping(client, decided)
    enforce(decided)
    if output == "table":
        show_passing(decided)


@run.command("list")
@click.option(
    "--integration", "integration_id", metavar="ID", help="Only runs of this integration."
)
@click.option(
    "--status",
    type=Several(["running", "completed", "failed", "cancelled"]),
    help="Only runs with this status; several, separated by commas.",
)
@click.option(
    "--trigger",
    type=Several(["scheduled", "manual", "verify"]),
    help="Only runs with this trigger; several, separated by commas.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="Maximum number of rows.",
)
@output
@connected
def list_runs(
    *,
    client: Client,
    integration_id: str | None,
    status: "RunStatus | None",
    trigger: "RunTrigger | None",
    limit: int,
    output: str,
) -> None:
    """List runs, newest first."""
    rows = client.rows(
        client.list_runs,
        most=limit,
        integration_id=integration_id,
        status=status,
        trigger=trigger,
    )
    show_rows(list(rows), COLUMNS, output=output, nothing="No runs.")


@run.command()
@click.argument("run_id", metavar="RUN")
@click.option("--wait", is_flag=True, help="Wait until it has ended; Ctrl-C does not cancel it.")
@output
@connected
def show(*, client: Client, run_id: str, wait: bool, output: str) -> None:
    """Show one run."""
    found: Mapping[str, Any] = client.get_run(run_id)
    if wait and found["status"] == "running":
        found = watch(client, run_id, timeout_seconds=float("inf"), cancel=False)
    show_row(found, DETAILS, output=output)
    if output == "table" and found["status"] == "completed":
        explain(client, found)


@run.command(epilog=verbatim("posture run compare RUN BASE --change new"))
@click.argument("run_id", metavar="RUN")
@click.argument("base_run_id", metavar="BASE")
@click.option(
    "--change",
    type=Several(["new", "resolved", "unchanged", "not_compared"]),
    help="Only findings with this change; several, separated by commas.",
)
@output
@connected
def compare(
    *,
    client: Client,
    run_id: str,
    base_run_id: str,
    change: "Change | None",
    output: str,
) -> None:
    """Compare the findings of a run with those of another run of its integration.

    `not_compared` are findings of one run in places where the other may not have looked.
    """
    first = client.compare_runs(run_id, base_run_id, limit=1)
    rows = list(client.rows(partial(client.compare_runs, run_id, base_run_id), change=change))
    if output == "json":
        show_json({**first, "data": rows, "next_cursor": None})
        return
    show_rows(rows, COMPARED, output=output, nothing="No findings.")
    echo(f"\n{counts(first['counts'])}", err=True)
    if not first["same_scope"]:
        echo("The runs did not look at the same part of the account.", err=True)


@run.command(epilog=verbatim("posture run timeline RUN"))
@click.argument("run_id", metavar="RUN")
@output
@connected
def timeline(*, client: Client, run_id: str, output: str) -> None:
    """Show where the time of a run went; of one that is under way, until now.

    Assets are evaluated while others are collected. The time of a call includes its waits and
    retries; times count from the start of the run.
    """
    found = client.get_run_timeline(run_id)
    if output == "json":
        show_json(found)
        return
    # A server of an earlier version refuses a run that is under way.
    if not found.get("complete", True):
        echo("The run is under way; these are its times so far.", err=True)
    elif not found["recorded"]:
        echo(
            "This run recorded no times: it ended without a worker, or by an earlier version.",
            err=True,
        )
        return
    show_rows(found["phases"], PHASES, output=output, nothing="No phases.")
    echo()
    other = found["other"]
    rows = [*found["calls"], *([] if other is None else [other])]
    show_rows(rows, CALLS, output=output, nothing="No calls.")
    if found["slowest"]:
        echo()
        show_rows(found["slowest"], SLOWEST, output=output, nothing="")
    if found["trace_url"]:
        echo(f"\nTrace: {found['trace_url']}", err=True)


@run.command()
@click.argument("run_id", metavar="RUN")
@output
@connected
def cancel(*, client: Client, run_id: str, output: str) -> None:
    """Cancel a run; it ends within seconds."""
    show_row(client.cancel_run(run_id), DETAILS, output=output)
