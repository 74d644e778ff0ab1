"""Collects custom roles and role assignments."""

from collections.abc import AsyncIterator, Iterable, Mapping
from functools import partial
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    listing,
    resource,
)
from posture.collectors.azure.properties import members, text, value
from posture.collectors.collecting import Ask, Item
from posture.domain.azure.assets.iam import AssignedRole, CustomRole
from posture.domain.azure.roles import Permission, RoleAssignment

ASSIGNMENTS_CALL = "iam:ListRoleAssignments"
ROLES_CALL = "iam:ListCustomRoles"
BELOW = "/subscriptions/"


async def assignments(client: SubscriptionClient) -> tuple[RoleAssignment, ...]:
    """Return the role assignments of the subscription, those from above it included."""
    found: tuple[RoleAssignment, ...] = await client.once("assignments", partial(_read, client))
    return found


async def _read(client: SubscriptionClient) -> tuple[RoleAssignment, ...]:
    return tuple(assignment(one["properties"]) for one in await client.shared(ASSIGNMENTS_CALL))


async def roles_of(
    client: SubscriptionClient, principals: Iterable[str]
) -> tuple[RoleAssignment, ...]:
    """Return the role assignments of principals, whose ids are in lower case."""
    found = await client.once("assignments of each principal", partial(_by_principal, client))
    return tuple(one for principal in principals for one in found.get(principal, ()))


async def _by_principal(client: SubscriptionClient) -> dict[str, list[RoleAssignment]]:
    found: dict[str, list[RoleAssignment]] = {}
    for one in await assignments(client):
        found.setdefault(one.principal, []).append(one)
    return found


def assignment(properties: Mapping[str, Any]) -> RoleAssignment:
    """Return a role assignment; raises `TypeError` if it names no role, scope or principal."""
    role, scope, principal = (
        text(properties, one) for one in ("roleDefinitionId", "scope", "principalId")
    )
    if not (role and scope and principal):
        raise TypeError("roleDefinitionId, scope or principalId")
    return RoleAssignment(
        role=role.rpartition("/")[2],
        scope=scope,
        principal=principal,
        kind=text(properties, "principalType"),
        conditional=bool(value(properties, "condition", str)),
    )


async def _assigned(client: SubscriptionClient, _ask: Ask) -> AsyncIterator[Item]:
    for found in await client.shared(ASSIGNMENTS_CALL):
        of = resource(found)
        # What is assigned above the subscription is not the subscription's to change.
        if of.resource_id.lower().startswith(BELOW):
            yield of


def _assignment(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    return {"assignment": assignment(item.data["properties"])}


def _role(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    return {
        "permissions": tuple(map(_permission, members(properties, "permissions"))),
        "scopes": tuple(map(str, value(properties, "assignableScopes", list) or [])),
    }


def _permission(found: Mapping[str, Any]) -> Permission:
    actions, not_actions = (
        tuple(str(one).lower() for one in value(found, name, list) or [])
        for name in ("actions", "notActions")
    )
    return Permission(actions, not_actions)


ROLES = ArmCollector(
    asset_type=CustomRole,
    calls=(ROLES_CALL,),
    items=listing(ROLES_CALL),
    listed=_role,
)

ASSIGNMENTS = ArmCollector(
    asset_type=AssignedRole,
    calls=(ASSIGNMENTS_CALL,),
    items=_assigned,
    listed=_assignment,
)

COLLECTORS: Collectors = (ROLES, ASSIGNMENTS)
