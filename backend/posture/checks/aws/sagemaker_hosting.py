"""Checks of the models, endpoint configurations and endpoints of Amazon SageMaker AI."""

from posture.domain.asset import Family
from posture.domain.aws.assets.sagemaker import (
    SageMakerEndpoint,
    SageMakerEndpointConfig,
    SageMakerModel,
    all_take_volume_key,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/sagemaker/latest/dg"
ISOLATION_DOCS = f"{DOCS}/mkt-algo-model-internet-free.html"
LEAST_INSTANCES = 2


@check(
    severity=Severity.HIGH,
    finding_title="SageMaker model runs without network isolation",
    remediation="Create the model again with network isolation.",
    cli="""
        aws sagemaker create-model --model-name NAME --execution-role-arn ROLE \\
          --primary-container Image=IMAGE,ModelDataUrl=DATA --enable-network-isolation
    """,
    terraform="""
        resource "aws_sagemaker_model" "this" {
          enable_network_isolation = true
        }
    """,
    reference=ISOLATION_DOCS,
)
def aws_sagemaker_model_network_isolated(model: SageMakerModel) -> Verdict:
    """SageMaker model runs with network isolation.

    A container with network access can send away its requests or the credentials of its role. A
    third-party model is third-party code.
    """
    return passed() if known(model.network_isolated) else failed("Network isolation is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker model is not in a VPC",
    remediation="Create the model again with subnets and security groups of your VPC.",
    cli="""
        aws sagemaker create-model --model-name NAME --execution-role-arn ROLE \\
          --primary-container Image=IMAGE,ModelDataUrl=DATA \\
          --vpc-config SecurityGroupIds=GROUP,Subnets=SUBNET
    """,
    terraform="""
        resource "aws_sagemaker_model" "this" {
          vpc_config {
            subnets            = [aws_subnet.private.id]
            security_group_ids = [aws_security_group.model.id]
          }
        }
    """,
    reference=f"{DOCS}/host-vpc.html",
)
def aws_sagemaker_model_in_vpc(model: SageMakerModel) -> Verdict:
    """SageMaker model runs in a VPC.

    In a VPC the policy of an endpoint limits which buckets the containers reach, and flow logs show
    their connections.
    """
    return passed() if known(model.subnets) else failed("The model is not in a VPC.")


@check(
    severity=Severity.LOW,
    finding_title="SageMaker model is not deployed from the model registry",
    remediation="Register the model in a model package group, approve it, and deploy the package.",
    cli="""
        aws sagemaker create-model --model-name NAME --execution-role-arn ROLE \\
          --primary-container ModelPackageName=PACKAGE
    """,
    terraform="""
        resource "aws_sagemaker_model" "this" {
          primary_container { model_package_name = "PACKAGE" }
        }
    """,
    reference=f"{DOCS}/model-registry.html",
)
def aws_sagemaker_model_registered(model: SageMakerModel) -> Verdict:
    """SageMaker model is deployed from the model registry.

    The registry records the data of each model version and who approved it. A plain artifact in a
    bucket can be replaced by anyone who may write there.
    """
    packages = known(model.packages)
    if packages and all(packages):
        return passed()
    return failed(
        f"{packages.count(None)} of {len(packages)} containers are not from a model package."
    )


@check(
    severity=Severity.HIGH,
    finding_title="SageMaker model's environment variables contain secrets",
    remediation=(
        "Move the secrets to Secrets Manager, let the container read them, and replace the "
        "exposed ones."
    ),
    reference=f"{DOCS}/data-protection.html",
    family=Family.SECRETS,
)
def aws_sagemaker_model_environment_without_secrets(model: SageMakerModel) -> Verdict:
    """SageMaker model's environment variables contain no secrets.

    Anyone who may describe the model can read them, and so can the model's own code.
    """
    found = known(model.environment_secrets)
    return failed(f"Secrets in environment variables: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker endpoint's volumes have no customer managed key",
    remediation="Create the endpoint configuration again with a KMS key, and update the endpoint.",
    cli="""
        aws sagemaker create-endpoint-config --endpoint-config-name NAME \\
          --production-variants VARIANTS --kms-key-id KEY
    """,
    terraform="""
        resource "aws_sagemaker_endpoint_configuration" "this" {
          kms_key_arn = aws_kms_key.ml.arn
        }
    """,
    reference=f"{DOCS}/key-management.html",
)
def aws_sagemaker_endpoint_config_encrypted_with_cmk(config: SageMakerEndpointConfig) -> Verdict:
    """SageMaker endpoint configuration encrypts its volumes with a customer managed key.

    The volumes contain the model, which can reveal parts of its training data.
    """
    if known(config.kms_key):
        return passed()
    types = [kind for one in known(config.variants) for kind in one.instance_types]
    if not all_take_volume_key(types):
        return not_applicable("Serverless, or on instances that encrypt their own disks.")
    return failed("No KMS key is set for the volumes.")


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker endpoint runs a variant on a single instance",
    remediation="Give every production variant two or more instances, and update the endpoint.",
    cli="""
        aws sagemaker update-endpoint-weights-and-capacities --endpoint-name NAME \\
          --desired-weights-and-capacities VariantName=VARIANT,DesiredInstanceCount=2
    """,
    terraform="""
        resource "aws_sagemaker_endpoint_configuration" "this" {
          production_variants { initial_instance_count = 2 }
        }
    """,
    reference="https://docs.aws.amazon.com/config/latest/developerguide/sagemaker-endpoint-config-prod-instance-count.html",
)
def aws_sagemaker_endpoint_config_multiple_instances(config: SageMakerEndpointConfig) -> Verdict:
    """SageMaker endpoint configuration runs every variant on two or more instances.

    SageMaker spreads several instances over availability zones; a single one fails with its zone.
    """
    placed = [one for one in known(config.variants) if one.instance_types]
    if not placed:
        return not_applicable("All variants are serverless.")
    if few := [one.name for one in placed if one.instance_count < LEAST_INSTANCES]:
        return failed(f"On a single instance: {', '.join(few)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker endpoint's captured data has no KMS key",
    remediation="Create the endpoint configuration again with a KMS key for data capture.",
    terraform="""
        resource "aws_sagemaker_endpoint_configuration" "this" {
          data_capture_config { kms_key_id = aws_kms_key.ml.arn }
        }
    """,
    reference=f"{DOCS}/model-monitor-data-capture-endpoint.html",
)
def aws_sagemaker_endpoint_config_captured_data_encrypted(
    config: SageMakerEndpointConfig,
) -> Verdict:
    """SageMaker endpoint configuration encrypts captured data with a KMS key.

    Captured data contains the requests of users, often the most personal data around a model.
    """
    capture = known(config.capture)
    if capture is None:
        return not_applicable("No data is captured.")
    return passed() if capture.kms_key else failed(f"No KMS key is set for {capture.destination}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker endpoint allows shell access to its containers",
    remediation=(
        "Create the endpoint configuration again without SSM access, and update the endpoint."
    ),
    reference=f"{DOCS}/ssm-access.html",
)
def aws_sagemaker_endpoint_config_ssm_access_disabled(config: SageMakerEndpointConfig) -> Verdict:
    """SageMaker endpoint configuration has SSM access to its containers off.

    A session can see every request, the model, and the credentials of its role.
    """
    if opened := [one.name for one in known(config.variants) if one.ssm_access]:
        return failed(f"SSM access is enabled: {', '.join(opened)}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="SageMaker inference components run without network isolation",
    remediation="Create the endpoint configuration again with network isolation.",
    reference=ISOLATION_DOCS,
)
def aws_sagemaker_endpoint_config_components_isolated(config: SageMakerEndpointConfig) -> Verdict:
    """SageMaker endpoint configuration isolates its inference components from the network.

    Inference components have no isolation setting of their own; the setting of the endpoint applies
    to all of them.
    """
    if all(one.names_model for one in known(config.variants)):
        return not_applicable("Each variant's model has its own isolation setting.")
    return passed() if known(config.network_isolated) else failed("Network isolation is off.")


@check(
    severity=Severity.LOW,
    finding_title="SageMaker endpoint has no active monitoring schedule",
    remediation="Capture the endpoint's data, and schedule a monitoring job for it.",
    cli="""
        aws sagemaker create-monitoring-schedule --monitoring-schedule-name NAME \\
          --monitoring-schedule-config \\
          MonitoringJobDefinitionName=DEFINITION,MonitoringType=DataQuality
    """,
    terraform="""
        resource "aws_sagemaker_monitoring_schedule" "this" {
          monitoring_schedule_config {
            monitoring_job_definition_name = aws_sagemaker_data_quality_job_definition.this.name
            monitoring_type                = "DataQuality"
          }
        }
    """,
    reference=f"{DOCS}/model-monitor.html",
)
def aws_sagemaker_endpoint_monitored(endpoint: SageMakerEndpoint) -> Verdict:
    """SageMaker endpoint has an active monitoring schedule.

    The statistics of the input reveal drift or poisoned data long before users complain about the
    responses.
    """
    if endpoint.status != "InService":
        return not_applicable(f"The endpoint is not in service: {endpoint.status}.")
    return passed() if known(endpoint.schedules) else failed("No monitoring schedule is active.")
