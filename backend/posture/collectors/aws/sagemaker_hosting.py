"""Collector of models, endpoint configurations and endpoints of Amazon SageMaker AI."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.aws.sagemaker import GONE, LARGEST_PAGE, by, listing, named, subnets
from posture.collectors.collecting import AssetCollector, Item, Read
from posture.collectors.errors import CallError, ContradictionError
from posture.domain.aws.assets.sagemaker import (
    DataCapture,
    SageMakerEndpoint,
    SageMakerEndpointConfig,
    SageMakerModel,
    Variant,
)
from posture.domain.secrets import secret_variables

MODEL_CALL = "sagemaker:DescribeModel"
CONFIG_CALL = "sagemaker:DescribeEndpointConfig"
ENDPOINT_CALL = "sagemaker:DescribeEndpoint"
SCHEDULES_CALL = "sagemaker:ListMonitoringSchedules"


def _containers(response: Response) -> Iterator[Mapping[str, Any]]:
    if primary := response.get("PrimaryContainer"):
        yield primary
    yield from response.get("Containers") or ()


def _model(response: Response) -> Mapping[str, Any]:
    containers = list(_containers(response))
    if not containers:
        raise ContradictionError("a model without containers", MODEL_CALL)
    return {
        "network_isolated": response.get("EnableNetworkIsolation", False),
        "subnets": subnets(response),
        "packages": tuple(one.get("ModelPackageName") for one in containers),
        "environment_secrets": tuple(
            secret for one in containers for secret in secret_variables(one.get("Environment", {}))
        ),
    }


def _variant(one: Mapping[str, Any]) -> Variant:
    types = [
        one.get("InstanceType"),
        *(pool["InstanceType"] for pool in one.get("InstancePools", ())),
    ]
    if not any(types) and "ServerlessConfig" not in one:
        what = f"variant {one['VariantName']} has neither instances nor a serverless configuration"
        raise ContradictionError(what, CONFIG_CALL)
    return Variant(
        name=one["VariantName"],
        instance_types=tuple(filter(None, types)),
        instance_count=one.get("InitialInstanceCount", 0),
        names_model=bool(one.get("ModelName")),
        ssm_access=one.get("EnableSSMAccess", False),
    )


def _capture(response: Response) -> DataCapture | None:
    config = response.get("DataCaptureConfig")
    if not config or not config.get("EnableCapture", True):
        return None
    return DataCapture(config["DestinationS3Uri"], config.get("KmsKeyId"))


def _endpoint_config(response: Response) -> Mapping[str, Any]:
    if not response["ProductionVariants"]:
        raise ContradictionError("an endpoint configuration without variants", CONFIG_CALL)
    return {
        "variants": tuple(map(_variant, response["ProductionVariants"])),
        "kms_key": response.get("KmsKeyId"),
        "capture": _capture(response),
        "network_isolated": response.get("EnableNetworkIsolation", False),
    }


async def _named_endpoints(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        try:
            response = await client.call(ENDPOINT_CALL, EndpointName=arn.rpartition("/")[2])
        except CallError as error:
            if error.code not in GONE:
                raise
            continue
        yield Item(arn, response["EndpointName"], response)


async def _schedules(client: RegionClient, item: Item) -> tuple[str, ...]:
    async def by_endpoint() -> Mapping[str, list[str]]:
        found = defaultdict(list)
        async for one in client.pages(
            SCHEDULES_CALL, "MonitoringScheduleSummaries", MaxResults=LARGEST_PAGE
        ):
            if one["MonitoringScheduleStatus"] == "Scheduled":
                found[one.get("EndpointName")].append(one["MonitoringScheduleName"])
        return found

    index = await client.once(SCHEDULES_CALL, by_endpoint)
    return tuple(index.get(item.name, ()))


MODELS = AssetCollector(
    asset_type=SageMakerModel,
    regional=True,
    calls=("sagemaker:ListModels",),
    items=listing("sagemaker:ListModels", "Models", "Model"),
    find=named,
    gone=GONE,
    reads=(
        read(
            ("network_isolated", "subnets", "packages", "environment_secrets"),
            MODEL_CALL,
            by=by("ModelName"),
            of=_model,
        ),
    ),
)

ENDPOINT_CONFIGS = AssetCollector(
    asset_type=SageMakerEndpointConfig,
    regional=True,
    calls=("sagemaker:ListEndpointConfigs",),
    items=listing("sagemaker:ListEndpointConfigs", "EndpointConfigs", "EndpointConfig"),
    find=named,
    gone=GONE,
    reads=(
        read(
            ("variants", "kms_key", "capture", "network_isolated"),
            CONFIG_CALL,
            by=by("EndpointConfigName"),
            of=_endpoint_config,
        ),
    ),
)

ENDPOINTS = AssetCollector(
    asset_type=SageMakerEndpoint,
    regional=True,
    calls=("sagemaker:ListEndpoints", ENDPOINT_CALL),
    items=listing("sagemaker:ListEndpoints", "Endpoints", "Endpoint"),
    find=_named_endpoints,
    listed=lambda _client, item: {"status": item.data["EndpointStatus"]},
    reads=(Read(facts=("schedules",), calls=(SCHEDULES_CALL,), run=_schedules),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (MODELS, ENDPOINT_CONFIGS, ENDPOINTS)
