"""The action posture_run: start a run and wait for it, without a state."""

from typing import Final

from posture_terraform.framework.definition import Action, Context
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError
from posture_terraform.framework.schema import Schema
from posture_terraform.framework.values import State
from posture_terraform.provider import gate, run, run_plan
from posture_terraform.provider.connection import Configured
from posture_terraform.provider.run_lifecycle import TooSlowError

_INPUTS: Final = {
    name: one.replaced(default=None, replaces=False)
    for name, one in run.SCHEMA.attributes.items()
    if (one.required or one.optional) and name != "triggers"
}
_ADVICE: Final = (
    "The action has no state, so the next apply does not start it again by itself: after the fix, "
    "run `terraform apply -invoke=ADDRESS`, with the address of the action."
)

SCHEMA: Final = Schema(
    description="Starts one run of the check set against an integration and waits for its end; "
    "with `fail_on` it fails if the gate does not pass. It has no state: a failed gate is not "
    "asked again by the next apply. Where an apply must stay red until the findings are gone, use "
    "the resource `posture_run`. Actions need Terraform 1.14.",
    attributes=_INPUTS,
)


def invoke(context: Context[Configured], config: State) -> None:
    """Start the run and, unless `wait` is false, wait for its end."""
    try:
        state = run.started_and_awaited(context, _complete(config), _ADVICE)
    except TooSlowError as error:
        raise DiagnosticError(_too_slow(error.run_id)) from None
    context.progress.append(f"Run {state['id']}: {state['status']}.")


def plan(context: Context[Configured], config: State) -> None:
    """Refuse a run that the server would refuse."""
    run_plan.require_startable(context, _complete(config))


def _complete(config: State) -> State:
    """Return the attributes of a run."""
    return {
        name: one.default if config.get(name) is None else config[name]
        for name, one in run.SCHEMA.attributes.items()
    }


def _too_slow(run_id: str) -> Diagnostic:
    return Diagnostic(
        "The run has not ended in time",
        f"Run {run_id} continues on the server, and its gate is not evaluated. Raise "
        f"timeouts.create or narrow scope. `posture gate {run_id}` evaluates it when it has ended.",
        ("timeouts",),
    )


ACTION: Final = Action(schema=SCHEMA, invoke=invoke, plan=plan, validate=gate.contradictions)
