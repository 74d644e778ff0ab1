"""Collects the Entra tenant of the subscription, its administrators and its applications.

All of it is read from Microsoft Graph, whose permissions an identity has apart from its roles.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from posture.collectors.azure.collecting import ArmCollector, Collectors, SubscriptionClient
from posture.collectors.azure.properties import flag, members, part, text, value
from posture.collectors.azure.subscription import SUBSCRIPTION_CALL
from posture.collectors.collecting import Ask, Item, Read
from posture.collectors.errors import CallError
from posture.domain.azure.assets.entra import (
    EntraAdministrator,
    EntraApplication,
    EntraTenant,
    UserSettings,
)
from posture.domain.azure.conditional_access import ALL, AccessPolicy

DEFAULTS_CALL = "entra:GetSecurityDefaults"
USERS_CALL = "entra:GetAuthorizationPolicy"
POLICIES_CALL = "entra:ListAccessPolicies"
GLOBAL_CALL = "entra:ListGlobalAdministrators"
ADMINISTRATORS_CALL = "entra:ListAdministrators"
APPLICATIONS_CALL = "entra:ListApplications"
LONGEST_LIFE = timedelta(days=731)
# The clients that people sign in with.
PEOPLE = frozenset({"browser", "mobileappsanddesktopclients"})
MFA = "mfa"
OTHER_TENANT = "OtherTenant"
MEMBERS = "a0b1b346-4d3e-4e8b-98f8-753987be4970"  # the role of members


def _settled(_item: Item) -> None:
    """Return no state: Microsoft Graph applies a change before it answers."""


async def _tenant_id(client: SubscriptionClient) -> str:
    found = await client.call(SUBSCRIPTION_CALL)
    tenant_id = value(found, "tenantId", str)
    if not tenant_id:
        raise TypeError("tenantId")
    # Graph answers about the tenant of the token; a subscription can be one of another tenant.
    if client.tenant_id is not None and client.tenant_id.lower() != tenant_id.lower():
        raise CallError(OTHER_TENANT, SUBSCRIPTION_CALL)
    return f"/tenants/{tenant_id}"


async def _tenant(client: SubscriptionClient, _ask: Ask) -> AsyncIterator[Item]:
    tenant = await _tenant_id(client)
    yield Item(tenant, tenant.rpartition("/")[2], {})


def _objects(
    call: str, kind: str, name: str
) -> Callable[[SubscriptionClient, Ask], AsyncIterator[Item]]:
    """Return the `items` of a collector whose objects a listing of Graph has."""

    async def items(client: SubscriptionClient, _ask: Ask) -> AsyncIterator[Item]:
        tenant = await _tenant_id(client)
        async for found in client.pages(call):
            object_id = value(found, "id", str)
            if not object_id:
                raise TypeError("id")
            yield Item(f"{tenant}/{kind}/{object_id}", value(found, name, str) or "", found)

    return items


def _required(found: Mapping[str, Any], name: str) -> bool:
    """Return a boolean that is always there; an answer without it is no evidence."""
    answer = value(found, name, bool)
    if answer is None:
        raise TypeError(name)
    return answer


async def _defaults(client: SubscriptionClient, _item: Item) -> bool:
    return _required(await client.call(DEFAULTS_CALL), "isEnabled")


async def _users(client: SubscriptionClient, _item: Item) -> UserSettings:
    found = await client.call(USERS_CALL)
    role = part(found, "defaultUserRolePermissions")
    consents = value(role, "permissionGrantPoliciesAssigned", list) or []
    return UserSettings(
        registers_apps=_required(role, "allowedToCreateApps"),
        creates_tenants=flag(role, "allowedToCreateTenants", default=True),
        guest_role=text(found, "guestUserRoleId", default=MEMBERS),
        invites=text(found, "allowInvitesFrom", default="everyone"),
        consents=frozenset(str(one).lower() for one in consents),
    )


async def _policies(client: SubscriptionClient, _item: Item) -> tuple[AccessPolicy, ...]:
    return tuple([_policy(one) async for one in client.pages(POLICIES_CALL)])


def _policy(found: Mapping[str, Any]) -> AccessPolicy:
    conditions = part(found, "conditions")
    users, applications = part(conditions, "users"), part(conditions, "applications")
    clients = _texts(conditions, "clientAppTypes")
    return AccessPolicy(
        enabled=text(found, "state") == "enabled",
        users=_texts(users, "includeUsers"),
        applications=_texts(applications, "includeApplications"),
        excluded=_texts(applications, "excludeApplications"),
        narrowed=not (ALL in clients or clients >= PEOPLE)
        or any(part(conditions, name) for name in ("platforms", "locations", "authenticationFlows"))
        or bool(part(part(conditions, "devices"), "deviceFilter"))
        or bool(part(applications, "applicationFilter"))
        or bool(value(conditions, "insiderRiskLevels", str))
        or any(_texts(conditions, name) for name in ("signInRiskLevels", "userRiskLevels")),
        requires_mfa=_requires_mfa(part(found, "grantControls")),
    )


def _requires_mfa(controls: Mapping[str, Any]) -> bool:
    """Return whether no control can be fulfilled in place of the second factor."""
    required = _texts(controls, "builtInControls")
    strength = part(controls, "authenticationStrength")
    strong = bool(strength) and text(strength, "requirementsSatisfied", default=MFA) == MFA
    others = (required - {MFA}) or _texts(controls, "customAuthenticationFactors")
    either = bool(others) and text(controls, "operator") == "or"
    return (MFA in required or strong) and not either


def _texts(found: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(str(one).lower() for one in value(found, name, list) or [])


async def _global(client: SubscriptionClient, _item: Item) -> tuple[str, ...]:
    found = {text(one, "principalId") async for one in client.pages(GLOBAL_CALL)}
    if "" in found:
        raise TypeError("principalId")
    return tuple(sorted(found))


def _administrator(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    return {"mfa": _required(item.data, "isMfaRegistered")}


def _application(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    now = datetime.now(UTC)
    expired, long_lived = [], []
    for kind in ("passwordCredentials", "keyCredentials"):
        for one in members(item.data, kind):
            name = value(one, "displayName", str) or value(one, "keyId", str) or kind
            ends = datetime.fromisoformat(str(one["endDateTime"]))
            begins = value(one, "startDateTime", str)
            if ends <= now:
                expired.append(name)
            elif begins is None or ends - datetime.fromisoformat(begins) > LONGEST_LIFE:
                long_lived.append(name)
    return {"expired": tuple(expired), "long_lived": tuple(long_lived)}


TENANT = ArmCollector(
    transition=_settled,
    asset_type=EntraTenant,
    calls=(SUBSCRIPTION_CALL,),
    items=_tenant,
    reads=(
        Read(facts=("defaults",), calls=(DEFAULTS_CALL,), run=_defaults),
        Read(facts=("policies",), calls=(POLICIES_CALL,), run=_policies),
        Read(facts=("users",), calls=(USERS_CALL,), run=_users),
        Read(facts=("global_administrators",), calls=(GLOBAL_CALL,), run=_global),
    ),
)

ADMINISTRATORS = ArmCollector(
    transition=_settled,
    asset_type=EntraAdministrator,
    calls=(ADMINISTRATORS_CALL, SUBSCRIPTION_CALL),
    items=_objects(ADMINISTRATORS_CALL, "users", "userPrincipalName"),
    listed=_administrator,
)

APPLICATIONS = ArmCollector(
    transition=_settled,
    asset_type=EntraApplication,
    calls=(APPLICATIONS_CALL, SUBSCRIPTION_CALL),
    items=_objects(APPLICATIONS_CALL, "applications", "displayName"),
    listed=_application,
)

COLLECTORS: Collectors = (TENANT, ADMINISTRATORS, APPLICATIONS)
