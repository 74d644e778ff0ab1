"""Collector of Amazon EC2 Auto Scaling: groups and launch configurations.

Launch templates are assets of EC2.
"""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.autoscaling import AutoScalingGroup, LaunchConfiguration
from posture.domain.aws.user_data import user_data
from posture.domain.evidence import Unread
from posture.domain.secrets import secrets_in

LIST_CALL = "autoscaling:DescribeAutoScalingGroups"
CONFIGURATIONS_CALL = "autoscaling:DescribeLaunchConfigurations"
LARGEST_PAGE = 100
TARGETS = ("TargetGroupARNs", "LoadBalancerNames", "TrafficSources")


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("Status"):  # it is being deleted
        return None
    return Item(one["AutoScalingGroupARN"], one["AutoScalingGroupName"], one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "zones": tuple(item.data["AvailabilityZones"]),
        "behind_balancer": any(item.data.get(one) for one in TARGETS),
        "health_checks": tuple(item.data["HealthCheckType"].split(",")),
        "launch_configuration": item.data.get("LaunchConfigurationName") or None,
    }


def _configuration(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["LaunchConfigurationARN"], one["LaunchConfigurationName"], one)


def _configuration_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    metadata = item.data.get("MetadataOptions") or {}
    text = user_data(item.data.get("UserData") or "")
    disks = [
        one
        for one in item.data["BlockDeviceMappings"]
        if not (one.get("VirtualName") or one.get("NoDevice"))
    ]
    return {
        "imdsv2": (
            metadata.get("HttpTokens") == "required" or metadata.get("HttpEndpoint") == "disabled"
        ),
        "public_ip": item.data.get("AssociatePublicIpAddress"),
        "secrets": Unread("NotText", CONFIGURATIONS_CALL) if text is None else secrets_in(text),
        "names_disks": bool(disks),
        "plain_disks": tuple(
            one["DeviceName"] for one in disks if not one["Ebs"].get("Encrypted", False)
        ),
    }


GROUPS = AssetCollector(
    asset_type=AutoScalingGroup,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "AutoScalingGroups", _item, MaxRecords=LARGEST_PAGE),
    listed=_listed,
)

CONFIGURATIONS = AssetCollector(
    asset_type=LaunchConfiguration,
    regional=True,
    calls=(CONFIGURATIONS_CALL,),
    items=listing(
        CONFIGURATIONS_CALL, "LaunchConfigurations", _configuration, MaxRecords=LARGEST_PAGE
    ),
    listed=_configuration_listed,
    reads=(
        read(
            "region_encrypts",
            "ec2:GetEbsEncryptionByDefault",
            by=lambda _item: {},
            of=lambda response: response["EbsEncryptionByDefault"],
            shared=True,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (GROUPS, CONFIGURATIONS)
