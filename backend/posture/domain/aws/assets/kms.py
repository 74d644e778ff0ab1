"""Assets of AWS KMS: the keys that everything else is encrypted with."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDescription:
    """What a key is.

    Attributes:
        customer_managed: whether the account made it, rather than an AWS service for it.
        state: `Enabled`, `Disabled`, `PendingDeletion` and other words of KMS.
        spec: `SYMMETRIC_DEFAULT`, `RSA_2048` and so on.
        origin: `AWS_KMS`, `EXTERNAL` for imported material, or a key store.
        multi_region: whether copies with the same material can be made in other regions.
        material_expires_in_days: when imported material is removed by itself; None if never.
        deleted_in_days: until a key that is scheduled for deletion is gone.
    """

    customer_managed: bool
    state: str
    spec: str
    origin: str
    multi_region: bool
    material_expires_in_days: int | None = None
    deleted_in_days: int | None = None

    @property
    def rotatable(self) -> bool:
        """Return whether KMS can rotate it by itself.

        https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
        """
        return self.spec == "SYMMETRIC_DEFAULT" and self.origin == "AWS_KMS"


@dataclass(frozen=True, slots=True)
class Rotation:
    """Whether KMS rotates a key by itself, and how often."""

    enabled: bool
    period_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KmsKey(AwsAsset):
    """A key.

    Attributes:
        rotation: None where KMS cannot rotate the key.
        policy: None for keys managed by AWS, whose policy nobody can change.
    """

    service = "kms"
    family = Family.SECRETS
    arn = ArnShape("kms", "key/")

    account_id: str
    description: Fact[KeyDescription]
    rotation: Fact[Rotation | None]
    policy: Fact[Policy | None]
