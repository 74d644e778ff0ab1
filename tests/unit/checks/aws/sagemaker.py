"""Cases of SageMaker's checks: notebooks, models, endpoints, jobs and domains."""

from typing import Any

from posture.checks.aws import (
    sagemaker_hosting as hosting,
)
from posture.checks.aws import (
    sagemaker_job as job,
)
from posture.checks.aws import (
    sagemaker_notebook as notebook,
)
from posture.checks.aws import (
    sagemaker_studio as studio,
)
from posture.domain.aws.assets.sagemaker import (
    DataCapture,
    FeatureStore,
    SageMakerDomain,
    SageMakerEndpoint,
    SageMakerEndpointConfig,
    SageMakerFeatureGroup,
    SageMakerModel,
    SageMakerModelPackageGroup,
    SageMakerMonitoringDefinition,
    SageMakerNotebook,
    SageMakerProcessingJob,
    SageMakerTrainingJob,
    SageMakerTransformJob,
    Variant,
)
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
)

ACCOUNT = "123456789012"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k"


def variant(**changed: Any) -> Variant:  # noqa: ANN401  # facts of every type
    facts: dict[str, Any] = {
        "name": "all",
        "instance_types": ("ml.m5.large",),
        "instance_count": 2,
        "names_model": True,
        "ssm_access": False,
    }
    return Variant(**facts | changed)


MACHINES: dict[str, Any] = {
    "instance_types": ("ml.m5.large",),
    "instance_count": 2,
    "volume_key": KEY,
    "output_key": KEY,
}
COMPLIANT: Compliant = {
    SageMakerNotebook: {
        "direct_internet_access": False,
        "root_access": False,
        "kms_key": KEY,
        "subnet": "subnet-1",
        "imdsv2_only": True,
        "platform": "notebook-al2023-v1",
        "platform_days": None,
        "script_secrets": (),
    },
    SageMakerModel: {
        "network_isolated": True,
        "subnets": ("subnet-1",),
        "packages": ("churn/3",),
        "environment_secrets": (),
    },
    SageMakerEndpointConfig: {
        "variants": (variant(),),
        "kms_key": KEY,
        "capture": DataCapture("s3://captured", KEY),
        "network_isolated": False,
    },
    SageMakerEndpoint: {"status": "InService", "schedules": ("drift",)},
    SageMakerTrainingJob: {
        **MACHINES,
        "subnets": ("subnet-1",),
        "network_isolated": True,
        "traffic_encrypted": True,
        "remote_debug": False,
    },
    SageMakerProcessingJob: {**MACHINES, "subnets": ("subnet-1",), "network_isolated": False},
    SageMakerTransformJob: MACHINES,
    SageMakerMonitoringDefinition: {
        "instance_count": 2,
        "network_isolated": True,
        "traffic_encrypted": True,
    },
    SageMakerDomain: {
        "auth_mode": "SSO",
        "identity_center": True,
        "vpc_only": True,
        "kms_key": KEY,
        "identity_propagated": True,
    },
    SageMakerModelPackageGroup: {"account_id": ACCOUNT, "policy": None},
    SageMakerFeatureGroup: {
        "stores": (FeatureStore("online", KEY), FeatureStore("offline", KEY)),
    },
}


def of_group(principal: object, **more: object) -> dict[str, object]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sagemaker:*", **more}
    return {"policy": policy({"Statement": statement})}


IN_ORGANIZATION = {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}
SERVERLESS = {"variants": (variant(instance_types=(), instance_count=0),)}
OWN_DISKS = {"variants": (variant(), variant(name="gpu", instance_types=("ml.g5.xlarge",)))}
COMPONENTS = {"variants": (variant(names_model=False),)}

