"""Cases of Cognito's checks."""

from posture.domain.aws.assets.cognito import IdentityPool, UserPool
from tests.unit.checks.evaluating import DENIED, FAIL, UNKNOWN, Compliant, Row, rows

COMPLIANT: Compliant = {
    UserPool: {
        "mfa": "ON",
        "weak_password": (),
        "threats": "ENFORCED",
        "deletion_protection": True,
    },
    IdentityPool: {"guests": False, "classic_flow": False},
}
POOLS: list[Row] = [
    ("user_pool_mfa_enabled", {"mfa": "OFF"}, FAIL),
    ("user_pool_mfa_enabled", {"mfa": "OPTIONAL"}, FAIL),
    ("user_pool_mfa_enabled", {"mfa": DENIED}, UNKNOWN),
    ("user_pool_password_policy_strong", {"weak_password": ("symbols",)}, FAIL),
    ("user_pool_threats_stopped", {"threats": "AUDIT"}, FAIL),
    ("user_pool_deletion_protection_enabled", {"deletion_protection": False}, FAIL),
    ("identity_pool_guests_refused", {"guests": True}, FAIL),
    ("identity_pool_enhanced_flow_only", {"classic_flow": True}, FAIL),
]
CASES = rows("aws_cognito", POOLS)
