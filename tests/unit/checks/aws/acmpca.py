"""Cases of Private CA's checks: certificate authorities."""

from posture.domain.aws.assets.acmpca import CertificateAuthority
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, Compliant, Row, rows

COMPLIANT: Compliant = {
    CertificateAuthority: {"root": True, "active": False, "short_lived": False, "revocation": True}
}
AUTHORITIES: list[Row] = [
    ("revocation_published", {"revocation": False}, FAIL),
    ("revocation_published", {"revocation": False, "short_lived": True}, NOT_APPLICABLE),
    ("root_disabled", {"active": True}, FAIL),
    ("root_disabled", {"active": True, "root": False}, NOT_APPLICABLE),
]
CASES = rows("aws_acmpca_authority", AUTHORITIES)
