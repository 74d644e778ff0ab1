"""Assets of AWS Secrets Manager: secrets, of which posture sees everything but the value."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretsManagerSecret(AwsAsset):
    """A secret that is not scheduled for deletion.

    Attributes:
        owner: the AWS service that made the secret and renews it; None for the account's own.
        primary_region: of which region's secret it is a replica; None for an original.
        rotation: whether it is rotated by itself.
        due_days: until the next planned rotation, less than 0 when it is late; None if not planned.
        renewed_days_ago: since its value was last rotated or changed, or else since it was made.
        used_days_ago: since its value was last read, or else since it was made.
        kms_key: the key chosen for it; None for AWS's own.
        policy: None without one.
    """

    service = "secretsmanager"
    family = Family.SECRETS
    arn = ArnShape("secretsmanager", "secret:")

    account_id: str
    owner: str | None
    primary_region: str | None
    rotation: bool
    due_days: int | None
    renewed_days_ago: int
    used_days_ago: int
    kms_key: str | None
    policy: Fact[Policy | None]
