"""Rules about the models of Amazon Bedrock: tuned, imported, in batches, and provisioned."""

from posture.domain.aws.assets.bedrock import (
    BedrockBatchJob,
    BedrockCustomizationJob,
    BedrockCustomModel,
    BedrockImportedModel,
    BedrockProvisionedThroughput,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/bedrock/latest/userguide"


@check(
    severity=Severity.HIGH,
    remediation="Tune the model again with a KMS key for the result.",
    cli="aws bedrock create-model-customization-job --custom-model-kms-key-id KEY …",
    terraform="""
        resource "aws_bedrock_custom_model" "this" {
          custom_model_kms_key_id = aws_kms_key.ai.arn
        }
    """,
    reference=f"{DOCS}/encryption-custom-job.html",
)
def aws_bedrock_custom_model_encrypted_with_cmk(model: BedrockCustomModel) -> Verdict:
    """Bedrock custom model is kept under a customer managed key.

    A tuned model carries what it was tuned on; only a key of one's own can be audited and revoked.
    """
    return passed() if known(model.kms_key) else failed("No KMS key is set.")


@check(
    severity=Severity.MEDIUM,
    remediation="Import the model again with a KMS key.",
    cli="aws bedrock create-model-import-job --imported-model-kms-key-id KEY …",
    reference=f"{DOCS}/encryption-import-model.html",
)
def aws_bedrock_imported_model_encrypted_with_cmk(model: BedrockImportedModel) -> Verdict:
    """Bedrock imported model is kept under a customer managed key.

    What was worth training elsewhere and bringing here is worth a key of one's own.
    """
    return passed() if known(model.kms_key) else failed("No KMS key is set.")


@check(
    severity=Severity.MEDIUM,
    remediation="Run the job in subnets of your VPC.",
    cli="""
        aws bedrock create-model-customization-job \\
          --vpc-config subnetIds=SUBNET,securityGroupIds=GROUP …
    """,
    terraform="""
        resource "aws_bedrock_custom_model" "this" {
          vpc_config {
            subnet_ids         = [aws_subnet.private.id]
            security_group_ids = [aws_security_group.ai.id]
          }
        }
    """,
    reference=f"{DOCS}/custom-model-job-access-security.html#vpc-model-customization",
)
def aws_bedrock_customization_job_in_vpc(job: BedrockCustomizationJob) -> Verdict:
    """Bedrock customization job reads its training data through a VPC.

    Then an endpoint policy says which buckets the data may come from and go to, and flow logs tell
    that it did.
    """
    return passed() if known(job.subnets) else failed("The job is in no VPC.")


@check(
    severity=Severity.MEDIUM,
    remediation="Run the job in subnets of your VPC.",
    cli="""
        aws bedrock create-model-invocation-job \\
          --vpc-config subnetIds=SUBNET,securityGroupIds=GROUP …
    """,
    reference=f"{DOCS}/batch-vpc.html",
)
def aws_bedrock_batch_job_in_vpc(job: BedrockBatchJob) -> Verdict:
    """Bedrock batch inference job reads prompts and writes answers through a VPC.

    Without it, whole files of prompts and answers move where no endpoint policy holds.
    """
    return passed() if job.subnets else failed("The job is in no VPC.")


@check(
    severity=Severity.MEDIUM,
    remediation="Run the job with a KMS key for its output.",
    cli="""
        aws bedrock create-model-invocation-job \\
          --output-data-config s3OutputDataConfig={s3Uri=URI,s3EncryptionKeyId=KEY} …
    """,
    reference=f"{DOCS}/batch-inference-create.html",
)
def aws_bedrock_batch_job_output_encrypted_with_cmk(job: BedrockBatchJob) -> Verdict:
    """Bedrock batch inference job writes its answers under a customer managed key.

    The output holds every prompt beside its answer.
    """
    return passed() if job.output_key else failed(f"No KMS key is set for {job.output}.")


@check(
    severity=Severity.LOW,
    remediation="Move the provisioned throughput to a model that is active.",
    cli="""
        aws bedrock update-provisioned-model-throughput --provisioned-model-id ID \\
          --desired-model-id MODEL
    """,
    reference=f"{DOCS}/model-lifecycle.html",
)
def aws_bedrock_provisioned_throughput_model_active(
    throughput: BedrockProvisionedThroughput,
) -> Verdict:
    """Bedrock provisioned throughput serves a model that is not at the end of its life.

    A legacy model gets no more fixes and is switched off on a date that Bedrock has announced.
    """
    status = known(throughput.model_status)
    if status is None:
        return not_applicable(f"Bedrock does not list {throughput.foundation_model}.")
    return passed() if status == "ACTIVE" else failed(f"{throughput.foundation_model} is {status}.")
