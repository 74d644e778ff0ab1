"""Lists the subscriptions that an identity can read."""

from collections.abc import Sequence

import msgspec

from posture.collectors.azure.client import GLOBAL, AzureSession
from posture.domain.azure.connection import AzureConnection
from posture.domain.collector import Member

LIST_CALL = "subscription:List"


async def members(session: AzureSession, options: AzureConnection) -> Sequence[Member]:
    """List the enabled subscriptions of the tenant, with the options to connect to each.

    Raises:
        CallError: they cannot be listed.
    """
    client = session.client(GLOBAL)
    return [
        Member(
            account_id=one["subscriptionId"],
            name=one["displayName"],
            options=msgspec.structs.replace(options, subscription_id=one["subscriptionId"]),
        )
        async for one in client.pages(LIST_CALL)
        if one["state"] == "Enabled"
    ]
