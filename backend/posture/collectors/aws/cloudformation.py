"""Collector of AWS CloudFormation: stacks, whose listing has their outputs and parameters."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.cloudformation import Stack
from posture.domain.secrets import secret_variables

STACKS_CALL = "cloudformation:DescribeStacks"
# A stack has no outputs before it is created. One in review stays without resources.
CHANGING = (
    "create_in_progress",
    "import_in_progress",
    "rollback_in_progress",
    "update_in_progress",
    "update_rollback_in_progress",
)


def _stack(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["StackId"], one["StackName"], one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    outputs = {one["OutputKey"]: one["OutputValue"] for one in item.data.get("Outputs") or ()}
    # CloudFormation returns stars for parameters that are not to be shown. The value of one that
    # names a parameter of Systems Manager is in another member.
    parameters = {
        one["ParameterKey"]: one.get("ResolvedValue") or one["ParameterValue"]
        for one in item.data.get("Parameters") or ()
    }
    return {
        "secrets": (
            *(f"output {one}" for one in secret_variables(outputs)),
            *(f"parameter {one}" for one in secret_variables(parameters)),
        )
    }


STACKS = AssetCollector(
    asset_type=Stack,
    regional=True,
    calls=(STACKS_CALL,),
    items=listing(STACKS_CALL, "Stacks", _stack),
    listed=_listed,
    transition=in_state(*CHANGING, path=("StackStatus",)),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (STACKS,)
