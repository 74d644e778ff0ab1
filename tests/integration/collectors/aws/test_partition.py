"""Partitions: an account says itself whether it is in the world, in China or in GovCloud."""

import pytest

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.connect import AwsCollector
from posture.domain.aws.connection import AwsConnection
from posture.domain.connection import Connection
from posture.settings import Settings
from tests.emulator.faults import Endpoint
from tests.emulator.server import LOOPBACK

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("regions", "role_arn", "partition", "home"),
    [
        ((), None, "aws", "us-east-1"),
        (("eu-central-1",), None, "aws", "us-east-1"),
        (("cn-northwest-1",), None, "aws-cn", "cn-north-1"),
        (("us-gov-east-1",), None, "aws-us-gov", "us-gov-west-1"),
        ((), "arn:aws-cn:iam::123456789012:role/posture", "aws-cn", "cn-north-1"),
        ((), "arn:aws-us-gov:iam::123456789012:role/p", "aws-us-gov", "us-gov-west-1"),
    ],
)
async def test_regions_or_role_tell_the_partition(
    cloud: Endpoint, regions: tuple[str, ...], role_arn: str | None, partition: str, home: str
) -> None:
    collector = AwsCollector(Settings(endpoint_networks=LOOPBACK), lambda: COLLECTORS)
    session = await collector.open_session(
        Connection(
            provider="aws",
            options=AwsConnection(regions=regions, role_arn=role_arn, endpoint_url=cloud.url),
        )
    )
    try:
        assert (session.partition, session.home_region) == (partition, home)
        assert (
            session.client(home)
            .arn("iam", "role/x", region="")
            .startswith(f"arn:{partition}:iam::")
        )
    finally:
        await session.close()
