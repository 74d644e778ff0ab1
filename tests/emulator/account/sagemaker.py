"""SageMaker: notebooks with root and internet access, models without isolation."""

import base64
from datetime import UTC, datetime
from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME, Account, policy
from tests.emulator.account.iam import NOTEBOOK_ROLE, TRAINING_ROLE
from tests.emulator.account.kms import DATA_KEY

_IMAGE = f"{ACCOUNT_ID}.dkr.ecr.{HOME}.amazonaws.com/churn:3"
_DATA = "s3://ml-training-data-acme"
_NOW = datetime.now(UTC).replace(microsecond=0).isoformat()
_SCRIPT = "#!/bin/sh\nexport HF_TOKEN=hf_{}\npip install -r requirements.txt\n".format("a" * 34)
# Settings of a well-configured notebook that moto does not store.
_CARED_FOR = {
    "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "2"},
    "PlatformIdentifier": "notebook-al2023-v1",
}


def seed(aws: Account, n: int) -> None:
    """Make 3 notebooks, 3 models, 2 endpoints, a few jobs and 2 domains; 100 more per `n`."""
    network = story(aws)
    _again(aws, "NotebookInstance", "prod-forecasting", _CARED_FOR)
    _again(aws, "NotebookInstance", "fraud-exploration", {"PlatformIdentifier": "notebook-al2-v2"})
    _other_jobs(aws, "churn", network, encrypted=True)
    _other_jobs(aws, "leads", None, encrypted=False)
    _monitoring(aws, "churn", network)
    _monitoring(aws, "support-chat", None)
    _domains(aws, network)
    _registry(aws)
    _features(aws)
    for i in range(20 * n):
        _one_team(aws, i, network)
        if i % 4 == 0:
            _other_jobs(aws, f"team-{i:03}", network if i % 8 else None, encrypted=i % 3 == 0)


def story(aws: Account) -> dict[str, list[str]]:
    """Make 3 notebooks, 3 models, 2 training jobs and 2 endpoints; return their network."""
    subnet, group = _private_place(aws)
    inside = {"SubnetId": subnet, "SecurityGroupIds": [group]}
    aws.client("sagemaker").create_notebook_instance_lifecycle_config(
        NotebookInstanceLifecycleConfigName="hugging",
        OnStart=[{"Content": base64.b64encode(_SCRIPT.encode()).decode()}],
    )
    _notebook(aws, "research-playground", LifecycleConfigName="hugging")
    _notebook(aws, "fraud-exploration", KmsKeyId=DATA_KEY, **inside)
    _notebook(
        aws,
        "prod-forecasting",
        KmsKeyId=DATA_KEY,
        DirectInternetAccess="Disabled",
        RootAccess="Disabled",
        **inside,
    )
    network = {"Subnets": [subnet], "SecurityGroupIds": [group]}
    _model(aws, "churn-v3", VpcConfig=network, EnableNetworkIsolation=True)
    _model(aws, "recommender-v7", VpcConfig=network)
    _model(aws, "support-chat-lora")
    _training(aws, "churn-2026-10", network, encrypted=True)
    _training(aws, "support-chat-lora-nightly", None, encrypted=False)
    _endpoint(aws, "churn", "churn-v3", KmsKeyId=DATA_KEY)
    _endpoint(aws, "support-chat", "support-chat-lora")
    return network


def _one_team(aws: Account, i: int, network: dict[str, list[str]]) -> None:
    inside = {"SubnetId": network["Subnets"][0], "SecurityGroupIds": network["SecurityGroupIds"]}
    _notebook(
        aws,
        f"team-{i:03}",
        DirectInternetAccess=("Enabled", "Disabled")[i % 2],
        RootAccess=("Enabled", "Enabled", "Disabled")[i % 3],
        **(inside if i % 2 else {}),
        **({"KmsKeyId": DATA_KEY} if i % 4 == 0 else {}),
    )
    _model(
        aws,
        f"team-{i:03}",
        **({"VpcConfig": network} if i % 3 else {}),
        EnableNetworkIsolation=i % 2 == 0,
    )
    _training(aws, f"team-{i:03}", network if i % 2 else None, encrypted=i % 3 == 0)
    _endpoint(aws, f"team-{i:03}", f"team-{i:03}", **({"KmsKeyId": DATA_KEY} if i % 2 else {}))


