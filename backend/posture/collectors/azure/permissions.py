"""The least-privilege role of Azure, made from the calls that collectors declare."""

from collections.abc import Iterable
from typing import Any

from posture.collectors.azure.collecting import SubscriptionClient
from posture.collectors.azure.errors import DENIED
from posture.collectors.azure.operations import OPERATIONS
from posture.collectors.collecting import AssetCollector
from posture.domain.evidence import Unread

# Calls of every run, whatever its checks.
ALWAYS = frozenset({"subscription:Get"})


def permission(unread: Unread) -> str | None:
    """Return the action that would allow a denied call; None if it was not denied."""
    if unread.reason not in DENIED or unread.call not in OPERATIONS:
        return None
    return OPERATIONS[unread.call].action


def read_only_role(
    collectors: Iterable[AssetCollector[SubscriptionClient, Any]],
) -> dict[str, Any]:
    """Return the definition of a custom role that allows the calls of these collectors.

    The built-in role Reader contains all of it.
    """
    calls = ALWAYS.union(*(one.all_calls for one in collectors))
    return {
        "Name": "Posture read only",
        "IsCustom": True,
        "Description": "Reads the settings that posture evaluates.",
        "Actions": sorted({OPERATIONS[call].action for call in calls}),
        "NotActions": [],
        "DataActions": [],
        "NotDataActions": [],
        "AssignableScopes": ["/subscriptions/SUBSCRIPTION_ID"],
    }
