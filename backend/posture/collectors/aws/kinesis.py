"""Collector of Amazon Kinesis Data Streams: streams and their policies, never their records."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.collectors.errors import InTransitionError
from posture.domain.aws.assets.kinesis import KinesisStream
from posture.domain.aws.policy import Policy, policy

LIST_CALL = "kinesis:ListStreams"
ONE_CALL = "kinesis:DescribeStreamSummary"
POLICY_CALL = "kinesis:GetResourcePolicy"
GONE = frozenset({"ResourceNotFoundException"})
CHANGING = frozenset({"CREATING", "UPDATING"})


def _item(client: RegionClient, name: str) -> Item:
    return Item(client.arn("kinesis", f"stream/{name}"), name, {})


async def _named(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Yield an item for each ARN; the following read finds out whether the stream exists."""
    for arn in arns:
        yield Item(arn, arn.rpartition("/")[2], {})


def _summary(response: Response) -> Mapping[str, Any]:
    one = response["StreamDescriptionSummary"]
    if one["StreamStatus"] in CHANGING:
        raise InTransitionError(one["StreamStatus"], ONE_CALL)
    return {
        "encrypted": one.get("EncryptionType", "NONE") == "KMS",
        "retention_hours": one["RetentionPeriodHours"],
    }


def _policy(response: Response) -> Policy | None:
    document = response["Policy"]
    return policy(document) if document and document != "{}" else None


STREAMS = AssetCollector(
    asset_type=KinesisStream,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "StreamNames", _item),
    find=_named,
    gone=GONE,
    reads=(
        read(
            ("encrypted", "retention_hours"),
            ONE_CALL,
            by=lambda item: {"StreamName": item.name},
            of=_summary,
        ),
        read("policy", POLICY_CALL, by=lambda item: {"ResourceARN": item.resource_id}, of=_policy),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (STREAMS,)
