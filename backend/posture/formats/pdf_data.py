"""PDF data: what a PDF shows of the evidence, cut to what people read, with what was left out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from posture.printable import is_visible

ACCOUNTS: Final = 200
GAPS: Final = 40
FIXES: Final = 60
SUPPRESSIONS: Final = 200
RESULTS: Final = (
    "fail",
    "unknown",
    "not_evaluated",
    "accepted",
    "no_finding",
    "pass",
    "not_applicable",
)
LONGEST: Final = 300
NOTHING: Final = "-"
# Where a name without spaces may be broken: after a separator, and after some letters in any case.
SEPARATORS: Final = re.compile(r"([/:._\-@=,])")
WORD: Final = re.compile(r"[^\s\u200b]{14}")
BREAK: Final = "\u200b"


class Evidence(msgspec.Struct):
    """The evidence of a report; findings stay undecoded until they are shown."""

    title: str
    tenant: dict[str, Any]
    period: dict[str, str]
    scope: dict[str, Any]
    summary: dict[str, Any]
    gaps: list[str]
    integrations: list[dict[str, Any]]
    runs: list[msgspec.Raw]
    trend: list[dict[str, Any]]
    frameworks: list[dict[str, Any]]
    verdicts: list[dict[str, Any]]
    findings: list[msgspec.Raw]
    suppressions: list[dict[str, Any]]
    check_set: dict[str, Any]
    audit_head: dict[str, Any] | None


def pdf_data(content: bytes, *, sha256: str, rows: int) -> dict[str, Any]:
    """Return what the template reads; at most `rows` findings."""
    said = msgspec.json.decode(content, type=Evidence)
    year, month, day = (int(one) for one in said.period["to"][:10].split("-"))
    shown = [msgspec.json.decode(one, type=dict[str, Any]) for one in said.findings[:rows]]
    fixes = sorted(
        (one for one in said.verdicts if one["open_count"]),
        key=lambda one: (_rank(one["severity"]), -one["open_count"], one["id"]),
    )
    return {
        "title": breakable(said.title),
        "title_short": breakable(said.title[:60]),
        "tenant": breakable(said.tenant["name"]),
        "date": {"year": year, "month": month, "day": day},
        "period_text": f"{said.period['from'][:10]} to {_moment(said.period['to'])} UTC",
        "sha256": sha256,
        "sentence": sentence(said),
        "gaps": [breakable(one) for one in said.gaps[:GAPS]],
        "gaps_more": max(0, len(said.gaps) - GAPS),
        "severities": [
            {"name": name, **said.summary["severities"][name]}
            for name in said.scope["include_severities"]
        ],
        "severities_note": _note(said),
        "accounts": [_account(one) for one in said.integrations[:ACCOUNTS]],
        "accounts_more": max(0, len(said.integrations) - ACCOUNTS),
        "trend": [one | {"from": one["from"][:10]} for one in said.trend],
        "frameworks": [_framework(one) for one in said.frameworks],
        "findings": [_finding(one) for one in shown],
        "findings_more": max(0, len(said.findings) - rows),
        "fixes": [
            {
                "severity": one["severity"] or "info",
                "title": breakable(one["finding_title"] or one["id"]),
                "fix": breakable(one["remediation"]),
                "count": one["open_count"],
            }
            for one in fixes[:FIXES]
        ],
        "fixes_more": max(0, len(fixes) - FIXES),
        "suppressions": [_suppression(one) for one in said.suppressions[:SUPPRESSIONS]],
        "suppressions_more": max(0, len(said.suppressions) - SUPPRESSIONS),
        "provenance": [
            {"name": name, "value": breakable(value)} for name, value in _provenance(said, sha256)
        ],
    }


def sentence(said: Evidence) -> str:
    """Return the outcome in one or two sentences that never sound better than they are."""
    summary = said.summary
    opened = summary["open_count"]
    looked, accounts = summary["looked_at_count"], summary["integration_count"]
    of_all = f"{looked} of {_amount(accounts, 'account')}"
    parts = [f"{of_all} {'was' if looked == 1 else 'were'} looked at in the period."]
    controls = [one for framework in said.frameworks for one in framework["controls"]]
    if controls:
        passed = sum(one["result"] == "pass" for one in controls)
        failed = sum(one["result"] == "fail" for one in controls)
        unknown = sum(one["result"] in {"unknown", "not_evaluated"} for one in controls)
        parts.append(
            f"Of {_amount(len(controls), 'control')}, {passed} pass, {failed} fail, and for "
            f"{unknown} it is not known{_others(len(controls) - passed - failed - unknown)}."
        )
    parts.append(
        f"{_amount(opened, 'finding')} {'is' if opened == 1 else 'are'} open, "
        f"{summary['accepted_count']} accepted; "
        f"{summary['new_count']} were new in the period and {summary['resolved_count']} resolved."
    )
    return " ".join(parts)


def _others(count: int) -> str:
    """Return how many controls are neither, so that the numbers of the sentence are all of them."""
    return f"; {count} are accepted, without a finding or not applicable" if count else ""


def breakable(value: str) -> str:
    """Return a text that can be broken between lines anywhere in a long word; cut if very long."""
    text = "".join(one if is_visible(one) else " " for one in value[:LONGEST])
    text = WORD.sub(lambda found: found[0] + BREAK, SEPARATORS.sub(rf"\1{BREAK}", text))
    return text + "…" if len(value) > LONGEST else text


def _note(said: Evidence) -> str:
    seconds = said.summary["mean_open_seconds"]
    if seconds is None:
        return "No finding is open."
    days = _amount(seconds // 86_400, "day")
    return f"An open finding has been open for {days} on average."


def _amount(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _account(one: Mapping[str, Any]) -> dict[str, Any]:
    run = one["run"]
    texts = {
        "name": breakable(one["name"]),
        "cloud": breakable(" ".join(filter(None, (one["provider"], one["account_id"])))),
    }
    if run is None:
        nothing = dict.fromkeys(("coverage", "pass", "fail", "unknown", "findings"), NOTHING)
        return texts | nothing | {"completed": "not looked at"}
    counts = run["verdict_counts"]
    coverage = run["coverage"]
    old = "" if one["state"] == "looked_at" else " (before the period)"
    return texts | {
        "completed": _moment(run["completed_at"]) + old,
        "coverage": NOTHING if coverage is None else f"{int(coverage * 1_000) / 10:g} %",
        "pass": str(counts["pass"]),
        "fail": str(counts["fail"]),
        "unknown": str(counts["unknown"]),
        "findings": str(run["finding_count"]),
    }


def _framework(one: Mapping[str, Any]) -> dict[str, Any]:
    controls: Sequence[Mapping[str, Any]] = one["controls"]
    ordered = sorted(controls, key=lambda control: RESULTS.index(control["result"]))
    return {
        "id": one["id"],
        "title": breakable(one["title"]),
        "source": one["source"],
        "counts": [
            {"name": name, "count": one["control_counts"][name]}
            for name in RESULTS
            if one["control_counts"][name]
        ],
        "controls": [
            {
                "id": control["id"],
                "title": breakable(control["title"]),
                "result": control["result"],
                "open_count": control["open_count"],
                "accepted_count": control["accepted_count"],
                "pass": control["verdict_counts"]["pass"],
                "unknown": control["verdict_counts"]["unknown"],
            }
            for control in ordered
        ],
    }


def _finding(one: Mapping[str, Any]) -> dict[str, Any]:
    decision = "suppressed" if one["suppressed_by"] else one["status"].replace("_", " ")
    return {
        "severity": one["severity"],
        "title": breakable(one["title"]),
        "resource": breakable(one["resource_id"]),
        "since": one["first_seen_at"][:10],
        "decision": decision,
    }


def _suppression(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "what": breakable(f"{one['check_id']} on {one['resource_pattern']}"),
        "owner": breakable(one["owner"]),
        "reason": breakable(one["reason"]),
        "until": one["expires_at"][:10],
        "count": one["finding_count"],
    }


def _provenance(said: Evidence, sha256: str) -> Iterable[tuple[str, str]]:
    yield "Evidence", f"SHA-256 {sha256}"
    head = said.audit_head
    if head is None:
        yield "Audit log", "had no row before the end of the period"
    else:
        yield "Audit log", f"row {head['position']} with the hash {head['hash']}"
    check_set = said.check_set
    yield "Checks", f"{check_set['count']} of posture {check_set['version']}"
    yield "Digest of the checks", check_set["digest"]
    yield "Runs in the period", str(len(said.runs))
    for one in said.integrations[:ACCOUNTS]:
        if one["run"] is not None:
            yield f"Run of {one['name'][:40]}", one["run"]["id"]
    yield (
        "How to verify",
        "`posture report verify FILE` compares this file, or the evidence, with the server.",
    )


def _moment(text: str) -> str:
    return text[:16].replace("T", " ")


def _rank(severity: str | None) -> int:
    order = ("critical", "high", "medium", "low", "info")
    return order.index(severity) if severity in order else len(order)
