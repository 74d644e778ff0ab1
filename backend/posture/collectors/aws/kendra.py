"""Collector of Amazon Kendra: indexes, never their documents."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.collectors.errors import InTransitionError
from posture.domain.aws.assets.kendra import KendraIndex

LIST_CALL = "kendra:ListIndices"
ONE_CALL = "kendra:DescribeIndex"
CHANGING = frozenset({"CREATING", "UPDATING", "SYSTEM_UPDATING"})
LARGEST_PAGE = 100
# Indexes of this edition refuse configurations of tokens.
WITHOUT_TOKENS = "GEN_AI_ENTERPRISE_EDITION"


def _item(client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(client.arn("kendra", f"index/{one['Id']}"), one.get("Name") or one["Id"], {})


async def _named(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Yield an item for each ARN; the following read finds out whether the index exists."""
    for arn in arns:
        yield Item(arn, arn.rpartition("/")[2], {})


def _described(response: Response) -> Mapping[str, Any]:
    if response["Status"] in CHANGING:
        raise InTransitionError(response["Status"], ONE_CALL)
    key = (response.get("ServerSideEncryptionConfiguration") or {}).get("KmsKeyId")
    return {
        "tokens_verified": None if response["Edition"] == WITHOUT_TOKENS else _verified(response),
        "own_key": bool(key),
    }


def _verified(response: Response) -> bool:
    """Return whether a token is required and signed; the caller writes JSON tokens itself."""
    tokens = response.get("UserTokenConfigurations") or ()
    return (
        response["UserContextPolicy"] == "USER_TOKEN"
        and bool(tokens)
        and all(one.get("JwtTokenTypeConfiguration") for one in tokens)
    )


INDEXES = AssetCollector(
    asset_type=KendraIndex,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "IndexConfigurationSummaryItems", _item, MaxResults=LARGEST_PAGE),
    find=_named,
    gone=frozenset({"ResourceNotFoundException"}),
    reads=(
        read(
            ("tokens_verified", "own_key"),
            ONE_CALL,
            by=lambda item: {"Id": item.resource_id.rpartition("/")[2]},
            of=_described,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (INDEXES,)
