"""posture_run: one run, started by an apply and awaited."""

import time
from collections.abc import Mapping
from typing import Any, Final

from posture_client import ConflictError, NotFoundError
from posture_terraform.framework.definition import Context, Resource
from posture_terraform.framework.plan import changed
from posture_terraform.framework.problems import Failure, Problem
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
from posture_terraform.provider import awaiting, gate
from posture_terraform.provider.connection import Configured, StoppedError
from posture_terraform.provider.refusals import explained
from posture_terraform.provider.shapes import RUN_FACTS, SCOPE, taken

_DEFAULT_TIMEOUT: Final = "30m"
_FOUND: Final = ("verdict", *RUN_FACTS)
_SOURCE_TEXTS: Final = {
    "workspace": "The workspace, for instance `terraform.workspace`.",
    "commit": "The revision of the configuration.",
    "apply_id": "The apply's own name, for instance the pipeline's id: runs that name the same "
    "workspace and apply become one as long as they wait.",
    "url": "Where to read about it, for instance the pipeline's job.",
}

SCHEMA: Final = Schema(
    description="One run of the check set against an integration. Creating it starts the run and, "
    "unless `wait` is false, waits for its end. "
    "Destroying it cancels a run that is still under way and forgets one that has ended.",
    attributes={
        "id": Attribute(
            type=STRING,
            description="Id of the run; the `scan_id` of its findings.",
            computed=True,
            keeps=True,
        ),
        "integration_id": Attribute(
            type=STRING,
            description="The integration to look at. Another one starts a new run.",
            required=True,
            replaces=True,
            validators=(uuid,),
        ),
        "triggers": Attribute(
            type=STRING_MAP,
            description="Any values; when one of them changes, a new run is started.",
            optional=True,
            replaces=True,
        ),
        "trigger": Attribute(
            type=STRING,
            description="`manual` (default) judges and keeps findings; the server allows two of "
            "them per integration and day. `verify` only probes the connection.",
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
                    name: Attribute(type=STRING, description=text, optional=True)
                    for name, text in _SOURCE_TEXTS.items()
                }
            ),
            description="What asked for the run, said once when it starts: a later change of it "
            "starts nothing and is no difference.",
            optional=True,
        ),
        "wait": Attribute(
            type=BOOL,
            description="Whether to wait for the run's end. Defaults to true.",
            optional=True,
            default=True,
        ),
        "timeouts": Attribute(
            type=Nested(
                {
                    "create": Attribute(
                        type=STRING,
                        description="How long to wait for the run's end, and before that for "
                        f"being allowed to start it. Defaults to `{_DEFAULT_TIMEOUT}`.",
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
    """Start the run and, if asked to, wait for its end."""
    deadline = time.monotonic() + _timeout_seconds(planned)
    run_id = awaiting.started(context, _request(planned), deadline)
    state = planned | dict.fromkeys(_FOUND) | {"id": run_id, "status": "running"}
    context.record(state)
    if not planned["wait"]:
        return state | taken(RUN_FACTS, awaiting.read(context, run_id))
    try:
        state |= taken(RUN_FACTS, awaiting.ended(context, run_id, deadline))
        context.record(state)
        state, wrong = _judged(context, state)
        context.record(state)
    except StoppedError:
        run = awaiting.cancelled(context, run_id)
        context.record(state | taken(RUN_FACTS, run) if run else state)
        raise Failure(awaiting.interrupted(run_id, run)) from None
    if wrong:
        raise Failure(_advised(wrong, "The next apply starts another run."))
    return state


def read(context: Context[Configured], state: State) -> State | None:
    """Read the run; None when it is gone."""
    with explained("read the run"):
        try:
            run = context.meta.get_run(state["id"])
        except NotFoundError:
            return None
    found = state | taken(RUN_FACTS, run)
    return found | _imported(run) if state["integration_id"] is None else found


def update(context: Context[Configured], prior: State, planned: State) -> State:
    """Wait, if asked to by now; the run itself stays what it was."""
    if not planned["wait"]:
        run = awaiting.read(context, prior["id"])
        return planned | taken(RUN_FACTS, run) | {"verdict": None}
    deadline = time.monotonic() + _timeout_seconds(planned)
    run = awaiting.ended(context, prior["id"], deadline)
    state, wrong = _judged(context, planned | taken(RUN_FACTS, run))
    if wrong:
        # The prior state stays, so the next plan still shows what is wanted and not reached.
        raise Failure(_advised(wrong, "`terraform apply -replace=ADDRESS` starts another run."))
    return state


def delete(context: Context[Configured], state: State) -> None:
    """Cancel a run under way; one that has ended needs nothing but to be forgotten."""
    if state["status"] != "running":
        return
    with explained("cancel the run"):
        try:
            context.meta.cancel_run(state["id"])
        except (ConflictError, NotFoundError):
            return


def import_id(text: str) -> State:
    """Take over an existing run by its id."""
    if wrong := uuid(text):
        raise Failure(Problem("Not a run's id", wrong))
    return {"id": text}


def plan(_context: Context[Configured], prior: State | None, planned: State) -> State:
    """Keep what was said when the run started, and what a finished run has shown."""
    if prior is None:
        return planned
    if planned["source"] is not None is not prior["source"]:
        planned |= {"source": prior["source"]}
    asked = {name: item for name, item in SCHEMA.attributes.items() if not item.computed}
    changes = changed(asked, prior, planned)
    if changes and prior["status"] == "running":
        return planned
    planned |= {name: prior[name] for name in RUN_FACTS}
    if not gate.OF_RUN.keys() & changes and "wait" not in changes:
        # The same run under the same policy has the same verdict.
        planned["verdict"] = prior["verdict"]
    return planned


def _request(planned: State) -> dict[str, Any]:
    body: dict[str, Any] = {
        "integration_id": planned["integration_id"],
        "trigger": planned["trigger"],
        "source": {"tool": "terraform"} | _members(planned["source"]),
    }
    if scope := _members(planned["scope"]):
        body["scope"] = scope
    return body


def _timeout_seconds(planned: State) -> float:
    text = (planned["timeouts"] or {}).get("create") or _DEFAULT_TIMEOUT
    seconds = duration_seconds(text)
    assert seconds  # noqa: S101  # validated
    return seconds


def _judged(context: Context[Configured], state: State) -> tuple[State, Problem | None]:
    """Return a run that has ended with its gate's verdict, and what is wrong with it."""
    if without := _without_result(state):
        return state | {"verdict": "fail" if state["fail_on"] else None}, without
    verdict, stopped = gate.judged(context, state)
    return state | {"verdict": verdict}, stopped


def _without_result(state: State) -> Problem | None:
    run_id = state["id"]
    if state["status"] == "failed":
        return _no_result(run_id, state["error"] or {})
    if state["status"] == "cancelled":
        return Problem("The run was cancelled", f"Someone cancelled run {run_id}.")
    return None


def _no_result(run_id: str, error: Mapping[str, Any]) -> Problem:
    return Problem(
        "The run failed",
        f"Run {run_id} has no result: {error.get('detail') or error.get('code')}. Mend the "
        'connection; a run with trigger = "verify" probes it.',
        ("integration_id",),
    )


def _advised(wrong: Problem, advice: str) -> Problem:
    return wrong._replace(detail=f"{wrong.detail} {advice}")


def _imported(run: Mapping[str, Any]) -> State:
    source = {name: (run["source"] or {}).get(name) for name in _SOURCE_TEXTS}
    return {
        "integration_id": run["integration_id"],
        "trigger": run["trigger"],
        "scope": run["scope"],
        "source": source if any(source.values()) else None,
    }


def _members(values: State | None) -> State:
    return {name: value for name, value in (values or {}).items() if value is not None}


RUN: Final = Resource(
    schema=SCHEMA,
    create=create,
    read=read,
    update=update,
    delete=delete,
    import_id=import_id,
    plan=plan,
    validate=gate.contradictions,
    adopts=frozenset({"triggers"}),
)
