"""Collects the subscription itself."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.azure.collecting import (
    Collectors,
    SubscriptionClient,
    read_all,
)
from posture.collectors.azure.iam import ASSIGNMENTS_CALL, assignments
from posture.collectors.azure.properties import (
    diagnostic_settings,
    flag,
    members,
    part,
    text,
    value,
)
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.azure.assets.subscription import ActivityAlert, DefenderPlan, Subscription
from posture.domain.azure.roles import RoleAssignment

SUBSCRIPTION_CALL = "subscription:Get"
PLANS_CALL = "defender:ListPlans"
CONTACTS_CALL = "defender:ListContacts"
DIAGNOSTICS_CALL = "monitor:ListDiagnosticSettings"
ALERTS_CALL = "monitor:ListActivityAlerts"
OPERATION = "operationname"
# Conditions that say that an operation succeeded, or what kind of operation it is.
KINDS = frozenset({"category", OPERATION})
RESOURCE_TYPE = "resourcetype"
SUCCESS = frozenset({"succeeded", "success"})


async def _items(client: SubscriptionClient, _ask: Ask) -> AsyncIterator[Item]:
    found = await client.call(SUBSCRIPTION_CALL)
    yield _item(found)


async def _find(client: SubscriptionClient, ids: Iterable[str]) -> AsyncIterator[Item]:
    found = _item(await client.call(SUBSCRIPTION_CALL))
    if found.resource_id.lower() in {one.lower() for one in ids}:
        yield found


def _item(found: Mapping[str, Any]) -> Item:
    return Item(found["id"], str(found.get("displayName") or found["subscriptionId"]), found)


async def _assignments(client: SubscriptionClient, _item: Item) -> tuple[RoleAssignment, ...]:
    return tuple(one for one in await assignments(client) if one.is_wide)


def _plans(found: list[Any]) -> Mapping[str, DefenderPlan]:
    return {text(one, "name"): _plan(one["properties"]) for one in found}


def _plan(properties: Mapping[str, Any]) -> DefenderPlan:
    return DefenderPlan(
        enabled=text(properties, "pricingTier") == "standard",
        partial=text(properties, "resourcesCoverageStatus") == "partiallycovered",
    )


def _contacts(found: list[Any]) -> tuple[bool, ...]:
    return tuple(_is_reached(one["properties"]) for one in found)


def _is_reached(properties: Mapping[str, Any]) -> bool:
    if not flag(properties, "isEnabled", default=True):
        return False
    by_role = part(properties, "notificationsByRole")
    roles = text(by_role, "state") == "on" and bool(value(by_role, "roles", list))
    return bool(value(properties, "emails", str)) or roles


def _alerts(found: list[Any]) -> tuple[ActivityAlert, ...]:
    return tuple(
        alert for one in found if (alert := _alert(one["properties"], one["id"])) is not None
    )


def _alert(properties: Mapping[str, Any], alert_id: str) -> ActivityAlert | None:
    """Return an enabled alert on the whole subscription; None for another one."""
    subscription = "/".join(alert_id.lower().split("/", 3)[:3])
    scopes = {str(one).lower().rstrip("/") for one in value(properties, "scopes", list) or []}
    if not flag(properties, "enabled", default=True) or subscription not in scopes:
        return None
    conditions = members(part(properties, "condition"), "allOf")
    operations = [one for one in conditions if text(one, "field") == OPERATION]
    operation = text(operations[0], "equals") if operations else ""
    return ActivityAlert(
        operation=operation,
        narrowed=any(_narrows(one, operation) for one in conditions),
        notifies=bool(members(part(properties, "actions"), "actionGroups")),
    )


def _narrows(condition: Mapping[str, Any], operation: str) -> bool:
    """Return whether a condition leaves out some of the operations that succeed."""
    name, wanted = text(condition, "field"), text(condition, "equals")
    if name in KINDS:
        return False
    if name == RESOURCE_TYPE:
        return not operation.startswith(f"{wanted}/")
    return wanted not in SUCCESS


SUBSCRIPTION = AssetCollector(
    asset_type=Subscription,
    regional=False,
    calls=(SUBSCRIPTION_CALL,),
    items=_items,
    find=_find,
    reads=(
        Read(facts=("assignments",), calls=(ASSIGNMENTS_CALL,), run=_assignments),
        read_all("plans", PLANS_CALL, of=_plans),
        read_all("contacts", CONTACTS_CALL, of=_contacts),
        read_all("diagnostics", DIAGNOSTICS_CALL, of=diagnostic_settings),
        read_all("alerts", ALERTS_CALL, of=_alerts),
    ),
)

COLLECTORS: Collectors = (SUBSCRIPTION,)
