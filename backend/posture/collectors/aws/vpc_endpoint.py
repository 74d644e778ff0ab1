"""Collector of the endpoints of Amazon VPC, and of services offered through endpoints."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, NamedTuple

from posture.collectors.aws.collecting import RegionClient, Response, owned, read
from posture.collectors.aws.ec2_network import PAGE, arn_id, by_ids, name_of, parsed
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.domain.aws.assets.vpc_endpoint import VpcEndpoint, VpcEndpointService
from posture.domain.aws.policy import policy

ENDPOINTS_CALL = "ec2:DescribeVpcEndpoints"
SERVICES_CALL = "ec2:DescribeVpcEndpointServiceConfigurations"


class Endpoint(NamedTuple):
    """An endpoint as its listing shows it."""

    id: str
    name: str
    owner_id: str
    vpc_id: str
    type: str
    service: str
    policy: str
    subnet_ids: tuple[str, ...]


def endpoint(described: Mapping[str, Any]) -> Endpoint:
    """Parse a described endpoint."""
    return Endpoint(
        id=described["VpcEndpointId"],
        name=name_of(described, described["VpcEndpointId"]),
        owner_id=described.get("OwnerId", ""),
        vpc_id=described.get("VpcId", ""),
        type=described["VpcEndpointType"],
        service=described.get("ServiceName", ""),
        policy=described.get("PolicyDocument", ""),
        subnet_ids=tuple(described.get("SubnetIds", ())),
    )


async def endpoints(client: RegionClient) -> list[Endpoint]:
    """Return the region's endpoints."""
    return await parsed(client, ENDPOINTS_CALL, "VpcEndpoints", endpoint, MaxResults=PAGE)


async def _endpoints(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await endpoints(client):
        if owned(client, one.owner_id):
            yield _item(client, one)


async def _named_endpoints(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, ENDPOINTS_CALL, "VpcEndpoints", "vpc-endpoint-id", arns):
        if owned(client, one.get("OwnerId")):
            yield _item(client, endpoint(one))


def _item(client: RegionClient, one: Endpoint) -> Item:
    return Item(client.arn("ec2", f"vpc-endpoint/{one.id}"), one.name, one._asdict())


def _listed(client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "account_id": client.account_id,
        "type": item.data["type"],
        "service_name": item.data["service"],
        "policy": policy(item.data["policy"]) if item.data["policy"] else None,
        "subnet_ids": item.data["subnet_ids"],
    }


async def _services(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(SERVICES_CALL, "ServiceConfigurations", MaxResults=PAGE):
        yield _service(client, one)


async def _named_services(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, SERVICES_CALL, "ServiceConfigurations", "service-id", arns):
        yield _service(client, one)


def _service(client: RegionClient, one: Mapping[str, Any]) -> Item:
    arn = client.arn("ec2", f"vpc-endpoint-service/{one['ServiceId']}")
    return Item(arn, name_of(one, one["ServiceName"]), one)


def _service_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "acceptance_required": item.data["AcceptanceRequired"],
        "zone_count": len(item.data.get("AvailabilityZones", ())),
    }


def _principals(response: Response) -> tuple[str, ...]:
    return tuple(one["Principal"] for one in response["AllowedPrincipals"])


ENDPOINTS = AssetCollector(
    asset_type=VpcEndpoint,
    regional=True,
    calls=(ENDPOINTS_CALL,),
    items=_endpoints,
    find=_named_endpoints,
    listed=_listed,
)

SERVICES = AssetCollector(
    asset_type=VpcEndpointService,
    regional=True,
    calls=(SERVICES_CALL,),
    items=_services,
    find=_named_services,
    listed=_service_listed,
    gone=frozenset({"InvalidVpcEndpointServiceId.NotFound"}),
    reads=(
        read(
            "principals",
            "ec2:DescribeVpcEndpointServicePermissions",
            by=lambda item: {"ServiceId": arn_id(item.resource_id)},
            of=_principals,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (ENDPOINTS, SERVICES)
