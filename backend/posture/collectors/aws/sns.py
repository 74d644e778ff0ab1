"""Collector of Amazon SNS: topics with their policies, keys and subscriptions."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import CallError
from posture.domain.aws.assets.sns import SnsTopic
from posture.domain.aws.policy import policy

LIST_CALL = "sns:ListTopics"
ONE_CALL = "sns:GetTopicAttributes"
SUBSCRIPTIONS_CALL = "sns:ListSubscriptions"
NOT_FOUND = frozenset({"NotFound", "NotFoundException"})


def _item(arn: str) -> Item:
    return Item(arn, arn.rpartition(":")[2], {"TopicArn": arn})


async def _topics(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(LIST_CALL, "Topics"):
        yield _item(one["TopicArn"])


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        try:
            await client.shared(ONE_CALL, TopicArn=arn)
        except CallError as error:
            if error.code not in NOT_FOUND:
                raise
        else:
            yield _item(arn)


def _topic(item: Item) -> Mapping[str, Any]:
    return {"TopicArn": item.resource_id}


def _settings(response: Response) -> Mapping[str, Any]:
    found = response["Attributes"]
    document = found.get("Policy")
    return {
        "policy": policy(document) if document else None,
        "kms_key": found.get("KmsMasterKeyId") or None,
    }


async def _plain_endpoints(client: RegionClient, item: Item) -> tuple[str, ...]:
    """Read the subscriptions of the whole region once, instead of those of each topic."""

    async def make() -> Mapping[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        async for one in client.pages(SUBSCRIPTIONS_CALL, "Subscriptions"):
            if one["Protocol"] == "http":
                index[one["TopicArn"]].append(one["Endpoint"])
        return index

    index: Mapping[str, list[str]] = await client.once("sns plain endpoints by topic", make)
    return tuple(sorted(index.get(item.resource_id, ())))


TOPICS = AssetCollector(
    asset_type=SnsTopic,
    regional=True,
    calls=(LIST_CALL, ONE_CALL),
    items=_topics,
    find=_named,
    gone=NOT_FOUND,
    reads=(
        read(("policy", "kms_key"), ONE_CALL, by=_topic, of=_settings, shared=True),
        Read(facts=("plain_endpoints",), calls=(SUBSCRIPTIONS_CALL,), run=_plain_endpoints),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (TOPICS,)
