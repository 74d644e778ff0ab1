"""Assets of Amazon DynamoDB: tables; their items are never read."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class DynamoDbTable(AwsAsset, frozen=True, kw_only=True):
    """A table.

    Attributes:
        account_id: its owner.
        deletion_protection: whether the table cannot be deleted.
        own_key: whether a customer managed key encrypts it; DynamoDB always encrypts.
        recoverable: whether point-in-time recovery is on.
        policy: None if the table has no policy, so that the account alone has access.
    """

    service = "dynamodb"
    family = Family.DATABASE
    arn = ArnShape("dynamodb", "table/")

    account_id: str
    deletion_protection: Fact[bool]
    own_key: Fact[bool]
    recoverable: Fact[bool]
    policy: Fact[Policy | None]
