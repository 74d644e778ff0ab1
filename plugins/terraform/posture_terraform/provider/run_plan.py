"""The plan of a run: the request that starts it, and whether the server would accept that.

What is not known before the apply is left out of the question, so the rest is still checked.
"""

from typing import Any, Final

from posture_client import Client
from posture_terraform.framework.definition import Context
from posture_terraform.framework.schema import Value
from posture_terraform.framework.values import State
from posture_terraform.provider import gate
from posture_terraform.provider.connection import Configured
from posture_terraform.unknown import UNKNOWN

_NAMED: Final = ("integration_id", "trigger", "scope", "source", *gate.POLICY)


def request(planned: State) -> dict[str, Any]:
    """Return the members of the request that starts a run."""
    body: dict[str, Any] = {
        "integration_id": planned["integration_id"],
        "trigger": planned["trigger"],
        "source": {"tool": "terraform"} | _members(planned["source"]),
    }
    if scope := _members(planned["scope"]):
        body["scope"] = scope
    if policy := gate.request(planned):
        body["gate"] = policy
    return body


def require_startable(context: Context[Configured], planned: State) -> None:
    """Refuse a run that the server would refuse; its checks and services get the best advice.

    Raises:
        DiagnosticError: the server would refuse it.
    """
    if context.configured is None:
        return
    context.warnings.extend(context.configured.checks.require_token())
    scope = planned["scope"]
    if isinstance(scope, dict):
        names = {"check": scope["check_ids"], "service": scope["services"]}
        context.configured.names.require(("scope",), names)
    known = _known(planned)
    body = request(known)
    # What the apply changes of an integration can make a run of it right.
    if body["integration_id"] in {None, *context.configured.checks.changing}:
        _require_frameworks(context.configured, planned)
        return
    named = (name for name in _NAMED if known[name] is not None)
    context.configured.checks.require(Client.start_run, body, "start the run", *named)


def require_policy(context: Context[Configured], prior: State, planned: State) -> None:
    """Refuse another policy for a run that has ended, if the server would refuse it.

    Raises:
        DiagnosticError: the server would refuse it.
    """
    policy = gate.request(_known(planned))
    if context.configured is None or policy is None or prior["status"] != "completed":
        return
    context.configured.checks.require(
        lambda client, *, validate_only, **sent: client.get_gate(prior["id"], **sent),  # noqa: ARG005  # it changes nothing
        policy,
        "read the verdict of the gate",
        *policy,
        of=prior["id"],
    )


def _require_frameworks(configured: Configured, planned: State) -> None:
    """Refuse unknown frameworks of a run whose integration does not exist yet."""
    policy = gate.request(_known(planned)) or {}
    for name in sorted(policy.get("framework", ())):
        configured.checks.require(
            lambda client, *, validate_only, framework: client.list_checks(framework=framework),  # noqa: ARG005  # it changes nothing
            {"framework": name},
            "start the run",
            "framework",
        )


def _known(planned: State) -> State:
    """Return the planned values with null in place of those that are not known yet."""
    return {name: _without_unknown(value) for name, value in planned.items()}


def _without_unknown(value: Value) -> Value:
    if isinstance(value, dict):
        return {name: _without_unknown(one) for name, one in value.items()}
    if isinstance(value, list):
        known = [one for one in value if one is not UNKNOWN]
        # An empty list limits a run to nothing; one of which nothing is known does not limit yet.
        return known if known or not value else None
    return None if value is UNKNOWN else value


def _members(values: State | None) -> State:
    return {name: value for name, value in (values or {}).items() if value is not None}
