"""Collector of layers of AWS Lambda: the policy of each latest version, never its code."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.lambda_layer import LambdaLayer
from posture.domain.aws.policy import policy

LIST_CALL = "lambda:ListLayers"
POLICY_CALL = "lambda:GetLayerVersionPolicy"


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    latest = one["LatestMatchingVersion"]
    return Item(latest["LayerVersionArn"], one["LayerName"], latest)


LAYERS = AssetCollector(
    asset_type=LambdaLayer,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "Layers", _item),
    reads=(
        read(
            "policy",
            POLICY_CALL,
            by=lambda item: {"LayerName": item.name, "VersionNumber": item.data["Version"]},
            of=lambda response: policy(response["Policy"]),
            absent={"ResourceNotFoundException": None},
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (LAYERS,)
