"""Collects web apps and function apps of Azure App Service."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    listing,
    named,
    read,
    read_all,
)
from posture.collectors.azure.errors import GONE
from posture.collectors.azure.properties import flag, is_approved, members, part, text, value
from posture.collectors.collecting import Item, Read
from posture.domain.azure.assets.app_service import SiteConfig, WebSite

SITES_CALL = "app:ListSites"
SITE_CALL = "app:GetSite"
CONFIG_CALL = "app:GetConfiguration"
ENDPOINTS_CALL = "app:ListPrivateEndpoints"
PUBLISHING_CALL = "app:ListPublishingPolicies"
PUBLISHING = frozenset({"ftp", "scm"})
EVERY_ADDRESS = frozenset({"any", "0.0.0.0/0", "::/0"})


def _site(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    return {
        "https_only": flag(properties, "httpsOnly"),
        "public": text(properties, "publicNetworkAccess") or None,
    }


async def _private_endpoints(client: SubscriptionClient, item: Item) -> int:
    """Return the number of approved private endpoints; they matter where nothing else decides."""
    if text(item.data["properties"], "publicNetworkAccess"):
        return 0
    found = client.pages(ENDPOINTS_CALL, id=item.resource_id)
    return sum([is_approved(one) async for one in found])


def _config(found: Mapping[str, Any]) -> SiteConfig:
    properties = found["properties"]
    rules = members(properties, "ipSecurityRestrictions")
    allowing = [one for one in rules if text(one, "action", default="allow") == "allow"]
    addresses = {text(one, "ipAddress") for one in allowing}
    # Without rules everyone is allowed; with rules, whom none of them names is denied.
    default = "deny" if rules else "allow"
    return SiteConfig(
        minimum_tls=text(properties, "minTlsVersion", default="1.0"),
        minimum_deployment_tls=text(properties, "scmMinTlsVersion", default="1.0"),
        ftps_state=text(properties, "ftpsState", default="allallowed"),
        remote_debugging=flag(properties, "remoteDebuggingEnabled"),
        cors_origins=frozenset(
            str(one) for one in value(part(properties, "cors"), "allowedOrigins", list) or []
        ),
        default_action=text(properties, "ipSecurityRestrictionsDefaultAction", default=default),
        allows_all=bool(addresses & EVERY_ADDRESS),
    )


def _basic_auth(found: list[Any]) -> frozenset[str]:
    """Return the ways that accept passwords, which each does unless its policy forbids them.

    Raises:
        TypeError: there are no policies, which every site has.
    """
    if not found:
        raise TypeError("value")
    denied = {
        text(one, "name") for one in found if not flag(one["properties"], "allow", default=True)
    }
    return PUBLISHING - denied


SITES = ArmCollector(
    asset_type=WebSite,
    calls=(SITES_CALL, SITE_CALL),
    items=listing(SITES_CALL),
    find=named(SITE_CALL),
    listed=_site,
    gone=GONE,
    reads=(
        read("config", CONFIG_CALL, of=_config),
        Read(facts=("private_endpoints",), calls=(ENDPOINTS_CALL,), run=_private_endpoints),
        read_all("basic_auth", PUBLISHING_CALL, of=_basic_auth),
    ),
)

COLLECTORS: Collectors = (SITES,)
