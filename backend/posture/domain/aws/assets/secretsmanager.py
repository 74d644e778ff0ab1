"""Assets of AWS Secrets Manager: secrets; their values are never read."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class SecretsManagerSecret(AwsAsset, frozen=True, kw_only=True):
    """A secret that is not scheduled for deletion.

    Attributes:
        owner: the AWS service that manages the secret; None if the account does.
        primary_region: region of the original if the secret is a replica; None otherwise.
        rotation: whether automatic rotation is on.
        due_days: days until the next scheduled rotation, negative if it is late; None without one.
        renewed_days_ago: days since the value was last changed or, if never, since creation.
        used_days_ago: days since the value was last read or, if never, since creation.
        kms_key: the customer managed key; None for the AWS managed key.
        policy: None if the secret has no policy.
    """

    service = "secretsmanager"
    family = Family.SECRETS
    arn = ArnShape("secretsmanager", "secret:")

    account_id: str
    owner: str | None
    primary_region: str | None
    rotation: bool
    due_days: Fact[int | None]
    renewed_days_ago: int
    used_days_ago: int
    kms_key: str | None
    policy: Fact[Policy | None]
