"""Collector of the settings of a region for everything that Amazon EC2 creates in it."""

from collections.abc import AsyncIterator
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.ec2_region import Ec2Region


async def _region(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    yield Item(client.arn("ec2", "account"), client.region, {})


def _setting(fact: str, call: str, member: str) -> Read[RegionClient]:
    def of(response: Response) -> Any:  # noqa: ANN401  # the setting's own type
        return response[member]

    return read(fact, call, by=lambda _item: {}, of=of, shared=True)


REGIONS = AssetCollector(
    asset_type=Ec2Region,
    regional=True,
    calls=("ec2:GetEbsEncryptionByDefault",),
    items=_region,
    reads=(
        _setting("ebs_encrypted", "ec2:GetEbsEncryptionByDefault", "EbsEncryptionByDefault"),
        _setting("ebs_default_key", "ec2:GetEbsDefaultKmsKeyId", "KmsKeyId"),
        read(
            "imds_tokens",
            "ec2:GetInstanceMetadataDefaults",
            by=lambda _item: {},
            of=lambda response: response.get("AccountLevel", {}).get("HttpTokens"),
            shared=True,
        ),
        _setting("snapshot_block", "ec2:GetSnapshotBlockPublicAccessState", "State"),
        _setting(
            "image_block", "ec2:GetImageBlockPublicAccessState", "ImageBlockPublicAccessState"
        ),
        _setting(
            "serial_console", "ec2:GetSerialConsoleAccessStatus", "SerialConsoleAccessEnabled"
        ),
        read(
            "internet_block",
            "ec2:DescribeVpcBlockPublicAccessOptions",
            by=lambda _item: {},
            of=lambda response: response["VpcBlockPublicAccessOptions"]["InternetGatewayBlockMode"],
        ),
        _setting("allowed_images", "ec2:GetAllowedImagesSettings", "State"),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (REGIONS,)
