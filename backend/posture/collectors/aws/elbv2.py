"""Collector of application, network and gateway load balancers, and their target groups."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.aws.elb import GROUPS_CALLS, open_groups
from posture.collectors.collecting import Ask, AssetCollector, Item, Read, in_state
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.elbv2 import (
    Listener,
    LoadBalancer,
    Settings,
    TargetGroup,
    TlsListener,
)
from posture.domain.evidence import Fact, contradiction

LARGEST_PAGE = 400
BALANCERS_CALL = "elbv2:DescribeLoadBalancers"
SETTINGS_CALL = "elbv2:DescribeLoadBalancerAttributes"
LISTENERS_CALL = "elbv2:DescribeListeners"
RULES_CALL = "elbv2:DescribeRules"
TLS_POLICIES_CALL = "elbv2:DescribeSSLPolicies"
WEB_ACL_CALL = "wafv2:GetWebACLForResource"
TARGETS_CALL = "elbv2:DescribeTargetGroups"
APPLICATION, GATEWAY = "application", "gateway"
TLS_PROTOCOLS = frozenset({"HTTPS", "TLS"})


async def _balancers(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(BALANCERS_CALL, "LoadBalancers", PageSize=LARGEST_PAGE):
        yield Item(one["LoadBalancerArn"], one["LoadBalancerName"], one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    return {
        "kind": one["Type"],
        "internet_facing": one["Type"] != GATEWAY and one["Scheme"] == "internet-facing",
        "zones": tuple(zone["ZoneName"] for zone in one.get("AvailabilityZones") or ()),
        "groups": tuple(one.get("SecurityGroups") or ()),
    }


def _settings(response: Response) -> Settings:
    """Parse the attributes; those that the response leaves out have the documented defaults.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
    """
    found = {one["Key"]: one["Value"] for one in response["Attributes"]}

    def enabled(key: str) -> bool:
        return str(found.get(f"{key}.enabled", "")) == "true"

    return Settings(
        deletion_protection=enabled("deletion_protection"),
        access_logs=enabled("access_logs.s3"),
        connection_logs=enabled("connection_logs.s3"),
        cross_zone=enabled("load_balancing.cross_zone"),
        drops_invalid_headers=enabled("routing.http.drop_invalid_header_fields"),
        desync=found.get("routing.http.desync_mitigation_mode") or "defensive",
        forwarded_for=found.get("routing.http.xff_header_processing.mode") or "append",
        waf_fail_open=enabled("waf.fail_open"),
    )


async def _described(client: RegionClient, item: Item) -> list[Any]:
    found = await client.shared_pages(
        LISTENERS_CALL, "Listeners", LoadBalancerArn=item.resource_id, PageSize=LARGEST_PAGE
    )
    if item.data["Type"] != GATEWAY and not all(one.get("Protocol") for one in found):
        raise ContradictionError("a listener without protocol", LISTENERS_CALL)
    return found


async def _listeners(client: RegionClient, item: Item) -> tuple[Listener, ...]:
    return tuple(map(_listener, await _described(client, item)))


def _listener(one: Mapping[str, Any]) -> Listener:
    clients = one.get("MutualAuthentication") or {}
    certificates = one.get("Certificates") or ()
    return Listener(
        port=_port(one),
        protocol=one.get("Protocol") or "",
        certificate=next((found.get("CertificateArn") for found in certificates), None),
        client_certificates=clients.get("Mode") or "off",
        expired_clients=bool(clients.get("IgnoreClientCertificateExpiry")),
    )


def _port(one: Mapping[str, Any]) -> int:
    """Return a listener's port, or 0 for a gateway load balancer, whose listeners have none."""
    return int(one.get("Port") or 0)


async def _tls(client: RegionClient, item: Item) -> tuple[TlsListener, ...]:
    listeners = [
        one for one in await _described(client, item) if one.get("Protocol") in TLS_PROTOCOLS
    ]
    if not listeners:
        return ()
    policies = {
        one["Name"]: one
        for one in await client.shared_pages(
            TLS_POLICIES_CALL, "SslPolicies", PageSize=LARGEST_PAGE
        )
    }
    return tuple(_tls_listener(one, policies) for one in listeners)


