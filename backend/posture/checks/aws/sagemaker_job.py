"""Checks of the jobs of Amazon SageMaker AI: training, processing, transform, monitoring."""

from posture.domain.aws.assets.sagemaker import (
    Job,
    SageMakerMonitoringDefinition,
    SageMakerProcessingJob,
    SageMakerTrainingJob,
    SageMakerTransformJob,
    all_take_volume_key,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/sagemaker/latest/dg"
KEY_DOCS = f"{DOCS}/encryption-at-rest.html"
ISOLATION_DOCS = f"{DOCS}/mkt-algo-model-internet-free.html"
TRAFFIC_DOCS = f"{DOCS}/train-encrypt.html"
VPC_DOCS = f"{DOCS}/train-vpc.html"


def _without_key(job: Job) -> list[str]:
    """Return which data of a job is not encrypted with a customer managed key."""
    plain = []
    types = known(job.instance_types)
    if not known(job.volume_key) and all_take_volume_key(types):
        plain.append("volumes")
    if not known(job.output_key):
        plain.append("output")
    return plain


@check(
    severity=Severity.HIGH,
    finding_title="SageMaker training job runs without network isolation",
    remediation="Run the job with network isolation.",
    cli="aws sagemaker create-training-job --enable-network-isolation …",
    reference=ISOLATION_DOCS,
)
def aws_sagemaker_training_job_network_isolated(job: SageMakerTrainingJob) -> Verdict:
    """SageMaker training job runs with network isolation.

    Training code uses many third-party packages. With network isolation none of them can send the
    training data anywhere.
    """
    return passed() if known(job.network_isolated) else failed("Network isolation is off.")


@check(
    severity=Severity.HIGH,
    finding_title="SageMaker training job is not in a VPC",
    remediation="Run the job in subnets of your VPC.",
    cli="aws sagemaker create-training-job --vpc-config SecurityGroupIds=GROUP,Subnets=SUBNET …",
    reference=VPC_DOCS,
)
def aws_sagemaker_training_job_in_vpc(job: SageMakerTrainingJob) -> Verdict:
    """SageMaker training job runs in a VPC.

    In a VPC the policies of endpoints limit which buckets the job reaches, and flow logs show its
    connections.
    """
    return passed() if known(job.subnets) else failed("The job is not in a VPC.")


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker training job does not encrypt inter-container traffic",
    remediation="Run the job with encryption of the traffic between its containers.",
    cli="aws sagemaker create-training-job --enable-inter-container-traffic-encryption …",
    reference=TRAFFIC_DOCS,
)
def aws_sagemaker_training_job_traffic_encrypted(job: SageMakerTrainingJob) -> Verdict:
    """SageMaker training job encrypts the traffic between its instances.

    Distributed training exchanges weights and gradients, from which training data can be
    reconstructed.
    """
    if known(job.traffic_encrypted):
        return passed()
    if known(job.instance_count) <= 1:
        return not_applicable("The job runs on a single instance.")
    return failed(f"Traffic between {known(job.instance_count)} instances is not encrypted.")


