"""Assets of AWS Private CA: certificate authorities."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset


class CertificateAuthority(AwsAsset, frozen=True, kw_only=True):
    """A private certificate authority.

    Attributes:
        root: whether it signs its own certificate.
        active: whether it can issue certificates.
        short_lived: whether it issues certificates of at most seven days only.
        revocation: whether it publishes which certificates are revoked.
    """

    service = "acmpca"
    family = Family.NETWORK
    arn = ArnShape("acm-pca", "certificate-authority/")

    root: bool
    active: bool
    short_lived: bool
    revocation: bool
