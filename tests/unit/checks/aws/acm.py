"""Cases of ACM's checks: certificates."""

from posture.domain.aws.assets.acm import AcmCertificate
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Row,
    rows,
)

COMPLIANT: Compliant = {
    AcmCertificate: {
        "status": "ISSUED",
        "imported": False,
        "key_algorithm": "RSA_2048",
        "days_left": 200,
    }
}
CERTIFICATES: list[Row] = [
    ("not_expiring", {}, PASS),
    ("not_expiring", {"days_left": 30}, PASS),
    ("not_expiring", {"days_left": 29}, FAIL),
    ("not_expiring", {"days_left": 29, "imported": True}, FAIL),
    ("not_expiring", {"days_left": -1, "status": "EXPIRED"}, FAIL),
    ("not_expiring", {"days_left": None, "status": "PENDING_VALIDATION"}, NOT_APPLICABLE),
    ("key_strong", {}, PASS),
    ("key_strong", {"key_algorithm": "EC_prime256v1"}, PASS),
    ("key_strong", {"key_algorithm": "RSA_1024"}, FAIL),
    ("key_strong", {"key_algorithm": DENIED}, UNKNOWN),
    ("issued", {}, PASS),
    ("issued", {"status": "PENDING_VALIDATION"}, UNKNOWN),
    ("issued", {"status": "VALIDATION_TIMED_OUT"}, FAIL),
    ("issued", {"status": "REVOKED"}, FAIL),
    ("issued", {"status": "EXPIRED"}, NOT_APPLICABLE),
    ("issued", {"status": "A_NEW_ONE"}, UNKNOWN),
]
CASES = rows("aws_acm_certificate", CERTIFICATES)
