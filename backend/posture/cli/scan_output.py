"""Output of a scan: the findings, then a summary that no long list scrolls away."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from posture.cli.exits import CommandError, Exit
from posture.cli.export import FORMATS as EXPORT_FORMATS
from posture.cli.export import require_place, write_file
from posture.cli.options import at_least
from posture.cli.output import counts, echo, json_text, percent, show_rows
from posture.cli.scan_report import ScanResult
from posture.domain.cloud import Cloud
from posture_client.texts import amount, unchecked_text

FORMATS = ("table", "json", *EXPORT_FORMATS)
# What the names of files end in; the first one that fits decides.
SUFFIXES = {
    ".gitlab.json": "gitlab",
    ".junit.xml": "junit",
    ".ocsf.ndjson": "ocsf",
    ".csv": "csv",
    ".html": "html",
    ".json": "json",
    ".md": "markdown",
    ".ndjson": "ndjson",
    ".sarif": "sarif",
    ".xml": "junit",
}
COLUMNS = {
    "SEVERITY": lambda finding: finding["severity"],
    "FINDING": lambda finding: finding["title"],
    "RESOURCE": lambda finding: finding["resource_id"],
    "CHECK": lambda finding: finding["check_id"],
    "SEEN": lambda finding: finding["summary"],
}
_REASONS_SHOWN = 5


class Target(NamedTuple):
    """The format of a result, and the file for it; None is stdout."""

    form: str
    file: Path | None


def target(form: str | None, output: str | None) -> Target:
    """Return the format and the file that the options name.

    Raises:
        CommandError: the format of the file is not known, or a table; or there is no place for it.
    """
    if output is None:
        return Target(form or "table", None)
    if output in FORMATS:
        raise CommandError(
            f"--output names a file, and {output} is a format",
            Exit.USAGE,
            advice=f"Use --format {output}, or --output ./{output} for a file of that name.",
        )
    chosen = form or next((one for end, one in SUFFIXES.items() if output.endswith(end)), None)
    if chosen in {None, "table"}:
        raise CommandError(
            f"no format for {output}",
            Exit.USAGE,
            advice=f"Add --format, one of {', '.join(FORMATS[1:])}.",
        )
    require_place(Path(output))
    return Target(str(chosen), Path(output))


def write(result: ScanResult, report: Mapping[str, Any], to: Target) -> None:
    """Write the result, and with a table its summary; a file is written before the table."""
    if to.form != "table":
        text = [json_text(report).encode()] if to.form == "json" else result.written(to.form)
        write_file(text, to.file)
        if to.file is None:
            return
    findings = [one for one in report["findings"] if one["exception"] is None]
    show_rows(findings, COLUMNS, output="table", nothing=nothing_found(report))
    _summarize(result, report)
    if to.file is not None:
        echo(f"Written to {to.file} as {to.form}.", err=True)


def nothing_found(report: Mapping[str, Any]) -> str:
    """Return what stands in place of findings, which is no good news without evidence."""
    counts_of = report["verdict_counts"]
    if not counts_of["pass"] + counts_of["fail"]:
        return "No findings, because nothing was evaluated."
    if unknown := counts_of["unknown"]:
        return f"No findings, and {_verdicts(unknown)} unknown."
    return "No findings."


def _summarize(result: ScanResult, report: Mapping[str, Any]) -> None:
    seconds = report["duration_ms"] / 1_000
    looked_at = f"{amount(report['asset_count'], 'asset')}, coverage {percent(report['coverage'])}"
    calls = amount(report["calls"], "call")
    lines = [
        "",
        f"Account {report['account_id']}: {looked_at}, {calls} in {seconds:.1f} s",
        f"Findings: {counts(report['severity_counts']) or 'none'}{_excepted(report)}",
        f"Verdicts: {counts(report['verdict_counts']) or 'none'}",
    ]
    unread = result.unread()
    lines += [f"  not read: {one}" for one in unread[:_REASONS_SHOWN]]
    if len(unread) > _REASONS_SHOWN:
        lines.append(f"  and {len(unread) - _REASONS_SHOWN} more; see --format json")
    if unchecked := unchecked_text(report, {}):
        lines.append(f"  {unchecked}")
    lines += [
        f"  exception expired: {one.check} on {one.resource}, {one}"
        for one in result.exceptions.expired
    ]
    echo("\n".join(lines), err=True)


def _verdicts(count: int) -> str:
    return f"{amount(count, 'verdict')} {'is' if count == 1 else 'are'}"


def _excepted(report: Mapping[str, Any]) -> str:
    count = report["excepted_count"]
    return f"; {count} more excepted by posture.toml" if count else ""


def conclude(cloud: Cloud, report: Mapping[str, Any], *, fail_on: str, max_unknown: int) -> None:
    """Exit as a gate over all findings would: what could not be read never looks like a pass."""
    bad = [
        one
        for one in report["findings"]
        if one["exception"] is None and at_least(one["severity"], fail_on)
    ]
    if bad:
        verb = "is" if len(bad) == 1 else "are"
        raise CommandError(f"{amount(len(bad), 'finding')} {verb} {fail_on} or worse", Exit.GATE)
    unknown = report["verdict_counts"]["unknown"]
    if unknown > max_unknown:
        raise CommandError(
            f"{_verdicts(unknown)} unknown, and {max_unknown} may be",
            Exit.GATE,
            advice=f"Grant the calls that could not be read (`posture policy {cloud.name}`), or "
            "raise --max-unknown.",
        )
    if not report["verdict_count"]:
        raise CommandError(
            "nothing was evaluated, so nothing is known to be safe",
            Exit.GATE,
            advice="Are the account, the regions and the selected services, checks and assets "
            "right?",
        )