def _tls_listener(one: Mapping[str, Any], policies: Mapping[str, Any]) -> TlsListener:
    policy = policies.get(one.get("SslPolicy") or "", {})
    if not policy.get("SslProtocols") or not policy.get("Ciphers"):
        what = f"TLS policy {one.get('SslPolicy') or 'none'} of port {_port(one)} is not described"
        raise ContradictionError(what, TLS_POLICIES_CALL)
    return TlsListener(
        port=_port(one),
        policy=policy["Name"],
        protocols=frozenset(policy["SslProtocols"]),
        ciphers=frozenset(cipher["Name"] for cipher in policy["Ciphers"]),
    )


async def _plain(client: RegionClient, item: Item) -> tuple[int, ...]:
    """Return the ports of HTTP listeners with a rule that serves requests."""
    return tuple(
        [
            _port(one)
            for one in await _described(client, item)
            if one.get("Protocol") == "HTTP"
            and not _serves_nothing(
                await client.shared_pages(RULES_CALL, "Rules", ListenerArn=one["ListenerArn"])
            )
        ]
    )


def _serves_nothing(rules: list[Mapping[str, Any]]) -> bool:
    if not rules:
        raise ContradictionError("a listener without default rule", RULES_CALL)
    return all(
        any(_is_redirect_or_error(action) for action in rule.get("Actions") or ()) for rule in rules
    )


def _is_redirect_or_error(action: Mapping[str, Any]) -> bool:
    """Return whether an action redirects to HTTPS, or returns a client error (4xx)."""
    match action.get("Type"):
        case "redirect":
            return str(action.get("RedirectConfig", {}).get("Protocol", "")).upper() == "HTTPS"
        case "fixed-response":
            return str(action.get("FixedResponseConfig", {}).get("StatusCode", "")).startswith("4")
        case _:
            return False


async def _web_acl(client: RegionClient, item: Item) -> bool:
    """Return whether a web ACL is attached; only application load balancers can have one."""
    if item.data["Type"] != APPLICATION:
        return False
    response = await client.call(WEB_ACL_CALL, ResourceArn=item.resource_id)
    return bool(response.get("WebACL"))


async def _targets(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(TARGETS_CALL, "TargetGroups", PageSize=LARGEST_PAGE):
        yield Item(one["TargetGroupArn"], one["TargetGroupName"], one)


def _target_group(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    return {
        "target_type": one.get("TargetType", "instance"),
        "protocol": one.get("Protocol") or None,
        "health_check_protocol": _health_check_protocol(one),
    }


def _health_check_protocol(one: Mapping[str, Any]) -> Fact[str | None]:
    if not one.get("HealthCheckEnabled", True):
        return None
    protocol: str | None = one.get("HealthCheckProtocol") or None
    if protocol is None and one.get("HealthCheckEnabled") and one.get("TargetType") != "lambda":
        return contradiction("health checks without protocol", TARGETS_CALL)
    return protocol


BALANCERS = AssetCollector(
    asset_type=LoadBalancer,
    regional=True,
    calls=(BALANCERS_CALL,),
    items=_balancers,
    listed=_listed,
    transition=in_state("provisioning", path=("State", "Code")),
    gone=frozenset({"LoadBalancerNotFound"}),
    reads=(
        read(
            "settings",
            SETTINGS_CALL,
            by=lambda item: {"LoadBalancerArn": item.resource_id},
            of=_settings,
        ),
        Read(facts=("listeners",), calls=(LISTENERS_CALL,), run=_listeners),
        Read(facts=("tls",), calls=(LISTENERS_CALL, TLS_POLICIES_CALL), run=_tls),
        Read(facts=("plain",), calls=(LISTENERS_CALL, RULES_CALL), run=_plain),
        Read(facts=("web_acl",), calls=(WEB_ACL_CALL,), run=_web_acl),
        Read(facts=("open_groups",), calls=GROUPS_CALLS, run=open_groups),
    ),
)

TARGET_GROUPS = AssetCollector(
    asset_type=TargetGroup,
    regional=True,
    calls=(TARGETS_CALL,),
    items=_targets,
    listed=_target_group,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (BALANCERS, TARGET_GROUPS)
