"""posture_baseline: what one run found is accepted as known."""

from typing import Final

from posture_client import Client, NotFoundError
from posture_terraform.framework.definition import Context, Resource
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError
from posture_terraform.framework.schema import NUMBER, STRING, Attribute, Schema
from posture_terraform.framework.validators import uuid
from posture_terraform.framework.values import State, alike
from posture_terraform.provider.api_errors import reported
from posture_terraform.provider.attributes import pick, uuid_attribute
from posture_terraform.provider.connection import Configured
from posture_terraform.unknown import UNKNOWN

SCHEMA: Final = Schema(
    description="Accepts what a run found as known: these findings stay open and stop no later "
    "gate that counts only new ones. Write the id of a run that a person has reviewed, not a "
    "reference to the `posture_run` whose gate protects the account: each new run would accept "
    "its own findings. A baseline cannot be withdrawn, so destroying it only forgets it.",
    attributes={
        "id": Attribute(
            type=STRING, description="The same as `run_id`.", computed=True, keeps=True
        ),
        "run_id": uuid_attribute(
            "The run, which must have ended with a result. Another one is accepted in addition.",
            required=True,
            replaces=True,
        ),
        "integration_id": Attribute(
            type=STRING,
            description="The integration of the run.",
            computed=True,
            keeps=True,
        ),
        "finding_count": Attribute(
            type=NUMBER,
            description="Findings that were accepted; null after an import.",
            computed=True,
            keeps=True,
        ),
    },
)


def create(context: Context[Configured], planned: State) -> State:
    """Accept what the run found."""
    with reported("accept the baseline", "run_id"):
        baseline = context.meta.accept_baseline(run_id=planned["run_id"])
    return {**pick(SCHEMA.attributes, baseline), "id": baseline["run_id"]}


def read(context: Context[Configured], state: State) -> State | None:
    """Read the run of an imported baseline; what was accepted stays accepted."""
    if state["integration_id"] is not None:
        return state
    with reported("read the run"):
        try:
            run = context.meta.get_run(state["id"])
        except NotFoundError:
            return None
    return state | {"run_id": run["id"], "integration_id": run["integration_id"]}


def update(_context: Context[Configured], _prior: State, planned: State) -> State:
    """Return the planned state: only the form of the id can change."""
    return planned


def delete(_context: Context[Configured], _state: State) -> None:
    """Forget the baseline."""


def plan(context: Context[Configured], prior: State | None, planned: State) -> State:
    """Refuse a run that does not exist, or has ended without a result."""
    run_id = planned["run_id"]
    is_new = prior is None or not alike(SCHEMA.attributes["run_id"], prior["run_id"], run_id)
    if context.configured is None or not is_new:
        return planned
    context.warnings.extend(context.configured.checks.require_token())
    if run_id is not UNKNOWN:
        context.configured.checks.require(
            _read, {"run_id": run_id}, "accept the baseline", "run_id"
        )
    return planned


def _read(client: Client, *, run_id: str, validate_only: bool) -> None:  # noqa: ARG001  # it changes nothing
    run = client.get_run(run_id)
    if run["status"] in {"failed", "cancelled"} or run["trigger"] == "verify":
        why = "is a verify run" if run["trigger"] == "verify" else f"has ended as {run['status']}"
        raise DiagnosticError(
            Diagnostic(
                "Could not accept the baseline: run without result",
                f"Run {run_id} {why}, so it has no findings to accept. Name a run that completed.",
                ("run_id",),
            )
        )


def import_id(text: str) -> State:
    """Import a baseline by the id of its run."""
    if wrong := uuid(text):
        raise DiagnosticError(Diagnostic("Not the id of a run", wrong))
    return {"id": text.lower()}


BASELINE: Final = Resource(
    schema=SCHEMA,
    create=create,
    read=read,
    update=update,
    delete=delete,
    import_id=import_id,
    plan=plan,
)
