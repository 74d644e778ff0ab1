"""Assets of AWS KMS: keys."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class KeyDescription(Struct, frozen=True, kw_only=True):
    """The description of a key.

    Attributes:
        customer_managed: whether the account manages the key, instead of AWS.
        state: `Enabled`, `Disabled`, `PendingDeletion` or another state of KMS.
        spec: `SYMMETRIC_DEFAULT`, `RSA_2048` and so on.
        origin: `AWS_KMS`, `EXTERNAL` for imported material, or the kind of a key store.
        multi_region: whether the key can be replicated to other regions.
        material_expires_in_days: days until imported material is deleted; None if never.
        deleted_in_days: days until a key that is scheduled for deletion is deleted.
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
        """Return whether KMS can rotate the key automatically.

        https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
        """
        return self.spec == "SYMMETRIC_DEFAULT" and self.origin == "AWS_KMS"


class Rotation(Struct, frozen=True):
    """Whether KMS rotates a key automatically, and how often."""

    enabled: bool
    period_days: int


class KmsKey(AwsAsset, frozen=True, kw_only=True):
    """A key.

    Attributes:
        rotation: None if KMS cannot rotate the key.
        policy: None for AWS managed keys, whose policy cannot be changed.
    """

    service = "kms"
    family = Family.SECRETS
    arn = ArnShape("kms", "key/")

    account_id: str
    description: Fact[KeyDescription]
    rotation: Fact[Rotation | None]
    policy: Fact[Policy | None]
