"""ARM ids: Azure's names of resources.

An id is compared without regard to letter case, because Azure's own services spell the fixed words,
the names of types, and the names of resource groups in several ways.
"""

import re
from typing import NamedTuple

from posture.domain.cloud import Location

SUBSCRIPTIONS = "subscriptions"
PROVIDERS = "providers"
TENANTS = "tenants"
# The types of a tenant and of what it contains, which are no resources of ARM.
TENANT_TYPE = "microsoft.graph/organization"
SUBSCRIPTION_TYPE = "microsoft.resources/subscriptions"
_SUBSCRIPTION = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# A provider, a type and a name.
_SHORTEST = 3

# The service's word for `--service` and check ids, by the namespace of its resource provider.
SERVICES = {
    "microsoft.authorization": "iam",
    "microsoft.botservice": "bot",
    "microsoft.cognitiveservices": "ai",
    "microsoft.compute": "compute",
    "microsoft.containerregistry": "acr",
    "microsoft.containerservice": "aks",
    "microsoft.databricks": "databricks",
    "microsoft.dbformysql": "mysql",
    "microsoft.dbforpostgresql": "postgresql",
    "microsoft.documentdb": "cosmosdb",
    "microsoft.graph": "entra",
    "microsoft.keyvault": "keyvault",
    "microsoft.machinelearningservices": "ml",
    "microsoft.network": "network",
    "microsoft.resources": "subscription",
    "microsoft.search": "search",
    "microsoft.sql": "sql",
    "microsoft.storage": "storage",
    "microsoft.web": "app",
}


class ArmId(NamedTuple):
    """The parts of an ARM id.

    Attributes:
        subscription: the subscription in lower case; empty for an id above subscriptions.
        group: the resource group; empty for an id of the whole subscription.
        type: provider and types in lower case, such as `microsoft.sql/servers/databases`.
        names: the names that belong to the types, outermost first.
    """

    subscription: str
    group: str
    type: str
    names: tuple[str, ...]


def parse(resource_id: str) -> ArmId | None:
    """Return the parts of an ARM id; None if it is not one."""
    if not resource_id.startswith("/") or resource_id.endswith("/") or "//" in resource_id:
        return None
    parts = resource_id[1:].split("/")
    lower = [one.lower() for one in parts]
    subscription = group = ""
    if lower[0] == SUBSCRIPTIONS:
        if len(parts) == 1 or not _SUBSCRIPTION.fullmatch(lower[1]):
            return None
        subscription = lower[1]
    if lower[0] == TENANTS:
        return _of_tenant(parts, lower)
    if PROVIDERS not in lower:
        return _container(subscription, parts, lower)
    # An extension resource, such as a role assignment, follows the id of what it extends.
    last = len(lower) - 1 - lower[::-1].index(PROVIDERS)
    if len(lower) > 3 and lower[2] == "resourcegroups":  # noqa: PLR2004  # the group's name follows
        group = parts[3]
    rest = parts[last + 1 :]
    if len(rest) < _SHORTEST or len(rest) % 2 == 0:
        return None
    types = "/".join((rest[0], *rest[1::2])).lower()
    return ArmId(subscription, group, types, tuple(rest[2::2]))


def _container(subscription: str, parts: list[str], lower: list[str]) -> ArmId | None:
    """Return the parts of the id of a subscription or of a resource group."""
    if subscription and len(parts) == 2:  # noqa: PLR2004  # /subscriptions/ID
        return ArmId(subscription, "", SUBSCRIPTION_TYPE, (parts[1],))
    if subscription and len(parts) == 4 and lower[2] == "resourcegroups":  # noqa: PLR2004  # /subscriptions/ID/resourceGroups/NAME
        return ArmId(subscription, parts[3], f"{SUBSCRIPTION_TYPE}/resourcegroups", (parts[3],))
    return None


def _of_tenant(parts: list[str], lower: list[str]) -> ArmId | None:
    """Return the parts of the id of an Entra tenant, or of an object that it contains."""
    if len(parts) == 2:  # noqa: PLR2004  # /tenants/ID
        return ArmId("", "", TENANT_TYPE, (parts[1],))
    if len(parts) == 4:  # noqa: PLR2004  # /tenants/ID/applications/ID
        return ArmId("", "", f"microsoft.graph/{lower[2]}", (parts[1], parts[3]))
    return None


def locate(resource_id: str) -> Location | None:
    """Return the location of an asset according to its ARM id; None if the id is not one.

    An ARM id does not contain the region.
    """
    found = parse(resource_id)
    if found is None:
        return None
    provider, _, kind = found.type.partition("/")
    return Location(found.subscription, "", SERVICES.get(provider, provider), kind)


def key(resource_id: str) -> str:
    """Return what two spellings of one id have in common."""
    return resource_id.lower()