@check(
    severity=Severity.HIGH,
    finding_title="SageMaker training job's volumes have no customer managed key",
    remediation="Run the job with a KMS key for the volumes of its instances.",
    cli="aws sagemaker create-training-job --resource-config VolumeKmsKeyId=KEY,…",
    reference=KEY_DOCS,
)
def aws_sagemaker_training_job_volumes_encrypted_with_cmk(job: SageMakerTrainingJob) -> Verdict:
    """SageMaker training job encrypts its volumes with a customer managed key.

    While the job runs, the volumes contain all the training data.
    """
    if known(job.volume_key):
        return passed()
    types = known(job.instance_types)
    if not all_take_volume_key(types):
        return not_applicable("Serverless, or on instances that encrypt their own disks.")
    return failed("No KMS key is set for the volumes.")


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker training job's output has no customer managed key",
    remediation="Run the job with a KMS key for its output.",
    cli="aws sagemaker create-training-job --output-data-config KmsKeyId=KEY,S3OutputPath=PATH …",
    reference=KEY_DOCS,
)
def aws_sagemaker_training_job_output_encrypted_with_cmk(job: SageMakerTrainingJob) -> Verdict:
    """SageMaker training job encrypts its output with a customer managed key.

    The model artifact remains long after the job. Anyone who reads it gets the value of the
    training, and parts of the training data.
    """
    return passed() if known(job.output_key) else failed("No KMS key is set for the output.")


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker training job has remote debugging on",
    remediation="Turn remote debugging off when the problem is solved.",
    cli="""
        aws sagemaker update-training-job --training-job-name NAME \\
          --remote-debug-config EnableRemoteDebug=false
    """,
    reference=f"{DOCS}/train-remote-debugging.html",
)
def aws_sagemaker_training_job_remote_debug_disabled(job: SageMakerTrainingJob) -> Verdict:
    """SageMaker training job has remote debugging off.

    A debugging session runs as root with the job's role, and can read all the training data.
    """
    return failed("Remote debugging is enabled.") if known(job.remote_debug) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker processing job has data without a customer managed key",
    remediation="Run the job with KMS keys for the volumes and the output.",
    cli="aws sagemaker create-processing-job --processing-output-config KmsKeyId=KEY,… …",
    reference=KEY_DOCS,
)
def aws_sagemaker_processing_job_encrypted_with_cmk(job: SageMakerProcessingJob) -> Verdict:
    """SageMaker processing job encrypts volumes and output with customer managed keys.

    Processing jobs read raw data, before sensitive parts are removed.
    """
    plain = _without_key(job)
    return failed(f"Without a KMS key: {', '.join(plain)}.") if plain else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker processing job has unrestricted network access",
    remediation="Run the job in subnets of your VPC, or with network isolation.",
    cli="aws sagemaker create-processing-job --network-config VpcConfig={…} …",
    reference=f"{DOCS}/process-vpc.html",
)
def aws_sagemaker_processing_job_network_restricted(job: SageMakerProcessingJob) -> Verdict:
    """SageMaker processing job runs in a VPC, or with network isolation.

    Otherwise its code, and every package that it installs, can send raw data anywhere unnoticed.
    """
    if known(job.network_isolated):
        return passed("The job has no network.")
    if known(job.subnets):
        return passed()
    return failed("The job is not in a VPC, and network isolation is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker transform job has data without a customer managed key",
    remediation="Run the job with KMS keys for the volumes and the output.",
    cli="aws sagemaker create-transform-job --transform-output KmsKeyId=KEY,… …",
    reference=KEY_DOCS,
)
def aws_sagemaker_transform_job_encrypted_with_cmk(job: SageMakerTransformJob) -> Verdict:
    """SageMaker transform job encrypts volumes and output with customer managed keys.

    The output contains a model's predictions for a whole data set, often about people.
    """
    plain = _without_key(job)
    return failed(f"Without a KMS key: {', '.join(plain)}.") if plain else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker monitoring job runs without network isolation",
    remediation="Create the job definition again with network isolation.",
    terraform="""
        resource "aws_sagemaker_data_quality_job_definition" "this" {
          network_config { enable_network_isolation = true }
        }
    """,
    reference=ISOLATION_DOCS,
)
def aws_sagemaker_monitoring_definition_network_isolated(
    definition: SageMakerMonitoringDefinition,
) -> Verdict:
    """SageMaker monitoring job runs with network isolation.

    Monitoring jobs read all the captured requests and responses of a model.
    """
    return passed() if known(definition.network_isolated) else failed("Network isolation is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker monitoring job does not encrypt inter-container traffic",
    remediation=(
        "Create the job definition again with encryption of the traffic between containers."
    ),
    terraform="""
        resource "aws_sagemaker_data_quality_job_definition" "this" {
          network_config { enable_inter_container_traffic_encryption = true }
        }
    """,
    reference=TRAFFIC_DOCS,
)
def aws_sagemaker_monitoring_definition_traffic_encrypted(
    definition: SageMakerMonitoringDefinition,
) -> Verdict:
    """SageMaker monitoring job encrypts the traffic between its instances.

    The instances of a distributed job exchange captured requests and responses.
    """
    if known(definition.traffic_encrypted):
        return passed()
    if known(definition.instance_count) <= 1:
        return not_applicable("The job runs on a single instance.")
    return failed("Traffic between instances is not encrypted.")
