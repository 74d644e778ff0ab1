"""Lists the projects that an identity can read."""

from collections.abc import Sequence

import msgspec

from posture.collectors.collecting import Unreached
from posture.collectors.errors import CallError
from posture.collectors.gcp.client import GcpSession
from posture.domain.collector import Member
from posture.domain.gcp.connection import GcpConnection
from posture.domain.gcp.names import GLOBAL

SEARCH_CALL = "cloudresourcemanager:projects.search"


async def members(session: GcpSession, options: GcpConnection) -> Sequence[Member]:
    """List the active projects, in whatever folder, with the options to connect to each.

    Raises:
        CallError: they cannot be listed, or not all of them.
    """
    found = []
    async for one in session.client(GLOBAL).pages(SEARCH_CALL):
        if isinstance(one, Unreached):
            raise CallError(one.unread.reason, one.unread.call)
        if one["state"] == "ACTIVE":
            found.append(
                Member(
                    account_id=one["projectId"],
                    name=one.get("displayName") or one["projectId"],
                    options=msgspec.structs.replace(options, project_id=one["projectId"]),
                )
            )
    return found
