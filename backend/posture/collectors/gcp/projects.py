"""Lists the projects that an identity can read."""

import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec

from posture.collectors.collecting import Unreached
from posture.collectors.errors import MALFORMED, MALFORMED_ANSWER, CallError
from posture.collectors.gcp.client import GcpClient, GcpSession
from posture.collectors.gcp.operations import OPERATIONS
from posture.domain.collector import ConnectError, Member
from posture.domain.gcp.connection import GcpConnection
from posture.domain.gcp.names import GLOBAL

SEARCH_CALL = "cloudresourcemanager:projects.search"
FOLDERS_CALL = "cloudresourcemanager:folders.list"
PARENT = re.compile(r"(?:folders|organizations)/[0-9]{1,25}")
ACTIVE = "ACTIVE"


def require_parent(parent: str) -> None:
    """Raise `ConnectError` if a text is not the name of a folder or an organization, nor empty."""
    if parent and not PARENT.fullmatch(parent):
        raise ConnectError(f"{parent!r} is no parent: use folders/NUMBER or organizations/NUMBER.")


async def members(
    session: GcpSession, options: GcpConnection, parent: str = ""
) -> Sequence[Member]:
    """List the active projects, with the options to connect to each.

    Args:
        session: signs in.
        options: what all connections have in common.
        parent: the folder or organization that they are in, at any depth; empty for all.

    Raises:
        ConnectError: they cannot be listed, or not all of them.
    """
    try:
        return await _members(session.client(GLOBAL), options, parent)
    except MALFORMED as error:
        raise ConnectError(
            f"The projects cannot be listed ({MALFORMED_ANSWER}): an answer is not as documented."
        ) from error
    except CallError as error:
        needed = OPERATIONS[error.call].permission
        raise ConnectError(
            f"The projects cannot be listed ({error.code}: {error.call}). It needs {needed} on the "
            "organization or its folders."
        ) from error


async def _members(client: GcpClient, options: GcpConnection, parent: str) -> list[Member]:
    if not parent:
        return await _found(client, options, "")
    found: list[Member] = []
    for one in await _folders(client, parent):
        found += await _found(client, options, f" parent:{one}")
    return found


async def _folders(client: GcpClient, parent: str) -> Sequence[str]:
    """Return a parent and all folders in it, at any depth; raises `CallError`."""
    found = [parent]
    for place in found:  # it grows
        async for one in _listed(client, FOLDERS_CALL, parent=place):
            if one["state"] == ACTIVE and one["name"] not in found:
                require_parent(one["name"])
                found.append(one["name"])
    return found


async def _found(client: GcpClient, options: GcpConnection, within: str) -> list[Member]:
    query = f"state:{ACTIVE}{within}"
    return [
        Member(
            account_id=one["projectId"],
            name=one.get("displayName") or one["projectId"],
            options=msgspec.structs.replace(options, project_id=one["projectId"]),
        )
        async for one in _listed(client, SEARCH_CALL, query=query)
        if one["state"] == ACTIVE
    ]


async def _listed(client: GcpClient, call: str, **parameters: str) -> AsyncIterator[Any]:
    """Yield what a call lists; raises `CallError`, also if it is not everything."""
    async for one in client.pages(call, **parameters):
        if isinstance(one, Unreached):
            raise CallError(one.unread.reason, one.unread.call)
        yield one
