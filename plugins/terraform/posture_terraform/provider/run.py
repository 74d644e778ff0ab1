"""posture_run: a run that an apply starts and waits for."""

import time
from collections.abc import Mapping
from typing import Any, Final

from posture_client import ConflictError, NotFoundError
from posture_client.texts import sentence
from posture_terraform.framework.definition import Context, Resource
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError
from posture_terraform.framework.plan import changed, replacing
from posture_terraform.framework.schema import (
    BOOL,
    STRING,
    STRING_MAP,
    Attribute,
    Nested,
    Schema,
)
from posture_terraform.framework.validators import duration, duration_seconds, one_of, uuid
from posture_terraform.framework.values import State
from posture_terraform.provider import gate, gate_texts, run_lifecycle, run_plan
from posture_terraform.provider.api_errors import reported
from posture_terraform.provider.attributes import (
    RUN_FACTS,
    SCOPE,
    pick,
    source_text,
    source_url,
    uuid_attribute,
)
from posture_terraform.provider.connection import Configured, StoppedError
from posture_terraform.unknown import UNKNOWN

_DEFAULT_TIMEOUT: Final = "30m"
_ANOTHER: Final = "`terraform apply -replace=ADDRESS` starts another run."
_ADOPTED: Final = frozenset({"triggers"})
_FOUND: Final = (*gate.DECIDED, *RUN_FACTS)
_SOURCE_TEXTS: Final = {
    "workspace": "The workspace, for instance `terraform.workspace`.",
    "commit": "The revision of the configuration.",
    "apply_id": "The id of the apply, for instance that of the pipeline: runs with the same "
    "workspace and apply id are merged while they are queued.",
    "url": "URL with more information, for instance of the pipeline's job.",
}


def _none_if_empty(values: State) -> State | None:
    return values or None


SCHEMA: Final = Schema(
    description="One run of the check set against an integration. Creating it starts the run and, "
    "unless `wait` is false, waits for its end. "
    "Destroying it cancels a run that has not ended, and only forgets one that has.",
    attributes={
        "id": Attribute(
            type=STRING,
            description="Id of the run; the `scan_id` of its findings.",
            computed=True,
            keeps=True,
        ),
        "integration_id": uuid_attribute(
            "The integration to scan. Another one starts a new run.", required=True, replaces=True
        ),
        "triggers": Attribute(
            type=STRING_MAP,
            description="Any values; when one of them changes, a new run is started. A hash of all "
            "resources that the run looks at, `sha256(jsonencode([…]))`, starts one after every "
            "apply that creates, changes, replaces or destroys one of them; `replace_triggered_by` "
            "only sees updates and replacements. A destroyed resource leaves `scope` with its "
            "configuration: its findings stay open until a run limited to its service, or of the "
            "whole account, does not find it any more.",
            optional=True,
            replaces=True,
            normal=_none_if_empty,
        ),
        "trigger": Attribute(
            type=STRING,
            description="`manual` (default) evaluates the checks and keeps findings; the server "
            "allows two of them per integration and day, and 200 whose `scope` names at most 500 "
            "`resource_ids` or eight `services`. `verify` only tests the connection.",
            optional=True,
            default="manual",
            replaces=True,
            validators=(one_of("manual", "verify"),),
        ),
        "scope": Attribute(
            type=Nested(SCOPE),
            description="Limits the run; its members narrow each other. Another scope starts a "
            "new run.",
            optional=True,
            replaces=True,
        ),
        "source": Attribute(
            type=Nested(
                {
                    name: Attribute(
                        type=STRING,
                        description=text,
                        optional=True,
                        validators=(source_url if name == "url" else source_text,),
                    )
                    for name, text in _SOURCE_TEXTS.items()
                }
            ),
            description="What started the run. It is only sent when the run starts: later changes "
            "of its values are not shown and start nothing. Adding or removing it is shown as an "
            "update in place, which starts nothing either.",
            optional=True,
        ),
        "wait": Attribute(
            type=BOOL,
            description="Whether to wait for the end of the run. Defaults to true.",
            optional=True,
            default=True,
        ),
        "timeouts": Attribute(
            type=Nested(
                {
                    "create": Attribute(
                        type=STRING,
                        description="How long to wait until the run may be started, and then "
                        f"for its end. Defaults to `{_DEFAULT_TIMEOUT}`.",
                        optional=True,
                        validators=(duration,),
                    )
                }
            ),
            description="How long to wait, such as `90s` or `1h30m`.",
            optional=True,
        ),
        **gate.OF_RUN,
        **RUN_FACTS,
    },
)


