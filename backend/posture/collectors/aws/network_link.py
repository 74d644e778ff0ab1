"""Collector of connections between networks: peering, VPN, client VPN, transit gateways."""

from collections.abc import AsyncIterator, Iterable, Mapping
from itertools import chain
from typing import Any

from posture.collectors.aws.collecting import RegionClient, owned
from posture.collectors.aws.ec2_network import PAGE, arn_id, by_ids, name_of
from posture.collectors.aws.ec2_routing import route_tables
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.network_link import (
    ClientVpnEndpoint,
    PeeringRoute,
    TransitGateway,
    Tunnel,
    VpcPeering,
    VpnConnection,
)
from posture.domain.evidence import contradiction

PEERINGS_CALL = "ec2:DescribeVpcPeeringConnections"
VPNS_CALL = "ec2:DescribeVpnConnections"
CLIENT_VPNS_CALL = "ec2:DescribeClientVpnEndpoints"
GATEWAYS_CALL = "ec2:DescribeTransitGateways"
TABLES_CALL = "ec2:DescribeRouteTables"
# Deleted connections stay in the listings for a while, in one of these states.
OVER = frozenset({"deleted", "deleting", "expired", "failed", "rejected"})


async def _peerings(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(PEERINGS_CALL, "VpcPeeringConnections", MaxResults=PAGE):
        if item := _peering(client, one):
            yield item


async def _named_peerings(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    found = by_ids(
        client, PEERINGS_CALL, "VpcPeeringConnections", "vpc-peering-connection-id", arns
    )
    async for one in found:
        if item := _peering(client, one):
            yield item


def _peering(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one["Status"]["Code"] in OVER:
        return None
    peering_id = one["VpcPeeringConnectionId"]
    arn = client.arn("ec2", f"vpc-peering-connection/{peering_id}")
    return Item(arn, name_of(one, peering_id), one)


def _peering_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    sides = [_ranges(item.data[one]) for one in ("RequesterVpcInfo", "AccepterVpcInfo")]
    # Before it accepts, the ranges of another account's network are not shown.
    if not all(sides) and item.data["Status"]["Code"] == "active":
        return {"ranges": contradiction("a network without address ranges", PEERINGS_CALL)}
    return {"ranges": tuple(dict.fromkeys(chain.from_iterable(sides)))}


def _ranges(network: Mapping[str, Any]) -> list[str]:
    found = (
        network.get("CidrBlock"),
        *(one["CidrBlock"] for one in network.get("CidrBlockSet", ())),
        *(one["Ipv6CidrBlock"] for one in network.get("Ipv6CidrBlockSet", ())),
    )
    return [one for one in found if one]


async def _peering_routes(client: RegionClient, item: Item) -> tuple[PeeringRoute, ...]:
    return tuple(
        PeeringRoute(table.id, route.destination)
        for table in await route_tables(client)
        for route in table.routes
        if route.target == arn_id(item.resource_id)
    )


async def _vpns(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(VPNS_CALL, "VpnConnections"):
        if item := _vpn(client, one):
            yield item


async def _named_vpns(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, VPNS_CALL, "VpnConnections", "vpn-connection-id", arns):
        if item := _vpn(client, one):
            yield item


def _vpn(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    """Return an item without the pre-shared keys, which the listing contains."""
    if one.get("State") in OVER:
        return None
    data = {
        "tunnels": _tunnels(one),
        "key_in_secrets_manager": bool(one.get("PreSharedKeyArn")),
    }
    arn = client.arn("ec2", f"vpn-connection/{one['VpnConnectionId']}")
    return Item(arn, name_of(one, one["VpnConnectionId"]), data)


def _tunnels(one: Mapping[str, Any]) -> tuple[Tunnel, ...]:
    options = {
        each.get("OutsideIpAddress"): each
        for each in one.get("Options", {}).get("TunnelOptions", ())
    }
    return tuple(
        _tunnel(each, options.get(each.get("OutsideIpAddress"), {}))
        for each in one.get("VgwTelemetry", ())
    )


def _tunnel(telemetry: Mapping[str, Any], options: Mapping[str, Any]) -> Tunnel:
    logs = options.get("LogOptions", {}).get("CloudWatchLogOptions", {})
    return Tunnel(
        up=telemetry.get("Status") == "UP",
        certificate=bool(telemetry.get("CertificateArn")),
        ike_versions=tuple(each["Value"] for each in options.get("IkeVersions", ())),
        logged=logs.get("LogEnabled", False),
    )


async def _client_vpns(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(CLIENT_VPNS_CALL, "ClientVpnEndpoints", MaxResults=PAGE):
        if item := _client_vpn(client, one):
            yield item


async def _named_client_vpns(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, CLIENT_VPNS_CALL, "ClientVpnEndpoints", "endpoint-id", arns):
        if item := _client_vpn(client, one):
            yield item


def _client_vpn(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("Status", {}).get("Code") in OVER:
        return None
    endpoint_id = one["ClientVpnEndpointId"]
    arn = client.arn("ec2", f"client-vpn-endpoint/{endpoint_id}")
    return Item(arn, name_of(one, endpoint_id), one)


def _client_vpn_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "connections_logged": item.data.get("ConnectionLogOptions", {}).get("Enabled", False),
        "authentication": tuple(one["Type"] for one in item.data.get("AuthenticationOptions", ())),
    }


async def _gateways(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(GATEWAYS_CALL, "TransitGateways", MaxResults=PAGE):
        if item := _gateway(client, one):
            yield item


async def _named_gateways(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, GATEWAYS_CALL, "TransitGateways", "transit-gateway-id", arns):
        if item := _gateway(client, one):
            yield item


def _gateway(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    """Return an item of this account; None for gateways that other accounts share."""
    if one.get("State") in OVER or not owned(client, one.get("OwnerId")):
        return None
    arn = client.arn("ec2", f"transit-gateway/{one['TransitGatewayId']}")
    return Item(arn, name_of(one, one["TransitGatewayId"]), one["Options"])


def _gateway_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "auto_accepts": item.data["AutoAcceptSharedAttachments"] == "enable",
        "default_association": item.data["DefaultRouteTableAssociation"] == "enable",
        "default_propagation": item.data["DefaultRouteTablePropagation"] == "enable",
    }


PEERINGS = AssetCollector(
    asset_type=VpcPeering,
    regional=True,
    calls=(PEERINGS_CALL,),
    items=_peerings,
    find=_named_peerings,
    listed=_peering_listed,
    reads=(Read(facts=("routes",), calls=(TABLES_CALL,), run=_peering_routes),),
)

VPNS = AssetCollector(
    asset_type=VpnConnection,
    regional=True,
    calls=(VPNS_CALL,),
    items=_vpns,
    find=_named_vpns,
    listed=lambda _client, item: item.data,
)

CLIENT_VPNS = AssetCollector(
    asset_type=ClientVpnEndpoint,
    regional=True,
    calls=(CLIENT_VPNS_CALL,),
    items=_client_vpns,
    find=_named_client_vpns,
    listed=_client_vpn_listed,
)

GATEWAYS = AssetCollector(
    asset_type=TransitGateway,
    regional=True,
    calls=(GATEWAYS_CALL,),
    items=_gateways,
    find=_named_gateways,
    listed=_gateway_listed,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (PEERINGS, VPNS, CLIENT_VPNS, GATEWAYS)
