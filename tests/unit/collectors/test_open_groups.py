"""Which security groups are open to the internet: read with prefix lists, and with few calls."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

import pytest

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.aws.ec2_network import groups_open_to_internet
from posture.collectors.errors import CallError

pytestmark = pytest.mark.anyio

LISTS = {"pl-all": ["0.0.0.0/0"], "pl-half": ["128.0.0.0/1"], "pl-office": ["198.51.100.0/24"]}


def group(name: str, *ranges: str, lists: tuple[str, ...] = (), port: int = 443) -> dict[str, Any]:
    rule = {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "IpRanges": [{"CidrIp": one} for one in ranges],
        "Ipv6Ranges": [],
        "PrefixListIds": [{"PrefixListId": one} for one in lists],
    }
    return {
        "GroupId": name,
        "GroupName": name,
        "IpPermissions": [rule],
        "IpPermissionsEgress": [],
    }


class FakeClient:
    """A region with some security groups, which counts how often a prefix list is read."""

    def __init__(self, *groups: dict[str, Any]) -> None:
        self.groups = groups
        self.lists_read = 0

    async def pages(self, _call: str, _key: str, **_parameters: object) -> AsyncIterator[Any]:
        for one in self.groups:
            yield one

    async def shared_pages(self, _call: str, _key: str, **parameters: object) -> list[Any]:
        self.lists_read += 1
        return [{"Cidr": one} for one in LISTS[str(parameters["PrefixListId"])]]

    async def once(self, _name: str, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # as of the protocol
        return await make()


@pytest.mark.parametrize(
    ("groups", "opened", "lists_read"),
    [
        ([group("a", "0.0.0.0/0")], ("a",), 0),
        ([group("a", "0.0.0.0/1", "128.0.0.0/1")], ("a",), 0),
        ([group("a", lists=("pl-all",))], ("a",), 1),
        ([group("a", "0.0.0.0/1", lists=("pl-half",))], ("a",), 1),
        ([group("a", "0.0.0.0/0"), group("b", lists=("pl-all",))], ("a",), 0),
        ([group("a", lists=("pl-office",))], (), 1),
        ([group("a", "10.0.0.0/8")], (), 0),
        ([group("a", "0.0.0.0/0", port=22)], (), 0),
    ],
)
async def test_groups_that_are_open_to_the_internet(
    groups: list[dict[str, Any]], opened: tuple[str, ...], lists_read: int
) -> None:
    client = FakeClient(*groups)
    ids = [one["GroupId"] for one in groups]
    found = await groups_open_to_internet(cast(RegionClient, client), ids, port=443)
    assert (found, client.lists_read) == (opened, lists_read)


async def test_a_group_that_is_not_listed_decides_nothing() -> None:
    opened = cast(RegionClient, FakeClient(group("a", "0.0.0.0/0")))
    assert await groups_open_to_internet(opened, ["a", "b"], port=443) == ("a",)
    closed = cast(RegionClient, FakeClient(group("a", "10.0.0.0/8")))
    with pytest.raises(CallError, match=r"Contradiction\(b is not listed\)"):
        await groups_open_to_internet(closed, ["a", "b"], port=443)
