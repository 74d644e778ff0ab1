"""The gate of a run: the server decides whether it passes; findings are shown as a table.

As the policy of a `posture_run` it fails the apply; the data source `posture_gate` only reads it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from posture_terraform.framework.definition import Context, DataSource
from posture_terraform.framework.diagnostics import Diagnostic
from posture_terraform.framework.schema import (
    BOOL,
    NUMBER,
    STRING,
    STRINGS,
    Attribute,
    Nested,
    Schema,
)
from posture_terraform.framework.validators import (
    between,
    each,
    not_empty,
    one_of,
    share,
)
from posture_terraform.framework.values import State
from posture_terraform.provider import gate_texts
from posture_terraform.provider.api_errors import reported
from posture_terraform.provider.attributes import (
    FAMILIES,
    SEVERITIES,
    computed,
    framework,
    pick,
    uuid_attribute,
)
from posture_terraform.provider.connection import Configured
from posture_terraform.unknown import UNKNOWN

_MOST_UNKNOWN: Final = 1_000_000_000  # as the API has it
_SEVERITIES: Final = ", ".join(f"`{severity}`" for severity in SEVERITIES)

_POLICY: Final = {
    "only": Attribute(
        type=STRING,
        description="Which of these findings count: `new`, those that are in no baseline, or "
        "`all`. Defaults to `new`.",
        optional=True,
        default="new",
        validators=(one_of("new", "all"),),
    ),
    "max_unknown": Attribute(
        type=NUMBER,
        description="How many verdicts may be unknown, because what they need could not be read. "
        "Defaults to 0: what could not be read is not safe.",
        optional=True,
        default=0,
        validators=(between(0, _MOST_UNKNOWN),),
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
        description="Only findings of checks that cover a control of these frameworks count, "
        "such as `CIS_AWS`, as the frameworks were when the run recorded; without it, all.",
        optional=True,
        validators=(not_empty, each(framework)),
    ),
}
VERDICT: Final = {
    "verdict": computed(
        STRING,
        "The verdict of the gate: `pass`, `fail`, or `inconclusive` where nothing was looked at. "
        "Take every verdict but `pass` as a stop.",
    )
}
RESTS_ON: Final = {
    "asset_count": computed(NUMBER, "Assets that the run inspected, of every family."),
    "verdict_count": computed(
        NUMBER,
        "Verdicts of the policy's families and frameworks that rest on evidence: `pass`, `fail` "
        "and `not_applicable`.",
    ),
}

ACCEPTED: Final = {
    "how": computed(
        STRING,
        "`status`, `suppression` or `baseline` of findings; `unread_call` for a suppression of a "
        "call that could not be read.",
    ),
    "by": computed(
        STRING,
        "The author, as in the audit log; null where the decision is older than this record.",
    ),
    "by_name": computed(STRING, "The name of the author's token when the run ended."),
    "count": computed(NUMBER, "Findings; for `unread_call`, unknown verdicts."),
}
OF_RUN: Final = {
    "fail_on": Attribute(
        type=STRING,
        description=f"Fails the apply on findings of this severity or worse: {_SEVERITIES}. "
        "Without it findings never fail the apply, and `only`, `max_unknown`, `min_coverage`, "
        "`family` and `framework` have no effect.",
        optional=True,
        validators=(one_of(*SEVERITIES),),
    ),
    **_POLICY,
    "verdict": computed(
        STRING,
        "The verdict of the gate: `pass`, `fail`, or `inconclusive` where nothing was looked at; "
        "null without `fail_on`.",
    ),
    "verdict_count": computed(
        NUMBER,
        "Verdicts that the gate rests on: `pass`, `fail` and `not_applicable` of the policy's "
        "families and frameworks; null without `fail_on`.",
    ),
    "known_count": computed(
        NUMBER,
        "Findings that the gate does not count because they are in a baseline; they are still "
        "open. Null without `fail_on`.",
    ),
    "accepted": computed(
        Nested(ACCEPTED, "LIST"),
        "What the gate does not count because it was accepted, and by whom. Null without "
        "`fail_on`.",
    ),
}


POLICY: Final = ("fail_on", *_POLICY)
DECIDED: Final = {
    name: OF_RUN[name] for name in ("verdict", "verdict_count", "known_count", "accepted")
}
WITHOUT_RESULT: Final = {"verdict": "fail", "verdict_count": 0, "known_count": 0, "accepted": []}


def contradictions(config: State) -> Iterator[Diagnostic]:
    """Yield diagnostics for configurations whose gate has nothing to evaluate."""
    if config["fail_on"] in (None, UNKNOWN):
        return
    if config["wait"] is False:
        yield Diagnostic(
            "fail_on needs the end of the run",
            "With wait = false the apply does not wait for it. Remove wait, or use the data source "
            "posture_gate after the run has ended.",
            ("fail_on",),
        )
    if config["trigger"] == "verify":
        yield Diagnostic(
            "A verify run has no findings",
            'A run with trigger = "verify" only tests the connection, so fail_on has nothing to '
            "evaluate. Remove one of them.",
            ("fail_on",),
        )


def request(planned: State) -> State | None:
    """Return the policy as the request for a run has it; None without `fail_on`."""
    if planned["fail_on"] is None:
        return None
    return {name: value for name, value in _asked(planned).items() if value is not None}


def evaluated(
    context: Context[Configured], state: State, run: Mapping[str, Any]
) -> tuple[State, Diagnostic | None]:
    """Evaluate a run that has ended; return the answer and, unless it passes, the diagnostic.

    A run that was started with this policy was decided when it ended.
    """
    if state["fail_on"] is None:
        return dict.fromkeys(DECIDED), None
    policy = {} if _whole(state) in run.get("gate", {}).get("policies", ()) else _asked(state)
    named = (name for name in POLICY if state[name] is not None)
    with reported("read the verdict of the gate", *named):
        gate = context.meta.get_gate(state["id"], **policy)
    reasons = [reason["code"] for reason in gate["reasons"]]
    context.log.write("INFO", "run.judged", run_id=state["id"], reasons=reasons)
    if gate["verdict"] != "pass":
        return pick(DECIDED, gate), gate_texts.failure(gate)
    if gaps := gate_texts.gaps(gate):
        context.warnings.append(gaps)
    return pick(DECIDED, gate), None


def passes(state: State) -> bool:
    """Return whether a run passed its gate, or has none."""
    return state["fail_on"] is None or state["verdict"] == "pass"


def _asked(policy: State) -> dict[str, Any]:
    return {name: policy[name] for name in POLICY}


def _whole(state: State) -> dict[str, Any]:
    """Return the policy as the server shows it."""
    lists = {name: sorted(state[name] or ()) for name in ("family", "framework")}
    return _asked(state) | lists


REASON: Final = {
    "code": computed(STRING, "The reason in one word."),
    "message": computed(STRING, "The reason in a sentence."),
}
FINDING: Final = {
    "id": computed(STRING, "Id of the finding."),
    "check_id": computed(STRING, "The check that failed."),
    "resource_id": computed(STRING, "The asset: ARN, ARM id or full resource name."),
    "family": computed(STRING, "The kind of misconfiguration."),
    "severity": computed(STRING, "`critical`, `high`, `medium`, `low` or `info`."),
    "status": computed(STRING, "Its status when the run ended."),
    "delta": computed(STRING, "`new` or `unchanged`."),
    "held": computed(BOOL, "Whether it stopped an earlier gate and was not decided since."),
    "known": computed(BOOL, "Whether it is in a baseline, so that it is not new."),
    "unread": computed(BOOL, "Whether the run could not read whether this finding is still there."),
}
UNREAD: Final = {
    "reason": computed(
        STRING,
        "The cloud's error code; `NotFound`, `NotAnId`, `OtherAccount`, `OtherRegion` or "
        "`NoChecks` for an asset of the scope that was not found.",
    ),
    "call": computed(STRING, "The call, or the id of the asset that was not found."),
    "count": computed(NUMBER, "Verdicts that are unknown for this reason."),
    "permission": computed(
        STRING,
        "What would allow the call, such as the IAM action; null where the call was not denied.",
    ),
    "regions": computed(STRINGS, "Where the assets are whose verdicts are unknown."),
    "suppressed_by": computed(
        STRING, "The suppression that accepts the call; null when none does."
    ),
}
SEVERITY_COUNTS: Final = {
    name: computed(NUMBER, f"Findings of severity {name}.") for name in SEVERITIES
}
ANSWER: Final = (
    VERDICT
    | RESTS_ON
    | {
        "reasons": computed(Nested(REASON, "LIST"), "Why the gate failed; empty if it passed."),
        "unknown_count": computed(NUMBER, "Verdicts that are unknown."),
        "accepted_unknown_count": computed(
            NUMBER, "Those of them whose call a suppression accepts; they fail no gate."
        ),
        "coverage": computed(
            NUMBER, "Share of the planned reads that succeeded; null without a result."
        ),
        "finding_count": computed(NUMBER, "Findings that failed the gate."),
        "held_count": computed(NUMBER, "How many of them stopped an earlier gate, too."),
        "known_count": computed(
            NUMBER,
            "Findings that would have failed the gate, were they not in a baseline; they are "
            "still open.",
        ),
        "known_counts": computed(Nested(SEVERITY_COUNTS), "The same by severity."),
        "suppressed_count": computed(
            NUMBER, "Findings that would have failed the gate without a suppression."
        ),
        "accepted": computed(
            Nested(ACCEPTED, "LIST"),
            "What would have failed the gate, were it not accepted, and by whom.",
        ),
        "findings": computed(Nested(FINDING, "LIST"), "The worst of these findings."),
        "findings_withheld": computed(
            BOOL, "True when the token lacks `findings:read`: `findings` is then empty."
        ),
        "unread": computed(
            Nested(UNREAD, "LIST"), "Why verdicts are unknown, the most frequent reason first."
        ),
        "unchecked_count": computed(
            NUMBER, "Resources that were left out because no check looks at their type."
        ),
        "unchecked": computed(STRINGS, "The `resource_id`s of the first of these resources."),
    }
)


def read_gate(context: Context[Configured], config: State) -> State:
    """Read the verdict on a run that has ended.

    Without a policy in the configuration it is the one that the run was started with.
    """
    asked = {name: value for name, value in _asked(config).items() if value is not None}
    named = (name for name, value in config.items() if value is not None)
    with reported("read the verdict of the gate", *named):
        decided = context.meta.get_gate(config["run_id"], **asked)
    return config | pick(ANSWER, decided) | pick(_OWN_POLICY, decided["policy"]) | asked


_OWN_POLICY: Final = {
    name: one.replaced(default=None, computed=True)
    for name, one in {
        "fail_on": Attribute(
            type=STRING,
            description=f"Findings of this severity or worse fail the gate: {_SEVERITIES}. "
            "Defaults to `high`.",
            optional=True,
            validators=(one_of(*SEVERITIES),),
        ),
        **_POLICY,
    }.items()
}
GATE: Final = DataSource(
    schema=Schema(
        description="The verdict on a run that has ended. The server decides it only from what the "
        "run recorded: the same run and the same policy always give the same verdict. Without a "
        "policy it is the verdict under the policy that the run was started with. A part of a "
        "policy is completed with the defaults. It fails nothing by itself; use it in a `check` "
        "block or a precondition.",
        attributes={
            "run_id": uuid_attribute("The run to evaluate; it must have ended.", required=True),
            **_OWN_POLICY,
            **ANSWER,
        },
    ),
    read=read_gate,
)
