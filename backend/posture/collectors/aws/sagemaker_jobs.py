"""Collector of jobs of Amazon SageMaker AI: training, processing, transform, monitoring."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.aws.sagemaker import GONE, LARGEST_PAGE, by, listing, named, subnets
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.sagemaker import (
    SageMakerMonitoringDefinition,
    SageMakerProcessingJob,
    SageMakerTrainingJob,
    SageMakerTransformJob,
)

TRAINING_CALL = "sagemaker:DescribeTrainingJob"
PROCESSING_CALL = "sagemaker:DescribeProcessingJob"
TRANSFORM_CALL = "sagemaker:DescribeTransformJob"
JOB_FACTS = ("instance_types", "instance_count", "volume_key", "output_key")
# Start of the ARN's resource part to the name in the calls, for each kind of definition.
DEFINITIONS = {
    f"{'-'.join(words).lower()}-job-definition": "".join(words)
    for words in (
        ("Data", "Quality"),
        ("Model", "Quality"),
        ("Model", "Bias"),
        ("Model", "Explainability"),
    )
}


def _instances(cluster: Mapping[str, Any], call: str) -> Mapping[str, Any]:
    groups = cluster.get("InstanceGroups") or cluster.get("InstancePreferences") or ()
    own = cluster.get("SelectedInstanceType") or cluster.get("InstanceType")
    types = [own] if own else [one["InstanceType"] for one in groups]
    count = cluster.get("SelectedInstanceCount") or cluster.get("InstanceCount")
    if count is None:
        count = sum(one["InstanceCount"] for one in cluster.get("InstanceGroups", ()))
    if cluster and not (types and count):
        raise ContradictionError("a cluster without instances", call)
    return {
        "instance_types": tuple(types),
        "instance_count": count,
        "volume_key": cluster.get("VolumeKmsKeyId"),
    }


def _training(response: Response) -> Mapping[str, Any]:
    if not response.get("ResourceConfig") and not response.get("ServerlessJobConfig"):
        raise ContradictionError("neither instances nor a serverless job", TRAINING_CALL)
    return {
        **_instances(response.get("ResourceConfig", {}), TRAINING_CALL),
        "output_key": response.get("OutputDataConfig", {}).get("KmsKeyId"),
        "subnets": subnets(response),
        "network_isolated": response.get("EnableNetworkIsolation", False),
        "traffic_encrypted": response.get("EnableInterContainerTrafficEncryption", False),
        "remote_debug": response.get("RemoteDebugConfig", {}).get("EnableRemoteDebug", False),
    }


def _processing(response: Response) -> Mapping[str, Any]:
    network = response.get("NetworkConfig", {})
    return {
        **_instances(response["ProcessingResources"]["ClusterConfig"], PROCESSING_CALL),
        "output_key": response.get("ProcessingOutputConfig", {}).get("KmsKeyId"),
        "subnets": subnets(network),
        "network_isolated": network.get("EnableNetworkIsolation", False),
    }


def _transform(response: Response) -> Mapping[str, Any]:
    return {
        **_instances(response["TransformResources"], TRANSFORM_CALL),
        "output_key": response.get("TransformOutput", {}).get("KmsKeyId"),
    }


async def _definitions(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for kind in DEFINITIONS.values():
        async for one in client.pages(
            f"sagemaker:List{kind}JobDefinitions",
            "JobDefinitionSummaries",
            MaxResults=LARGEST_PAGE,
        ):
            yield Item(one["MonitoringJobDefinitionArn"], one["MonitoringJobDefinitionName"], one)


async def _definition(client: RegionClient, item: Item) -> Mapping[str, Any]:
    kind = DEFINITIONS[item.resource_id.rpartition(":")[2].partition("/")[0]]
    response = await client.call(
        f"sagemaker:Describe{kind}JobDefinition", JobDefinitionName=item.name
    )
    network = response.get("NetworkConfig", {})
    return {
        "instance_count": response["JobResources"]["ClusterConfig"]["InstanceCount"],
        "network_isolated": network.get("EnableNetworkIsolation", False),
        "traffic_encrypted": network.get("EnableInterContainerTrafficEncryption", False),
    }


TRAINING_JOBS = AssetCollector(
    asset_type=SageMakerTrainingJob,
    regional=True,
    calls=("sagemaker:ListTrainingJobs",),
    items=listing("sagemaker:ListTrainingJobs", "TrainingJobSummaries", "TrainingJob"),
    find=named,
    gone=GONE,
    reads=(
        read(
            (*JOB_FACTS, "subnets", "network_isolated", "traffic_encrypted", "remote_debug"),
            TRAINING_CALL,
            by=by("TrainingJobName"),
            of=_training,
        ),
    ),
)

PROCESSING_JOBS = AssetCollector(
    asset_type=SageMakerProcessingJob,
    regional=True,
    calls=("sagemaker:ListProcessingJobs",),
    items=listing("sagemaker:ListProcessingJobs", "ProcessingJobSummaries", "ProcessingJob"),
    find=named,
    gone=GONE,
    reads=(
        read(
            (*JOB_FACTS, "subnets", "network_isolated"),
            PROCESSING_CALL,
            by=by("ProcessingJobName"),
            of=_processing,
        ),
    ),
)

TRANSFORM_JOBS = AssetCollector(
    asset_type=SageMakerTransformJob,
    regional=True,
    calls=("sagemaker:ListTransformJobs",),
    items=listing("sagemaker:ListTransformJobs", "TransformJobSummaries", "TransformJob"),
    find=named,
    gone=GONE,
    reads=(read(JOB_FACTS, TRANSFORM_CALL, by=by("TransformJobName"), of=_transform),),
)

MONITORING_DEFINITIONS = AssetCollector(
    asset_type=SageMakerMonitoringDefinition,
    regional=True,
    calls=tuple(f"sagemaker:List{kind}JobDefinitions" for kind in DEFINITIONS.values()),
    items=_definitions,
    find=named,
    gone=GONE,
    reads=(
        Read(
            facts=("instance_count", "network_isolated", "traffic_encrypted"),
            calls=tuple(f"sagemaker:Describe{kind}JobDefinition" for kind in DEFINITIONS.values()),
            run=_definition,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (
    TRAINING_JOBS,
    PROCESSING_JOBS,
    TRANSFORM_JOBS,
    MONITORING_DEFINITIONS,
)
