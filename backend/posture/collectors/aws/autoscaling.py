"""Collector of Amazon EC2 Auto Scaling: groups; their launch templates are assets of EC2."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.autoscaling import AutoScalingGroup

LIST_CALL = "autoscaling:DescribeAutoScalingGroups"
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


GROUPS = AssetCollector(
    asset_type=AutoScalingGroup,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "AutoScalingGroups", _item, MaxRecords=LARGEST_PAGE),
    listed=_listed,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (GROUPS,)
