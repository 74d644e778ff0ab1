"""Assets of Amazon SNS: topics with their subscriptions."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class SnsTopic(AwsAsset, frozen=True, kw_only=True):
    """A topic.

    Attributes:
        policy: SNS gives every topic one that allows its own account.
        kms_key: the key that encrypts its messages; None without one.
        plain_endpoints: addresses that get its messages over HTTP, by the account's subscriptions.
    """

    service = "sns"
    family = Family.STORAGE
    arn = ArnShape("sns", "")

    policy: Fact[Policy | None]
    kms_key: Fact[str | None]
    plain_endpoints: Fact[tuple[str, ...]]
