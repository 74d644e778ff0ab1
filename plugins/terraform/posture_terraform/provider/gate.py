"""The gate of a run: may an apply go on? The server decides, and its findings are told as a table.

As the policy of a `posture_run` it fails the apply; as the data source `posture_gate` it only says.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from posture_terraform.framework.definition import Context, DataSource
from posture_terraform.framework.problems import Problem
from posture_terraform.framework.schema import (
    NUMBER,
    STRING,
    STRINGS,
    Attribute,
    Nested,
    Schema,
)
from posture_terraform.framework.validators import (
    at_least,
    each,
    not_empty,
    one_of,
    share,
    uuid,
)
from posture_terraform.framework.values import State
from posture_terraform.provider.connection import Configured
from posture_terraform.provider.refusals import explained
from posture_terraform.provider.shapes import FAMILIES, SEVERITIES, fact, framework, taken
from posture_terraform.unknown import UNKNOWN

_MOST_SHOWN: Final = 20
_COLUMNS: Final = ("severity", "check_id", "resource_id", "id")
_SEVERITIES: Final = ", ".join(f"`{severity}`" for severity in SEVERITIES)

_POLICY: Final = {
    "only": Attribute(
        type=STRING,
        description="Which of these findings count: `new`, those that the integration's previous "
        "completed run did not have, or `all`. Defaults to `new`.",
        optional=True,
        default="new",
        validators=(one_of("new", "all"),),
    ),
    "max_unknown": Attribute(
        type=NUMBER,
        description="How many verdicts may be unknown, because what they need could not be read. "
        "Defaults to 0: what nobody saw is not safe.",
        optional=True,
        default=0,
        validators=(at_least(0),),
    ),
    "min_coverage": Attribute(
        type=NUMBER,
        description="Least share of the planned reads that succeeded, from 0 to 1. Defaults to 0.",
        optional=True,
        default=0,
        validators=(share,),
    ),
    "family": Attribute(
        type=STRINGS,
        description="Only findings of these families count; without it, all: "
        f"{', '.join(f'`{family}`' for family in FAMILIES)}.",
        optional=True,
        validators=(not_empty, each(one_of(*FAMILIES))),
    ),
    "framework": Attribute(
        type=STRINGS,
        description="Only findings of checks that stand for a control of these frameworks count, "
        "such as `CIS_AWS`, as the frameworks were when the run recorded; without it, all.",
        optional=True,
        validators=(not_empty, each(framework)),
    ),
}
VERDICT: Final = {"verdict": fact(STRING, "What the gate says: `pass` or `fail`.")}

OF_RUN: Final = {
    "fail_on": Attribute(
        type=STRING,
        description=f"Fails the apply on findings of this severity or worse: {_SEVERITIES}. "
        "Without it the apply never fails for what the run found, and `only`, `max_unknown`, "
        "`min_coverage`, `family` and `framework` mean nothing.",
        optional=True,
        validators=(one_of(*SEVERITIES),),
    ),
    **_POLICY,
    "verdict": fact(STRING, "What the gate said: `pass` or `fail`; null without `fail_on`."),
}


def contradictions(config: State) -> Iterator[Problem]:
    """Find what leaves the gate of a run nothing to judge."""
    if config["fail_on"] in (None, UNKNOWN):
        return
    if config["wait"] is False:
        yield Problem(
            "fail_on needs the run's end",
            "With wait = false nobody waits for it. Leave wait out, or ask the data source "
            "posture_gate when the run has ended.",
            ("fail_on",),
        )
    if config["trigger"] == "verify":
        yield Problem(
            "A run that only probes finds nothing",
            'With trigger = "verify" there are no findings that fail_on could judge. Leave one of '
            "them out.",
            ("fail_on",),
        )


def judged(context: Context[Configured], state: State) -> tuple[str | None, Problem | None]:
    """Evaluate a run that has ended; answers the verdict and, where it is `fail`, what to tell."""
    if state["fail_on"] is None:
        return None, None
    with explained("ask for the gate's verdict", *_POLICY):
        gate = context.meta.get_gate(state["id"], **_asked(state))
    reasons = [reason["code"] for reason in gate["reasons"]]
    context.log.write("INFO", "run.judged", run_id=state["id"], reasons=reasons)
    return gate["verdict"], None if gate["verdict"] == "pass" else _problem(gate)


def _asked(policy: State) -> dict[str, Any]:
    return {name: policy[name] for name in ("fail_on", *_POLICY)}


def _problem(gate: Mapping[str, Any]) -> Problem:
    run_id, findings = gate["run_id"], gate["findings"]
    lines = [f"Run {run_id}: {' '.join(reason['message'] for reason in gate['reasons'])}", ""]
    if findings:
        lines += [*_table(findings[:_MOST_SHOWN]), ""]
    if (rest := gate["finding_count"] - len(findings[:_MOST_SHOWN])) > 0:
        lines += [f"And {rest} more: `posture findings list --run {run_id}`.", ""]
    if findings:
        lines.append(
            "`posture findings show ID` tells what was seen and how to mend it. Mend them, or "
            "accept them with `posture findings mark ID accepted`, and apply again."
        )
    else:
        lines.append(
            "The role of the integration may not read what the checks need: `posture policy` "
            "prints what to allow. Or raise max_unknown."
        )
    return Problem("The gate failed the run", "\n".join(lines), ("fail_on",))


def _table(findings: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Lay out findings; a line that begins with a space is not wrapped by Terraform."""
    rows = [tuple(name.removesuffix("_id").upper() for name in _COLUMNS)]
    rows += [tuple(str(finding[name]) for name in _COLUMNS) for finding in findings]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_COLUMNS))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()


