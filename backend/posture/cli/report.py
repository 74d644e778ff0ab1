"""`posture report`: have reports made, download them, and verify their files."""

import hashlib
import json
import time as clock
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from posture.cli.exits import CommandError, Exit
from posture.cli.export import require_place, write_file
from posture.cli.options import SEVERITIES, Several, connected, if_match, listed, output, verbatim
from posture.cli.output import echo, show_json, show_row, show_rows, time
from posture.domain.moment import parsed, rendered
from posture_client import Client, etag_of, limits

if TYPE_CHECKING:
    from posture_client.models import (
        Framework,
        Report,
        ReportFormat,
        ReportScopeRequest,
        ReportStatus,
        Severity,
    )

COLUMNS = {
    "ID": lambda report: report["id"],
    "STATUS": lambda report: report["status"],
    "FORMAT": lambda report: report["format"],
    "TITLE": lambda report: report["title"],
    "CREATED": lambda report: time(report["queued_at"]),
    "EXPIRES": lambda report: time(report["expires_at"]),
}
DETAILS = {
    **COLUMNS,
    "FROM": lambda report: time(report["scope"]["from"]),
    "TO": lambda report: time(report["scope"]["to"]),
    "FRAMEWORKS": lambda report: report["frameworks"],
    "SEVERITIES": lambda report: report["scope"]["include_severities"],
    "INTEGRATIONS": lambda report: report["scope"]["integration_ids"],
    "SIZE": lambda report: report["size_bytes"] and f"{report['size_bytes']} bytes",
    "SHA-256": lambda report: report["sha256"],
    "ERROR": lambda report: (
        report["error"] and f"{report['error']['code']}: {report['error']['message']}"
    ),
    "ETAG": etag_of,
}
ENDED: Final = frozenset({"ready", "failed", "expired"})
POLL_SECONDS: Final = 1.0
DEFAULT_DAYS: Final = 30
MILLISECOND_NS: Final = 1_000_000
DAY_NS: Final = 86_400_000 * MILLISECOND_NS


@click.group()
def report() -> None:
    """Have reports made, download them, and verify their files."""


@report.command(
    epilog=verbatim(
        'posture report create "AI systems, first quarter" --framework EU_AI_ACT \\',
        "  --from 2026-01-01 --to 2026-04-01 --output evidence.json",
    )
)
@click.argument("title")
@listed("--framework", "frameworks", "findings and controls of these frameworks, such as CIS_AWS")
@click.option("--from", "since", metavar="DATE", help="Begin of the period; by default --days ago.")
@click.option("--to", "until", metavar="DATE", help="End of the period, exclusive; by default now.")
@click.option(
    "--days",
    type=click.IntRange(min=1),
    default=DEFAULT_DAYS,
    show_default=True,
    help="Length of the period in days, without --from.",
)
@listed("--severity", "severities", "findings of these severities", choices=SEVERITIES)
@listed("--integration", "integration_ids", "these integrations")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "pdf"]),
    default="json",
    show_default=True,
    help="Evidence for programs and audits, or a document for people.",
)
@click.option("--wait", is_flag=True, help="Wait until it is ready.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=600.0,
    show_default=True,
    help="Maximum time to wait, in seconds.",
)
@click.option(
    "--output",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Wait, and write its file here.",
)
@click.option("-o", "shown", type=click.Choice(["table", "json"]), default="table", help="Output.")
@connected
def create(
    *,
    client: Client,
    title: str,
    frameworks: tuple["Framework", ...],
    since: str | None,
    until: str | None,
    days: int,
    severities: tuple["Severity", ...],
    integration_ids: tuple[str, ...],
    form: "ReportFormat",
    wait: bool,
    timeout: float,
    file: Path | None,
    shown: str,
) -> None:
    """Have a report made about a period."""
    if file is not None:
        require_place(file)
    to = _moment(until) if until else _written(clock.time_ns())
    scope: ReportScopeRequest = {"from": _moment(since) if since else _before(to, days), "to": to}
    if severities:
        scope["include_severities"] = list(severities)
    if integration_ids:
        scope["integration_ids"] = list(integration_ids)
    made = client.create_report(title=title, frameworks=list(frameworks), scope=scope, format=form)
    if wait or file is not None:
        made = _wait(client, made["id"], timeout)
    if file is not None:
        _download(client, made, file)
    show_row(made, DETAILS, output=shown)


@report.command("list")
@click.option(
    "--status",
    type=Several(["queued", "running", "ready", "failed", "expired"]),
    help="Only reports with this status; several, separated by commas.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Maximum of rows."
)
@output
@connected
def list_reports(*, client: Client, status: "ReportStatus | None", limit: int, output: str) -> None:
    """List reports, newest first."""
    rows = list(client.rows(client.list_reports, most=limit, status=status))
    show_rows(rows, COLUMNS, output=output, nothing="No reports.")


@report.command()
@click.argument("report_id", metavar="ID")
@output
@connected
def show(*, client: Client, report_id: str, output: str) -> None:
    """Show one report."""
    show_row(client.get_report(report_id), DETAILS, output=output)


@report.command()
@click.argument("report_id", metavar="ID")
@click.option(
    "--output",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, completely or not at all; without it, stdout.",
)
@connected
def download(*, client: Client, report_id: str, file: Path | None) -> None:
    """Download the file of a report, and compare it with its SHA-256."""
    _download(client, client.get_report(report_id), file)


@report.command()
@click.argument("report_id", metavar="ID")
@if_match
@connected
def delete(*, client: Client, report_id: str, if_match: str | None) -> None:
    """Delete a report and its file."""
    client.delete_report(report_id, if_match=if_match)
    echo(f"posture: deleted report {report_id}", err=True)


