"""Role proof: whether a role refuses a worker that has not the external id of its tenant.

A worker assumes the roles of all tenants with the same credentials. Only the external id that a
role's trust policy requires keeps one tenant from naming the role of another.
"""

from collections.abc import Awaitable, Callable, Mapping
from secrets import token_hex
from typing import Any

from posture.collectors.errors import CallError

ACCESS_DENIED = "AccessDenied"

Assume = Callable[[Mapping[str, str]], Awaitable[dict[str, Any]]]


async def why_open(assume: Assume, request: Mapping[str, str]) -> str | None:
    """Return in a sentence why other tenants could assume a role; None if it refuses them.

    A condition such as `StringLike: "*"` refuses a request without an external id and accepts any
    other one; `StringEqualsIfExists` does the opposite. So both requests are made.

    Args:
        assume: calls `sts:AssumeRole`.
        request: the request that has assumed the role.

    Raises:
        CallError: it could not be found out.
    """
    bare = {name: value for name, value in request.items() if name != "ExternalId"}
    wrong = f"posture-proof-{token_hex(16)}"
    accepted = [
        how
        for how, tried in (
            ("another external id", bare | {"ExternalId": wrong}),
            ("no external id", bare),
        )
        if await _is_accepted(assume, tried)
    ]
    if not accepted:
        return None
    required = request.get("ExternalId")
    value = f'"{required}"' if required else "the external_id that the integration must get"
    return (
        f"The role {request['RoleArn']} can be assumed with {' and with '.join(accepted)}, so "
        "another tenant of this server could use it: add the condition StringEquals "
        f"sts:ExternalId = {value} to its trust policy."
    )


async def _is_accepted(assume: Assume, request: Mapping[str, str]) -> bool:
    try:
        await assume(request)
    except CallError as error:
        if error.code == ACCESS_DENIED:
            return False
        raise
    return True