def _private_place(aws: Account) -> tuple[str, str]:
    ec2 = aws.client("ec2")
    named = [{"Name": "tag:Name", "Values": ["prod-public"]}]
    subnet = ec2.describe_subnets(Filters=named)["Subnets"][0]["SubnetId"]
    group = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["prod-app"]}])[
        "SecurityGroups"
    ][0]["GroupId"]
    return subnet, group


def _notebook(aws: Account, name: str, **more: Any) -> None:  # noqa: ANN401  # request members
    settings = {"RootAccess": "Enabled", **more}  # AWS always returns it, moto only if it is set
    aws.client("sagemaker").create_notebook_instance(
        NotebookInstanceName=name, InstanceType="ml.t3.medium", RoleArn=NOTEBOOK_ROLE, **settings
    )


def _model(aws: Account, name: str, **more: Any) -> None:  # noqa: ANN401  # as above
    aws.client("sagemaker").create_model(
        ModelName=name,
        ExecutionRoleArn=TRAINING_ROLE,
        PrimaryContainer={"Image": _IMAGE, "ModelDataUrl": f"{_DATA}/{name}.tar.gz"},
        **more,
    )
    if more.get("EnableNetworkIsolation"):
        _again(aws, "Model", name, {"EnableNetworkIsolation": True})


def _again(aws: Account, kind: str, name: str, more: dict[str, Any]) -> None:
    """Describe something as moto does, with what moto does not keep of it."""
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind)
    answer = getattr(aws.client("sagemaker"), f"describe{words}")(**{f"{kind}Name": name})
    del answer["ResponseMetadata"]
    aws.stub(f"sagemaker:Describe{kind}", answer | more, HOME, **{f"{kind}Name": name})


def _training(
    aws: Account, name: str, network: dict[str, list[str]] | None, *, encrypted: bool
) -> None:
    key = {"KmsKeyId": DATA_KEY} if encrypted else {}
    volume_key = {"VolumeKmsKeyId": DATA_KEY} if encrypted else {}
    aws.client("sagemaker").create_training_job(
        TrainingJobName=name,
        AlgorithmSpecification={"TrainingImage": _IMAGE, "TrainingInputMode": "File"},
        RoleArn=TRAINING_ROLE,
        OutputDataConfig={"S3OutputPath": f"{_DATA}/out", **key},
        ResourceConfig={
            "InstanceType": "ml.m5.large",
            "InstanceCount": 2,
            "VolumeSizeInGB": 50,
            **volume_key,
        },
        StoppingCondition={"MaxRuntimeInSeconds": 3600},
        EnableNetworkIsolation=encrypted,
        EnableInterContainerTrafficEncryption=encrypted,
        **({"VpcConfig": network} if network else {}),
    )


def _endpoint(aws: Account, name: str, model: str, **more: str) -> None:
    sagemaker = aws.client("sagemaker")
    sagemaker.create_endpoint_config(
        EndpointConfigName=name,
        ProductionVariants=[
            {
                "VariantName": "all",
                "ModelName": model,
                "InitialInstanceCount": 1 + len(more),
                "InstanceType": "ml.m5.large",
                "InitialVariantWeight": 1.0,
            }
        ],
        **more,
    )
    sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)


def _other_jobs(
    aws: Account, name: str, network: dict[str, list[str]] | None, *, encrypted: bool
) -> None:
    sagemaker = aws.client("sagemaker")
    key = {"KmsKeyId": DATA_KEY} if encrypted else {}
    volume_key = {"VolumeKmsKeyId": DATA_KEY} if encrypted else {}
    output = {"OutputName": "out", "S3Output": {"S3Uri": _DATA, "S3UploadMode": "EndOfJob"}}
    machines = {"InstanceType": "ml.m5.large", "InstanceCount": 1}
    processing = {
        "ProcessingJobName": f"{name}-cleaning",
        "ProcessingResources": {
            "ClusterConfig": {**machines, "VolumeSizeInGB": 20, **volume_key},
        },
        "ProcessingOutputConfig": {"Outputs": [output], **key},
        "AppSpecification": {"ImageUri": _IMAGE},
        "RoleArn": TRAINING_ROLE,
        **({"NetworkConfig": {"VpcConfig": network}} if network else {}),
    }
    sagemaker.create_processing_job(**processing)
    resources = {"ProcessingResources": processing["ProcessingResources"]}
    _again(aws, "ProcessingJob", f"{name}-cleaning", resources)
    sagemaker.create_transform_job(
        TransformJobName=f"{name}-scoring",
        ModelName="churn-v3",
        TransformInput={"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": _DATA}}},
        TransformOutput={"S3OutputPath": f"{_DATA}/scores", **key},
        TransformResources={**machines, **volume_key},
    )


