"""Collector of the models of Amazon Bedrock: custom, imported, in batch jobs, and provisioned."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from posture.collectors.aws.bedrock import CUSTOM_MODELS_CALL, GONE, custom_models, listed, named
from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.bedrock import (
    BedrockBatchJob,
    BedrockCustomizationJob,
    BedrockCustomModel,
    BedrockImportedModel,
    BedrockProvisionedThroughput,
)

FOUNDATION_MODELS_CALL = "bedrock:ListFoundationModels"
# The status of a model that Bedrock does not list in the region any more.
NOT_OFFERED = "not offered any more"
BATCH_JOBS_CALL = "bedrock:ListModelInvocationJobs"
PROVISIONED_CALL = "bedrock:ListProvisionedModelThroughputs"


async def foundation_model_status(client: RegionClient, model_id: str) -> str | None:
    """Return the lifecycle status of a foundation model; None if Bedrock does not list it.

    Bedrock lists what it offers in the region. A model that an asset of the region uses directly,
    and that is not listed any more, has reached its end: see `NOT_OFFERED`.

    Raises:
        ContradictionError: Bedrock lists no model at all.
    """

    async def statuses() -> Mapping[str, str]:
        return {
            one["modelId"]: one["modelLifecycle"]["status"]
            for one in await client.shared_pages(FOUNDATION_MODELS_CALL, "modelSummaries")
        }

    found: Mapping[str, str] = await client.once("Bedrock's models", statuses)
    if not found:
        raise ContradictionError("no model is listed", FOUNDATION_MODELS_CALL)
    # "amazon.nova-pro-v1:0:300k" is a variant of "amazon.nova-pro-v1:0".
    return found.get(model_id) or found.get(":".join(model_id.split(":")[:2]))


def _items(call: str, key: str, kind: str) -> Callable[[RegionClient, Ask], AsyncIterator[Item]]:
    async def items(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
        for one in await listed(client, call, key):
            yield Item(one[f"{kind}Arn"], one[f"{kind}Name"], one)

    return items


async def _custom_models(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await custom_models(client):
        yield Item(one["modelArn"], one["modelName"], one)


def _by(parameter: str) -> Callable[[Item], Mapping[str, Any]]:
    return lambda item: {parameter: item.resource_id}


def _subnets(response: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple((response.get("vpcConfig") or {}).get("subnetIds", ()))


def _batch_job(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    output = item.data["outputDataConfig"]["s3OutputDataConfig"]
    return {
        "subnets": _subnets(item.data),
        "output": output["s3Uri"],
        "output_key": output.get("s3EncryptionKeyId"),
    }


def _foundation_model(item: Item) -> str:
    return str(item.data["foundationModelArn"]).rpartition("/")[2]


async def _model_status(client: RegionClient, item: Item) -> str:
    model = _foundation_model(item)
    return await foundation_model_status(client, model) or NOT_OFFERED


def _kms_key(response: Response) -> str | None:
    key = response.get("modelKmsKeyArn")
    return str(key) if key else None


CUSTOM_MODELS = AssetCollector(
    asset_type=BedrockCustomModel,
    regional=True,
    calls=(CUSTOM_MODELS_CALL,),
    items=_custom_models,
    find=named,
    gone=GONE,
    reads=(read("kms_key", "bedrock:GetCustomModel", by=_by("modelIdentifier"), of=_kms_key),),
)

IMPORTED_MODELS = AssetCollector(
    asset_type=BedrockImportedModel,
    regional=True,
    calls=("bedrock:ListImportedModels",),
    items=_items("bedrock:ListImportedModels", "modelSummaries", "model"),
    find=named,
    gone=GONE,
    reads=(read("kms_key", "bedrock:GetImportedModel", by=_by("modelIdentifier"), of=_kms_key),),
)

CUSTOMIZATION_JOBS = AssetCollector(
    asset_type=BedrockCustomizationJob,
    regional=True,
    calls=("bedrock:ListModelCustomizationJobs",),
    items=_items("bedrock:ListModelCustomizationJobs", "modelCustomizationJobSummaries", "job"),
    find=named,
    gone=GONE,
    reads=(
        read(
            "subnets",
            "bedrock:GetModelCustomizationJob",
            by=lambda item: {"jobIdentifier": item.data.get("jobName") or item.resource_id},
            of=_subnets,
        ),
    ),
)

BATCH_JOBS = AssetCollector(
    asset_type=BedrockBatchJob,
    regional=True,
    calls=(BATCH_JOBS_CALL,),
    items=_items(BATCH_JOBS_CALL, "invocationJobSummaries", "job"),
    listed=_batch_job,
)

PROVISIONED = AssetCollector(
    asset_type=BedrockProvisionedThroughput,
    regional=True,
    calls=(PROVISIONED_CALL,),
    items=_items(PROVISIONED_CALL, "provisionedModelSummaries", "provisionedModel"),
    listed=lambda _client, item: {"foundation_model": _foundation_model(item)},
    reads=(Read(facts=("model_status",), calls=(FOUNDATION_MODELS_CALL,), run=_model_status),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (
    CUSTOM_MODELS,
    IMPORTED_MODELS,
    CUSTOMIZATION_JOBS,
    BATCH_JOBS,
    PROVISIONED,
)