REASON: Final = {
    "code": fact(STRING, "The reason in one word."),
    "message": fact(STRING, "The reason in a sentence."),
}
FINDING: Final = {
    "id": fact(STRING, "Id of the finding."),
    "check_id": fact(STRING, "The check that failed."),
    "resource_id": fact(STRING, "The asset: ARN, ARM id or full resource name."),
    "family": fact(STRING, "What kind of misconfiguration it is."),
    "severity": fact(STRING, "`critical`, `high`, `medium`, `low` or `info`."),
    "status": fact(STRING, "Its status when the run ended."),
    "delta": fact(STRING, "`new` or `unchanged`."),
}
ANSWER: Final = VERDICT | {
    "reasons": fact(Nested(REASON, "LIST"), "What stopped the run; empty when it passed."),
    "unknown_count": fact(NUMBER, "Verdicts that are unknown."),
    "coverage": fact(NUMBER, "Share of the planned reads that succeeded; null without a result."),
    "finding_count": fact(NUMBER, "Findings that stopped the run."),
    "suppressed_count": fact(
        NUMBER, "Findings that would have stopped the run, were they not suppressed."
    ),
    "findings": fact(Nested(FINDING, "LIST"), "The worst of them."),
}


def read_gate(context: Context[Configured], config: State) -> State:
    """Ask for the verdict on a run that has ended."""
    with explained("ask for the gate's verdict", *config):
        return config | taken(ANSWER, context.meta.get_gate(config["run_id"], **_asked(config)))


GATE: Final = DataSource(
    schema=Schema(
        description="One verdict over a run that has ended, decided by the server from what the "
        "run recorded alone: the same run and the same policy always give the same answer. It "
        "fails nothing by itself; a `check` block or a precondition may.",
        attributes={
            "run_id": Attribute(
                type=STRING,
                description="The run to judge; it must have ended.",
                required=True,
                validators=(uuid,),
            ),
            "fail_on": Attribute(
                type=STRING,
                description=f"Findings of this severity or worse stop the run: {_SEVERITIES}. "
                "Defaults to `high`.",
                optional=True,
                default="high",
                validators=(one_of(*SEVERITIES),),
            ),
            **_POLICY,
            **ANSWER,
        },
    ),
    read=read_gate,
)