def _monitoring(aws: Account, endpoint: str, network: dict[str, list[str]] | None) -> None:
    """Define two kinds of monitoring; stubs describe their schedules."""
    sagemaker = aws.client("sagemaker")
    cluster = {"InstanceCount": 2, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 20}
    careful = {
        "EnableNetworkIsolation": True,
        "EnableInterContainerTrafficEncryption": True,
        "VpcConfig": network,
    }
    for kind in ("data_quality", "model_bias"):
        words = "".join(word.title() for word in kind.split("_"))
        getattr(sagemaker, f"create_{kind}_job_definition")(
            JobDefinitionName=f"{endpoint}-{kind.replace('_', '-')}",
            **{f"{words}AppSpecification": {"ImageUri": _IMAGE}},
            **{f"{words}JobInput": {"EndpointInput": {"EndpointName": endpoint}}},
            **{f"{words}JobOutputConfig": {"MonitoringOutputs": []}},
            JobResources={"ClusterConfig": cluster},
            RoleArn=TRAINING_ROLE,
            **({"NetworkConfig": careful} if network else {}),
        )
    schedule = {
        "MonitoringScheduleName": "churn-drift",
        "MonitoringScheduleArn": f"arn:aws:sagemaker:{HOME}:{ACCOUNT_ID}:monitoring-schedule/churn",
        "MonitoringScheduleStatus": "Scheduled",
        "EndpointName": "churn",
        "CreationTime": _NOW,
        "LastModifiedTime": _NOW,
    }
    call = "sagemaker:ListMonitoringSchedules"
    aws.stub(call, {"MonitoringScheduleSummaries": []})
    aws.stub(call, {"MonitoringScheduleSummaries": [schedule]}, HOME)


def _domains(aws: Account, network: dict[str, list[str]]) -> None:
    for name, mode, access, more in (
        (
            "science",
            "SSO",
            "VpcOnly",
            {
                "KmsKeyId": DATA_KEY,
                "DomainSettings": {"ExecutionRoleIdentityConfig": "USER_PROFILE_NAME"},
            },
        ),
        ("sandbox", "IAM", "PublicInternetOnly", {}),
    ):
        aws.client("sagemaker").create_domain(
            DomainName=name,
            AuthMode=mode,
            AppNetworkAccessType=access,
            DefaultUserSettings={"ExecutionRole": NOTEBOOK_ROLE},
            SubnetIds=network["Subnets"],
            VpcId="vpc-1",
            **more,
        )


def _registry(aws: Account) -> None:
    call = "sagemaker:GetModelPackageGroupPolicy"
    none = {"__type": "ValidationException", "message": "Cannot find resource policy"}
    aws.stub(call, none)
    for name, principal in (("churn", None), ("shared-models", "*")):
        made = aws.client("sagemaker").create_model_package_group(ModelPackageGroupName=name)
        if principal:
            statement = {
                "Effect": "Allow",
                "Principal": principal,
                "Action": "sagemaker:DescribeModelPackageGroup",
                "Resource": made["ModelPackageGroupArn"],
            }
            answer = {"ResourcePolicy": policy(statement)}
            aws.stub(call, answer, HOME, ModelPackageGroupName=name)


def _features(aws: Account) -> None:
    summaries = []
    for name, key in (("customers", {"KmsKeyId": DATA_KEY}), ("clicks", {})):
        head = {
            "FeatureGroupName": name,
            "FeatureGroupArn": f"arn:aws:sagemaker:{HOME}:{ACCOUNT_ID}:feature-group/{name}",
            "CreationTime": _NOW,
            "FeatureGroupStatus": "Created",
        }
        summaries.append(head)
        stores = {
            "OnlineStoreConfig": {"EnableOnlineStore": True, "SecurityConfig": key},
            "OfflineStoreConfig": {"S3StorageConfig": {"S3Uri": _DATA, **key}},
        }
        request = {"FeatureGroupName": name}
        aws.stub("sagemaker:DescribeFeatureGroup", {**head, **stores}, HOME, **request)
    aws.stub("sagemaker:ListFeatureGroups", {"FeatureGroupSummaries": []})
    aws.stub("sagemaker:ListFeatureGroups", {"FeatureGroupSummaries": summaries}, HOME)
