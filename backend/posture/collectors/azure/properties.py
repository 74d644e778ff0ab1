"""Properties of ARM resources: a value of another type than documented is no evidence."""

from collections.abc import Mapping
from typing import Any, TypeVar

from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.diagnostics import DiagnosticSetting

T = TypeVar("T")
DESTINATIONS = (
    "workspaceId",
    "storageAccountId",
    "eventHubAuthorizationRuleId",
    "marketplacePartnerId",
)


def value(properties: Mapping[str, Any], name: str, kind: type[T]) -> T | None:
    """Return a property; None if it is absent or null.

    Raises:
        TypeError: it is of another type.
    """
    found = properties.get(name)
    if found is None:
        return None
    if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
        raise TypeError(f"{name} is {type(found).__name__}")
    return found


def flag(properties: Mapping[str, Any], name: str, *, default: bool = False) -> bool:
    """Return a boolean property, or its documented default; raises `TypeError`."""
    found = value(properties, name, bool)
    return default if found is None else found


def text(properties: Mapping[str, Any], name: str, *, default: str = "") -> str:
    """Return a text in lower case, or its documented default; raises `TypeError`."""
    return (value(properties, name, str) or default).lower()


def part(properties: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return an object of properties, empty if it is absent; raises `TypeError`."""
    found: Mapping[str, Any] | None = value(properties, name, dict)
    return found or {}


def members(properties: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Return a list of objects, empty if it is absent; raises `TypeError`."""
    found = value(properties, name, list) or []
    if not all(isinstance(one, Mapping) for one in found):
        raise TypeError(name)
    return found


def group_id(properties: Mapping[str, Any]) -> str:
    """Return the id of the security group of an interface or subnet; empty if it has none."""
    return text(part(properties, "networkSecurityGroup"), "id")


def network_access(properties: Mapping[str, Any]) -> NetworkAccess:
    """Return who can reach a service; absent rules let everyone in, as documented."""
    rules = part(properties, "networkAcls")
    bypass = text(rules, "bypass", default="azureservices")
    return NetworkAccess(
        public=text(properties, "publicNetworkAccess", default="enabled"),
        default_action=text(rules, "defaultAction", default="allow"),
        ip_rules=tuple(str(one["value"]) for one in members(rules, "ipRules")),
        bypass=frozenset(one.strip() for one in bypass.split(",")),
        private_endpoints=approved_endpoints(properties),
    )


def public_endpoint(properties: Mapping[str, Any]) -> NetworkAccess:
    """Return who can reach a service that has no rules for its public endpoint."""
    return NetworkAccess(
        public=text(properties, "publicNetworkAccess", default="enabled"),
        default_action="allow",
        private_endpoints=approved_endpoints(properties),
    )


def approved_endpoints(properties: Mapping[str, Any]) -> int:
    """Return the number of approved private endpoints; raises `TypeError`."""
    return sum(map(is_approved, members(properties, "privateEndpointConnections")))


def is_approved(connection: Mapping[str, Any]) -> bool:
    """Return whether a connection of a private endpoint is approved; raises `TypeError`."""
    state = part(part(connection, "properties"), "privateLinkServiceConnectionState")
    return text(state, "status") == "approved"


def diagnostic_settings(found: list[Any]) -> tuple[DiagnosticSetting, ...]:
    """Return the diagnostic settings of a listing."""
    return tuple(_setting(one["properties"]) for one in found)


def _setting(properties: Mapping[str, Any]) -> DiagnosticSetting:
    enabled = [one for one in members(properties, "logs") if flag(one, "enabled")]
    return DiagnosticSetting(
        categories=frozenset(text(one, "category") for one in enabled) - {""},
        groups=frozenset(text(one, "categoryGroup") for one in enabled) - {""},
        exported=any(value(properties, name, str) for name in DESTINATIONS),
    )
