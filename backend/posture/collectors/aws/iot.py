"""Collector of AWS IoT Core: policies of devices."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.iot import IotPolicy
from posture.domain.aws.policy import policy

LIST_CALL = "iot:ListPolicies"
ONE_CALL = "iot:GetPolicy"
LARGEST_PAGE = 250


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["policyArn"], one["policyName"], {})


POLICIES = AssetCollector(
    asset_type=IotPolicy,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "policies", _item, pageSize=LARGEST_PAGE),
    gone=frozenset({"ResourceNotFoundException"}),
    reads=(
        read(
            "policy",
            ONE_CALL,
            by=lambda item: {"policyName": item.name},
            of=lambda response: policy(response["policyDocument"]),
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (POLICIES,)
