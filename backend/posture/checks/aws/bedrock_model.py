"""Checks of the models of Amazon Bedrock: custom, imported, in batch jobs, and provisioned."""

from posture.domain.aws.assets.bedrock import (
    BedrockBatchJob,
    BedrockCustomizationJob,
    BedrockCustomModel,
    BedrockImportedModel,
    BedrockProvisionedThroughput,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/bedrock/latest/userguide"


@check(
    severity=Severity.HIGH,
    finding_title="Bedrock custom model is not encrypted with a customer managed key",
    remediation="Train the model again with a KMS key for the result.",
    cli="aws bedrock create-model-customization-job --custom-model-kms-key-id KEY …",
    terraform="""
        resource "aws_bedrock_custom_model" "this" {
          custom_model_kms_key_id = aws_kms_key.ai.arn
        }
    """,
    reference=f"{DOCS}/encryption-custom-job.html",
)
def aws_bedrock_custom_model_encrypted_with_cmk(model: BedrockCustomModel) -> Verdict:
    """Bedrock custom model is encrypted with a customer managed key.

    A custom model contains traces of its training data. Only the use of your own key can be
    audited and revoked.
    """
    return passed() if known(model.kms_key) else failed("No KMS key is set.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Bedrock imported model is not encrypted with a customer managed key",
    remediation="Import the model again with a KMS key.",
    cli="aws bedrock create-model-import-job --imported-model-kms-key-id KEY …",
    reference=f"{DOCS}/encryption-import-model.html",
)
def aws_bedrock_imported_model_encrypted_with_cmk(model: BedrockImportedModel) -> Verdict:
    """Bedrock imported model is encrypted with a customer managed key.

    An imported model is valuable, and may contain traces of its training data. Only the use of
    your own key can be audited and revoked.
    """
    return passed() if known(model.kms_key) else failed("No KMS key is set.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Bedrock customization job runs outside a VPC",
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

    In a VPC, an endpoint policy limits which buckets the data may come from and go to, and flow
    logs show the transfer.
    """
    return passed() if known(job.subnets) else failed("The job runs outside a VPC.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Bedrock batch inference job runs outside a VPC",
    remediation="Run the job in subnets of your VPC.",
    cli="""
        aws bedrock create-model-invocation-job \\
          --vpc-config subnetIds=SUBNET,securityGroupIds=GROUP …
    """,
    reference=f"{DOCS}/batch-vpc.html",
)
def aws_bedrock_batch_job_in_vpc(job: BedrockBatchJob) -> Verdict:
    """Bedrock batch inference job reads prompts and writes answers through a VPC.

    Outside a VPC, whole files of prompts and answers are transferred where no endpoint policy
    applies.
    """
    return passed() if job.subnets else failed("The job runs outside a VPC.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Bedrock batch job output has no customer managed key",
    remediation="Run the job with a KMS key for its output.",
    cli="""
        aws bedrock create-model-invocation-job \\
          --output-data-config s3OutputDataConfig={s3Uri=URI,s3EncryptionKeyId=KEY} …
    """,
    reference=f"{DOCS}/batch-inference-create.html",
)
def aws_bedrock_batch_job_output_encrypted_with_cmk(job: BedrockBatchJob) -> Verdict:
    """Bedrock batch inference job encrypts its answers with a customer managed key.

    The output holds every prompt beside its answer.
    """
    return passed() if job.output_key else failed(f"No KMS key is set for {job.output}.")


@check(
    severity=Severity.LOW,
    finding_title="Bedrock provisioned throughput serves a model that is not active",
    remediation="Move the provisioned throughput to an active model.",
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

    A legacy model gets no more fixes, and is switched off on a date that Bedrock has announced.
    """
    status = known(throughput.model_status)
    return passed() if status == "ACTIVE" else failed(f"{throughput.foundation_model} is {status}.")
