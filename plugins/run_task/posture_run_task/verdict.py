"""Verdicts: what a gate, or the lack of one, becomes for HCP Terraform.

Only a gate that passes is `passed`. What could not be asked, read or awaited is `failed` and says
what to do: an account that nobody looked at never looks safe.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from posture_client import (
    ApiError,
    ForbiddenError,
    NotFoundError,
    PostureError,
    RateLimitedError,
    UnauthorizedError,
)
from posture_run_task.result import Level, Outcome, Result, code, plain
from posture_run_task.subject import Subject, amount

if TYPE_CHECKING:
    from posture_client.models import Check, FindingDetail, Gate, GateFinding, GateReason, Run

_LEVELS: Mapping[str, Level] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "info",
    "info": "none",
}


def failed(message: str, *, url: str | None = None, subject: Subject | None = None) -> Result:
    """Return the result of what could not be judged."""
    notes = subject.notes if subject else []
    return Result(status="failed", message=" ".join([message, *notes]), url=url)


def passed_without(subject: Subject) -> Result:
    """Return the result where there is nothing to judge."""
    return Result(status="passed", message=" ".join([subject.what, *subject.notes]))


def found_nothing(run: "Run", subject: Subject, *, url: str) -> Result:
    """Return the result of a run that looked in the wrong place."""
    return failed(
        f"None of {subject.what} was found by integration {run['integration_id']}: "
        "is it the right account, and are its regions right?",
        url=url,
        subject=subject,
    )


def decided(
    gate: "Gate",
    run: "Run",
    subject: Subject,
    *,
    url: str,
    checks: Mapping[str, "Check"],
    details: Mapping[str, "FindingDetail"],
    most: int,
) -> Result:
    """Return what a gate decided, with the findings that decided it, worst first."""
    passes = gate["verdict"] == "pass"
    told = [_headline(gate, run, subject)]
    told += [reason["message"] for reason in gate["reasons"]]
    told += subject.notes
    outcomes = [
        _of_finding(one, subject, checks.get(one["check_id"]), details.get(one["id"]))
        for one in gate["findings"]
    ]
    rest = [_of_reason(one) for one in gate["reasons"] if one["code"] != "findings"]
    rest += [_of_note(number, note) for number, note in enumerate(subject.notes, 1)]
    room = max(0, most - len(rest))
    if (more := gate["finding_count"] - min(room, len(outcomes))) > 0 and most:
        room = max(0, room - 1)
        more = gate["finding_count"] - min(room, len(outcomes))
        rest.insert(0, _of_rest(more, run["id"]))
    return Result(
        status="passed" if passes else "failed",
        message=" ".join(told),
        url=url,
        outcomes=[*outcomes[:room], *rest][:most],
    )


def of_error(error: PostureError) -> str:
    """Return what to tell a reader of an error of the posture server."""
    match error:
        case RateLimitedError():
            return (
                "The posture server starts no more runs of this integration for now; it does again "
                f"in {error.spoken_wait}. "
                "POSTURE_MANUAL_RUNS_PER_WINDOW of the server says how many it starts in a day."
            )
        case UnauthorizedError():
            return f"The posture server does not know the run task's token ({error.slug})."
        case ForbiddenError():
            return f"The run task's token may not do this at the posture server ({error.slug})."
        case NotFoundError():
            return (
                f"The posture server does not have this ({error.slug}): is the integration right?"
            )
        case ApiError():
            return f"The posture server refused: {error}."
        case _:
            return f"The posture server could not be asked: {error}."


def _headline(gate: "Gate", run: "Run", subject: Subject) -> str:
    judged = f"Judged {amount(run['asset_count'], 'asset')}: {subject.what}."
    coverage = gate["coverage"]
    # Never rounded up: a coverage of 0.999 is not a whole one.
    share = "" if coverage is None else f" Coverage {int(coverage * 1000) / 10:g} %."
    return f"{judged}{share}"


def _of_finding(
    one: "GateFinding",
    subject: Subject,
    check: "Check | None",
    detail: "FindingDetail | None",
) -> Outcome:
    title = check["title"] if check else one["check_id"]
    address = subject.addresses.get(one["resource_id"])
    severity = one["severity"]
    return Outcome(
        id=one["id"],
        description=f"{address or one['resource_id']}: {title}",
        body="\n\n".join(_paragraphs(one, address, check, detail)),
        url=check["reference"] if check else None,
        tags={
            "Status": ("Failed", "error"),
            "Severity": (severity.capitalize(), _LEVELS.get(severity, "none")),
            "Delta": (one["delta"].capitalize(), "none"),
            "Family": (one["family"], "none"),
        },
    )


def _paragraphs(
    one: "GateFinding",
    address: str | None,
    check: "Check | None",
    detail: "FindingDetail | None",
) -> list[str]:
    found = [f"**{plain(check['title'])}**" if check else f"**{plain(one['check_id'])}**"]
    if detail:
        found.append(plain(detail["summary"]))
    facts = [("Resource", code(one["resource_id"]))]
    if address:
        facts.append(("In Terraform", code(address)))
    facts += [("Check", code(one["check_id"])), ("Finding", code(one["id"]))]
    if check and check["controls"]:
        facts.append(("Controls", ", ".join(map(code, check["controls"]))))
    found.append("\n".join(f"- {name}: {value}" for name, value in facts))
    if check:
        found += [
            f"**Why.** {plain(check['rationale'])}",
            f"**Fix.** {plain(check['remediation'])}",
        ]
        if check["remediation_terraform"]:
            found.append(_fenced(check["remediation_terraform"]))
        found.append(f"[More]({check['reference']})")
    return found


def _fenced(text: str) -> str:
    """Return a block of HCL; no line of it can end it."""
    lines = [line for line in text.strip().splitlines() if not line.lstrip().startswith("```")]
    return "\n".join(["```hcl", *lines, "```"])


def _of_reason(reason: "GateReason") -> Outcome:
    return Outcome(
        id=reason["code"],
        description=reason["message"],
        body=plain(reason["message"]),
        tags={"Status": ("Failed", "error")},
    )


def _of_note(number: int, note: str) -> Outcome:
    return Outcome(
        id=f"note-{number}", description=note, body=plain(note), tags={"Status": ("Note", "info")}
    )


def _of_rest(count: int, run_id: str) -> Outcome:
    text = f"{amount(count, 'finding')} more stopped it."
    return Outcome(
        id="more",
        description=text,
        body=f"{text}\n\nAll of them: {code(f'posture gate {run_id}')}",
        tags={"Status": ("Failed", "error")},
    )


def worst(gate: "Gate", most: int) -> Sequence[str]:
    """Name the findings whose full text is worth reading."""
    return [one["id"] for one in gate["findings"][:most]]
