"""`posture findings`: list findings, show them, and change their status."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from posture.cli import from_terraform
from posture.cli.exits import CommandError, Exit
from posture.cli.export import export
from posture.cli.from_terraform import directory_option, state_option
from posture.cli.options import FAMILIES, SEVERITIES, Several, connected, if_match, output
from posture.cli.output import echo, show_json, show_row, show_rows, time
from posture_client import Client, etag_of
from posture_client.texts import amount

if TYPE_CHECKING:
    from posture_client.models import FindingStatus

OPEN = ("open", "triaged")
SETTLED = ("accepted", "false_positive", "resolved")
STATUSES = ("open", "triaged", "resolved", "accepted", "false_positive")
_MORE = "use --all or --limit."
COLUMNS = {
    "SEVERITY": lambda finding: finding["severity"],
    "RESOURCE": lambda finding: finding["resource_id"],
    "CHECK": lambda finding: finding["check_id"],
    "STATUS": lambda finding: (
        f"{finding['status']} (suppressed)" if finding.get("suppressed_by") else finding["status"]
    ),
    "DELTA": lambda finding: finding["delta"],
    "SINCE": lambda finding: time(finding["discovered_at"]),
    "ID": lambda finding: finding["id"],
}
LOCATED = {
    "SEVERITY": COLUMNS["SEVERITY"],
    "ADDRESS": from_terraform.address,
    "DECLARED": from_terraform.place,
    **COLUMNS,
}
DETAILS = {
    "ID": lambda finding: finding["id"],
    "SEVERITY": lambda finding: finding["severity"],
    "RESOURCE": lambda finding: finding["resource_id"],
    "TERRAFORM": from_terraform.shown,
    "IN PLAN": lambda finding: finding.get("in_plan"),
    "REGION": lambda finding: finding["region"],
    "TITLE": lambda finding: finding["title"],
    "SEEN": lambda finding: finding["summary"],
    "FIX": lambda finding: finding["remediation"],
    "CONTROLS": lambda finding: finding["risk_refs"],
    "CHECK": lambda finding: finding["check_id"],
    "READ": lambda finding: finding["reference"],
    "STATUS": lambda finding: finding["status"],
    "SUPPRESSED BY": lambda finding: finding["suppressed_by"],
    "DELTA": lambda finding: finding["delta"],
    "SINCE": lambda finding: time(finding["discovered_at"]),
    "LAST SEEN": lambda finding: time(finding["last_seen_at"]),
    "RUN": lambda finding: finding["scan_id"],
    "TICKET": lambda finding: finding["jira_issue_key"],
    "ETAG": etag_of,
}

HISTORY = {
    "WHEN": lambda event: time(event["at"]),
    "WHAT": lambda event: event["what"],
    "BY": lambda event: event["who"],
}

CHANGED = {
    "ID": lambda change: change["id"],
    "STATUS BEFORE": lambda change: change["from_status"],
}


@click.group()
def findings() -> None:
    """List findings, show them, export them and change their status."""


findings.add_command(export)


@findings.command("list")
@click.option("--run", "--scan-id", "scan_id", metavar="RUN", help="Only findings of this run.")
@click.option(
    "--severity",
    type=Several(SEVERITIES),
    help="Only findings of this severity; several, separated by commas.",
)
@click.option(
    "--status",
    type=Several(STATUSES),
    help="Only findings with this status; several, separated by commas.",
)
@click.option(
    "--framework",
    help="Only findings for controls of this framework, such as CIS_AWS; several, separated by "
    "commas.",
)
@click.option("--check", "check_id", metavar="CHECK", help="Only findings of this check.")
@click.option("--resource", "resource_id", metavar="ID", help="Only findings of this asset.")
@click.option(
    "--delta",
    type=Several(["new", "unchanged", "resolved"]),
    help="Only findings with this delta to the previous run; several, separated by commas.",
)
@click.option("--integration", "integration_id", metavar="ID", help="Only of this integration.")
@click.option("--service", metavar="NAME", help="Only findings of this service, such as s3.")
@click.option("--region", metavar="NAME", help="Only findings in this region.")
@click.option(
    "--family",
    type=Several(FAMILIES),
    help="Only findings of this family; several, separated by commas.",
)
@click.option(
    "--text", "q", metavar="TEXT", help="Only findings whose title, asset or summary contains it."
)
@click.option(
    "--suppressed/--not-suppressed",
    default=None,
    help="Only findings that are suppressed, or that are not.",
)
@click.option(
    "--sort",
    type=click.Choice(["severity", "newest"]),
    default="severity",
    show_default=True,
    help="severity: the most severe first, and of one severity the new ones. newest: the last "
    "discovered first.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="Maximum number of rows.",
)
@click.option("--all", "every", is_flag=True, help="All rows, whatever --limit is.")
@state_option(
    help="The output of `terraform show -json`: adds the Terraform address to each finding, and "
    "shows open findings first."
)
@click.option(
    "--managed-only",
    is_flag=True,
    help="With --terraform-state: only findings on assets that the state manages.",
)
@directory_option(help="The Terraform configuration: adds file and line to each finding.")
@output
@connected
def list_findings(
    *,
    client: Client,
    limit: int,
    every: bool,
    terraform_state: Path | None,
    managed_only: bool,
    terraform_dir: Path,
    output: str,
    **filters: Any,  # noqa: ANN401  # the operation's own
) -> None:
    """List findings, the most severe first."""
    most = None if every else limit
    if terraform_state is None:
        if managed_only:
            raise CommandError("--managed-only needs --terraform-state", Exit.USAGE)
        rows = list(client.rows(client.list_findings, most=most, **filters))
        show_rows(rows, COLUMNS, output=output, nothing="No findings.")
        _show_total(client, len(rows), most, filters)
        return
    found = from_terraform.located(
        _open_first(client, filters), terraform_state, terraform_dir, managed_only=managed_only
    )
    located = list(islice(found, most))
    show_rows(located, LOCATED, output=output, nothing="No findings.")
    if not managed_only:
        _show_total(client, len(located), most, filters)
    elif next(found, None) is not None:
        echo(f"\nShowing {amount(len(located), 'finding')}, and there are more; {_MORE}", err=True)


def _open_first(client: Client, filters: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield findings that still need work, then the suppressed and the settled ones."""
    chosen = {name: one for name, one in filters.items() if one is not None}
    for suppressed, statuses in ((False, OPEN), (True, OPEN), (None, SETTLED)):
        if suppressed is not None and chosen.get("suppressed", suppressed) != suppressed:
            continue
        for status in statuses:
            if chosen.get("status", status) == status:
                group = {"suppressed": suppressed, **chosen, "status": status}
                yield from client.rows(client.list_findings, **group)


