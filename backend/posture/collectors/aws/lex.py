"""Collector of Amazon Lex: bots and their policies, never their conversations."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, read
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.lex import LexBot
from posture.domain.aws.policy import policy

LIST_CALL = "lexv2-models:ListBots"
POLICY_CALL = "lexv2-models:DescribeResourcePolicy"


def _item(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("botStatus") == "Deleting":
        return None
    return Item(client.arn("lex", f"bot/{one['botId']}"), one["botName"], one)


BOTS = AssetCollector(
    asset_type=LexBot,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "botSummaries", _item),
    transition=in_state("creating", "importing", path=("botStatus",)),
    reads=(
        read(
            "policy",
            POLICY_CALL,
            by=lambda item: {"resourceArn": item.resource_id},
            of=lambda response: policy(response["policy"]),
            absent={"ResourceNotFoundException": None},
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (BOTS,)
