"""Assets of Amazon SQS: queues; their messages are never read."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class SqsQueue(AwsAsset, frozen=True, kw_only=True):
    """A queue.

    Attributes:
        policy: None if the queue has no policy, so that the account alone has access.
        encrypted: whether SQS or a KMS key encrypts its messages.
    """

    service = "sqs"
    family = Family.STORAGE
    arn = ArnShape("sqs", "")

    policy: Fact[Policy | None]
    encrypted: Fact[bool]