CASES = [
    Case(
        notebook.aws_sagemaker_notebook_direct_internet_access_disabled,
        {"direct_internet_access": True},
        FAIL,
    ),
    Case(notebook.aws_sagemaker_notebook_root_access_disabled, {"root_access": True}, FAIL),
    Case(notebook.aws_sagemaker_notebook_encrypted_with_cmk, {"kms_key": None}, FAIL),
    Case(notebook.aws_sagemaker_notebook_in_vpc, {"subnet": None}, FAIL),
    Case(notebook.aws_sagemaker_notebook_imdsv2_required, {"imdsv2_only": False}, FAIL),
    Case(
        notebook.aws_sagemaker_notebook_platform_supported,
        {"platform": "notebook-al1-v1", "platform_days": -9},
        FAIL,
        "notebook-al1-v1",
    ),
    Case(notebook.aws_sagemaker_notebook_platform_supported, {"platform_days": 0}, PASS),
    Case(notebook.aws_sagemaker_notebook_platform_supported, {"platform": DENIED}, UNKNOWN),
    Case(
        notebook.aws_sagemaker_notebook_scripts_without_secrets,
        {"script_secrets": ("OnStart: GitHub token in line 2",)},
        FAIL,
        "OnStart: GitHub token in line 2",
    ),
    Case(hosting.aws_sagemaker_model_network_isolated, {"network_isolated": False}, FAIL),
    Case(hosting.aws_sagemaker_model_in_vpc, {"subnets": ()}, FAIL),
    Case(hosting.aws_sagemaker_model_registered, {"packages": (None,)}, FAIL, "1 of 1"),
    Case(hosting.aws_sagemaker_model_registered, {"packages": ("a/1", None)}, FAIL, "1 of 2"),
    Case(hosting.aws_sagemaker_model_registered, {"packages": ()}, FAIL),
    Case(
        hosting.aws_sagemaker_model_environment_without_secrets,
        {"environment_secrets": ("HF_TOKEN (Hugging Face token)",)},
        FAIL,
        "HF_TOKEN",
    ),
    Case(hosting.aws_sagemaker_endpoint_config_encrypted_with_cmk, {"kms_key": None}, FAIL),
    Case(
        hosting.aws_sagemaker_endpoint_config_encrypted_with_cmk,
        {"kms_key": None, **SERVERLESS},
        NOT_APPLICABLE,
    ),
    Case(
        hosting.aws_sagemaker_endpoint_config_encrypted_with_cmk,
        {"kms_key": None, **OWN_DISKS},
        NOT_APPLICABLE,
    ),
    Case(
        hosting.aws_sagemaker_endpoint_config_multiple_instances,
        {"variants": (variant(), variant(name="canary", instance_count=1))},
        FAIL,
        "canary",
    ),
    Case(hosting.aws_sagemaker_endpoint_config_multiple_instances, SERVERLESS, NOT_APPLICABLE),
    Case(
        hosting.aws_sagemaker_endpoint_config_captured_data_encrypted,
        {"capture": DataCapture("s3://captured", None)},
        FAIL,
        "s3://captured",
    ),
    Case(
        hosting.aws_sagemaker_endpoint_config_captured_data_encrypted,
        {"capture": None},
        NOT_APPLICABLE,
    ),
    Case(
        hosting.aws_sagemaker_endpoint_config_ssm_access_disabled,
        {"variants": (variant(), variant(name="debug", ssm_access=True))},
        FAIL,
        "debug",
    ),
    Case(hosting.aws_sagemaker_endpoint_config_components_isolated, {}, NOT_APPLICABLE, "Each"),
    Case(hosting.aws_sagemaker_endpoint_config_components_isolated, COMPONENTS, FAIL),
    Case(
        hosting.aws_sagemaker_endpoint_config_components_isolated,
        {"network_isolated": True, **COMPONENTS},
        PASS,
    ),
    Case(hosting.aws_sagemaker_endpoint_monitored, {"schedules": ()}, FAIL),
    Case(
        hosting.aws_sagemaker_endpoint_monitored,
        {"schedules": (), "status": "Creating"},
        NOT_APPLICABLE,
    ),
    Case(job.aws_sagemaker_training_job_network_isolated, {"network_isolated": False}, FAIL),
    Case(job.aws_sagemaker_training_job_in_vpc, {"subnets": ()}, FAIL),
    Case(job.aws_sagemaker_training_job_traffic_encrypted, {"traffic_encrypted": False}, FAIL, "2"),
    Case(
        job.aws_sagemaker_training_job_traffic_encrypted,
        {"traffic_encrypted": False, "instance_count": 1},
        NOT_APPLICABLE,
    ),
    Case(job.aws_sagemaker_training_job_volumes_encrypted_with_cmk, {"volume_key": None}, FAIL),
    Case(
        job.aws_sagemaker_training_job_volumes_encrypted_with_cmk,
        {"volume_key": None, "instance_types": ("ml.p4d.24xlarge",)},
        NOT_APPLICABLE,
    ),
    Case(
        job.aws_sagemaker_training_job_volumes_encrypted_with_cmk,
        {"volume_key": None, "instance_types": ()},
        NOT_APPLICABLE,
    ),
    Case(job.aws_sagemaker_training_job_output_encrypted_with_cmk, {"output_key": None}, FAIL),
    Case(job.aws_sagemaker_training_job_remote_debug_disabled, {"remote_debug": True}, FAIL),
    Case(
        job.aws_sagemaker_processing_job_encrypted_with_cmk,
        {"volume_key": None, "output_key": None},
        FAIL,
        "volumes, output",
    ),
    Case(
        job.aws_sagemaker_processing_job_encrypted_with_cmk,
        {"volume_key": None, "instance_types": ("ml.g4dn.xlarge",)},
        PASS,
    ),
    Case(job.aws_sagemaker_processing_job_network_restricted, {"subnets": ()}, FAIL),
    Case(
        job.aws_sagemaker_processing_job_network_restricted,
        {"subnets": (), "network_isolated": True},
        PASS,
    ),
    Case(job.aws_sagemaker_transform_job_encrypted_with_cmk, {"output_key": None}, FAIL, "output"),
    Case(
        job.aws_sagemaker_monitoring_definition_network_isolated,
        {"network_isolated": False},
        FAIL,
    ),
    Case(
        job.aws_sagemaker_monitoring_definition_traffic_encrypted,
        {"traffic_encrypted": False},
        FAIL,
    ),
    Case(
        job.aws_sagemaker_monitoring_definition_traffic_encrypted,
        {"traffic_encrypted": False, "instance_count": 1},
        NOT_APPLICABLE,
    ),
    Case(studio.aws_sagemaker_domain_sso_configured, {"auth_mode": "IAM"}, FAIL, "IAM"),
    Case(studio.aws_sagemaker_domain_sso_configured, {"identity_center": False}, FAIL),
    Case(studio.aws_sagemaker_domain_vpc_only, {"vpc_only": False}, FAIL),
    Case(studio.aws_sagemaker_domain_encrypted_with_cmk, {"kms_key": None}, FAIL),
    Case(studio.aws_sagemaker_domain_users_told_apart, {"identity_propagated": False}, FAIL),
    Case(studio.aws_sagemaker_model_package_group_not_public, of_group("*"), FAIL),
    Case(
        studio.aws_sagemaker_model_package_group_not_public, of_group({"AWS": "999988887777"}), PASS
    ),
    Case(
        studio.aws_sagemaker_model_package_group_not_public,
        of_group("*", **IN_ORGANIZATION),
        PASS,
    ),
    Case(
        studio.aws_sagemaker_feature_group_encrypted_with_cmk,
        {"stores": (FeatureStore("online", KEY), FeatureStore("offline", None))},
        FAIL,
        "offline",
    ),
]
