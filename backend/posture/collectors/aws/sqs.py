"""Collector of Amazon SQS: queues with their policies and encryption, never their messages."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.collectors.errors import CallError
from posture.domain.aws.assets.sqs import SqsQueue
from posture.domain.aws.policy import policy

LIST_CALL = "sqs:ListQueues"
URL_CALL = "sqs:GetQueueUrl"
NOT_FOUND = frozenset({"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"})
# Without a size of the page, SQS returns 1,000 queues and no token.
LARGEST_PAGE = 1000
ATTRIBUTES = ["Policy", "KmsMasterKeyId", "SqsManagedSseEnabled"]


async def _queues(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for url in client.pages(LIST_CALL, "QueueUrls", MaxResults=LARGEST_PAGE):
        name = url.rpartition("/")[2]
        yield Item(client.arn("sqs", name), name, {"QueueUrl": url})


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        name = arn.rpartition(":")[2]
        try:
            yield Item(arn, name, await client.call(URL_CALL, QueueName=name))
        except CallError as error:
            if error.code not in NOT_FOUND:
                raise


def _url(item: Item) -> Mapping[str, Any]:
    return {"QueueUrl": item.data["QueueUrl"], "AttributeNames": ATTRIBUTES}


def _settings(response: Response) -> Mapping[str, Any]:
    found = response.get("Attributes", {})
    document = found.get("Policy")
    managed = found.get("SqsManagedSseEnabled") == "true"
    return {
        "policy": policy(document) if document else None,
        "encrypted": managed or bool(found.get("KmsMasterKeyId")),
    }


QUEUES = AssetCollector(
    asset_type=SqsQueue,
    regional=True,
    calls=(LIST_CALL, URL_CALL),
    items=_queues,
    find=_named,
    gone=NOT_FOUND,
    reads=(read(("policy", "encrypted"), "sqs:GetQueueAttributes", by=_url, of=_settings),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (QUEUES,)
