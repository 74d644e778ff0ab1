"""Checks of Amazon SQS queues: who may use them, and whether their messages are encrypted."""

from posture.domain.asset import Family
from posture.domain.aws.assets.sqs import SqsQueue
from posture.domain.aws.policy_model import services_for_strangers
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide"
DEPUTY = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention"
SET_POLICY = "aws sqs set-queue-attributes --queue-url URL --attributes file://policy.json"


@check(
    severity=Severity.CRITICAL,
    finding_title="SQS queue's policy grants access to the public",
    remediation="Name the principals that send and receive, or limit the statement to the account.",
    cli=SET_POLICY,
    terraform="""
        resource "aws_sqs_queue_policy" "this" {
          queue_url = aws_sqs_queue.this.url
          policy    = data.aws_iam_policy_document.senders.json
        }
    """,
    reference=f"{DOCS}/sqs-basic-examples-of-sqs-policies.html",
    family=Family.IAM,
)
def aws_sqs_queue_policy_not_public(queue: SqsQueue) -> Verdict:
    """SQS queue's policy grants no access to the public.

    Anyone with an AWS account can read or delete the messages, or send messages that the
    consumers trust.
    """
    return not_public(known(queue.policy), queue.resource_id)


@check(
    severity=Severity.MEDIUM,
    finding_title="AWS services can use the SQS queue for any account",
    remediation="Add aws:SourceArn or aws:SourceAccount to the statement of the service.",
    cli=SET_POLICY,
    reference=DEPUTY,
    family=Family.IAM,
)
def aws_sqs_queue_service_callers_confined(queue: SqsQueue) -> Verdict:
    """SQS queue lets AWS services use it only for named accounts or resources.

    A service works for all its customers. Without a source, the topic or the bucket of another
    customer can send messages to the queue.
    """
    if open_to := services_for_strangers(known(queue.policy)):
        return failed(f"Allowed on behalf of any account: {', '.join(sorted(open_to))}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="SQS queue does not encrypt its messages",
    remediation="Turn on encryption with keys of SQS or of KMS.",
    cli="aws sqs set-queue-attributes --queue-url URL --attributes SqsManagedSseEnabled=true",
    terraform="""
        resource "aws_sqs_queue" "this" {
          sqs_managed_sse_enabled = true
        }
    """,
    reference=f"{DOCS}/sqs-server-side-encryption.html",
)
def aws_sqs_queue_encrypted(queue: SqsQueue) -> Verdict:
    """SQS queue encrypts its messages.

    Messages hold orders and personal data, and wait in the queue for up to two weeks.
    """
    return passed() if known(queue.encrypted) else failed("Encryption is off.")