@report.command(epilog=verbatim("posture report verify evidence.json"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@output
@connected
def verify(*, client: Client, file: Path, output: str) -> None:
    """Prove that a file is the one that the server made; exit with 1 if it is not.

    The SHA-256 of the file is compared with the one that the server keeps and with the one in its
    audit log, also after the report has expired. The rows of the audit log between the head that
    the evidence names and the row of the report are hashed again.
    """
    content = _content(file)
    digest = hashlib.sha256(content).hexdigest()
    rows = list(client.rows(client.list_reports, most=1, digest=digest))
    if not rows:
        raise CommandError(
            f"{file}: no report of this server has its SHA-256, {digest}",
            Exit.GATE,
            advice="It was changed, or it is of another server or tenant, or the report was "
            "deleted.",
        )
    proof = client.get_report_proof(rows[0]["id"])
    faults = [*proof["faults"], *_own_faults(content, rows[0], proof)]
    if proof["recorded"] is None and not proof["faults"]:
        faults.append("The row of the audit log that recorded the file is gone: nothing proves it.")
    if output == "json":
        show_json({"holds": not faults, "report": rows[0], "proof": proof, "faults": faults})
    if faults:
        raise CommandError("\n".join(f"{file}: {one}" for one in faults), Exit.GATE)
    if output != "json":
        for line in _proved(rows[0], proof):
            echo(line)


def _proved(row: Mapping[str, Any], proof: Mapping[str, Any]) -> Iterator[str]:
    recorded = proof["recorded"]
    yield f"The file is, byte for byte, the one that the server made at {time(row['ended_at'])} "
    yield f"as report {row['id']}, {row['title']!r}."
    yield (
        f"Row {recorded['position']} of the audit log recorded its SHA-256 at "
        f"{time(recorded['at'])}."
    )
    named = proof["evidence_head"]
    if proof["walk"] == "complete" and named:
        yield (
            f"It names row {named['position']} of the audit log; the {proof['verified_rows']} rows "
            "from there to its own were hashed again, and none was changed, removed or inserted."
        )
    elif proof["walk"] == "complete":
        yield (
            "It names no row of the audit log: there was none at the end of its period. The "
            f"{proof['verified_rows']} rows from the first to its own were hashed again, and none "
            "was changed, removed or inserted."
        )
    else:
        yield (
            f"The last {proof['verified_rows']} rows up to it were hashed again; earlier ones were "
            "not: they are too many, or were purged."
        )
    yield "Not proved: that the whole log was not written anew. `posture audit verify` proves that"
    yield "with the operator's key and with heads that were noted elsewhere."


def _own_faults(content: bytes, row: Mapping[str, Any], proof: Mapping[str, Any]) -> Iterator[str]:
    """Compare what the file says of itself with the server."""
    if len(content) != row["size_bytes"]:
        yield f"It has {len(content)} bytes, and the server says {row['size_bytes']}."
    if row["format"] != "json":
        return
    try:
        said = json.loads(content)
    except ValueError:
        yield "It is not JSON."
        return
    if said.get("audit_head") != proof["evidence_head"]:
        yield "The head of the audit log that it names is not the one that the server keeps."


def _wait(client: Client, report_id: str, timeout: float) -> "Report":
    give_up_at = clock.monotonic() + timeout
    while (row := client.get_report(report_id))["status"] not in ENDED:
        if clock.monotonic() >= give_up_at:
            raise CommandError(
                f"the report is still {row['status']} after {timeout:g} s",
                Exit.TIMEOUT,
                advice=f"`posture report show {report_id}` shows it.",
            )
        clock.sleep(min(POLL_SECONDS, timeout))
    if error := row["error"]:
        raise CommandError(
            f"the report failed: {error['code']}: {error['message']}", Exit.RUN_FAILED
        )
    return row


def _download(client: Client, row: Mapping[str, Any], file: Path | None) -> None:
    with client.download_report(row["id"]) as opened:
        write_file(_compared(opened.parts(), row["sha256"]), file)


def _compared(parts: Iterable[bytes], expected: str | None) -> Iterator[bytes]:
    found = hashlib.sha256()
    for part in parts:
        found.update(part)
        yield part
    if found.hexdigest() != expected:
        raise CommandError(
            f"the file has another SHA-256 than the report: {found.hexdigest()}",
            Exit.GATE,
            advice="Try again; if it stays so, the file was changed in the database.",
        )


def _content(file: Path) -> bytes:
    try:
        return limits.read_file(file)
    except OSError as error:
        raise CommandError(f"cannot read {file}: {error.strerror}", Exit.USAGE) from error
    except limits.TooLargeError as error:
        raise CommandError(f"{file}: {error}", Exit.USAGE) from error


def _moment(text: str) -> str:
    """Return a moment as the API takes it; a date is its beginning in UTC."""
    try:
        return f"{date.fromisoformat(text)}T00:00:00Z"
    except ValueError:
        return text


def _before(moment: str, days: int) -> str:
    try:
        end = parsed(moment)
    except (ValueError, OverflowError) as error:
        raise click.UsageError(f"{moment!r} is no date, such as 2026-04-01") from error
    try:
        return _written(end * MILLISECOND_NS - days * DAY_NS)
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"{days} days before {moment} there is no date") from error


def _written(at_ns: int) -> str:
    """Return the first moment of the API that is not before this one.

    The end of a period is exclusive: cut to seconds, it would leave out the run that just ended.
    """
    return rendered(-(-at_ns // MILLISECOND_NS))
