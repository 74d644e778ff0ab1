"""Rules about Amazon Bedrock as a region has it: logging, guardrails for all, and networks."""

from posture.domain.aws.assets.bedrock import BedrockInvocationLogging, BedrockRegion, BedrockVpc
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/bedrock/latest/userguide"
LOGGING_DOCS = f"{DOCS}/model-invocation-logging.html"
KMS_ALGORITHMS = frozenset({"aws:kms", "aws:kms:dsse"})


@check(
    severity=Severity.MEDIUM,
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
    """Bedrock logs the calls of the region's models.

    Without the log nobody can tell afterwards what a model was asked, what it gave away, and who
    used a stolen key to run up the bill: CloudTrail has neither prompts nor answers.
    """
    return passed() if known(logging.setting) else failed("Model invocations are not logged.")


@check(
    severity=Severity.MEDIUM,
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
    """Bedrock's invocation log has the text of prompts and answers.

    A log of the bare metadata says that a model was called, not what for.
    """
    setting = known(logging.setting)
    if not setting:
        return not_applicable("Model invocations are not logged.")
    return passed() if setting.text else failed("Text data is not delivered to the log.")


@check(
    severity=Severity.HIGH,
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
    """Bedrock's invocation log is kept under KMS keys, in the bucket and in the log group.

    The log holds whole prompts and answers, personal data and secrets included; with a KMS key,
    reading it takes a second permission, and leaves a trace.
    """
    setting = known(logging.setting)
    if not setting:
        return not_applicable("Model invocations are not logged.")
    plain = []
    if setting.bucket and known(logging.bucket_algorithm) not in KMS_ALGORITHMS:
        plain.append(f"bucket {setting.bucket}")
    if setting.log_group and not known(logging.log_group_key):
        plain.append(f"log group {setting.log_group}")
    return failed(f"Without a KMS key: {', '.join(plain)}.") if plain else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Create a guardrail, and put it on agents and model calls.",
    cli="""
        aws bedrock create-guardrail --name NAME --content-policy-config file://content.json \\
          --blocked-input-messaging TEXT --blocked-outputs-messaging TEXT
    """,
    terraform="""
        resource "aws_bedrock_guardrail" "this" {
          name                      = "default"
          blocked_input_messaging   = "This cannot be asked."
          blocked_outputs_messaging = "This cannot be answered."
        }
    """,
    reference=f"{DOCS}/guardrails.html",
)
def aws_bedrock_region_guardrails_configured(region: BedrockRegion) -> Verdict:
    """Bedrock has a guardrail in each region where its models are used.

    A guardrail holds only in its own region: where there is none, nothing but the model itself
    stands between a prompt and its answer.
    """
    if known(region.guardrail_count):
        return passed()
    signs = known(region.in_use)
    if not signs:
        return not_applicable("Nothing shows that models are used here.")
    return failed(f"There is no guardrail, but there are: {', '.join(signs)}.")


@check(
    severity=Severity.LOW,
    remediation="Enforce a guardrail for all model calls of the account in the region.",
    cli="""
        aws bedrock put-enforced-guardrail-configuration --guardrail-inference-config \\
          guardrailIdentifier=GUARDRAIL,guardrailVersion=1,inputTags=IGNORE
    """,
    reference=f"{DOCS}/guardrails-enforcements.html",
)
def aws_bedrock_region_guardrail_enforced(region: BedrockRegion) -> Verdict:
    """Bedrock applies a guardrail to every model call in the region, whoever makes it.

    A guardrail that callers have to name can be left out by any of them.
    """
    if found := known(region.enforced):
        return passed(f"Guardrail {', '.join(found)}.")
    if not known(region.in_use):
        return not_applicable("Nothing shows that models are used here.")
    return failed("Callers decide whether a guardrail holds.")


@check(
    severity=Severity.MEDIUM,
    remediation="Create interface endpoints for Bedrock in the VPC, with a policy of their own.",
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
    """VPC reaches Bedrock over interface endpoints in the regions where it is used.

    Otherwise prompts leave the network by its way to the internet, and no endpoint policy can say
    whose models may be called, and by whom.
    """
    missing = vpc.needed - vpc.services
    return failed(f"No endpoint for: {', '.join(sorted(missing))}.") if missing else passed()
