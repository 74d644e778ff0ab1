"""Collector of Classic Load Balancers: listeners, attributes and TLS policies."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.aws.ec2_network import PREFIX_LIST_CALL, groups_open_to_internet
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.elb import (
    ClassicListener,
    ClassicLoadBalancer,
    ClassicSettings,
    TlsPolicy,
)

LARGEST_PAGE = 400
BALANCERS_CALL = "elb:DescribeLoadBalancers"
SETTINGS_CALL = "elb:DescribeLoadBalancerAttributes"
POLICIES_CALL = "elb:DescribeLoadBalancerPolicies"
GROUPS_CALLS = ("ec2:DescribeSecurityGroups", PREFIX_LIST_CALL)
TLS_POLICY_TYPE = "SSLNegotiationPolicyType"
PROTOCOL = "Protocol-"
# Attributes of a TLS policy that are neither a protocol nor a cipher.
NOT_CIPHERS = frozenset({"Reference-Security-Policy", "Server-Defined-Cipher-Order"})
DESYNC = "elb.http.desyncmitigationmode"
# https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-desync-mitigation-mode.html
DESYNC_BY_DEFAULT = "defensive"


async def _balancers(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(
        BALANCERS_CALL, "LoadBalancerDescriptions", PageSize=LARGEST_PAGE
    ):
        name = one["LoadBalancerName"]
        yield Item(client.arn("elasticloadbalancing", f"loadbalancer/{name}"), name, one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "internet_facing": item.data.get("Scheme") != "internal",
        "zones": tuple(item.data.get("AvailabilityZones") or ()),
        "groups": tuple(item.data.get("SecurityGroups") or ()),
        "listeners": tuple(map(_listener, item.data["ListenerDescriptions"])),
    }


def _listener(one: Mapping[str, Any]) -> ClassicListener:
    listener = one["Listener"]
    return ClassicListener(
        port=int(listener["LoadBalancerPort"]),
        protocol=listener["Protocol"].upper(),
        instance_protocol=(listener.get("InstanceProtocol") or listener["Protocol"]).upper(),
        certificate=listener.get("SSLCertificateId"),
        policies=frozenset(one.get("PolicyNames") or ()),
    )


def _by_name(item: Item) -> Mapping[str, Any]:
    return {"LoadBalancerName": item.name}


def _settings(response: Response) -> ClassicSettings:
    found = response["LoadBalancerAttributes"]
    more = {one["Key"]: one["Value"] for one in found.get("AdditionalAttributes") or ()}

    def enabled(setting: str) -> bool:
        return bool(found.get(setting, {}).get("Enabled", False))

    return ClassicSettings(
        cross_zone=enabled("CrossZoneLoadBalancing"),
        access_logs=enabled("AccessLog"),
        draining=enabled("ConnectionDraining"),
        desync=more.get(DESYNC, DESYNC_BY_DEFAULT),
    )


async def _tls_policies(client: RegionClient, item: Item) -> tuple[TlsPolicy, ...]:
    listeners = map(_listener, item.data["ListenerDescriptions"])
    if not any(one.encrypted for one in listeners):
        return ()
    response = await client.call(POLICIES_CALL, **_by_name(item))
    return tuple(
        _tls_policy(one["PolicyName"], one.get("PolicyAttributeDescriptions") or ())
        for one in response.get("PolicyDescriptions") or ()
        if one["PolicyTypeName"] == TLS_POLICY_TYPE
    )


def _tls_policy(name: str, attributes: Iterable[Mapping[str, str]]) -> TlsPolicy:
    """Parse a policy; the description of a predefined one lists all of its parts as well."""
    on = {
        one["AttributeName"]
        for one in attributes
        if one["AttributeName"] not in NOT_CIPHERS and one["AttributeValue"] == "true"
    }
    protocols = {one for one in on if one.startswith(PROTOCOL)}
    return TlsPolicy(
        name,
        frozenset(one.removeprefix(PROTOCOL) for one in protocols),
        frozenset(on - protocols),
    )


async def open_groups(client: RegionClient, item: Item) -> tuple[str, ...]:
    """Return the ids of a load balancer's security groups that are open to the whole internet."""
    own = item.data.get("SecurityGroups") or ()
    if not own or item.data.get("Scheme") == "internal":
        return ()
    return await groups_open_to_internet(client, own)


BALANCERS = AssetCollector(
    asset_type=ClassicLoadBalancer,
    regional=True,
    calls=(BALANCERS_CALL,),
    items=_balancers,
    listed=_listed,
    gone=frozenset({"LoadBalancerNotFound"}),
    reads=(
        read("settings", SETTINGS_CALL, by=_by_name, of=_settings),
        Read(facts=("tls_policies",), calls=(POLICIES_CALL,), run=_tls_policies),
        Read(facts=("open_groups",), calls=GROUPS_CALLS, run=open_groups),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (BALANCERS,)
