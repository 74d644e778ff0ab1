"""Assets of AWS Certificate Manager: certificates; private keys are never read."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class AcmCertificate(AwsAsset, frozen=True, kw_only=True):
    """A certificate.

    Attributes:
        status: `ISSUED`, `PENDING_VALIDATION`, `EXPIRED` and so on.
        imported: whether its owner must renew it; ACM renews what it issued.
        key_algorithm: such as `RSA_2048` or `EC_prime256v1`.
        days_left: days until it expires, negative after it; None if it was never issued.
    """

    service = "acm"
    family = Family.NETWORK
    arn = ArnShape("acm", "certificate/")

    status: str
    imported: bool
    key_algorithm: Fact[str]
    days_left: Fact[int | None]