def _show_total(client: Client, shown: int, most: int | None, filters: Mapping[str, Any]) -> None:
    """Report on stderr how many findings a list leaves out, if it does."""
    if most is None or shown < most:
        return
    total = client.list_findings(limit=1, count=True, **filters).get("total_count", shown)
    if total > shown:
        echo(f"\nShowing {shown} of {total} findings; {_MORE}", err=True)


@findings.command()
@click.argument("finding_id", metavar="FINDING")
@output
@connected
def show(*, client: Client, finding_id: str, output: str) -> None:
    """Show one finding: what was seen, what was expected, and how to fix it."""
    show_row(client.get_finding(finding_id), DETAILS, output=output)


@findings.command()
@click.argument("finding_id", metavar="FINDING")
@output
@connected
def history(*, client: Client, finding_id: str, output: str) -> None:
    """Show what runs saw of a finding, and what people decided about it, newest first."""
    found = client.get_finding_history(finding_id)
    if output == "json":
        show_json(found)
        return
    rows = [
        *({**one, "what": f"run: {one['delta']}", "who": one["run_id"]} for one in found["runs"]),
        *(
            {
                **one,
                "what": f"{one['from_status']} → {one['to_status']}",
                "who": one["by_name"] or one["by"] or "unknown",
            }
            for one in found["decisions"]
        ),
    ]
    rows.sort(key=lambda one: str(one["at"]), reverse=True)
    show_rows(rows, HISTORY, output=output, nothing="No run has recorded it.")


@findings.command()
@click.argument("finding_ids", metavar="FINDING…", nargs=-1, required=True)
@click.argument("status", type=click.Choice(STATUSES))
@if_match
@output
@connected
def mark(
    *,
    client: Client,
    finding_ids: tuple[str, ...],
    status: "FindingStatus",
    if_match: str | None,
    output: str,
) -> None:
    """Change the status of findings: open, triaged, accepted, false_positive or resolved.

    Of several findings all change, or none: as long as one of them does not exist.
    """
    if len(finding_ids) == 1:
        changed = client.update_finding(finding_ids[0], status=status, if_match=if_match)
        if changed is None:
            echo(f"The finding is {status} now; the token may not read it.", err=True)
            return
        show_row(changed, DETAILS, output=output)
        return
    if if_match is not None:
        raise click.UsageError("--if-match is about one finding.")
    several = client.update_findings(finding_ids=list(finding_ids), status=status)
    if several is None:
        echo(f"The findings are {status} now; the token may not read them.", err=True)
        return
    if output == "json":
        show_json(several)
        return
    show_rows(several["changed"], CHANGED, output=output, nothing="Each had the status already.")
