"""Checks of Amazon Bedrock in a region: logging, guardrails for all callers, and networks."""

from posture.domain.aws.assets.bedrock import BedrockInvocationLogging, BedrockRegion, BedrockVpc
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/bedrock/latest/userguide"
LOGGING_DOCS = f"{DOCS}/model-invocation-logging.html"
KMS_ALGORITHMS = frozenset({"aws:kms", "aws:kms:dsse"})


@check(
    severity=Severity.MEDIUM,
    finding_title="Bedrock model calls are not logged",
    remediation="Log model invocations of the region to S3, CloudWatch Logs, or both.",
    cli="""
        aws bedrock put-model-invocation-logging-configuration --logging-config \\
          '{"s3Config": {"bucketName": "BUCKET"}, "textDataDeliveryEnabled": true}'
    """,
    terraform="""
        resource "aws_bedrock_model_invocation_logging_configuration" "this" {
          logging_config {
            text_data_delivery_enabled = true
            s3_config { bucket_name = aws_s3_bucket.prompts.id }
          }
        }
    """,
    reference=LOGGING_DOCS,
)
def aws_bedrock_invocation_logging_enabled(logging: BedrockInvocationLogging) -> Verdict:
    """Bedrock logs the model calls of the region.

    Without this log nobody can find out later what a model was asked, what it answered, or who
    used a stolen key: CloudTrail records neither prompts nor answers.
    """
    return passed() if known(logging.setting) else failed("Model invocations are not logged.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Bedrock invocation log leaves out prompts and answers",
    remediation="Deliver text data to the log.",
    cli="""
        aws bedrock put-model-invocation-logging-configuration --logging-config \\
          '{"s3Config": {"bucketName": "BUCKET"}, "textDataDeliveryEnabled": true}'
    """,
    terraform="""
        resource "aws_bedrock_model_invocation_logging_configuration" "this" {
          logging_config { text_data_delivery_enabled = true }
        }
    """,
    reference=LOGGING_DOCS,
)
def aws_bedrock_invocation_logging_text_included(logging: BedrockInvocationLogging) -> Verdict:
    """Bedrock's invocation log includes the text of prompts and answers.

    A log of metadata alone shows that a model was called, but not what for.
    """
    setting = known(logging.setting)
    if not setting:
        return not_applicable("Model invocations are not logged.")
    return passed() if setting.text else failed("Text data is not delivered to the log.")


@check(
    severity=Severity.HIGH,
    finding_title="Bedrock invocation log is not encrypted with a KMS key",
    remediation="Set a KMS key on the log's bucket and log group.",
    cli="""
        aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration \\
          '{"Rules": [{"ApplyServerSideEncryptionByDefault":
            {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "KEY"}}]}'
        aws logs associate-kms-key --log-group-name GROUP --kms-key-id KEY
    """,
    reference=LOGGING_DOCS,
)
def aws_bedrock_invocation_logs_encrypted_with_kms(logging: BedrockInvocationLogging) -> Verdict:
    """Bedrock's invocation log is encrypted with KMS keys, in its bucket and its log group.

    The log holds complete prompts and answers, including personal data and secrets. With a KMS
    key, reading it needs a second permission, and every use of the key is recorded.
    """
    setting = known(logging.setting)
    if not setting:
        return not_applicable("Model invocations are not logged.")
    plain = []
    if setting.bucket and known(logging.bucket_algorithm) not in KMS_ALGORITHMS:
        plain.append(f"bucket {setting.bucket}")
    if setting.log_group and not known(logging.log_group_key):
        plain.append(f"log group {setting.log_group}")
    return failed(f"No KMS key is set on {', '.join(plain)}.") if plain else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Bedrock is used in a region without a guardrail",
    remediation="Create a guardrail, and attach it to agents and model calls.",
    cli="""
        aws bedrock create-guardrail --name NAME --content-policy-config file://content.json \\
          --blocked-input-messaging TEXT --blocked-outputs-messaging TEXT
    """,
    terraform="""
        resource "aws_bedrock_guardrail" "this" {
          name                      = "default"
          blocked_input_messaging   = "This question is not allowed."
          blocked_outputs_messaging = "This answer is not allowed."
        }
    """,
    reference=f"{DOCS}/guardrails.html",
)
def aws_bedrock_region_guardrails_configured(region: BedrockRegion) -> Verdict:
    """Bedrock has a guardrail in each region where its models are used.

    A guardrail works only in its own region. Without one, nothing but the model itself filters
    prompts and answers.
    """
    if known(region.guardrail_count):
        return passed()
    signs = known(region.in_use)
    if not signs:
        return not_applicable("Nothing shows that models are used in the region.")
    return failed(f"The region has no guardrail, but it has: {', '.join(signs)}.")


@check(
    severity=Severity.LOW,
    finding_title="Bedrock model calls can skip the guardrail",
    remediation="Enforce a guardrail for all model calls of the account in the region.",
    cli="""
        aws bedrock put-enforced-guardrail-configuration --guardrail-inference-config \\
          guardrailIdentifier=GUARDRAIL,guardrailVersion=1,inputTags=IGNORE
    """,
    reference=f"{DOCS}/guardrails-enforcements.html",
)
def aws_bedrock_region_guardrail_enforced(region: BedrockRegion) -> Verdict:
    """Bedrock applies a guardrail to every model call in the region, regardless of who makes it.

    If callers have to name the guardrail themselves, any of them can leave it out.
    """
    if found := known(region.enforced):
        return passed(f"Guardrail {', '.join(found)}.")
    if not known(region.in_use):
        return not_applicable("Nothing shows that models are used in the region.")
    return failed("No guardrail is enforced; callers decide whether to use one.")


@check(
    severity=Severity.MEDIUM,
    finding_title="VPC has no interface endpoints for Bedrock",
    remediation="Create interface endpoints for Bedrock in the VPC, each with an endpoint policy.",
    cli="""
        aws ec2 create-vpc-endpoint --vpc-id VPC --vpc-endpoint-type Interface \\
          --service-name com.amazonaws.REGION.bedrock-runtime --subnet-ids SUBNET \\
          --security-group-ids GROUP --private-dns-enabled
    """,
    terraform="""
        resource "aws_vpc_endpoint" "bedrock" {
          vpc_id              = aws_vpc.this.id
          vpc_endpoint_type   = "Interface"
          service_name        = "com.amazonaws.${var.region}.bedrock-runtime"
          private_dns_enabled = true
        }
    """,
    reference=f"{DOCS}/vpc-interface-endpoints.html",
)
def aws_bedrock_vpc_endpoints_configured(vpc: BedrockVpc) -> Verdict:
    """VPC has interface endpoints for Bedrock in regions where Bedrock is used.

    Without endpoints, prompts leave the network over its route to the internet, and no endpoint
    policy can limit who calls which model.
    """
    missing = vpc.needed - vpc.services
    return failed(f"No endpoint for {', '.join(sorted(missing))}.") if missing else passed()