def create(context: Context[Configured], planned: State) -> State:
    """Start the run and, unless `wait` is false, wait for its end."""
    return started_and_awaited(context, planned, "The next apply starts another run.")


def started_and_awaited(context: Context[Configured], planned: State, advice: str) -> State:
    """Start the run and wait for its end; a failure ends with what to do after the fix."""
    deadline = time.monotonic() + _timeout_seconds(planned)
    run_id = run_lifecycle.started(context, run_plan.request(planned), deadline)
    state = planned | dict.fromkeys(_FOUND) | {"id": run_id, "status": "running"}
    context.record(state)
    context.progress.append(f"Run {run_id} has started.")
    if not planned["wait"]:
        return state | pick(RUN_FACTS, run_lifecycle.read(context, run_id))
    try:
        ended = run_lifecycle.ended(context, run_id, deadline)
        state |= pick(RUN_FACTS, ended)
        context.record(state)
        state, wrong = _evaluated(context, state, ended)
        context.record(state)
    except StoppedError:
        run = run_lifecycle.cancelled(context, run_id)
        context.record(state | pick(RUN_FACTS, run) if run else state)
        raise DiagnosticError(run_lifecycle.interrupted(run_id, run, advice)) from None
    if wrong:
        raise DiagnosticError(_advised(wrong, advice))
    return state


def read(context: Context[Configured], state: State) -> State | None:
    """Read the run; None when it is gone.

    A run whose policy was not evaluated yet, because the wait for its end was over, is evaluated.
    """
    with reported("read the run"):
        try:
            run = context.meta.get_run(state["id"])
        except NotFoundError:
            return None
    found = state | pick(RUN_FACTS, run)
    if state["integration_id"] is None:
        return found | _imported(run)
    if context.meta.is_gone(state["integration_id"]):
        context.warnings.append(_lost(state["id"]))
    if state["wait"] is False and (without := _without_result(found)):
        context.warnings.append(_advised(without, _ANOTHER)._replace(severity="WARNING"))
    if found["fail_on"] is None or found["verdict"] is not None or found["status"] == "running":
        return found
    return _evaluated(context, found, run)[0]


def update(context: Context[Configured], prior: State, planned: State) -> State:
    """Wait for the end if `wait` is set now, and evaluate the gate; the run does not change."""
    if not planned["wait"]:
        run = run_lifecycle.read(context, prior["id"])
        return planned | pick(RUN_FACTS, run) | dict.fromkeys(gate.DECIDED)
    deadline = time.monotonic() + _timeout_seconds(planned)
    run = run_lifecycle.ended(context, prior["id"], deadline)
    state, wrong = _evaluated(context, planned | pick(RUN_FACTS, run), run)
    if wrong:
        # The prior state stays, so that the next plan shows the difference again.
        raise DiagnosticError(_advised(wrong, _ANOTHER))
    return state


def delete(context: Context[Configured], state: State) -> None:
    """Cancel a run that has not ended; nothing else is to do."""
    if state["status"] != "running":
        return
    with reported("cancel the run"):
        try:
            context.meta.cancel_run(state["id"])
        except (ConflictError, NotFoundError):
            return


def import_id(text: str) -> State:
    """Import an existing run by its id."""
    if wrong := uuid(text):
        raise DiagnosticError(Diagnostic("Not the id of a run", wrong))
    return {"id": text.lower()}


