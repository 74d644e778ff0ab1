"""Rules about the jobs of Amazon SageMaker AI: training, processing, transform, monitoring."""

from posture.domain.aws.assets.sagemaker import (
    Job,
    SageMakerMonitoringDefinition,
    SageMakerProcessingJob,
    SageMakerTrainingJob,
    SageMakerTransformJob,
    takes_volume_key,
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
    plain = []
    types = known(job.instance_types)
    if types and all(map(takes_volume_key, types)) and not known(job.volume_key):
        plain.append("volumes")
    if not known(job.output_key):
        plain.append("output")
    return plain


@check(
    severity=Severity.HIGH,
    remediation="Run the job with network isolation.",
    cli="aws sagemaker create-training-job --enable-network-isolation …",
    reference=ISOLATION_DOCS,
)
def aws_sagemaker_training_job_network_isolated(job: SageMakerTrainingJob) -> Verdict:
    """SageMaker training job runs in containers without any network.

    Training code is full of other people's packages; without a network none of them can send the
    training data anywhere.
    """
    return passed() if known(job.network_isolated) else failed("Network isolation is off.")


@check(
    severity=Severity.HIGH,
    remediation="Run the job in subnets of your VPC.",
    cli="aws sagemaker create-training-job --vpc-config SecurityGroupIds=GROUP,Subnets=SUBNET …",
    reference=VPC_DOCS,
)
def aws_sagemaker_training_job_in_vpc(job: SageMakerTrainingJob) -> Verdict:
    """SageMaker training job is placed in a VPC.

    In a VPC, training data comes over endpoints whose policies say which buckets, and flow logs
    tell with whom the job talked.
    """
    return passed() if known(job.subnets) else failed("The job is in no VPC.")


@check(
    severity=Severity.MEDIUM,
    remediation="Run the job with encryption of the traffic between its containers.",
    cli="aws sagemaker create-training-job --enable-inter-container-traffic-encryption …",
    reference=TRAFFIC_DOCS,
)
def aws_sagemaker_training_job_traffic_encrypted(job: SageMakerTrainingJob) -> Verdict:
    """SageMaker training job encrypts what its instances tell each other.

    Distributed training sends weights and gradients around, from which training data can be
    rebuilt.
    """
    if known(job.traffic_encrypted):
        return passed()
    if known(job.instance_count) <= 1:
        return not_applicable("The job runs on a single instance.")
    return failed(f"Traffic between {known(job.instance_count)} instances is not encrypted.")


@check(
    severity=Severity.HIGH,
    remediation="Run the job with a KMS key for the volumes of its instances.",
    cli="aws sagemaker create-training-job --resource-config VolumeKmsKeyId=KEY,…",
    reference=KEY_DOCS,
)
def aws_sagemaker_training_job_volumes_encrypted_with_cmk(job: SageMakerTrainingJob) -> Verdict:
    """SageMaker training job keeps training data on volumes under a customer managed key.

    For the time of the job the volumes hold all of the training data.
    """
    if known(job.volume_key):
        return passed()
    types = known(job.instance_types)
    if not types or not all(map(takes_volume_key, types)):
        return not_applicable("Serverless, or on instances that encrypt their disks themselves.")
    return failed("No KMS key is set for the volumes.")


@check(
    severity=Severity.MEDIUM,
    remediation="Run the job with a KMS key for its output.",
    cli="aws sagemaker create-training-job --output-data-config KmsKeyId=KEY,S3OutputPath=PATH …",
    reference=KEY_DOCS,
)
def aws_sagemaker_training_job_output_encrypted_with_cmk(job: SageMakerTrainingJob) -> Verdict:
    """SageMaker training job writes its model under a customer managed key.

    The model stays long after the job: whoever reads the artifact has what the training cost, and
    some of what it was trained on.
    """
    return passed() if known(job.output_key) else failed("No KMS key is set for the output.")


@check(
    severity=Severity.MEDIUM,
    remediation="Turn remote debugging off when the problem is found.",
    cli="""
        aws sagemaker update-training-job --training-job-name NAME \\
          --remote-debug-config EnableRemoteDebug=false
    """,
    reference=f"{DOCS}/train-remote-debugging.html",
)
def aws_sagemaker_training_job_remote_debug_disabled(job: SageMakerTrainingJob) -> Verdict:
    """SageMaker training job opens no shell into its containers.

    A debugging session acts as root with the job's role, beside all of the training data.
    """
    return failed("Remote debugging is enabled.") if known(job.remote_debug) else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Run the job with KMS keys for the volumes and the output.",
    cli="aws sagemaker create-processing-job --processing-output-config KmsKeyId=KEY,… …",
    reference=KEY_DOCS,
)
def aws_sagemaker_processing_job_encrypted_with_cmk(job: SageMakerProcessingJob) -> Verdict:
    """SageMaker processing job keeps volumes and output under customer managed keys.

    Raw data, before anything was removed from it, is what processing jobs read.
    """
    plain = _without_key(job)
    return failed(f"Without a KMS key: {', '.join(plain)}.") if plain else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Run the job in subnets of your VPC, or with network isolation.",
    cli="aws sagemaker create-processing-job --network-config VpcConfig={…} …",
    reference=f"{DOCS}/process-vpc.html",
)
def aws_sagemaker_processing_job_network_restricted(job: SageMakerProcessingJob) -> Verdict:
    """SageMaker processing job runs in a VPC, or without any network.

    Otherwise its code, and every package it installs, can send raw data anywhere unseen.
    """
    if known(job.network_isolated):
        return passed("The job has no network.")
    if known(job.subnets):
        return passed()
    return failed("The job is in no VPC, and network isolation is off.")


@check(
    severity=Severity.MEDIUM,
    remediation="Run the job with KMS keys for the volumes and the output.",
    cli="aws sagemaker create-transform-job --transform-output KmsKeyId=KEY,… …",
    reference=KEY_DOCS,
)
def aws_sagemaker_transform_job_encrypted_with_cmk(job: SageMakerTransformJob) -> Verdict:
    """SageMaker transform job keeps volumes and output under customer managed keys.

    What comes out are a model's answers about whole sets of people or things at once.
    """
    plain = _without_key(job)
    return failed(f"Without a KMS key: {', '.join(plain)}.") if plain else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Create the definition anew with network isolation.",
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
    """SageMaker monitoring job runs in containers without any network.

    Monitoring jobs read everything that was captured of a model's requests and answers.
    """
    return passed() if known(definition.network_isolated) else failed("Network isolation is off.")


@check(
    severity=Severity.MEDIUM,
    remediation="Create the definition anew with encryption of the traffic between containers.",
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
    """SageMaker monitoring job encrypts what its instances tell each other.

    Captured requests and answers travel between the instances of a distributed job.
    """
    if known(definition.traffic_encrypted):
        return passed()
    if known(definition.instance_count) <= 1:
        return not_applicable("The job runs on a single instance.")
    return failed("Traffic between instances is not encrypted.")
