"""Collector of AWS Step Functions: state machines with their logs and definitions."""

import json
from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.stepfunctions import StateMachine
from posture.domain.secrets import secrets_in

LIST_CALL = "stepfunctions:ListStateMachines"
ONE_CALL = "stepfunctions:DescribeStateMachine"
OFF = "OFF"


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["stateMachineArn"], one["name"], {"stateMachineArn": one["stateMachineArn"]})


def _facts(response: Response) -> Mapping[str, Any]:
    logging = response.get("loggingConfiguration", {})
    level = logging.get("level", OFF)
    definition = json.dumps(json.loads(response["definition"]), indent=1)
    return {
        "log_level": level,
        "logs_data": level != OFF and logging.get("includeExecutionData", False),
        "secrets": secrets_in(definition),
    }


MACHINES = AssetCollector(
    asset_type=StateMachine,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "stateMachines", _item),
    gone=frozenset({"StateMachineDoesNotExist"}),
    reads=(
        read(("log_level", "logs_data", "secrets"), ONE_CALL, by=lambda item: item.data, of=_facts),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (MACHINES,)
