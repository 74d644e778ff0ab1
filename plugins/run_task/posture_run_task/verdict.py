"""Verdicts: turn the answer of a gate, or an error, into a result for HCP Terraform.

Only a gate that passes is `passed`. Every error is `failed` and says what to do: an account that
was not scanned never looks safe.
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
from posture_client.spelling import key
from posture_client.texts import accepted, known, rests_on, sentence, unchecked_text, unread_lines
from posture_run_task.result import Level, Outcome, Result, code, plain
from posture_run_task.selection import Selection, amount

if TYPE_CHECKING:
    from posture_client.models import Check, FindingDetail, Gate, GateFinding, GateReason, Run

# This part of the outcomes is for calls that could not be read, however many findings there are.
_UNREAD_PART = 25
_LEVELS: Mapping[str, Level] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "info",
    "info": "none",
}


def failed(message: str, *, url: str | None = None, selection: Selection | None = None) -> Result:
    """Return the result of a task that could not be evaluated."""
    notes = selection.notes if selection else []
    return Result(status="failed", message=" ".join([message, *notes]), url=url)


def passed_without(selection: Selection) -> Result:
    """Return the result of a task with nothing to evaluate."""
    return Result(status="passed", message=" ".join([selection.what, *selection.notes]))


def found_nothing(run: "Run", selection: Selection, *, url: str) -> Result:
    """Return the result of a run that found no asset: it looked into another account."""
    return failed(
        f"None of {selection.what} was found by integration {run['integration_id']}: "
        "is it the right account, and are its regions right?",
        url=url,
        selection=selection,
    )


def decided(
    gate: "Gate",
    run: "Run",
    selection: Selection,
    *,
    url: str,
    checks: Mapping[str, "Check"],
    details: Mapping[str, "FindingDetail"],
    most: int,
) -> Result:
    """Return the result of a gate, with the findings that decided it, worst first."""
    passes = gate["verdict"] == "pass"
    sentences = [_headline(gate, selection)]
    sentences += [reason["message"] for reason in gate["reasons"]]
    sentences += [sentence(known(gate)), sentence(accepted(gate))]
    sentences.append(sentence(unchecked_text(gate, selection.addresses)))
    sentences += selection.notes
    outcomes = [
        _of_finding(one, selection, checks.get(one["check_id"]), details.get(one["id"]))
        for one in gate["findings"]
    ]
    rest = [_of_reason(one) for one in gate["reasons"] if one["code"] != "findings"]
    rest += [_of_note(number, note) for number, note in enumerate(selection.notes, 1)]
    room = max(0, most - len(rest) - min(len(gate["unread"]), most // _UNREAD_PART))
    if (more := gate["finding_count"] - min(room, len(outcomes))) > 0 and most:
        room = max(0, room - 1)
        more = gate["finding_count"] - min(room, len(outcomes))
        rest.insert(0, _of_rest(more, run["id"]))
    shown = [*outcomes[:room], *rest]
    shown += _of_unread(gate, most - len(shown))
    return Result(
        status="passed" if passes else "failed",
        message=" ".join(filter(None, sentences)),
        url=url,
        outcomes=shown[:most],
    )


def of_error(error: PostureError) -> str:
    """Return a message for an error of the posture server."""
    match error:
        case RateLimitedError():
            return (
                "The posture server has reached its limit of runs for this integration; the next "
                f"run is allowed in {error.spoken_wait}. {error.limit}"
            ).rstrip()
        case UnauthorizedError():
            return f"The posture server refused the token of the run task ({error.slug})."
        case ForbiddenError():
            return f"The token of the run task does not allow this request ({error.slug})."
        case NotFoundError():
            return (
                f"The posture server does not know this object ({error.slug}): is the "
                "integration right?"
            )
        case ApiError():
            return f"The posture server refused the request: {sentence(str(error))}"
        case _:
            return f"The posture server could not be reached: {sentence(str(error))}"


def _headline(gate: "Gate", selection: Selection) -> str:
    evaluated = f"Evaluated {rests_on(gate)}: {selection.what}."
    coverage = gate["coverage"]
    # Never rounded up: a coverage of 0.999 is not complete.
    share = "" if coverage is None else f" Coverage {int(coverage * 1000) / 10:g} %."
    return f"{evaluated}{share}"


def _of_finding(
    one: "GateFinding",
    selection: Selection,
    check: "Check | None",
    detail: "FindingDetail | None",
) -> Outcome:
    title = _title(one, check, detail)
    address = selection.addresses.get(key(one["resource_id"]))
    severity = one["severity"]
    return Outcome(
        id=one["id"],
        description=f"{address or one['resource_id']}: {title}",
        body="\n\n".join(_paragraphs(one, address, check, detail)),
        url=check["reference"] if check else None,
        tags={
            "Status": ("Failed", "error"),
            "Severity": (severity.capitalize(), _LEVELS.get(severity, "none")),
            "Delta": ("Held" if one["held"] else one["delta"].capitalize(), "none"),
            "Family": (one["family"], "none"),
        },
    )


def _title(one: "GateFinding", check: "Check | None", detail: "FindingDetail | None") -> str:
    """Return what is wrong, or the title of the check that failed where no more was read."""
    if detail:
        return detail["title"]
    return f"Failed: {check['title']}" if check else one["check_id"]


def _paragraphs(
    one: "GateFinding",
    address: str | None,
    check: "Check | None",
    detail: "FindingDetail | None",
) -> list[str]:
    found = [f"**{plain(_title(one, check, detail))}**"]
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
    """Return a code block of HCL; a line of the text cannot end the block."""
    lines = [line for line in text.strip().splitlines() if not line.lstrip().startswith("```")]
    return "\n".join(["```hcl", *lines, "```"])


def _of_reason(reason: "GateReason") -> Outcome:
    return Outcome(
        id=reason["code"],
        description=reason["message"],
        body=plain(reason["message"]),
        tags={"Status": ("Failed", "error")},
    )


def _of_unread(gate: "Gate", room: int) -> list[Outcome]:
    """Return the calls that could not be read; if there are more than room, the last counts them.

    One that a suppression accepts is listed, too.
    """
    if room <= 0:
        return []
    count = len(gate["unread"])
    lines = unread_lines(gate, count if count <= room else room - 1)
    return [
        Outcome(
            id=f"unread-{number}",
            description=line,
            body=plain(line),
            tags={"Status": ("Unknown", "warning")},
        )
        for number, line in enumerate(lines, 1)
    ]


def _of_note(number: int, note: str) -> Outcome:
    return Outcome(
        id=f"note-{number}", description=note, body=plain(note), tags={"Status": ("Note", "info")}
    )


def _of_rest(count: int, run_id: str) -> Outcome:
    text = f"{amount(count, 'finding')} more failed the gate."
    return Outcome(
        id="more",
        description=text,
        body=f"{text}\n\nAll of them: {code(f'posture gate {run_id}')}",
        tags={"Status": ("Failed", "error")},
    )


def worst(gate: "Gate", most: int) -> Sequence[str]:
    """Return the ids of the worst findings, whose full text is read."""
    return [one["id"] for one in gate["findings"][:most]]
