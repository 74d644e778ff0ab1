"""Collector of Amazon Comprehend: classifiers and recognizers, whose listings have it all."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, read
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.domain.aws.assets.comprehend import ComprehendModel
from posture.domain.aws.policy import policy

CLASSIFIERS_CALL = "comprehend:ListDocumentClassifiers"
RECOGNIZERS_CALL = "comprehend:ListEntityRecognizers"
POLICY_CALL = "comprehend:DescribeResourcePolicy"
# By call: the member that has the models, and the member of a model that has its ARN.
LISTINGS = {
    CLASSIFIERS_CALL: ("DocumentClassifierPropertiesList", "DocumentClassifierArn"),
    RECOGNIZERS_CALL: ("EntityRecognizerPropertiesList", "EntityRecognizerArn"),
}
OVER = frozenset({"DELETING"})
KEYS = {"volumes": "VolumeKmsKeyId", "model": "ModelKmsKeyId"}


async def _models(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for call, (members, arn) in LISTINGS.items():
        async for one in client.pages(call, members):
            if one["Status"] not in OVER:
                yield Item(one[arn], one[arn].partition("/")[2], one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "in_vpc": bool((item.data.get("VpcConfig") or {}).get("Subnets")),
        "plain_parts": tuple(part for part, key in KEYS.items() if not item.data.get(key)),
    }


MODELS = AssetCollector(
    asset_type=ComprehendModel,
    regional=True,
    calls=(CLASSIFIERS_CALL, RECOGNIZERS_CALL),
    items=_models,
    listed=_listed,
    reads=(
        read(
            "policy",
            POLICY_CALL,
            by=lambda item: {"ResourceArn": item.resource_id},
            of=lambda response: policy(response["ResourcePolicy"]),
            absent={"ResourceNotFoundException": None},
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (MODELS,)
