"""The least-privilege role of Azure, made from the calls that collectors declare."""

from collections.abc import Iterable
from typing import Any

from posture.collectors.azure.collecting import SubscriptionClient
from posture.collectors.azure.errors import DENIED
from posture.collectors.azure.operations import OPERATIONS
from posture.collectors.collecting import AssetCollector
from posture.domain.check import Check
from posture.domain.evidence import Unread

# Calls of every run, whatever its checks.
ALWAYS = frozenset({"subscription:Get"})
# An application's permissions of Graph are no actions of a role.
GRAPH = "Microsoft Graph:"


def permission(unread: Unread) -> str | None:
    """Return the action that would allow a denied call; None if it was not denied."""
    if unread.reason not in DENIED or unread.call not in OPERATIONS:
        return None
    operation = OPERATIONS[unread.call]
    return f"{GRAPH} {operation.action}" if operation.is_graph else operation.action


def read_only_role(
    collectors: Iterable[AssetCollector[SubscriptionClient, Any]],
) -> dict[str, Any]:
    """Return the definition of a custom role that allows the calls of these collectors.

    The built-in role Reader contains all of it.
    """
    calls = ALWAYS.union(*(one.all_calls for one in collectors))
    used = (OPERATIONS[call] for call in calls)
    return {
        "Name": "Posture read only",
        "IsCustom": True,
        "Description": "Reads the settings that posture evaluates.",
        "Actions": sorted({one.action for one in used if not one.is_graph}),
        "NotActions": [],
        "DataActions": [],
        "NotDataActions": [],
        "AssignableScopes": ["/subscriptions/SUBSCRIPTION_ID"],
    }


def graph_permissions(
    collectors: Iterable[AssetCollector[SubscriptionClient, Any]], checks: Iterable[Check[Any]]
) -> dict[str, list[str]]:
    """Return the application permissions of Microsoft Graph, each with the checks that need it."""
    found: dict[str, set[str]] = {}
    by_type = {one.asset_type: one for one in collectors}
    for check in checks:
        collector = by_type[check.asset_type]
        reads = (call for read in collector.needed(check.needs) for call in read.calls)
        for call in {*collector.calls, *reads}:
            if OPERATIONS[call].is_graph:
                found.setdefault(OPERATIONS[call].action, set()).add(check.id)
    return {f"{GRAPH} {name}": sorted(found[name]) for name in sorted(found)}
