"""Responses that contradict each other are no evidence: the fact is unread, with the reason."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.collecting import RegionClient
from posture.collectors.collecting import Item
from posture.collectors.errors import CallError
from posture.domain.evidence import Unread
from tests.unit.collectors.contradictions import ARN, CONTRADICTIONS, PUBLIC, Contradiction

pytestmark = pytest.mark.anyio


class FakeClient:
    """A region that responds what a test says."""

    account_id = "111122223333"
    partition = "aws"
    region = "eu-central-1"

    def __init__(self, responses: dict[str, Any]) -> None:
        self._responses = responses

    async def call(self, call: str, **_parameters: object) -> Any:  # noqa: ANN401  # any response
        return self._responses[call]

    async def pages(self, call: str, _key: str, **_parameters: object) -> AsyncIterator[Any]:
        for one in self._responses[call]:
            yield one

    async def shared_pages(self, call: str, _key: str, **_parameters: object) -> list[Any]:
        return list(self._responses[call])

    async def once(self, _name: str, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # as of the protocol
        return await make()

    def at(self, _region: str) -> "FakeClient":
        return self

    shared = call


@pytest.mark.parametrize("case", CONTRADICTIONS, ids=lambda case: f"{case.fact}: {case.reason}")
async def test_a_contradiction_is_unread_with_its_reason(case: Contradiction) -> None:
    (collector,) = (one for one in COLLECTORS if one.asset_type.__name__ == case.asset)
    (read,) = (one for one in collector.reads if case.fact in one.facts)
    client = cast(RegionClient, FakeClient(case.responses))
    with pytest.raises(CallError) as raised:
        await read.run(client, Item(ARN, "1", case.data))
    assert raised.value.code == f"Contradiction({case.reason})"
    assert raised.value.call in read.calls + collector.calls


LISTED: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "a certificate without its expiry": (
        "RdsInstance",
        PUBLIC | {"CACertificateIdentifier": "rds-ca-rsa2048-g1"},
        "certificate_days",
        "a certificate of rds-ca-rsa2048-g1 without its expiry",
    ),
    "neither an image nor a runtime": (
        "LambdaFunction",
        {"PackageType": "Zip"},
        "supported_days",
        "no image and no runtime",
    ),
    "a database without administrator": (
        "RdsInstance",
        PUBLIC | {"MasterUsername": None},
        "administrator",
        "a database without administrator",
    ),
    "an engine with extended support and no life cycle": (
        "RdsInstance",
        PUBLIC | {"MasterUsername": "owner"},
        "extended_support",
        "postgres without a life cycle",
    ),
    "a proxy without any authentication": (
        "RdsProxy",
        {"DebugLogging": False},
        "iam_modes",
        "a proxy without authentication",
    ),
    "an environment that is neither shown nor refused": (
        "LambdaFunction",
        {"Runtime": "python3.13", "Environment": {}},
        "secrets_in_variables",
        "an environment without variables",
    ),
    "rotation without its date": (
        "SecretsManagerSecret",
        {"CreatedDate": datetime.now(UTC), "RotationEnabled": True},
        "due_days",
        "rotation is on without a date",
    ),
    "an image without its disk": (
        "MachineImage",
        {"Public": False, "RootDeviceType": "ebs", "BlockDeviceMappings": [{"NoDevice": "x"}]},
        "unencrypted_disks",
        "a disk of an image is not described",
    ),
    "a peering with a network of no size": (
        "VpcPeering",
        {
            "Status": {"Code": "active"},
            "RequesterVpcInfo": {"CidrBlock": "10.0.0.0/16"},
            "AccepterVpcInfo": {},
        },
        "ranges",
        "a network without address ranges",
    ),
    "health checks without protocol": (
        "TargetGroup",
        {"HealthCheckEnabled": True, "TargetType": "instance"},
        "health_check_protocol",
        "health checks without protocol",
    ),
    "a network ACL without entries": (
        "NetworkAcl",
        {"id": "acl-1", "default": False, "subnet_ids": (), "entries": ()},
        "entries",
        "acl-1 has no entries",
    ),
}


@pytest.mark.parametrize("name", LISTED)
def test_a_listing_that_contradicts_itself_is_unread(name: str) -> None:
    asset, data, fact, reason = LISTED[name]
    (collector,) = (one for one in COLLECTORS if one.asset_type.__name__ == asset)
    found = collector.listed(cast(RegionClient, FakeClient({})), Item(ARN, "1", data))[fact]
    assert found == Unread(f"Contradiction({reason})", collector.calls[0])