def plan(context: Context[Configured], prior: State | None, planned: State) -> State:
    """Keep the source of the run, and the facts of a run that has ended; refuse what cannot be."""
    adopted = _ADOPTED if context.imported else frozenset()
    if prior is None or replacing(SCHEMA.attributes, prior, planned, adopted):
        run_plan.require_startable(context, planned)
    elif any(prior[name] != planned[name] for name in gate.POLICY):
        run_plan.require_policy(context, prior, planned)
    if prior is None:
        return planned
    if planned["source"] is not None is not prior["source"]:
        planned |= {"source": prior["source"]}
    asked = {name: item for name, item in SCHEMA.attributes.items() if not item.computed}
    # A run that did not pass is never "no changes": to apply it fails again, and says why.
    is_open = planned["fail_on"] is not None and not gate.passes(prior)
    # Nor is one that the apply should have waited for, with a gate or without.
    is_open |= planned["wait"] is True and prior["status"] != "completed"
    is_changed = any(prior[name] != planned[name] for name in asked)
    if prior["status"] == "running" and (is_open or is_changed):
        return planned | dict.fromkeys(_FOUND, UNKNOWN)
    changes = changed(asked, prior, planned)
    planned |= {name: prior[name] for name in RUN_FACTS}
    if is_open:
        planned |= dict.fromkeys(gate.DECIDED, UNKNOWN)
    elif not gate.OF_RUN.keys() & changes and "wait" not in changes:
        # The same run has the same verdict under the same policy.
        planned |= {name: prior[name] for name in gate.DECIDED}
    return planned


def _timeout_seconds(planned: State) -> float:
    text = (planned["timeouts"] or {}).get("create") or _DEFAULT_TIMEOUT
    seconds = duration_seconds(text)
    assert seconds  # noqa: S101  # validated
    return seconds


def _evaluated(
    context: Context[Configured], state: State, run: Mapping[str, Any]
) -> tuple[State, Diagnostic | None]:
    """Return the state with the verdict of the gate, and the diagnostic of a failure."""
    if without := _without_result(state):
        failed = gate.WITHOUT_RESULT if state["fail_on"] else dict.fromkeys(gate.DECIDED)
        return state | failed, without
    if state["fail_on"] is None and (nothing := gate_texts.nothing_seen(run)):
        context.warnings.append(nothing)
    decided, stopped = gate.evaluated(context, state, run)
    return state | decided, stopped


def _without_result(state: State) -> Diagnostic | None:
    run_id = state["id"]
    if state["status"] == "failed":
        return _no_result(run_id, state["error"] or {})
    if state["status"] == "cancelled":
        return Diagnostic("The run was cancelled", f"Someone cancelled run {run_id}.")
    return None


def _no_result(run_id: str, error: Mapping[str, Any]) -> Diagnostic:
    return Diagnostic(
        "The run failed",
        f"Run {run_id} has no result: {sentence(error.get('detail') or error['code'])} Fix the "
        'connection; a run with trigger = "verify" tests it.',
        ("integration_id",),
    )


def _lost(run_id: str) -> Diagnostic:
    return Diagnostic(
        "The integration of the run is gone",
        f"Run {run_id} is still there, but there is no such integration for this token any more: "
        "nothing scans its account. Connect the account again, and set integration_id to the new "
        "integration.",
        ("integration_id",),
        "WARNING",
    )


def _advised(wrong: Diagnostic, advice: str) -> Diagnostic:
    return wrong._replace(detail=f"{wrong.detail} {advice}")


def imported(run: Mapping[str, Any]) -> State:
    """Return the state of a run that another program started."""
    defaults = {name: one.default for name, one in SCHEMA.attributes.items()}
    return defaults | {"id": run["id"]} | pick(RUN_FACTS, run) | _imported(run)


def _imported(run: Mapping[str, Any]) -> State:
    source = {name: (run["source"] or {}).get(name) for name in _SOURCE_TEXTS}
    scope = run["scope"] or {}
    return {
        "integration_id": run["integration_id"],
        "trigger": run["trigger"],
        "scope": scope if any(value is not None for value in scope.values()) else None,
        "source": source if any(source.values()) else None,
    }


RUN: Final = Resource(
    schema=SCHEMA,
    create=create,
    read=read,
    update=update,
    delete=delete,
    import_id=import_id,
    plan=plan,
    validate=gate.contradictions,
    adopts=_ADOPTED,
)
