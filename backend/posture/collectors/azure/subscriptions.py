"""Lists the subscriptions that an identity can read, or those of them in a management group."""

import re
from collections.abc import Sequence

import msgspec

from posture.collectors.azure.client import GLOBAL, AzureClient, AzureSession
from posture.collectors.azure.operations import OPERATIONS
from posture.collectors.errors import MALFORMED, MALFORMED_ANSWER, CallError
from posture.domain.azure.connection import AzureConnection
from posture.domain.collector import ConnectError, Member

LIST_CALL = "subscription:List"
DESCENDANTS_CALL = "management:ListDescendants"
# Azure allows these characters; the root group of a tenant has the tenant's id as its name.
PARENT = re.compile(r"managementGroups/([\w().-]{1,90})", re.ASCII)
ENABLED = "Enabled"


def require_parent(parent: str) -> None:
    """Raise `ConnectError` if a text is not the name of a management group, nor empty."""
    if parent and not PARENT.fullmatch(parent):
        raise ConnectError(
            f"{parent!r} is no parent: use managementGroups/NAME; the group of the whole tenant "
            "has the tenant's id as its name."
        )


async def members(
    session: AzureSession, options: AzureConnection, parent: str = ""
) -> Sequence[Member]:
    """List the enabled subscriptions of the tenant, with the options to connect to each.

    Args:
        session: signs in.
        options: what all connections have in common.
        parent: the management group that they are in, at any depth; empty for all.

    Raises:
        ConnectError: they cannot be listed, or not all of them.
    """
    client = session.client(GLOBAL)
    try:
        found = [one async for one in client.pages(LIST_CALL)]
        within = await _within(client, parent)
        return [
            Member(
                account_id=one["subscriptionId"],
                name=one["displayName"],
                options=msgspec.structs.replace(options, subscription_id=one["subscriptionId"]),
            )
            for one in found
            if one["state"] == ENABLED
            and (within is None or one["subscriptionId"].lower() in within)
        ]
    except CallError as error:
        raise ConnectError(
            f"The subscriptions cannot be listed ({error.code}: {error.call}). It needs "
            f"{OPERATIONS[error.call].action} on the tenant or the management group."
        ) from error
    except MALFORMED as error:
        raise ConnectError(
            f"The subscriptions cannot be listed ({MALFORMED_ANSWER}: {LIST_CALL})."
        ) from error


async def _within(client: AzureClient, parent: str) -> frozenset[str] | None:
    """Return the ids of the subscriptions in a management group; None without one."""
    group = PARENT.fullmatch(parent)
    if group is None:
        return None
    found = client.pages(DESCENDANTS_CALL, group=group[1])
    return frozenset(
        [one["name"].lower() async for one in found if one["type"].endswith("/subscriptions")]
    )
