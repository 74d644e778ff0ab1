"""Assets of Amazon SageMaker AI."""

from collections.abc import Iterable

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.instance_families import LOCAL_DISKS
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact, Unread, known

TYPES_CALL = "ec2:DescribeInstanceTypes"


def takes_volume_key(instance_type: str) -> Fact[bool]:
    """Return whether a KMS key can be set for the storage volume of an instance type."""
    family = instance_type.removeprefix("ml.").partition(".")[0]
    disks = LOCAL_DISKS.of(family, TYPES_CALL)
    return disks if isinstance(disks, Unread) else not disks


def all_take_volume_key(instance_types: Iterable[str]) -> bool:
    """Return whether a KMS key can be set for every volume; False without instances.

    Raises:
        UnknownFactError: this depends on a family of instances that is not known.
    """
    takes = [*map(takes_volume_key, instance_types)]
    return bool(takes) and False not in takes and all(map(known, takes))


class SageMakerNotebook(AwsAsset, frozen=True, kw_only=True):
    """A notebook instance.

    Attributes:
        platform: operating system and JupyterLab, such as `notebook-al2023-v1`.
        platform_days: days until AWS ends the support of the platform, negative after that; None
            if no end is scheduled; unread if the platform is not in our table.
        script_secrets: script, kind and line of each secret in the lifecycle scripts.
    """

    service = "sagemaker"
    family = Family.AI
    arn = ArnShape("sagemaker", "notebook-instance/")

    direct_internet_access: Fact[bool]
    root_access: Fact[bool]
    kms_key: Fact[str | None]
    subnet: Fact[str | None]
    imdsv2_only: Fact[bool]
    platform: Fact[str]
    platform_days: Fact[int | None]
    script_secrets: Fact[tuple[str, ...]]


class SageMakerModel(AwsAsset, frozen=True, kw_only=True):
    """A deployed model: its containers and where they run.

    Attributes:
        packages: the model package of each container; None for a container without one.
        environment_secrets: name and kind of each secret in the containers' variables.
    """

    service = "sagemaker"
    family = Family.AI
    arn = ArnShape("sagemaker", "model/")

    network_isolated: Fact[bool]
    subnets: Fact[tuple[str, ...]]
    packages: Fact[tuple[str | None, ...]]
    environment_secrets: Fact[tuple[str, ...]]


class Variant(Struct, frozen=True, kw_only=True):
    """One production variant of an endpoint.

    Attributes:
        instance_types: empty if the variant is serverless.
        instance_count: initial number of instances.
        names_model: whether it names a model; otherwise it serves inference components.
    """

    name: str
    instance_types: tuple[str, ...]
    instance_count: int
    names_model: bool
    ssm_access: bool


class DataCapture(Struct, frozen=True):
    """Where an endpoint's requests and responses are stored, and with which key."""

    destination: str
    kms_key: str | None


class SageMakerEndpointConfig(AwsAsset, frozen=True, kw_only=True):
    """The configuration of an endpoint: its variants and their instances.

    Attributes:
        network_isolated: for inference components; models have a setting of their own.
    """

    service = "sagemaker"
    family = Family.AI
    arn = ArnShape("sagemaker", "endpoint-config/")

    variants: Fact[tuple[Variant, ...]]
    kms_key: Fact[str | None]
    capture: Fact[DataCapture | None]
    network_isolated: Fact[bool]


class SageMakerEndpoint(AwsAsset, frozen=True, kw_only=True):
    """A running endpoint.

    Attributes:
        schedules: the active monitoring schedules of the endpoint.
    """

    service = "sagemaker"
    family = Family.AI
    arn = ArnShape("sagemaker", "endpoint/")

    status: str
    schedules: Fact[tuple[str, ...]]


class Job(AwsAsset, frozen=True, kw_only=True):
    """The common attributes of jobs: instances with volumes, and output in S3.

    Attributes:
        instance_types: empty if the job is serverless.
        instance_count: with 1 there is no traffic between instances.
        volume_key: KMS key of the instances' volumes.
        output_key: KMS key of the output in S3.
    """

    service = "sagemaker"
    family = Family.AI

    instance_types: Fact[tuple[str, ...]]
    instance_count: Fact[int]
    volume_key: Fact[str | None]
    output_key: Fact[str | None]


class SageMakerTrainingJob(Job, frozen=True, kw_only=True):
    """A training job, running or done."""

    arn = ArnShape("sagemaker", "training-job/")

    subnets: Fact[tuple[str, ...]]
    network_isolated: Fact[bool]
    traffic_encrypted: Fact[bool]
    remote_debug: Fact[bool]


class SageMakerProcessingJob(Job, frozen=True, kw_only=True):
    """A processing job, running or done."""

    arn = ArnShape("sagemaker", "processing-job/")

    subnets: Fact[tuple[str, ...]]
    network_isolated: Fact[bool]


class SageMakerTransformJob(Job, frozen=True, kw_only=True):
    """A batch transform job, running or done."""

    arn = ArnShape("sagemaker", "transform-job/")


class SageMakerMonitoringDefinition(AwsAsset, frozen=True, kw_only=True):
    """The definition of a monitoring job: data quality, model quality, bias or explainability."""

    service = "sagemaker"
    family = Family.AI
    arn = ArnShape(
        "sagemaker",
        (
            "data-quality-job-definition/",
            "model-quality-job-definition/",
            "model-bias-job-definition/",
            "model-explainability-job-definition/",
        ),
    )

    instance_count: Fact[int]
    network_isolated: Fact[bool]
    traffic_encrypted: Fact[bool]


class SageMakerDomain(AwsAsset, frozen=True, kw_only=True):
    """A Studio domain.

    Attributes:
        auth_mode: `SSO` or `IAM`.
        identity_center: whether the domain has an IAM Identity Center application.
        vpc_only: whether the apps reach the internet only through the VPC.
        identity_propagated: whether sessions of the role carry the user profile's name.
    """

    service = "sagemaker"
    family = Family.AI
    arn = ArnShape("sagemaker", "domain/")

    auth_mode: Fact[str]
    identity_center: Fact[bool]
    vpc_only: Fact[bool]
    kms_key: Fact[str | None]
    identity_propagated: Fact[bool]


class SageMakerModelPackageGroup(AwsAsset, frozen=True, kw_only=True):
    """A group of the model registry: the versions of one model."""

    service = "sagemaker"
    family = Family.AI
    arn = ArnShape("sagemaker", "model-package-group/")

    account_id: str
    policy: Fact[Policy | None]


class FeatureStore(Struct, frozen=True):
    """A store of a feature group, `online` or `offline`, and its KMS key."""

    kind: str
    kms_key: str | None


class SageMakerFeatureGroup(AwsAsset, frozen=True, kw_only=True):
    """A group of the feature store."""

    service = "sagemaker"
    family = Family.AI
    arn = ArnShape("sagemaker", "feature-group/")

    stores: Fact[tuple[FeatureStore, ...]]
