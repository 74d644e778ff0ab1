"""Collects networks, subnetworks, firewalls, load balancers and DNS zones."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.collecting import AssetCollector, Item, Read, Unreached
from posture.collectors.errors import CallError
from posture.collectors.gcp.collecting import ProjectClient, by_id, by_self_link, listing
from posture.collectors.gcp.errors import DISABLED
from posture.collectors.gcp.firewall_rules import network_rule, policy_rules
from posture.collectors.gcp.partial import raise_unreached
from posture.collectors.gcp.properties import flag, members, text, texts
from posture.domain.gcp.assets.network import (
    BackendService,
    DnsZone,
    HttpsProxy,
    VpcFirewall,
    VpcFirewallPolicy,
    VpcNetwork,
    VpcSubnetwork,
)
from posture.domain.gcp.names import path_in

FIREWALLS_CALL = "compute:firewalls.list"
POLICIES_CALL = "compute:networkFirewallPolicies.aggregatedList"
NETWORKS_CALL = "compute:networks.list"
SUBNETWORKS_CALL = "compute:subnetworks.aggregatedList"
PROXIES_CALL = "compute:targetHttpsProxies.aggregatedList"
SSL_POLICIES_CALL = "compute:sslPolicies.aggregatedList"
BACKENDS_CALL = "compute:backendServices.aggregatedList"
ZONES_CALL = "dns:managedZones.list"
DNS_POLICIES_CALL = "dns:policies.list"
EXTERNAL = frozenset({"EXTERNAL", "EXTERNAL_MANAGED"})
HTTP = frozenset({"HTTP", "HTTPS", "HTTP2", "H2C", "GRPC"})
LINK = by_self_link("compute")


def _firewall(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    return {
        "disabled": flag(item.data, "disabled"),
        "logged": flag(item.data, "logConfig.enable"),
        "rule": network_rule(item.data),
    }


def _policy(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    return {
        "associated": bool(members(item.data, "associations")),
        "rules": policy_rules(members(item.data, "rules")),
    }


def _network(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    return {
        "automatic": flag(item.data, "autoCreateSubnetworks"),
        "legacy": bool(text(item.data, "IPv4Range")),
    }


async def _dns_logged(client: ProjectClient, item: Item) -> bool:
    path = item.resource_id.split("/", 3)[3]
    for one in await client.shared(DNS_POLICIES_CALL):
        if isinstance(one, Unreached):
            raise CallError(one.unread.reason, one.unread.call)
        attached = (text(each, "networkUrl") for each in members(one, "networks"))
        if flag(one, "enableLogging") and path in map(path_in, attached):
            return True
    return False


def _subnetwork(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    return {
        "purpose": text(item.data, "purpose") or "PRIVATE",
        "flow_logs": flag(item.data, "logConfig.enable") or flag(item.data, "enableFlowLogs"),
        "private_google_access": flag(item.data, "privateIpGoogleAccess"),
    }


async def _ssl_policy(client: ProjectClient, item: Item) -> Mapping[str, Any]:
    wanted = path_in(text(item.data, "sslPolicy"))
    if not wanted:
        return {"least_tls": None, "profile": None, "custom_ciphers": frozenset()}
    found = await client.shared(SSL_POLICIES_CALL)
    for one in found:
        if not isinstance(one, Unreached) and path_in(text(one, "selfLink")) == wanted:
            return {
                "least_tls": text(one, "minTlsVersion") or "TLS_1_0",
                "profile": text(one, "profile") or "COMPATIBLE",
                "custom_ciphers": frozenset(texts(one, "customFeatures")),
            }
    raise_unreached(found)
    raise CallError("PolicyNotListed", SSL_POLICIES_CALL)


def _backend(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    external = text(item.data, "loadBalancingScheme") in EXTERNAL
    guards = ("securityPolicy", "edgeSecurityPolicy")
    return {
        "external": external and text(item.data, "protocol") in HTTP,
        "logged": flag(item.data, "logConfig.enable"),
        "guarded": any(text(item.data, one) for one in guards) or flag(item.data, "iap.enabled"),
    }


def _zone(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    specs = members(item.data, "dnssecConfig.defaultKeySpecs")
    return {
        "public": text(item.data, "visibility") != "private",
        "dnssec": text(item.data, "dnssecConfig.state") or "off",
        "algorithms": tuple((text(one, "keyType"), text(one, "algorithm")) for one in specs),
    }


FIREWALLS = AssetCollector(
    asset_type=VpcFirewall,
    regional=False,
    scattered=True,
    calls=(FIREWALLS_CALL,),
    items=listing(FIREWALLS_CALL, LINK),
    listed=_firewall,
)
POLICIES = AssetCollector(
    asset_type=VpcFirewallPolicy,
    regional=False,
    scattered=True,
    calls=(POLICIES_CALL,),
    items=listing(POLICIES_CALL, LINK),
    listed=_policy,
)
NETWORKS = AssetCollector(
    asset_type=VpcNetwork,
    regional=False,
    scattered=True,
    calls=(NETWORKS_CALL,),
    items=listing(NETWORKS_CALL, LINK),
    listed=_network,
    reads=(
        # A project that does not use Cloud DNS has no policy that logs.
        Read(
            facts=("dns_logged",),
            calls=(DNS_POLICIES_CALL,),
            run=_dns_logged,
            absent={DISABLED: False},
        ),
    ),
)
SUBNETWORKS = AssetCollector(
    asset_type=VpcSubnetwork,
    regional=False,
    scattered=True,
    calls=(SUBNETWORKS_CALL,),
    items=listing(SUBNETWORKS_CALL, LINK),
    listed=_subnetwork,
)
PROXIES = AssetCollector(
    asset_type=HttpsProxy,
    regional=False,
    scattered=True,
    calls=(PROXIES_CALL,),
    items=listing(PROXIES_CALL, LINK),
    reads=(
        Read(
            facts=("least_tls", "profile", "custom_ciphers"),
            calls=(SSL_POLICIES_CALL,),
            run=_ssl_policy,
        ),
    ),
)
BACKENDS = AssetCollector(
    asset_type=BackendService,
    regional=False,
    scattered=True,
    calls=(BACKENDS_CALL,),
    items=listing(BACKENDS_CALL, LINK),
    listed=_backend,
)
ZONES = AssetCollector(
    asset_type=DnsZone,
    regional=False,
    scattered=True,
    calls=(ZONES_CALL,),
    items=listing(ZONES_CALL, by_id("dns", "projects/{project}/managedZones/{name}")),
    listed=_zone,
)

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (
    FIREWALLS,
    POLICIES,
    NETWORKS,
    SUBNETWORKS,
    PROXIES,
    BACKENDS,
    ZONES,
)
