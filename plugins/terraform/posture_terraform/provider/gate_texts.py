"""The texts about a gate: why a run does not pass, and what one that passes did not look at."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from posture_client.texts import amount, basis, unchecked_text, unread_lines
from posture_terraform.framework.diagnostics import Diagnostic

_MOST_SHOWN: Final = 20
# Why an asset of the scope is unknown.
_MISSING: Final = frozenset({"NotFound", "NotAnId", "OtherAccount", "OtherRegion", "NoChecks"})
_COLUMNS: Final = ("severity", "check_id", "resource_id", "id")


def failure(gate: Mapping[str, Any]) -> Diagnostic:
    """Return why a run does not pass, and what to do."""
    run_id, findings = gate["run_id"], gate["findings"]
    reasons = " ".join(reason["message"] for reason in gate["reasons"])
    lines = [f"Run {run_id} ({basis(gate)}): {reasons}", ""]
    if findings:
        lines += [*_table(findings[:_MOST_SHOWN]), ""]
    if (rest := gate["finding_count"] - len(findings[:_MOST_SHOWN])) > 0:
        lines += [f"And {rest} more: `posture findings list --run {run_id}`.", ""]
    if gate["unread"]:
        lines += [*(f"  {line}" for line in unread_lines(gate)), ""]
    if unchecked := unchecked_text(gate, {}):
        lines += [f"  {unchecked}.", ""]
    if findings:
        lines.append(_on_findings(gate))
    elif gate["verdict"] == "inconclusive":
        lines.append(
            "Are the integration, its regions, its check_set and the scope of the run right?"
        )
        if gate["unread"]:
            lines.append("What could not be read, or does not exist, is listed above.")
    elif gate["unread"] and {one["reason"] for one in gate["unread"]} <= _MISSING:
        lines.append(
            "Are the resource_ids of the scope right? Remove those that the account does not have. "
            "What the apply destroys belongs in expected_absent, and skip_unchecked leaves out "
            "what no check looks at. Or raise max_unknown."
        )
    else:
        lines.append(
            "The role of the integration may not read what the checks need: `posture policy` "
            "prints the permissions to add. Or raise max_unknown."
        )
    return Diagnostic("The gate failed the run", "\n".join(lines), ("fail_on",))


def gaps(gate: Mapping[str, Any]) -> Diagnostic | None:
    """Return what a run that passes did not look at; None if nothing was left out."""
    unknown = gate["unknown_count"] - gate.get("accepted_unknown_count", 0)  # an older server
    unchecked = unchecked_text(gate, {})
    if unknown <= 0 and not unchecked:
        return None
    begin = (
        f"Run {gate['run_id']} ({basis(gate)}) passes, because the policy and the scope allow this:"
    )
    lines = [begin, "", *(f"  {line}" for line in unread_lines(gate))]
    lines += [f"  {unchecked}."] if unchecked else []
    summary = "The gate passed, but not everything was looked at"
    return Diagnostic(summary, "\n".join(lines), ("fail_on",), "WARNING")


def nothing_seen(run: Mapping[str, Any]) -> Diagnostic | None:
    """Return a warning of a run without a gate that looked at nothing; None for others."""
    counts = run["verdict_counts"]
    if run["trigger"] == "verify" or counts["pass"] + counts["fail"] + counts["not_applicable"]:
        return None
    return Diagnostic(
        "The run looked at nothing",
        f"Run {run['id']} inspected {amount(run['asset_count'], 'asset')}, and "
        f"{amount(counts['unknown'], 'verdict')} could not be decided. Are the integration, its "
        "regions, its check_set and the scope of the run right?",
        severity="WARNING",
    )


def _on_findings(gate: Mapping[str, Any]) -> str:
    """Return what to do about findings, and which way of accepting them is for what."""
    advice = (
        "`posture findings show ID` shows the evidence and the fix. Fix the findings, or accept "
        "those that are right as they are with `posture findings mark ID accepted`, and apply "
        "again."
    )
    if gate["policy"].get("only") != "new":
        return advice
    return (
        f"{advice} A baseline is only for what was there before this gate, because it accepts "
        "everything at once."
    )


def _table(findings: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a table of findings; Terraform does not wrap lines that begin with a space."""
    rows = [tuple(name.removesuffix("_id").upper() for name in _COLUMNS)]
    rows += [tuple(str(finding[name]) for name in _COLUMNS) for finding in findings]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_COLUMNS))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()
