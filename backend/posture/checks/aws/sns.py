"""Checks of Amazon SNS topics: who may use them, their encryption and their subscribers."""

from posture.domain.asset import Family
from posture.domain.aws.assets.sns import SnsTopic
from posture.domain.aws.policy_model import services_for_strangers
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/sns/latest/dg"
DEPUTY = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention"
SET_POLICY = """
    aws sns set-topic-attributes --topic-arn ARN --attribute-name Policy \\
      --attribute-value file://policy.json
"""


@check(
    severity=Severity.CRITICAL,
    finding_title="SNS topic's policy grants access to the public",
    remediation="Name the principals that publish and subscribe, or limit it to the account.",
    cli=SET_POLICY,
    terraform="""
        resource "aws_sns_topic_policy" "this" {
          arn    = aws_sns_topic.this.arn
          policy = data.aws_iam_policy_document.publishers.json
        }
    """,
    reference=f"{DOCS}/sns-access-policy-use-cases.html",
    family=Family.IAM,
)
def aws_sns_topic_policy_not_public(topic: SnsTopic) -> Verdict:
    """SNS topic's policy grants no access to the public.

    Anyone with an AWS account can subscribe and read every message, or publish messages that the
    subscribers trust.
    """
    return not_public(known(topic.policy), topic.resource_id)


@check(
    severity=Severity.MEDIUM,
    finding_title="AWS services can use the SNS topic for any account",
    remediation="Add aws:SourceArn or aws:SourceAccount to the statement of the service.",
    cli=SET_POLICY,
    reference=DEPUTY,
    family=Family.IAM,
)
def aws_sns_topic_service_callers_confined(topic: SnsTopic) -> Verdict:
    """SNS topic lets AWS services use it only for named accounts or resources.

    A service works for all its customers. Without a source, the bucket or the alarm of another
    customer can publish to the topic.
    """
    if open_to := services_for_strangers(known(topic.policy)):
        return failed(f"Allowed on behalf of any account: {', '.join(sorted(open_to))}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="SNS topic does not encrypt its messages with a KMS key",
    remediation="Set a KMS key whose policy lets the services that publish use it.",
    cli="""
        aws sns set-topic-attributes --topic-arn ARN --attribute-name KmsMasterKeyId \\
          --attribute-value KEY
    """,
    terraform="""
        resource "aws_sns_topic" "this" {
          kms_master_key_id = aws_kms_key.messages.id
        }
    """,
    reference=f"{DOCS}/sns-server-side-encryption.html",
)
def aws_sns_topic_encrypted_with_kms(topic: SnsTopic) -> Verdict:
    """SNS topic encrypts its messages with a KMS key.

    With a key, reading a message needs a permission on the key too, and each use is recorded.
    """
    return passed() if known(topic.kms_key) else failed("No KMS key is set.")


@check(
    severity=Severity.HIGH,
    finding_title="SNS topic sends messages to an address without TLS",
    remediation="Subscribe the HTTPS address, and delete the subscription of the HTTP address.",
    cli="aws sns unsubscribe --subscription-arn ARN",
    terraform="""
        resource "aws_sns_topic_subscription" "this" {
          topic_arn = aws_sns_topic.this.arn
          protocol  = "https"
          endpoint  = "https://orders.example.com/events"
        }
    """,
    reference=f"{DOCS}/sns-security-best-practices.html#enforce-encryption-data-in-transit",
    family=Family.NETWORK,
)
def aws_sns_topic_subscribers_encrypted(topic: SnsTopic) -> Verdict:
    """SNS topic sends its messages over TLS only.

    Messages over HTTP can be read and changed on their way through the internet.
    """
    plain = known(topic.plain_endpoints)
    return failed(f"Messages go to {', '.join(plain)}.") if plain else passed()
