"""Things that another account shares are listed with the account's own, but are not its assets."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any, cast

import botocore.model
import pytest

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.collecting import RegionClient
from posture.collectors.aws.sdk import Services
from posture.collectors.collecting import Ask, AssetCollector, Item

pytestmark = pytest.mark.anyio

OWN, OTHER = "111122223333", "444455556666"
SERVICES = Services()
# What the listings of these assets have besides texts, for their collectors to parse.
MEMBERS: dict[str, dict[str, Any]] = {
    "Instance": {"State": {"Name": "running"}, "ImageId": "ami-1", "InstanceId": "i-1"},
    "EbsSnapshot": {"StartTime": datetime.now(UTC)},
    "NetworkAcl": {"IsDefault": False, "Associations": [], "Entries": []},
    "NetworkInterface": {"Groups": [], "SourceDestCheck": True},
    "RouteTable": {"Associations": [], "Routes": []},
    "SecurityGroup": {"IpPermissions": [], "IpPermissionsEgress": []},
    "TransitGateway": {"Options": {}},
}


def output(call: str) -> botocore.model.StructureShape:
    service, _, operation = call.partition(":")
    shape = SERVICES[service].model.operation_model(operation).output_shape
    assert shape is not None
    return shape


def owned_listing(call: str) -> tuple[str, botocore.model.StructureShape] | None:
    """Return the member of a response that lists things with their owners, and their shape."""
    for name, shape in output(call).members.items():
        if isinstance(shape, botocore.model.ListShape):
            member = shape.member
            if isinstance(member, botocore.model.StructureShape) and "OwnerId" in member.members:
                return name, member
    return None


WITH_OWNERS = {one.asset_type.__name__: one for one in COLLECTORS if owned_listing(one.calls[0])}


class FakeClient:
    """A region in which every listing shows one thing of an owner."""

    account_id = OWN
    partition = "aws"
    region = "eu-central-1"

    def __init__(self, owner: str, collector: AssetCollector[Any, Any]) -> None:
        self._owner = owner
        self._more = MEMBERS.get(collector.asset_type.__name__, {})

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        where = self.region if region is None else region
        return f"arn:aws:{service}:{where}:{OWN}:{resource}"

    def _listed(self, call: str) -> Iterator[dict[str, Any]]:
        found = owned_listing(call)
        assert found is not None
        texts = {
            name: f"{name}-1"
            for name, shape in found[1].members.items()
            if shape.type_name == "string" and name not in {"State", "PolicyDocument"}
        }
        yield texts | {"OwnerId": self._owner, "Instances": [self._more]} | self._more

    async def pages(self, call: str, _key: str, **_parameters: object) -> AsyncIterator[Any]:
        for one in self._listed(call):
            yield one

    async def call(self, call: str, **_parameters: object) -> dict[str, Any]:
        found = owned_listing(call)
        assert found is not None
        return {found[0]: [*self._listed(call)]}

    async def once(self, _name: str, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # as of the protocol
        return await make()


async def items(owner: str, name: str) -> list[Item]:
    client = cast(RegionClient, FakeClient(owner, WITH_OWNERS[name]))
    found = WITH_OWNERS[name].items(client, Ask(frozenset()))
    return [one async for one in found if isinstance(one, Item)]


async def named(owner: str, name: str, arn: str) -> list[Item]:
    find = WITH_OWNERS[name].find
    if find is None:  # the engine looks for named assets in the listing
        return [one for one in await items(owner, name) if one.resource_id == arn]
    client = cast(RegionClient, FakeClient(owner, WITH_OWNERS[name]))
    return [one async for one in find(client, [arn])]


def test_the_assets_with_owners_are_found() -> None:
    assert set(WITH_OWNERS) >= {
        "EbsSnapshot",
        "Instance",
        "MachineImage",
        "NetworkAcl",
        "NetworkInterface",
        "RouteTable",
        "SecurityGroup",
        "Subnet",
        "TransitGateway",
        "Vpc",
        "VpcEndpoint",
    }


@pytest.mark.parametrize("name", WITH_OWNERS)
async def test_what_another_account_shares_is_not_an_asset(name: str) -> None:
    assert await items(OTHER, name) == []
    (own,) = await items(OWN, name)
    assert await named(OTHER, name, own.resource_id) == []
    assert [one.resource_id for one in await named(OWN, name, own.resource_id)] == [own.resource_id]
