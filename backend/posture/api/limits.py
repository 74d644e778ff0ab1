"""Limits: a token that is limited to some integrations does not see the others.

What is refused here looks like something that does not exist. Lists take the same limit as a
filter (`within`), so that a limited token can also page through them.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from posture.api.errors import ProblemError, missing_scope
from posture.api.request import UUID
from posture.api.request_context import RequestContext
from posture.api.validation import Fault, problem_of
from posture.services import findings, integrations, runs, suppressions
from posture.services.tokens import LIMITED_SCOPES, Caller
from posture.store.engine import Store

ONLY_NAMED: Final = "The token is limited to some integrations: name one of them."


async def require_within_limits(
    context: RequestContext, scope: str | None, path: Mapping[str, Any]
) -> None:
    """Refuse a request about an integration that the token may not touch.

    Args:
        context: of the request.
        scope: that the operation needs.
        path: the values of the path; one that is no id is refused by the handler.
    """
    caller = context.caller
    if caller is None or caller.integrations is None:
        return
    if scope is not None and scope not in LIMITED_SCOPES:
        raise missing_scope(scope)
    for name, find in INTEGRATION_OF.items():
        if name in path and UUID.fullmatch(path[name]):
            found = await find(context.deps.store, caller.tenant_id, path[name].lower())
            if not caller.may_touch(found):
                raise ProblemError(f"{name.removesuffix('_id')}_not_found")


def require_integration(caller: Caller, integration_id: str | None) -> None:
    """Refuse a body that names an integration which the token may not touch, or all of them."""
    if integration_id is None and caller.integrations is not None:
        raise problem_of(Fault("invalid_integration_id", "integration_id", ONLY_NAMED))
    if not caller.may_touch(integration_id):
        raise ProblemError("integration_not_found")


async def require_run(store: Store, caller: Caller, run_id: str) -> None:
    """Refuse a body that names a run of an integration which the token may not touch."""
    if caller.integrations is not None and not caller.may_touch(
        await _of_run(store, caller.tenant_id, run_id)
    ):
        raise ProblemError("run_not_found")


async def _of_run(store: Store, tenant_id: str, run_id: str) -> str:
    return (await runs.get_run(store, tenant_id=tenant_id, run_id=run_id)).integration_id


async def _of_finding(store: Store, tenant_id: str, finding_id: str) -> str:
    row = await findings.get_finding(store, tenant_id=tenant_id, finding_id=finding_id)
    return row.integration_id


async def _of_suppression(store: Store, tenant_id: str, suppression_id: str) -> str | None:
    row = await suppressions.get_suppression(
        store, tenant_id=tenant_id, suppression_id=suppression_id
    )
    return row.integration_id


async def _of_integration(store: Store, tenant_id: str, integration_id: str) -> str:
    row = await integrations.get_integration(
        store, tenant_id=tenant_id, integration_id=integration_id
    )
    return row.id


# How the integration of each thing is found that a path can name; every one of them never changes.
INTEGRATION_OF: Final[Mapping[str, Callable[[Store, str, str], Awaitable[str | None]]]] = {
    "run_id": _of_run,
    "finding_id": _of_finding,
    "suppression_id": _of_suppression,
    "integration_id": _of_integration,
}
